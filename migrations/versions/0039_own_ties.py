"""What is noted about oneself in the networks: the ties, and the other side by name if that is no person."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

ROLE = "missie050_app"
DEFINER = "SECURITY DEFINER SET search_path = public"

# neighbours are not told each other's names, as the text of the consent says: another person is only somebody
OWN_TIES = f"""CREATE FUNCTION own_ties() RETURNS TABLE (
        tie_id integer, kind text, does boolean, other_kind text, other_name text, neighbourhood text,
        strength text, since date, until date, confirmed_on date
    ) LANGUAGE sql STABLE {DEFINER} AS $$
    SELECT t.tie_id, t.kind, t.from_person_id = app_person(), n.kind::text,
           coalesce(g.name, r.name, l.title, a.name), h.name, t.strength, t.since, t.until, t.confirmed_on
    FROM network_tie t
    JOIN network_node n
        ON n.id = CASE WHEN t.from_person_id = app_person() THEN t.to_node_id ELSE t.from_node_id END
    LEFT JOIN neighbour_group g ON g.id = n.group_id
    LEFT JOIN partner r ON r.id = n.partner_id
    LEFT JOIN listing l ON l.initiative_id = n.initiative_id
    LEFT JOIN asset a ON a.id = n.asset_id
    LEFT JOIN neighbourhood h ON h.id = t.neighbourhood_id
    WHERE app_person() IN (t.from_person_id, t.to_person_id)
    ORDER BY t.since DESC, t.tie_id, n.id
$$"""


def upgrade() -> None:
    """Apply."""
    op.execute(OWN_TIES)
    op.execute("REVOKE ALL ON FUNCTION own_ties FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION own_ties() TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP FUNCTION own_ties")
