"""City-wide actions: their lines, demand, supply, and what became of them."""

import sqlalchemy as sa
from alembic import op

from webapp.migration_rows import apply_policies, grant_writes, revoke_writes, take_policies

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

CITY = "(SELECT app_holds('city_coordinator'))"
PLACES = "(SELECT app_neighbourhoods())::int[]"
PARTNERS = "(SELECT app_partners())::int[]"
NEARBY = f"(neighbourhood_id = ANY ({PLACES}) OR {CITY})"
WORKS = f"({CITY} OR cardinality({PLACES}) > 0 OR cardinality({PARTNERS}) > 0)"
# what is seen of a campaign is seen of its parts
SEEN_LINE = "line_id IN (SELECT id FROM campaign_line)"
SUPPLIER = f"({NEARBY} OR partner_id = ANY ({PARTNERS}))"

POLICIES = {
    "campaign": {
        "SELECT": f"is_public OR {WORKS}",
        "INSERT": CITY,
        "UPDATE": CITY,
        "DELETE": CITY,
    },
    "campaign_line": {
        "SELECT": "campaign_id IN (SELECT id FROM campaign)",
        "INSERT": CITY,
        "UPDATE": CITY,
        "DELETE": CITY,
    },
    "campaign_carry_on": {"SELECT": SEEN_LINE, "INSERT": NEARBY, "UPDATE": NEARBY, "DELETE": NEARBY},
    "campaign_demand": {"SELECT": SEEN_LINE, "INSERT": NEARBY, "UPDATE": NEARBY, "DELETE": NEARBY},
    "campaign_supply": {"SELECT": SEEN_LINE, "INSERT": SUPPLIER, "UPDATE": SUPPLIER, "DELETE": SUPPLIER},
    # who lowers a pledge takes back what was promised of it; what has been delivered is told by who is there
    "campaign_allocation": {
        "SELECT": SEEN_LINE,
        "INSERT": CITY,
        "UPDATE": f"{NEARBY} OR supply_id IN (SELECT id FROM campaign_supply WHERE {SUPPLIER})",
        "DELETE": f"{CITY} OR supply_id IN (SELECT id FROM campaign_supply WHERE {SUPPLIER})",
    },
}
"""Per table and statement, which rows the site may see, make, change and delete."""

WRITES = dict.fromkeys(POLICIES, "INSERT, UPDATE, DELETE")

