"""What is noted about oneself in the networks: the ties, without names of other people, and saying that one is so."""

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
        strength text, since date, until date, confirmed_on date, source text, noted_on date, said_on date
    ) LANGUAGE sql STABLE {DEFINER} AS $$
    SELECT t.tie_id, t.kind, t.from_person_id = app_person(), n.kind::text,
           coalesce(g.name, r.name, l.title, a.name), h.name, t.strength, t.since, t.until, t.confirmed_on,
           t.source, (k.created_at AT TIME ZONE 'Europe/Amsterdam')::date,
           (
               SELECT max((e.at AT TIME ZONE 'Europe/Amsterdam')::date) FROM audit_event e
               WHERE e.person_id = app_person() AND e.account_id = app_account()
                 AND e.subject_table = 'tie' AND e.subject_id = t.tie_id::text AND 'confirmed_on' = ANY (e.fields)
           )
    FROM network_tie t
    LEFT JOIN tie k ON k.id = t.tie_id
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
"""When they last said themselves that a tie is so is known from the audit."""

CONFIRM_OWN_TIE = f"""CREATE FUNCTION confirm_own_tie(of_tie integer) RETURNS boolean LANGUAGE plpgsql {DEFINER} AS $$
    DECLARE
        goes_on boolean;
    BEGIN
        SELECT upper_inf(t.period) INTO goes_on FROM tie t
        WHERE t.id = of_tie AND app_person() IN (t.from_person_id, t.to_person_id)
          AND EXISTS (SELECT FROM connected_person c WHERE c.person_id = app_person())
        FOR UPDATE;
        IF goes_on THEN
            UPDATE tie SET confirmed_on = app_today(), changed_at = now()
            WHERE id = of_tie AND confirmed_on < app_today();
        END IF;
        RETURN goes_on;
    END
$$"""
"""Whoever a tie is about may say that it is so, and change nothing else of it.

NULL for a tie that is not theirs, and for who does not stand in the network; false when it ended.
"""

FUNCTIONS = {"own_ties()": OWN_TIES, "confirm_own_tie(integer)": CONFIRM_OWN_TIE}


def upgrade() -> None:
    """Apply."""
    for signature, made in FUNCTIONS.items():
        op.execute(made)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
