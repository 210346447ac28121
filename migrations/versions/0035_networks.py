"""Networks of neighbours: what stands in them, ties, follow-ups, and how they stood."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

PURPOSES = ("be_known", "be_asked", "keep_church")
LINKED = "be_linked"

SOURCES = {
    "person": ("person", "person_id"),
    "group": ("neighbour_group", "group_id"),
    "organisation": ("partner", "partner_id"),
    "initiative": ("initiative", "initiative_id"),
    "place": ("asset", "asset_id"),
}
"""What has ties: the table that it is in, and its column in `network_node`."""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "network_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("data_version", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("queued", "running", "done", "failed", name="state", native_enum=False, create_constraint=True),
            server_default=sa.text("'queued'"),
            nullable=False,
        ),
        sa.Column("progress", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("answer", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'done') = (answer IS NOT NULL)", name=op.f("ck_network_run_answer")),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_network_run_progress")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_run")),
    )
    op.create_index(
        "uq_network_run_open",
        "network_run",
        ["on_day"],
        unique=True,
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_table(
        "neighbour_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "street",
                "activity",
                "committee",
                "circle",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_neighbour_group_period")),
        sa.CheckConstraint("length(about) <= 300", name=op.f("ck_neighbour_group_about")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_neighbour_group_name")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_neighbour_group_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neighbour_group")),
    )
    op.create_index(
        "uq_neighbour_group_name",
        "neighbour_group",
        ["neighbourhood_id", sa.literal_column("lower(name)")],
        unique=True,
    )
    op.create_table(
        "network_health",
        sa.Column("neighbourhood_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("ties", sa.Integer(), nullable=False),
        sa.Column("ties_per_person", sa.Double(), nullable=True),
        sa.Column("density", sa.Double(), nullable=True),
        sa.Column("reach", sa.Double(), nullable=True),
        sa.Column("largest_share", sa.Double(), nullable=True),
        sa.Column("resilience", sa.Double(), nullable=True),
        sa.Column("alone", sa.Integer(), nullable=False),
        sa.Column("stale_ties", sa.Integer(), nullable=False),
        sa.Column("begun_ties", sa.Integer(), nullable=False),
        sa.Column("ended_ties", sa.Integer(), nullable=False),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("computed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_network_health_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("neighbourhood_id", "on_day", name=op.f("pk_network_health")),
    )
    op.create_table(
        "network_node",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "person",
                "group",
                "organisation",
                "initiative",
                "place",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "CASE kind WHEN 'person' THEN person_id WHEN 'group' THEN group_id WHEN 'organisation' THEN partner_id"
            " WHEN 'initiative' THEN initiative_id ELSE asset_id END IS NOT NULL",
            name=op.f("ck_network_node_kind_of_source"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(person_id, group_id, partner_id, initiative_id, asset_id) = 1",
            name=op.f("ck_network_node_one_source"),
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_network_node_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["neighbour_group.id"],
            name=op.f("fk_network_node_group_id_neighbour_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["initiative.id"],
            name=op.f("fk_network_node_initiative_id_initiative"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_network_node_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_network_node_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_node")),
        sa.UniqueConstraint("asset_id", name=op.f("uq_network_node_asset_id")),
        sa.UniqueConstraint("group_id", name=op.f("uq_network_node_group_id")),
        sa.UniqueConstraint("initiative_id", name=op.f("uq_network_node_initiative_id")),
        sa.UniqueConstraint("partner_id", name=op.f("uq_network_node_partner_id")),
        sa.UniqueConstraint("person_id", name=op.f("uq_network_node_person_id")),
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "introduce",
                "visit",
                "share_task",
                "confirm_tie",
                "confirm_person",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("insight", sa.String(length=40), server_default=sa.text("''"), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("other_node_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("other_person_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("length(outcome) <= 500", name=op.f("ck_follow_up_outcome")),
        sa.CheckConstraint("node_id <> other_node_id", name=op.f("ck_follow_up_two_nodes")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_follow_up_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["network_node.id"], name=op.f("fk_follow_up_node_id_network_node"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_node_id"],
            ["network_node.id"],
            name=op.f("fk_follow_up_other_node_id_network_node"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_person_id"], ["person.id"], name=op.f("fk_follow_up_other_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name=op.f("fk_follow_up_owner_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_follow_up_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index(op.f("ix_follow_up_node_id"), "follow_up", ["node_id"], unique=False)
    op.create_index(
        "ix_follow_up_open",
        "follow_up",
        ["neighbourhood_id", "due_on"],
        unique=False,
        postgresql_where=sa.text("done_on IS NULL"),
    )
    op.create_index(op.f("ix_follow_up_other_node_id"), "follow_up", ["other_node_id"], unique=False)
    op.create_index(op.f("ix_follow_up_other_person_id"), "follow_up", ["other_person_id"], unique=False)
    op.create_index(op.f("ix_follow_up_owner_id"), "follow_up", ["owner_id"], unique=False)
    op.create_index(op.f("ix_follow_up_person_id"), "follow_up", ["person_id"], unique=False)
    op.create_table(
        "tie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("from_node_id", sa.Integer(), nullable=False),
        sa.Column("to_node_id", sa.Integer(), nullable=False),
        sa.Column("from_person_id", sa.Integer(), nullable=True),
        sa.Column("to_person_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "knows",
                "helps",
                "leads",
                "member_of",
                "meets_at",
                "works_with",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "strength",
            sa.Enum("loose", "regular", "close", name="strength", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("noted", "met", "imported", name="source", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("from_node_id"), "="),
            (sa.column("to_node_id"), "="),
            (sa.literal_column("(kind::text)"), "="),
            (sa.column("period"), "&&"),
            using="gist",
            name="ex_tie_once_at_a_time",
        ),
        sa.CheckConstraint(
            "kind NOT IN ('knows', 'works_with') OR from_node_id < to_node_id", name=op.f("ck_tie_no_direction")
        ),
        sa.CheckConstraint("NOT isempty(period) AND NOT lower_inf(period)", name=op.f("ck_tie_period")),
        sa.CheckConstraint("from_node_id <> to_node_id", name=op.f("ck_tie_not_itself")),
        sa.ForeignKeyConstraint(
            ["from_node_id"], ["network_node.id"], name=op.f("fk_tie_from_node_id_network_node"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["from_person_id"], ["person.id"], name=op.f("fk_tie_from_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_tie_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["account.id"], name=op.f("fk_tie_noted_by_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["to_node_id"], ["network_node.id"], name=op.f("fk_tie_to_node_id_network_node"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["to_person_id"], ["person.id"], name=op.f("fk_tie_to_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie")),
    )
    op.create_index(op.f("ix_tie_from_node_id"), "tie", ["from_node_id"], unique=False)
    op.create_index(op.f("ix_tie_from_person_id"), "tie", ["from_person_id"], unique=False)
    op.create_index(op.f("ix_tie_neighbourhood_id"), "tie", ["neighbourhood_id"], unique=False)
    op.create_index(op.f("ix_tie_to_node_id"), "tie", ["to_node_id"], unique=False)
    op.create_index(op.f("ix_tie_to_person_id"), "tie", ["to_person_id"], unique=False)
    op.execute("ALTER TABLE consent DROP CONSTRAINT ck_consent_purpose")
    op.execute(f"ALTER TABLE consent ADD CONSTRAINT ck_consent_purpose CHECK (purpose IN {(*PURPOSES, LINKED)})")
    op.execute("""
        CREATE FUNCTION make_network_node() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
            EXECUTE format('INSERT INTO network_node (kind, %I) VALUES ($1, $2)', TG_ARGV[1]) USING TG_ARGV[0], NEW.id;
            RETURN NULL;
        END
        $$
    """)
    op.execute("REVOKE ALL ON FUNCTION make_network_node() FROM PUBLIC")
    for kind, (table, column) in SOURCES.items():
        op.execute(f"INSERT INTO network_node (kind, {column}) SELECT '{kind}', id FROM {table} ORDER BY id")
        op.execute(f"""
            CREATE TRIGGER make_network_node AFTER INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION make_network_node('{kind}', '{column}')
        """)


def downgrade() -> None:
    """Take back."""
    for table, _column in SOURCES.values():
        op.execute(f"DROP TRIGGER make_network_node ON {table}")
    op.execute("DROP FUNCTION make_network_node()")
    op.drop_table("tie")
    op.drop_table("follow_up")
    op.drop_table("network_node")
    op.drop_table("network_health")
    op.drop_table("neighbour_group")
    op.drop_table("network_run")
    op.execute(f"DELETE FROM consent WHERE purpose = '{LINKED}'")
    op.execute("ALTER TABLE consent DROP CONSTRAINT ck_consent_purpose")
    op.execute(f"ALTER TABLE consent ADD CONSTRAINT ck_consent_purpose CHECK (purpose IN {PURPOSES})")
