"""Who coordinates a neighbourhood, by name, for who does so too: to whom something can be handed over."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

ROLE = "missie050_app"


def upgrade() -> None:
    """Apply."""
    # roles and people of others are not to be seen by who coordinates; whom they work with is
    op.execute("""
        CREATE FUNCTION neighbourhood_coordinators(of_neighbourhood integer)
        RETURNS TABLE (account_id integer, name text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
            SELECT DISTINCT g.account_id, coalesce(p.name, '')
            FROM role_grant g LEFT JOIN person p ON p.account_id = g.account_id
            WHERE g.role = 'neighbourhood_coordinator' AND g.neighbourhood_id = of_neighbourhood
              AND g.ended_at IS NULL AND g.period @> app_today()
              AND (NOT g.needs_approval OR g.approved_at IS NOT NULL)
              AND (app_holds('city_coordinator') OR of_neighbourhood = ANY (app_neighbourhoods()))
        $$
    """)
    op.execute("REVOKE ALL ON FUNCTION neighbourhood_coordinators FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION neighbourhood_coordinators(integer) TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP FUNCTION neighbourhood_coordinators")
