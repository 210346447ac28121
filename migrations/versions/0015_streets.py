"""Streets, each in the neighbourhoods that it runs through."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_geospatial_table(
        "street",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search_name", sa.String(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column(
            "point",
            Geometry(
                geometry_type="POINT",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "precision",
            sa.Enum(
                "exact",
                "street",
                "neighbourhood",
                name="precision",
                native_enum=False,
                create_constraint=True,
                length=13,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_street_name")),
        sa.CheckConstraint("precision <> 'exact'", name=op.f("ck_street_precision_of_street")),
        sa.CheckConstraint(
            "ST_X(point) BETWEEN -10000 AND 300000 AND ST_Y(point) BETWEEN 300000 AND 640000",
            name=op.f("ck_street_point"),
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_street_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street")),
    )
    op.create_geospatial_index(
        "idx_street_point", "street", ["point"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(
        "uq_street_neighbourhood_id_search_name", "street", ["neighbourhood_id", "search_name"], unique=True
    )
    op.create_index(
        "ix_street_search_name_trgm",
        "street",
        ["search_name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_name": "gin_trgm_ops"},
    )


def downgrade() -> None:
    """Take back."""
    op.drop_geospatial_table("street")
