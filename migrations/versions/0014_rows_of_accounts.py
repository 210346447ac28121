"""Whose row is whose, by number: administrators must find in the audit who looked at somebody they cannot see."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

ROW_OF_ACCOUNT = f"""
    CREATE VIEW row_of_account WITH (security_barrier = true) AS
    SELECT account_id, table_name, row_id FROM (
        SELECT id AS account_id, 'account' AS table_name, id AS row_id FROM account
        UNION ALL
        SELECT account_id, 'person', id FROM person WHERE account_id IS NOT NULL
        UNION ALL
        SELECT account_id, 'role_grant', id FROM role_grant
        UNION ALL
        SELECT a.id, 'contact_message', m.id FROM contact_message m JOIN account a ON a.email = lower(m.reply_to)
    ) AS owned
    WHERE current_user <> '{ROLE}' OR app_holds('administrator')
"""
"""Not of the invoker: an administrator sees numbers, and no name, address or word of anybody."""


def upgrade() -> None:
    """Apply."""
    op.execute(ROW_OF_ACCOUNT)
    op.execute(f"GRANT SELECT ON row_of_account TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP VIEW row_of_account")
