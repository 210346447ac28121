"""What the public sees of initiatives, and by which words they are found."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ABBREVIATIONS = (
    (r"(\w+)str\M", r"\1straat"),
    (r"(\w+)ln\M", r"\1laan"),
    (r"(\w+)pl\M", r"\1plein"),
    (r"(\w+)wg\M", r"\1weg"),
    (r"\mstr\M", "straat"),
    (r"\mbc\M", "buurtcentrum"),
    (r"\mwc\M", "wijkcentrum"),
    (r"\mst\M", "sint"),
    (r"\mgem\M", "gemeente"),
    (r"\mver\M", "vereniging"),
    (r"\mned\M", "nederlands"),
    (r"\mnl\M", "nederlands"),
    (r"\mvd\M", "van de"),
    (r"\mv d\M", "van de"),
    (r"\mt\M", "het"),
)
"""Written short and written out; after accents, capitals and signs are gone."""


def search_words() -> str:
    """The function that makes words to compare by of a text: no accents, capitals or signs, nothing written short."""
    made = "btrim(regexp_replace(search_key(typed), '[^a-z0-9]+', ' ', 'g'))"
    for short, whole in ABBREVIATIONS:
        made = f"regexp_replace({made}, '{short}', '{whole}', 'g')"
    return f"""
        CREATE FUNCTION search_words(typed text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        AS $$ SELECT {made} $$
    """


def upgrade() -> None:
    """Apply."""
    op.execute(search_words())
    op.create_table(
        "picture",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("octet_length(content) <= 1000000", name=op.f("ck_picture_content")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_picture")),
    )
    op.create_index(op.f("ix_picture_created_at"), "picture", ["created_at"], unique=False)
    op.create_geospatial_table(
        "listing",
        sa.Column("initiative_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "returned",
                "running",
                "paused",
                "ended",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("for_whom", sa.String(), nullable=False),
        sa.Column("organiser", sa.String(), nullable=False),
        sa.Column("main_theme_id", sa.Integer(), nullable=False),
        sa.Column(
            "reach",
            sa.Enum("place", "neighbourhoods", "city", name="reach", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("address", sa.String(), nullable=False),
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
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("rrule", sa.String(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("help_until", sa.Date(), nullable=True),
        sa.Column("picture_key", sa.String(), nullable=True),
        sa.Column("picture_alt", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("links", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("search_title", sa.String(), sa.Computed("search_words(title)", persisted=True), nullable=False),
        sa.Column(
            "search_text",
            sa.String(),
            sa.Computed(
                "search_words(title || ' ' || for_whom || ' ' || organiser || ' ' || address || ' ' || description)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("(reach = 'place') = (geom IS NOT NULL)", name=op.f("ck_listing_place")),
        sa.CheckConstraint("state IN ('running', 'paused', 'ended')", name=op.f("ck_listing_state_shown")),
        sa.CheckConstraint("geom IS NULL OR (ST_IsValid(geom) AND NOT ST_IsEmpty(geom))", name=op.f("ck_listing_geom")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 100", name=op.f("ck_listing_title")),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 5 AND 1440", name=op.f("ck_listing_minutes")),
        sa.CheckConstraint("picture_key IS NULL OR length(picture_alt) > 0", name=op.f("ck_listing_picture_alt")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiative.id"], name=op.f("fk_listing_initiative_id_initiative"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["main_theme_id"], ["theme.id"], name=op.f("fk_listing_main_theme_id_theme")),
        sa.PrimaryKeyConstraint("initiative_id", name=op.f("pk_listing")),
        sa.UniqueConstraint("slug", name=op.f("uq_listing_slug")),
    )
    op.create_geospatial_index(
        "idx_listing_geom", "listing", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_listing_main_theme_id"), "listing", ["main_theme_id"], unique=False)
    op.create_index(
        "ix_listing_search_text_trgm",
        "listing",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_listing_search_title_trgm",
        "listing",
        ["search_title"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_title": "gin_trgm_ops"},
    )
    op.create_table(
        "listing_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["listing.initiative_id"],
            name=op.f("fk_listing_day_initiative_id_listing"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("day", "initiative_id", name=op.f("pk_listing_day")),
    )
    op.create_index("ix_listing_day_initiative_id_day", "listing_day", ["initiative_id", "day"], unique=False)
    op.create_table(
        "listing_effect",
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("more", "less", name="direction", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["listing.initiative_id"],
            name=op.f("fk_listing_effect_initiative_id_listing"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_listing_effect_theme_id_theme")),
        sa.PrimaryKeyConstraint("initiative_id", "theme_id", name=op.f("pk_listing_effect")),
    )
    op.create_index(op.f("ix_listing_effect_theme_id"), "listing_effect", ["theme_id"], unique=False)
    op.create_table(
        "listing_neighbourhood",
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["listing.initiative_id"],
            name=op.f("fk_listing_neighbourhood_initiative_id_listing"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_listing_neighbourhood_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("initiative_id", "neighbourhood_id", name=op.f("pk_listing_neighbourhood")),
    )
    op.create_index(
        op.f("ix_listing_neighbourhood_neighbourhood_id"), "listing_neighbourhood", ["neighbourhood_id"], unique=False
    )
    op.create_table(
        "listing_partner",
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["listing.initiative_id"],
            name=op.f("fk_listing_partner_initiative_id_listing"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_listing_partner_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("initiative_id", "partner_id", name=op.f("pk_listing_partner")),
    )
    op.create_index(op.f("ix_listing_partner_partner_id"), "listing_partner", ["partner_id"], unique=False)
    op.create_table(
        "listing_theme",
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["listing.initiative_id"],
            name=op.f("fk_listing_theme_initiative_id_listing"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_listing_theme_theme_id_theme")),
        sa.PrimaryKeyConstraint("initiative_id", "theme_id", name=op.f("pk_listing_theme")),
    )
    op.create_index(op.f("ix_listing_theme_theme_id"), "listing_theme", ["theme_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_listing_theme_theme_id"), table_name="listing_theme")
    op.drop_table("listing_theme")
    op.drop_index(op.f("ix_listing_partner_partner_id"), table_name="listing_partner")
    op.drop_table("listing_partner")
    op.drop_index(op.f("ix_listing_neighbourhood_neighbourhood_id"), table_name="listing_neighbourhood")
    op.drop_table("listing_neighbourhood")
    op.drop_index(op.f("ix_listing_effect_theme_id"), table_name="listing_effect")
    op.drop_table("listing_effect")
    op.drop_index("ix_listing_day_initiative_id_day", table_name="listing_day")
    op.drop_table("listing_day")
    op.drop_index(
        "ix_listing_search_title_trgm",
        table_name="listing",
        postgresql_using="gin",
        postgresql_ops={"search_title": "gin_trgm_ops"},
    )
    op.drop_index(
        "ix_listing_search_text_trgm",
        table_name="listing",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.drop_index(op.f("ix_listing_main_theme_id"), table_name="listing")
    op.drop_geospatial_index("idx_listing_geom", table_name="listing", postgresql_using="gist", column_name="geom")
    op.drop_geospatial_table("listing")
    op.drop_index(op.f("ix_picture_created_at"), table_name="picture")
    op.drop_table("picture")
    op.execute("DROP FUNCTION search_words(text)")
