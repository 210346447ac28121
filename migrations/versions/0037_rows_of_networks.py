"""Who sees and changes which rows of networks, when no filter does its work; how old they have become."""

from alembic import op

from webapp.migration_rows import apply_policies, grant_writes, revoke_writes, take_policies

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
CITY = "(SELECT app_holds('city_coordinator'))"
NEARBY = f"(neighbourhood_id = ANY ((SELECT app_neighbourhoods())::int[]) OR {CITY})"
COORDINATES = f"({CITY} OR (SELECT cardinality(app_neighbourhoods()) > 0))"
LINKED = "({0} IS NULL OR EXISTS (SELECT FROM linked_person v WHERE v.id = {0}))"
OWN = "{0} = (SELECT app_person())"
SIDES = f"{NEARBY} AND {LINKED.format('tie.from_person_id')} AND {LINKED.format('tie.to_person_id')}"
OWN_SIDE = f"({OWN.format('from_person_id')} OR {OWN.format('to_person_id')})"
ABOUT = f"{NEARBY} AND {LINKED.format('follow_up.person_id')} AND {LINKED.format('follow_up.other_person_id')}"
OWN_ABOUT = f"({OWN.format('person_id')} OR {OWN.format('other_person_id')})"

POLICIES: dict[str, dict[str, str]] = {
    "neighbour_group": dict.fromkeys(ALL, NEARBY),
    "network_node": {
        "SELECT": f"{OWN.format('person_id')} OR ({COORDINATES} AND {LINKED.format('network_node.person_id')})"
    },
    "tie": {
        "SELECT": f"{OWN_SIDE} OR ({SIDES})",
        "INSERT": SIDES,
        "UPDATE": SIDES,
        # whoever a tie is about may have it gone
        "DELETE": f"{OWN_SIDE} OR ({SIDES})",
    },
    "follow_up": {**dict.fromkeys(("INSERT", "UPDATE", "DELETE"), ABOUT), "SELECT": f"{OWN_ABOUT} OR ({ABOUT})"},
    "network_health": {"SELECT": NEARBY},
    "network_run": dict.fromkeys(("SELECT", "INSERT"), COORDINATES),
}
"""Per table and statement, which rows the site may see, make, change and delete."""

WRITES = {
    "neighbour_group": "INSERT, UPDATE, DELETE",
    "tie": "INSERT, UPDATE, DELETE",
    "follow_up": "INSERT, UPDATE, DELETE",
    "network_run": "INSERT",
}

AGES = f"""
    CREATE VIEW kept_since WITH (security_barrier = true) AS
    SELECT kind, table_name, row_id, since FROM kept_since_of_matching
    UNION ALL
    SELECT kind, table_name, row_id, since FROM (
        SELECT 'tie' AS kind, 'tie' AS table_name, id::text AS row_id,
               least(upper(period), confirmed_on + 365)::timestamptz AS since
        FROM tie
        UNION ALL
        -- somebody whose consent lapsed, and who did not renew it
        SELECT 'lapsed_tie', 'tie', t.id::text,
               min((SELECT max(c.expires_on) FROM consent c WHERE c.person_id = p.id AND c.purpose = asked.purpose)
                  )::timestamptz
        FROM tie t
        JOIN person p ON p.id IN (t.from_person_id, t.to_person_id)
        CROSS JOIN unnest(ARRAY['be_known', 'be_linked']) AS asked (purpose)
        WHERE NOT EXISTS (SELECT FROM connected_person k WHERE k.person_id = p.id)
        GROUP BY t.id
        UNION ALL
        SELECT 'follow_up', 'follow_up', id::text, coalesce(done_on, due_on)::timestamptz FROM follow_up
    ) AS kept
    WHERE current_user <> '{ROLE}' OR app_holds('administrator')
"""
"""The view of before, and the new tables; what goes for who may read it goes for both."""


def upgrade() -> None:
    """Apply."""
    grant_writes(op, WRITES)
    apply_policies(op, POLICIES)
    op.execute("ALTER VIEW kept_since RENAME TO kept_since_of_matching")
    op.execute(f"REVOKE SELECT ON kept_since_of_matching FROM {ROLE}")
    op.execute(AGES)
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP VIEW kept_since")
    op.execute("ALTER VIEW kept_since_of_matching RENAME TO kept_since")
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")
    take_policies(op, POLICIES)
    revoke_writes(op, WRITES)
