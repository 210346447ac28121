"""What everyone may know of the networks: put down once per month, rounded, and left as it is."""

import sqlalchemy as sa
from alembic import op

from webapp.migration_rows import grant_writes, revoke_writes

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

ROLE = "missie050_app"
COORDINATES = (
    "((SELECT app_holds('city_coordinator')) OR (SELECT cardinality(app_neighbourhoods()) > 0)) AND state = 'queued'"
)
WRITES = {"network_run": "DELETE"}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "network_month",
        sa.Column("month", sa.Date(), autoincrement=False, nullable=False),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_network_month_first_day")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_network_month")),
    )
    op.create_table(
        "network_month_place",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("ties", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 5 AND people % 5 = 0", name=op.f("ck_network_month_place_people")),
        sa.CheckConstraint("ties >= 5 AND ties % 5 = 0", name=op.f("ck_network_month_place_ties")),
        sa.ForeignKeyConstraint(
            ["month"],
            ["network_month.month"],
            name=op.f("fk_network_month_place_month_network_month"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_network_month_place_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("month", "neighbourhood_id", name=op.f("pk_network_month_place")),
    )
    op.create_table(
        "network_month_pair",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("ties", sa.Integer(), nullable=True),
        sa.Column("shared", sa.Integer(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_network_month_pair_order")),
        sa.CheckConstraint("people >= 10 AND people % 5 = 0", name=op.f("ck_network_month_pair_people")),
        sa.CheckConstraint("ties >= 5 AND ties % 5 = 0", name=op.f("ck_network_month_pair_ties")),
        sa.CheckConstraint(
            "(people IS NULL) = (ties IS NULL) AND (shared > 0 OR ties IS NOT NULL)",
            name=op.f("ck_network_month_pair_something"),
        ),
        sa.ForeignKeyConstraint(
            ["month", "one_id"],
            ["network_month_place.month", "network_month_place.neighbourhood_id"],
            name=op.f("fk_network_month_pair_month_network_month_place"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["month", "other_id"],
            ["network_month_place.month", "network_month_place.neighbourhood_id"],
            name="fk_network_month_pair_other",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("month", "one_id", "other_id", name=op.f("pk_network_month_pair")),
    )
    # who asked for a run by mistake takes it back as long as nobody began with it
    grant_writes(op, WRITES)
    op.execute(f"CREATE POLICY network_run_delete ON network_run FOR DELETE TO {ROLE} USING ({COORDINATES})")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP POLICY network_run_delete ON network_run")
    revoke_writes(op, WRITES)
    op.drop_table("network_month_pair")
    op.drop_table("network_month_place")
    op.drop_table("network_month")
