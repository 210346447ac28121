"""Missie050's own neighbourhoods: composition, shape, outlines, names."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_geospatial_table(
        "neighbourhood",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "label_point",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("inhabitants", sa.Integer(), nullable=True),
        sa.Column("inhabitants_estimated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_neighbourhood_slug")),
        sa.CheckConstraint(
            "geom IS NULL OR (ST_IsValid(geom) AND NOT ST_IsEmpty(geom))", name=op.f("ck_neighbourhood_geom_valid")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_neighbourhood_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neighbourhood")),
        sa.UniqueConstraint("name", name=op.f("uq_neighbourhood_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_neighbourhood_slug")),
    )
    op.create_geospatial_index(
        "idx_neighbourhood_geom", "neighbourhood", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_table(
        "area_succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("buurt", "wijk", "gemeente", name="kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("new_code", sa.String(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("old_code", sa.String(), nullable=True),
        sa.Column("overlap", sa.Double(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("overlap BETWEEN 0 AND 1", name=op.f("ck_area_succession_overlap")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_area_succession_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_succession")),
    )
    op.create_index("uq_area_succession", "area_succession", ["year", "new_code"], unique=True)
    op.create_table(
        "neighbourhood_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("area_code"), "="),
            (sa.column("period"), "&&"),
            using="gist",
            name="ex_neighbourhood_area_one_at_a_time",
        ),
        sa.CheckConstraint("area_code ~ '^(BU|AF)[0-9]{4}[0-9A-Z]{4}$'", name=op.f("ck_neighbourhood_area_area_code")),
        sa.CheckConstraint("NOT isempty(period)", name=op.f("ck_neighbourhood_area_period")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_neighbourhood_area_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neighbourhood_area")),
    )
    op.create_index(
        op.f("ix_neighbourhood_area_neighbourhood_id"), "neighbourhood_area", ["neighbourhood_id"], unique=False
    )
    op.create_geospatial_table(
        "neighbourhood_outline",
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_neighbourhood_outline_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("neighbourhood_id", "level", name=op.f("pk_neighbourhood_outline")),
    )
    op.create_table(
        "place_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search_name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_place_name_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_name")),
    )
    op.create_index(op.f("ix_place_name_neighbourhood_id"), "place_name", ["neighbourhood_id"], unique=False)
    op.create_index(
        "ix_place_name_search_name_trgm",
        "place_name",
        ["search_name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_name": "gin_trgm_ops"},
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("place_name")
    op.drop_geospatial_table("neighbourhood_outline")
    op.drop_table("neighbourhood_area")
    op.drop_table("area_succession")
    op.drop_geospatial_table("neighbourhood")
