"""Themes, what partners are and do, and files that are imported."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PARTNER_CHECKS = {
    "tradition": "tradition IS NULL OR kind = 'church'",
    "description": "length(description) <= 4000 AND length(description_en) <= 4000",
    "website": "website = '' OR website ~ '^https?://'",
    "reach": "length(website) <= 300 AND length(email) <= 254 AND length(phone) <= 40",
    "ended_on": "ended_on IS NULL OR ended_on > '1900-01-01'",
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_offered", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_theme_slug")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_theme_name")),
        sa.CheckConstraint("length(name_en) <= 60", name=op.f("ck_theme_name_en")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_theme_parent")),
        sa.ForeignKeyConstraint(["parent_id"], ["theme.id"], name=op.f("fk_theme_parent_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("slug", name=op.f("uq_theme_slug")),
    )
    op.create_index(op.f("ix_theme_parent_id"), "theme", ["parent_id"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum("initiatives", "partners", name="subject", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("previewed", "applied", "undone", name="state", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("headings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("length(file_name) <= 200", name=op.f("ck_import_run_file_name")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_import_run_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_account_id"), "import_run", ["account_id"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("errors", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("lookalike_id", sa.Integer(), nullable=True),
        sa.Column("choice", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("made_id", sa.Integer(), nullable=True),
        sa.Column("made_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_row_run_id_import_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_import_row_run_id_number")),
    )
    op.create_index(op.f("ix_import_row_run_id"), "import_row", ["run_id"], unique=False)
    op.create_table(
        "partner_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum("does", "does_not", name="answer", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("what", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on > confirmed_on OR ended_on >= since", name=op.f("ck_partner_activity_period")
        ),
        sa.CheckConstraint("length(what) <= 300", name=op.f("ck_partner_activity_what")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_partner_activity_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_activity_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_partner_activity_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_activity")),
    )
    op.create_index(
        "ix_partner_activity_neighbourhood_id_theme_id",
        "partner_activity",
        ["neighbourhood_id", "theme_id"],
        unique=False,
    )
    op.create_index(op.f("ix_partner_activity_partner_id"), "partner_activity", ["partner_id"], unique=False)
    op.create_index(op.f("ix_partner_activity_theme_id"), "partner_activity", ["theme_id"], unique=False)
    op.create_index(
        "uq_partner_activity_one_answer",
        "partner_activity",
        ["partner_id", "theme_id", sa.literal_column("coalesce(neighbourhood_id, 0)")],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "partner_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("our_promise", sa.String(), nullable=False),
        sa.Column("their_promise", sa.String(), nullable=False),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("NOT isempty(period) AND NOT lower_inf(period)", name=op.f("ck_partner_agreement_period")),
        sa.CheckConstraint("length(our_promise) BETWEEN 1 AND 2000", name=op.f("ck_partner_agreement_our_promise")),
        sa.CheckConstraint("length(their_promise) BETWEEN 1 AND 2000", name=op.f("ck_partner_agreement_their_promise")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_agreement_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_agreement")),
    )
    op.create_index(op.f("ix_partner_agreement_partner_id"), "partner_agreement", ["partner_id"], unique=False)
    op.create_table(
        "partner_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column(
            "audience",
            sa.Enum("everyone", "partners", "coordinators", name="audience", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("web", "spoken", "paper", name="channel", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "expires_on > given_on AND expires_on <= (given_on + interval '12 months')::date",
            name=op.f("ck_partner_contact_at_most_a_year"),
        ),
        sa.CheckConstraint(
            "length(email) BETWEEN 3 AND 254 AND email = lower(email)", name=op.f("ck_partner_contact_email")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_partner_contact_name")),
        sa.CheckConstraint("length(position) <= 80", name=op.f("ck_partner_contact_position")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_contact_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_contact")),
    )
    op.create_index(op.f("ix_partner_contact_email"), "partner_contact", ["email"], unique=False)
    op.create_index(op.f("ix_partner_contact_expires_on"), "partner_contact", ["expires_on"], unique=False)
    op.create_index(op.f("ix_partner_contact_partner_id"), "partner_contact", ["partner_id"], unique=False)
    op.create_geospatial_table(
        "partner_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("address", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "geom IS NULL OR (ST_IsValid(geom) AND NOT ST_IsEmpty(geom))", name=op.f("ck_partner_place_geom")
        ),
        sa.CheckConstraint("length(address) <= 200", name=op.f("ck_partner_place_address")),
        sa.CheckConstraint("length(label) BETWEEN 1 AND 120", name=op.f("ck_partner_place_label")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_partner_place_neighbourhood_id_neighbourhood"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_place_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_place")),
    )
    op.create_geospatial_index(
        "idx_partner_place_geom", "partner_place", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_partner_place_neighbourhood_id"), "partner_place", ["neighbourhood_id"], unique=False)
    op.create_index(op.f("ix_partner_place_partner_id"), "partner_place", ["partner_id"], unique=False)
    op.create_table(
        "partner_relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("whole_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("member_of", "under_umbrella", name="kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("member_id"), "="),
            (sa.column("whole_id"), "="),
            (sa.literal_column("(kind::text)"), "="),
            (sa.column("period"), "&&"),
            using="gist",
            name="ex_partner_relation_once_at_a_time",
        ),
        sa.CheckConstraint("NOT isempty(period)", name=op.f("ck_partner_relation_period")),
        sa.CheckConstraint("member_id <> whole_id", name=op.f("ck_partner_relation_not_itself")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["partner.id"], name=op.f("fk_partner_relation_member_id_partner"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["whole_id"], ["partner.id"], name=op.f("fk_partner_relation_whole_id_partner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_relation")),
    )
    op.create_index(op.f("ix_partner_relation_member_id"), "partner_relation", ["member_id"], unique=False)
    op.create_index(op.f("ix_partner_relation_whole_id"), "partner_relation", ["whole_id"], unique=False)
    op.add_column(
        "partner",
        sa.Column(
            "tradition",
            sa.Enum(
                "protestant",
                "reformed",
                "catholic",
                "evangelical",
                "baptist",
                "pentecostal",
                "mennonite",
                "orthodox",
                "other",
                name="tradition_word",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
    )
    op.add_column("partner", sa.Column("description", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("partner", sa.Column("description_en", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("partner", sa.Column("website", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("partner", sa.Column("email", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("partner", sa.Column("phone", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("partner", sa.Column("confirmed_on", sa.Date(), nullable=True))
    op.add_column("partner", sa.Column("ended_on", sa.Date(), nullable=True))
    op.add_column("partner", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("partner", sa.Column("import_id", sa.Integer(), nullable=True))
    op.add_column(
        "partner", sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
    )
    op.create_index(op.f("ix_partner_import_id"), "partner", ["import_id"], unique=False)
    op.execute("CREATE INDEX ix_partner_name_trgm ON partner USING gin (search_key(name) gin_trgm_ops)")
    for name, rule in PARTNER_CHECKS.items():
        op.create_check_constraint(op.f(f"ck_partner_{name}"), "partner", rule)
    op.create_foreign_key(
        op.f("fk_partner_import_id_import_run"), "partner", "import_run", ["import_id"], ["id"], ondelete="SET NULL"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_constraint(op.f("fk_partner_import_id_import_run"), "partner", type_="foreignkey")
    for name in PARTNER_CHECKS:
        op.drop_constraint(op.f(f"ck_partner_{name}"), "partner", type_="check")
    op.execute("DROP INDEX ix_partner_name_trgm")
    op.drop_index(op.f("ix_partner_import_id"), table_name="partner")
    op.drop_column("partner", "changed_at")
    op.drop_column("partner", "import_id")
    op.drop_column("partner", "version")
    op.drop_column("partner", "ended_on")
    op.drop_column("partner", "confirmed_on")
    op.drop_column("partner", "phone")
    op.drop_column("partner", "email")
    op.drop_column("partner", "website")
    op.drop_column("partner", "description_en")
    op.drop_column("partner", "description")
    op.drop_column("partner", "tradition")
    op.drop_index(op.f("ix_partner_relation_whole_id"), table_name="partner_relation")
    op.drop_index(op.f("ix_partner_relation_member_id"), table_name="partner_relation")
    op.drop_table("partner_relation")
    op.drop_index(op.f("ix_partner_place_partner_id"), table_name="partner_place")
    op.drop_index(op.f("ix_partner_place_neighbourhood_id"), table_name="partner_place")
    op.drop_geospatial_index(
        "idx_partner_place_geom", table_name="partner_place", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("partner_place")
    op.drop_index(op.f("ix_partner_contact_partner_id"), table_name="partner_contact")
    op.drop_index(op.f("ix_partner_contact_expires_on"), table_name="partner_contact")
    op.drop_index(op.f("ix_partner_contact_email"), table_name="partner_contact")
    op.drop_table("partner_contact")
    op.drop_index(op.f("ix_partner_agreement_partner_id"), table_name="partner_agreement")
    op.drop_table("partner_agreement")
    op.drop_index(
        "uq_partner_activity_one_answer", table_name="partner_activity", postgresql_where=sa.text("ended_on IS NULL")
    )
    op.drop_index(op.f("ix_partner_activity_theme_id"), table_name="partner_activity")
    op.drop_index(op.f("ix_partner_activity_partner_id"), table_name="partner_activity")
    op.drop_index("ix_partner_activity_neighbourhood_id_theme_id", table_name="partner_activity")
    op.drop_table("partner_activity")
    op.drop_index(op.f("ix_import_row_run_id"), table_name="import_row")
    op.drop_table("import_row")
    op.drop_index(op.f("ix_import_run_account_id"), table_name="import_run")
    op.drop_table("import_run")
    op.drop_index(op.f("ix_theme_parent_id"), table_name="theme")
    op.drop_table("theme")