COVERS = """
    CREATE FUNCTION campaign_supply_covers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE
        of_supply integer := coalesce(to_jsonb(NEW) ->> 'supply_id', to_jsonb(NEW) ->> 'id')::integer;
        there integer;
    BEGIN
        -- held, so that two who divide the same supply at once come one after the other
        SELECT amount INTO there FROM campaign_supply WHERE id = of_supply FOR NO KEY UPDATE;
        IF there < (SELECT sum(amount) FROM campaign_allocation WHERE supply_id = of_supply) THEN
            RAISE EXCEPTION 'more is divided of supply % than there is', of_supply
                USING ERRCODE = 'check_violation', CONSTRAINT = 'campaign_supply_covers';
        END IF;
        RETURN NULL;
    END
    $$
"""
TRIGGERS = {"campaign_supply": "UPDATE OF amount", "campaign_allocation": "INSERT OR UPDATE OF amount"}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("story", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("how_to_help", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("outcome", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("preparing", "running", "closed", name="state", native_enum=False, create_constraint=True),
            server_default="preparing",
            nullable=False,
        ),
        sa.Column("is_public", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reopen_reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_campaign_closed_on")),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80", name=op.f("ck_campaign_slug")),
        sa.CheckConstraint(
            "starts_on >= '1990-01-01' AND ends_on BETWEEN starts_on AND starts_on + 400",
            name=op.f("ck_campaign_period"),
        ),
        sa.CheckConstraint(
            "length(how_to_help) <= 2000 AND length(outcome) <= 4000", name=op.f("ck_campaign_more_words")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_campaign_name")),
        sa.CheckConstraint("length(reopen_reason) <= 500", name=op.f("ck_campaign_reopen_reason")),
        sa.CheckConstraint("length(summary) <= 300 AND length(story) <= 6000", name=op.f("ck_campaign_words")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("name", name=op.f("uq_campaign_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
    )
    op.create_index(op.f("ix_campaign_ends_on"), "campaign", ["ends_on"], unique=False)
    op.create_table(
        "campaign_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("parcels", "meals", "visits", "volunteers", name="kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "carried_on_by",
            sa.Enum("neighbours", "partner", "nobody", name="carried_on_by", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.Column("carried_on_partner_id", sa.Integer(), nullable=True),
        sa.Column("carried_on_words", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint(
            "carried_on_partner_id IS NULL OR carried_on_by IS NOT DISTINCT FROM 'partner'",
            name=op.f("ck_campaign_line_carried_on_partner"),
        ),
        sa.CheckConstraint("ends_on >= '1990-01-01'", name=op.f("ck_campaign_line_ends_on")),
        sa.CheckConstraint("length(carried_on_words) <= 300", name=op.f("ck_campaign_line_carried_on_words")),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 80 AND length(unit) BETWEEN 1 AND 40", name=op.f("ck_campaign_line_words")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_line_campaign_id_campaign"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["carried_on_partner_id"],
            ["partner.id"],
            name=op.f("fk_campaign_line_carried_on_partner_id_partner"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_line")),
        sa.UniqueConstraint("campaign_id", "name", name=op.f("uq_campaign_line_campaign_id_name")),
    )
    op.create_index(
        op.f("ix_campaign_line_carried_on_partner_id"), "campaign_line", ["carried_on_partner_id"], unique=False
    )
    op.create_table(
        "campaign_carry_on",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column(
            "carried_on_by",
            sa.Enum("neighbours", "partner", "nobody", name="carried_on_by", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("carried_on_partner_id", sa.Integer(), nullable=True),
        sa.Column("carried_on_words", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint(
            "carried_on_partner_id IS NULL OR carried_on_by IS NOT DISTINCT FROM 'partner'",
            name=op.f("ck_campaign_carry_on_carried_on_partner"),
        ),
        sa.CheckConstraint("length(carried_on_words) <= 300", name=op.f("ck_campaign_carry_on_carried_on_words")),
        sa.ForeignKeyConstraint(
            ["carried_on_partner_id"],
            ["partner.id"],
            name=op.f("fk_campaign_carry_on_carried_on_partner_id_partner"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["campaign_line.id"],
            name=op.f("fk_campaign_carry_on_line_id_campaign_line"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_campaign_carry_on_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("line_id", "neighbourhood_id", name=op.f("pk_campaign_carry_on")),
    )
    op.create_index(
        op.f("ix_campaign_carry_on_carried_on_partner_id"), "campaign_carry_on", ["carried_on_partner_id"], unique=False
    )
    op.create_index(
        op.f("ix_campaign_carry_on_neighbourhood_id"), "campaign_carry_on", ["neighbourhood_id"], unique=False
    )
    op.create_table(
        "campaign_demand",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("asked BETWEEN 0 AND 100000", name=op.f("ck_campaign_demand_asked")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["campaign_line.id"], name=op.f("fk_campaign_demand_line_id_campaign_line"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_campaign_demand_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("line_id", "neighbourhood_id", name=op.f("pk_campaign_demand")),
    )
    op.create_index(op.f("ix_campaign_demand_neighbourhood_id"), "campaign_demand", ["neighbourhood_id"], unique=False)
    op.create_table(
        "campaign_supply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("note", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(partner_id IS NULL) <> (neighbourhood_id IS NULL)", name=op.f("ck_campaign_supply_one_supplier")
        ),
        sa.CheckConstraint("amount BETWEEN 0 AND 100000", name=op.f("ck_campaign_supply_amount")),
        sa.CheckConstraint("length(note) <= 200", name=op.f("ck_campaign_supply_note")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["campaign_line.id"], name=op.f("fk_campaign_supply_line_id_campaign_line"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_campaign_supply_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_campaign_supply_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_supply")),
        sa.UniqueConstraint("id", "line_id", name=op.f("uq_campaign_supply_id_line_id")),
    )
    op.create_index(op.f("ix_campaign_supply_neighbourhood_id"), "campaign_supply", ["neighbourhood_id"], unique=False)
    op.create_index(op.f("ix_campaign_supply_partner_id"), "campaign_supply", ["partner_id"], unique=False)
    op.create_index(
        "uq_campaign_supply_neighbourhood",
        "campaign_supply",
        ["line_id", "neighbourhood_id"],
        unique=True,
        postgresql_where=sa.text("neighbourhood_id IS NOT NULL"),
    )
    op.create_index(
        "uq_campaign_supply_partner",
        "campaign_supply",
        ["line_id", "partner_id"],
        unique=True,
        postgresql_where=sa.text("partner_id IS NOT NULL"),
    )
    op.create_table(
        "campaign_allocation",
        sa.Column("supply_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_fixed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount BETWEEN 0 AND 100000", name=op.f("ck_campaign_allocation_amount")),
        sa.CheckConstraint("delivered BETWEEN 0 AND 100000", name=op.f("ck_campaign_allocation_delivered")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_campaign_allocation_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["supply_id", "line_id"],
            ["campaign_supply.id", "campaign_supply.line_id"],
            name=op.f("fk_campaign_allocation_supply_id_line_id_campaign_supply"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("supply_id", "neighbourhood_id", name=op.f("pk_campaign_allocation")),
    )
    op.create_index(
        "ix_campaign_allocation_line_id_neighbourhood_id",
        "campaign_allocation",
        ["line_id", "neighbourhood_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_campaign_allocation_neighbourhood_id"), "campaign_allocation", ["neighbourhood_id"], unique=False
    )
    grant_writes(op, WRITES)
    apply_policies(op, POLICIES)
    op.execute(COVERS)
    # a trigger runs whoever may call its function
    op.execute("REVOKE ALL ON FUNCTION campaign_supply_covers() FROM PUBLIC")
    for table, moments in TRIGGERS.items():
        op.execute(
            f"CREATE CONSTRAINT TRIGGER supply_covers AFTER {moments} ON {table}"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION campaign_supply_covers()"
        )


def downgrade() -> None:
    """Take back."""
    for table in TRIGGERS:
        op.execute(f"DROP TRIGGER supply_covers ON {table}")
    op.execute("DROP FUNCTION campaign_supply_covers()")
    take_policies(op, POLICIES)
    revoke_writes(op, WRITES)
    op.drop_table("campaign_allocation")
    op.drop_table("campaign_supply")
    op.drop_table("campaign_demand")
    op.drop_table("campaign_carry_on")
    op.drop_table("campaign_line")
    op.drop_table("campaign")
