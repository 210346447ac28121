"""How much mail was given up: administrators must know, and the outbox shows them none but their own."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

COUNT = """
    CREATE FUNCTION dead_mail_count() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT count(*) FROM outbox_mail WHERE dead_at IS NOT NULL AND app_holds('administrator')
    $$
"""


def upgrade() -> None:
    """Apply."""
    op.execute(COUNT)
    op.execute("REVOKE ALL ON FUNCTION dead_mail_count() FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION dead_mail_count() TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP FUNCTION dead_mail_count()")
