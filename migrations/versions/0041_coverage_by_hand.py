"""Stages, evidence and the target, kept in the browser by who coordinates; what is taken back stays on record."""

import sqlalchemy as sa
from alembic import op

from webapp.migration_rows import apply_policies, grant_writes, revoke_writes, take_policies

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ROLE = "missie050_app"
CITY = "(SELECT app_holds('city_coordinator'))"
# a coordinator of the city keeps them all, one of a neighbourhood only that
KEEPS = f"({CITY} OR neighbourhood_id = ANY ((SELECT app_neighbourhoods())::int[]))"

POLICIES = {
    "presence": {"SELECT": "true", "INSERT": KEEPS, "UPDATE": KEEPS, "DELETE": KEEPS},
    "coverage_target": {"SELECT": "true", "INSERT": CITY, "UPDATE": CITY, "DELETE": CITY},
    "coverage_correction": {"SELECT": KEEPS, "INSERT": KEEPS},
}
WRITES = {
    "presence": "INSERT, UPDATE (period), DELETE",
    "coverage_target": "INSERT, UPDATE (period), DELETE",
    "coverage_correction": "INSERT",
}

# beside the signs that go with an event of a discovery (0034): those that somebody entered here
BY_HAND = f"""provenance = 'entered' AND {KEEPS}
    AND NOT EXISTS (SELECT FROM discovery_event e WHERE e.evidence_id = evidence.id)"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "coverage_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", _words("subject", "stage", "evidence", "target"), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column(
            "stage",
            _words("stage", "unreached", "exploring", "starting", "active", "self_sustaining"),
            nullable=True,
        ),
        sa.Column("kind", _words("kind", "coordinator", "network", "discovery_process", "initiative"), nullable=True),
        sa.Column("start_year", sa.Integer(), nullable=True),
        sa.Column("target_year", sa.Integer(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("corrected_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(subject = 'target') = (neighbourhood_id IS NULL)", name=op.f("ck_coverage_correction_neighbourhood")
        ),
        sa.CheckConstraint("(subject = 'stage') = (stage IS NOT NULL)", name=op.f("ck_coverage_correction_of_stage")),
        sa.CheckConstraint(
            "(subject = 'evidence') = (kind IS NOT NULL)", name=op.f("ck_coverage_correction_of_evidence")
        ),
        sa.CheckConstraint(
            "(subject = 'target') = (start_year IS NOT NULL) AND (start_year IS NULL) = (target_year IS NULL)",
            name=op.f("ck_coverage_correction_of_target"),
        ),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 500", name=op.f("ck_coverage_correction_reason")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_coverage_correction_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_correction")),
    )
    op.create_index(op.f("ix_coverage_correction_neighbourhood_id"), "coverage_correction", ["neighbourhood_id"])
    grant_writes(op, WRITES)
    apply_policies(op, POLICIES)
    op.execute(f"CREATE POLICY evidence_delete_by_hand ON evidence FOR DELETE TO {ROLE} USING ({BY_HAND})")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP POLICY evidence_delete_by_hand ON evidence")
    take_policies(op, POLICIES)
    revoke_writes(op, WRITES)
    op.drop_table("coverage_correction")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True)
