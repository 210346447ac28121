"""The point that stands for an address goes with the address, whoever changes that."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ROLE = "missie050_app"


def upgrade() -> None:
    """Apply."""
    # not a trigger on the address: sealing it anew under another key changes the column too
    op.execute("""
        CREATE FUNCTION forget_masked_place(of_person integer) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
            DELETE FROM masked_place
            WHERE person_id = of_person
              AND (of_person = app_person() OR of_person IN (SELECT app_visible_people()))
        $$
    """)
    op.execute("REVOKE ALL ON FUNCTION forget_masked_place(integer) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION forget_masked_place(integer) TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP FUNCTION forget_masked_place(integer)")
