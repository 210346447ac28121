"""Reports that are asked for, made in the background and kept for a while."""

import sqlalchemy as sa
from alembic import op

from webapp.migration_rows import apply_policies, grant_writes, revoke_writes, take_policies

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

OWN = "asked_by = (SELECT app_account())"
MAY = f"""{OWN} AND (
    (SELECT app_holds('city_coordinator'))
    OR (kind = 'neighbourhood' AND report_run.neighbourhood_id = ANY ((SELECT app_neighbourhoods())::int[]))
    OR (kind = 'municipality' AND (SELECT app_holds('municipality_viewer'))))"""
POLICIES = {
    # that somebody asked for something is theirs to see and to have gone, whatever became of their role
    "report_run": {"SELECT": OWN, "INSERT": MAY, "UPDATE": MAY, "DELETE": OWN},
    # and what stands in it only as long as they have that role
    "report_file": {"SELECT": f"EXISTS (SELECT FROM report_run WHERE report_run.id = run_id AND {MAY})"},
}
WRITES = {
    "report_run": "INSERT, DELETE, UPDATE (state, progress, attempts, trouble, on_day, started_at, finished_at)",
}

AGES = f"""
    CREATE VIEW kept_since WITH (security_barrier = true) AS
    SELECT kind, table_name, row_id, since FROM kept_since_before_reports
    UNION ALL
    SELECT kind, table_name, row_id, since FROM (
        SELECT 'report' AS kind, 'report_run' AS table_name, id::text AS row_id,
               coalesce(finished_at, created_at) AS since
        FROM report_run
    ) AS kept
    WHERE current_user <> '{ROLE}' OR app_holds('administrator')
"""
"""The view of before, and the new table; what goes for who may read it goes for both."""


def upgrade() -> None:
    """Apply."""
    _make_table()
    grant_writes(op, WRITES)
    apply_policies(op, POLICIES)
    op.execute("ALTER VIEW kept_since RENAME TO kept_since_before_reports")
    op.execute(f"REVOKE SELECT ON kept_since_before_reports FROM {ROLE}")
    op.execute(AGES)
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP VIEW kept_since")
    op.execute("ALTER VIEW kept_since_before_reports RENAME TO kept_since")
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")
    take_policies(op, POLICIES)
    revoke_writes(op, WRITES)
    op.drop_table("report_file")
    op.drop_table("report_run")


def _make_table() -> None:
    op.create_table(
        "report_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("kind", _words("kind", "city", "neighbourhood", "year", "municipality"), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("language", sa.String(), server_default=sa.text("'nl'"), nullable=False),
        sa.Column("leaves_house", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            _words("state", "queued", "running", "done", "failed", "stopped"),
            server_default=sa.text("'queued'"),
            nullable=False,
        ),
        sa.Column("progress", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("trouble", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("pages", sa.SmallInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("key ~ '^[A-Za-z0-9_-]{22}$'", name=op.f("ck_report_run_key")),
        sa.CheckConstraint(
            "(kind = 'neighbourhood') = (neighbourhood_id IS NOT NULL)", name=op.f("ck_report_run_neighbourhood")
        ),
        sa.CheckConstraint(
            "(kind = 'year') = (year IS NOT NULL) AND (year IS NULL OR year BETWEEN 1900 AND 2200)",
            name=op.f("ck_report_run_year"),
        ),
        sa.CheckConstraint("leaves_house OR kind <> 'municipality'", name=op.f("ck_report_run_leaves_house")),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_report_run_language")),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_report_run_progress")),
        sa.CheckConstraint("(state = 'done') = (pages IS NOT NULL)", name=op.f("ck_report_run_pages")),
        sa.CheckConstraint("(state = 'failed') = (trouble <> '')", name=op.f("ck_report_run_trouble")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_report_run_asked_by_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_report_run_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_run")),
        sa.UniqueConstraint("key", name=op.f("uq_report_run_key")),
    )
    op.create_index(op.f("ix_report_run_asked_by"), "report_run", ["asked_by"])
    op.create_index(op.f("ix_report_run_neighbourhood_id"), "report_run", ["neighbourhood_id"])
    op.create_index(
        "uq_report_run_open",
        "report_run",
        [
            "asked_by",
            "kind",
            sa.text("coalesce(neighbourhood_id, 0)"),
            sa.text("coalesce(year, 0)"),
            "language",
            "leaves_house",
        ],
        unique=True,
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_table(
        "report_file",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["report_run.id"], name=op.f("fk_report_file_run_id_report_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_report_file")),
    )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True)
