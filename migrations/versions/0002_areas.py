"""Official geography: releases and areas."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "area_release",
        sa.Column(
            "kind",
            sa.Enum("buurt", "wijk", "gemeente", name="kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("is_schematic", sa.Boolean(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("year BETWEEN 1995 AND 2100", name=op.f("ck_area_release_year")),
        sa.PrimaryKeyConstraint("kind", "year", "is_schematic", name=op.f("pk_area_release")),
    )
    op.create_index(
        "uq_area_release_in_force", "area_release", ["kind"], unique=True, postgresql_where=sa.text("in_force")
    )
    op.create_geospatial_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("buurt", "wijk", "gemeente", name="kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("is_schematic", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("municipality_code", sa.String(), nullable=False),
        sa.Column("is_official", sa.Boolean(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("inhabitants", sa.Integer(), nullable=True),
        sa.Column("inhabitants_year", sa.Integer(), nullable=True),
        sa.Column("inhabitants_estimated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("pct_65plus", sa.Double(), nullable=True),
        sa.Column("pct_one_person_households", sa.Double(), nullable=True),
        sa.Column(
            "figures",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("jsonb_build_object()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "code ~ '^(BU|AF)[0-9]{4}[0-9A-Z]{4}$|^WK[0-9]{4}[0-9A-Z]{2}$|^GM[0-9]{4}$'", name=op.f("ck_area_code")
        ),
        sa.CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name=op.f("ck_area_geom_valid")),
        sa.CheckConstraint("inhabitants >= 0 AND households >= 0", name=op.f("ck_area_counts")),
        sa.CheckConstraint(
            "pct_65plus BETWEEN 0 AND 100 AND pct_one_person_households BETWEEN 0 AND 100",
            name=op.f("ck_area_percentages"),
        ),
        sa.ForeignKeyConstraint(
            ["kind", "year", "is_schematic"],
            ["area_release.kind", "area_release.year", "area_release.is_schematic"],
            name=op.f("fk_area_kind_year_is_schematic_area_release"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
    )
    op.create_geospatial_index(
        "idx_area_geom", "area", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index("ix_area_release", "area", ["kind", "year", "is_schematic", "code"], unique=False)
    op.create_index("uq_area_code_year_is_schematic", "area", ["code", "year", "is_schematic"], unique=True)


def downgrade() -> None:
    """Take back."""
    op.drop_geospatial_table("area")
    op.drop_table("area_release")
