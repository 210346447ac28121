"""Invitations of neighbourhoods, and scenarios of a plan over several years."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from webapp.migration_rows import (
    apply_policies,
    drop_functions,
    grant_writes,
    make_functions,
    revoke_writes,
    take_policies,
)

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

CITY = "(SELECT app_holds('city_coordinator'))"
ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
TABLES = ("neighbourhood_invitation", "planning_scenario", "planning_wish")
POLICIES = {table: dict.fromkeys(ALL, CITY) for table in TABLES}
WRITES = dict.fromkeys(TABLES, "INSERT, UPDATE, DELETE")

# how many people of a neighbourhood agreed to be known and offer something: in fives, and none told below five
FUNCTIONS = {
    "carrier_counts()": """RETURNS TABLE (neighbourhood_id integer, people integer)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT o.neighbourhood_id, (count(DISTINCT o.person_id) / 5 * 5)::integer
        FROM offer o
        JOIN live_consent c ON c.person_id = o.person_id AND c.purpose = 'be_known'
        WHERE o.person_id IS NOT NULL AND app_holds('city_coordinator')
        GROUP BY 1 HAVING count(DISTINCT o.person_id) >= 5
    $$""",
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "neighbourhood_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("inviter", _words("inviter", "municipality", "partner"), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("provenance", _words("provenance", "source", "entered", "demo"), nullable=False),
        _moment("created_at"),
        sa.CheckConstraint(
            "(inviter = 'partner') = (partner_id IS NOT NULL)", name=op.f("ck_neighbourhood_invitation_partner")
        ),
        sa.CheckConstraint("length(words) BETWEEN 1 AND 500", name=op.f("ck_neighbourhood_invitation_words")),
        sa.CheckConstraint("ended_on >= invited_on", name=op.f("ck_neighbourhood_invitation_period")),
        _reference("neighbourhood_invitation", "neighbourhood_id", "neighbourhood"),
        _reference("neighbourhood_invitation", "partner_id", "partner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neighbourhood_invitation")),
    )
    op.create_index("ix_neighbourhood_invitation_partner_id", "neighbourhood_invitation", ["partner_id"])
    op.create_index(
        "uq_neighbourhood_invitation_open",
        "neighbourhood_invitation",
        ["neighbourhood_id", sa.text("coalesce(partner_id, 0)")],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    _make_scenarios()
    grant_writes(op, WRITES)
    apply_policies(op, POLICIES)
    make_functions(op, FUNCTIONS)


def _make_scenarios() -> None:
    op.create_table(
        "planning_scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("method", _words("method", "coverage", "ranking"), nullable=False),
        sa.Column("pace", sa.SmallInteger(), nullable=False),
        sa.Column("horizon", sa.SmallInteger(), nullable=False),
        sa.Column("weights", postgresql.JSONB(), nullable=False),
        sa.Column("outcome", postgresql.JSONB(), nullable=False),
        sa.Column("provenance", _words("provenance", "source", "entered", "demo"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        _moment("created_at"),
        _moment("changed_at"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_planning_scenario_name")),
        sa.CheckConstraint("length(about) <= 500", name=op.f("ck_planning_scenario_about")),
        sa.CheckConstraint("pace BETWEEN 1 AND 50", name=op.f("ck_planning_scenario_pace")),
        sa.CheckConstraint("horizon BETWEEN 1 AND 10", name=op.f("ck_planning_scenario_horizon")),
        sa.CheckConstraint(
            "jsonb_typeof(weights) = 'object' AND jsonb_typeof(outcome) = 'object'",
            name=op.f("ck_planning_scenario_objects"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_scenario")),
    )
    op.create_index("uq_planning_scenario_name", "planning_scenario", [sa.text("lower(name)")], unique=True)
    op.create_table(
        "planning_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("kind", "before", "not_before", "in_year"), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("(kind = 'before') = (other_id IS NOT NULL)", name=op.f("ck_planning_wish_other")),
        sa.CheckConstraint("(kind = 'before') = (year IS NULL)", name=op.f("ck_planning_wish_year")),
        sa.CheckConstraint("neighbourhood_id <> other_id", name=op.f("ck_planning_wish_two_places")),
        sa.CheckConstraint("year BETWEEN 2000 AND 2200", name=op.f("ck_planning_wish_year_range")),
        _reference("planning_wish", "scenario_id", "planning_scenario"),
        _reference("planning_wish", "neighbourhood_id", "neighbourhood"),
        _reference("planning_wish", "other_id", "neighbourhood"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_wish")),
    )
    for column in ("scenario_id", "neighbourhood_id", "other_id"):
        op.create_index(f"ix_planning_wish_{column}", "planning_wish", [column])


def downgrade() -> None:
    """Take back."""
    drop_functions(op, FUNCTIONS)
    take_policies(op, POLICIES)
    revoke_writes(op, WRITES)
    op.drop_table("planning_wish")
    op.drop_table("planning_scenario")
    op.drop_table("neighbourhood_invitation")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")
