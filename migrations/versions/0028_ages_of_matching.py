"""How old what is kept of talents, needs and matches has become."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

AGES = f"""
    CREATE VIEW kept_since WITH (security_barrier = true) AS
    SELECT kind, table_name, row_id, since FROM kept_since_of_initiatives
    UNION ALL
    SELECT kind, table_name, row_id, since FROM (
        -- somebody who was met and never came in goes after the spoken consent lapsed or was taken back
        SELECT 'scouted' AS kind, 'person' AS table_name, p.id::text AS row_id, max(
            coalesce(w.withdrawn_at, c.expires_on::timestamptz)
        ) AS since
        FROM person p
        JOIN consent c ON c.person_id = p.id
        LEFT JOIN consent_withdrawal w ON w.consent_id = c.id
        WHERE p.account_id IS NULL AND p.scouted_by IS NOT NULL
        GROUP BY p.id
        UNION ALL
        SELECT 'talent', 'talent', id::text, changed_at FROM talent
        UNION ALL
        SELECT 'need', 'need', id::text, least(closed_on, expires_on)::timestamptz FROM need WHERE kind = 'private'
        UNION ALL
        SELECT 'match', 'match', id::text, coalesce(closed_at, answer_until::timestamptz)
        FROM match WHERE state NOT IN ('proposed', 'accepted')
    ) AS kept
    WHERE current_user <> '{ROLE}' OR app_holds('administrator')
"""
"""The view of before, and the new tables; what goes for who may read it goes for both."""


def upgrade() -> None:
    """Apply."""
    op.execute("ALTER VIEW kept_since RENAME TO kept_since_of_initiatives")
    op.execute(f"REVOKE SELECT ON kept_since_of_initiatives FROM {ROLE}")
    op.execute(AGES)
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP VIEW kept_since")
    op.execute("ALTER VIEW kept_since_of_initiatives RENAME TO kept_since")
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")
