"""What a neighbourhood has and lacks, and the process of finding out."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_geospatial_table(
        "asset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "individuals",
                "associations",
                "institutions",
                "places",
                "economy",
                "culture",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("how_to_use", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("owner", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
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
        sa.Column(
            "lonlat",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            sa.Computed("ST_Transform(geom, 4326)", persisted=True),
            nullable=True,
        ),
        sa.Column("opening", postgresql.INT4MULTIRANGE(), nullable=True),
        sa.Column("opening_words", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind <> 'individuals'", name=op.f("ck_asset_no_individuals")),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_asset_slug")),
        sa.CheckConstraint("capacity BETWEEN 1 AND 100000", name=op.f("ck_asset_capacity")),
        sa.CheckConstraint("geom IS NULL OR (ST_IsValid(geom) AND NOT ST_IsEmpty(geom))", name=op.f("ck_asset_geom")),
        sa.CheckConstraint("length(description) <= 4000 AND length(how_to_use) <= 1000", name=op.f("ck_asset_words")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name=op.f("ck_asset_name")),
        sa.CheckConstraint("length(opening_words) <= 200", name=op.f("ck_asset_opening_words")),
        sa.CheckConstraint("length(owner) <= 120 AND length(address) <= 200", name=op.f("ck_asset_short")),
        sa.CheckConstraint(
            "opening <@ int4multirange(int4range(0, 10080)) AND NOT isempty(opening)", name=op.f("ck_asset_opening")
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiative.id"], name=op.f("fk_asset_initiative_id_initiative"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_asset_neighbourhood_id_neighbourhood")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_asset_partner_id_partner"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("slug", name=op.f("uq_asset_slug")),
    )
    op.create_geospatial_index(
        "idx_asset_geom", "asset", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_asset_initiative_id"), "asset", ["initiative_id"], unique=False)
    op.create_index(
        "ix_asset_name_trgm",
        "asset",
        [sa.literal_column("search_words(name)")],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_words(name)": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_asset_neighbourhood_id"), "asset", ["neighbourhood_id"], unique=False)
    op.create_index(op.f("ix_asset_partner_id"), "asset", ["partner_id"], unique=False)
    op.create_table(
        "asset_theme",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_asset_theme_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_asset_theme_theme_id_theme")),
        sa.PrimaryKeyConstraint("asset_id", "theme_id", name=op.f("pk_asset_theme")),
    )
    op.create_index(op.f("ix_asset_theme_theme_id"), "asset_theme", ["theme_id"], unique=False)
    op.create_table(
        "asset_effect",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("more", "less", name="direction", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column(
            "certainty",
            sa.Enum("claimed", "seen", "measured", name="certainty", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("length(source) <= 300", name=op.f("ck_asset_effect_source")),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_asset_effect_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_asset_effect_theme_id_theme")),
        sa.PrimaryKeyConstraint("asset_id", "theme_id", name=op.f("pk_asset_effect")),
    )
    op.create_index(op.f("ix_asset_effect_theme_id"), "asset_effect", ["theme_id"], unique=False)
    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "kind", sa.Enum("private", "public", name="kind", native_enum=False, create_constraint=True), nullable=False
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("buurt_code", sa.String(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("more", "less", name="direction", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.Column("figure", sa.String(), nullable=True),
        sa.Column("quantity", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum("now", "this_month", "when_possible", name="urgency", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "recurrence",
            sa.Enum(
                "once", "weekly", "fortnightly", "monthly", name="recurrence", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("weekly", postgresql.INT4MULTIRANGE(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column(
            "level",
            sa.Enum("learning", "able", "skilled", name="level", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("requirements", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "met", "withdrawn", "expired", name="state", native_enum=False, create_constraint=True),
            server_default=sa.text("'open'"),
            nullable=False,
        ),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'open') = (closed_on IS NULL)", name=op.f("ck_need_closed_on")),
        sa.CheckConstraint(
            "CASE kind WHEN 'private'"
            " THEN person_id IS NOT NULL AND words = '' AND figure IS NULL AND direction IS NULL"
            " ELSE person_id IS NULL AND sealed_words IS NULL AND length(words) > 0 END",
            name=op.f("ck_need_kind_of_words"),
        ),
        sa.CheckConstraint(
            "expires_on <= (created_on + interval '12 months')::date", name=op.f("ck_need_at_most_a_year")
        ),
        sa.CheckConstraint("language ~ '^[a-z]{2,3}$'", name=op.f("ck_need_language")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_need_period")),
        sa.CheckConstraint("length(words) <= 500", name=op.f("ck_need_words")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 50", name=op.f("ck_need_quantity")),
        sa.CheckConstraint(
            "weekly <@ int4multirange(int4range(0, 10080)) AND NOT isempty(weekly)", name=op.f("ck_need_weekly")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_need_neighbourhood_id_neighbourhood")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["account.id"], name=op.f("fk_need_noted_by_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_need_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_need_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("key", name=op.f("uq_need_key")),
    )
    op.create_index(op.f("ix_need_expires_on"), "need", ["expires_on"], unique=False)
    op.create_index(op.f("ix_need_neighbourhood_id"), "need", ["neighbourhood_id"], unique=False)
    op.create_index(
        "ix_need_open",
        "need",
        ["neighbourhood_id", "theme_id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(op.f("ix_need_person_id"), "need", ["person_id"], unique=False)
    op.create_index(op.f("ix_need_theme_id"), "need", ["theme_id"], unique=False)
    op.create_table(
        "discovery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column(
            "start",
            sa.Enum("started", "joined", name="start", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("whose", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("aim", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "start = 'started' OR partner_id IS NOT NULL OR length(whose) > 0", name=op.f("ck_discovery_whose")
        ),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_discovery_period")),
        sa.CheckConstraint(
            "length(aim) <= 1000 AND length(outcome) <= 2000 AND length(whose) <= 120", name=op.f("ck_discovery_words")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_discovery_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_discovery_partner_id_partner"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discovery")),
    )
    op.create_index(op.f("ix_discovery_partner_id"), "discovery", ["partner_id"], unique=False)
    op.create_index(
        "uq_discovery_running",
        "discovery",
        ["neighbourhood_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "discovery_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("discovery_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("gathering", "conversations", "result", name="kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("length(words) BETWEEN 1 AND 500", name=op.f("ck_discovery_event_words")),
        sa.CheckConstraint("people BETWEEN 0 AND 100000", name=op.f("ck_discovery_event_people")),
        sa.ForeignKeyConstraint(
            ["discovery_id"],
            ["discovery.id"],
            name=op.f("fk_discovery_event_discovery_id_discovery"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discovery_event")),
    )
    op.create_index(op.f("ix_discovery_event_discovery_id"), "discovery_event", ["discovery_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("discovery_event")
    op.drop_table("discovery")
    op.drop_table("need")
    op.drop_table("asset_effect")
    op.drop_table("asset_theme")
    op.drop_table("asset")
