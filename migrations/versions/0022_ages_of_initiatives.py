"""How old what is kept of initiatives, volunteers and followers has become."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

AGES = f"""
    CREATE VIEW kept_since WITH (security_barrier = true) AS
    SELECT kind, table_name, row_id, since FROM kept_since_of_people
    UNION ALL
    SELECT kind, table_name, row_id, since FROM (
        SELECT 'contact' AS kind, 'partner_contact' AS table_name, id::text AS row_id,
               expires_on::timestamptz AS since
        FROM partner_contact
        UNION ALL
        SELECT 'draft', 'initiative_draft', id::text, saved_at FROM initiative_draft
        UNION ALL
        SELECT 'signup', 'task_signup', s.id::text, coalesce(s.on_day, t.open_until)::timestamptz
        FROM task_signup s JOIN initiative_task t ON t.id = s.task_id
        UNION ALL
        -- one that was confirmed lasts until it is ended
        SELECT 'subscription', 'subscription', id::text, created_at FROM subscription WHERE confirmed_at IS NULL
        UNION ALL
        SELECT 'look', 'review_presence', account_id::text, seen_at FROM review_presence
        UNION ALL
        SELECT 'import', 'import_run', id::text, created_at FROM import_run
    ) AS kept
    WHERE current_user <> '{ROLE}' OR app_holds('administrator')
"""
"""The view of before, and the new tables; what goes for who may read it goes for both."""


def upgrade() -> None:
    """Apply."""
    op.execute("ALTER VIEW kept_since RENAME TO kept_since_of_people")
    op.execute(f"REVOKE SELECT ON kept_since_of_people FROM {ROLE}")
    op.execute(AGES)
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP VIEW kept_since")
    op.execute("ALTER VIEW kept_since_of_people RENAME TO kept_since")
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")
