"""Who sees and changes which rows of talents, needs and matches, when no filter does its work."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

OWN = "person_id = (SELECT app_person())"
VISIBLE = "person_id IN (SELECT app_visible_people())"
CITY = "(SELECT app_holds('city_coordinator'))"
NEARBY = "neighbourhood_id = ANY ((SELECT app_neighbourhoods())::int[])"
COORDINATES = f"({CITY} OR (SELECT cardinality(app_neighbourhoods()) > 0))"

OWN_OR_KNOWN = dict.fromkeys(("SELECT", "INSERT", "UPDATE", "DELETE"), f"{OWN} OR {VISIBLE}")

POLICIES: dict[str, dict[str, str]] = {
    "offering": OWN_OR_KNOWN,
    "person_requirement": OWN_OR_KNOWN,
    "masked_place": {"ALL": OWN},
    "talent": OWN_OR_KNOWN,
    "talent_stage_change": {"SELECT": f"{OWN} OR {VISIBLE}", "INSERT": f"{OWN} OR {VISIBLE}"},
    "talent_step": OWN_OR_KNOWN,
    # the need of a household stays in its neighbourhood: the city's coordinators see public ones
    "need": {
        "SELECT": f"kind = 'public' OR {OWN} OR {NEARBY} OR id IN (SELECT app_helped_needs())",
        "INSERT": f"(kind = 'private' AND ({OWN} OR ({NEARBY} AND {VISIBLE})))"
        f" OR (kind = 'public' AND ({NEARBY} OR {CITY}))",
        "UPDATE": f"{OWN} OR {NEARBY} OR (kind = 'public' AND {CITY})",
        "DELETE": f"{OWN} OR {NEARBY} OR (kind = 'public' AND {CITY})",
    },
    "offer": {"SELECT": f"{OWN} OR {NEARBY} OR {CITY} OR (goes_beyond AND {COORDINATES})"},
    # who coordinates the city sees matches of public needs, which they may propose; never those of a household
    "match": {
        "SELECT": f"id IN (SELECT app_own_matches()) OR {NEARBY} OR (asker_id IS NULL AND {CITY})",
        "UPDATE": f"id IN (SELECT app_own_matches()) OR {NEARBY} OR (asker_id IS NULL AND {CITY})",
        "DELETE": "helper_id = (SELECT app_person()) OR asker_id = (SELECT app_person())",
    },
}
"""Per table and statement, which rows the site may see, make, change and delete."""

WRITES = {
    "offering": "INSERT, UPDATE, DELETE",
    "person_requirement": "INSERT, UPDATE, DELETE",
    "masked_place": "INSERT, UPDATE, DELETE",
    "talent": "INSERT, UPDATE, DELETE",
    "talent_stage_change": "INSERT",
    "talent_step": "INSERT, UPDATE, DELETE",
    "asset": "INSERT, UPDATE, DELETE",
    "asset_theme": "INSERT, DELETE",
    "asset_effect": "INSERT, UPDATE, DELETE",
    "need": "INSERT, UPDATE, DELETE",
    "match": "UPDATE, DELETE",
    "matching_weights": "INSERT",
    "reserve": "INSERT, UPDATE, DELETE",
    "discovery": "INSERT, UPDATE, DELETE",
    "discovery_event": "INSERT, UPDATE, DELETE",
    # what happens in a discovery process is a sign of life of the neighbourhood
    "evidence": "INSERT",
    "theme": "DELETE",
}
VERSIONED = ("asset", "asset_theme", "asset_effect", "theme")


def upgrade() -> None:
    """Apply."""
    for table, kinds in WRITES.items():
        op.execute(f"GRANT {kinds} ON {table} TO {ROLE}")
    for table, policies in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for kind, rows in policies.items():
            clause = {"INSERT": f"WITH CHECK ({rows})", "SELECT": f"USING ({rows})", "DELETE": f"USING ({rows})"}.get(
                kind, f"USING ({rows}) WITH CHECK ({rows})"
            )
            op.execute(f"CREATE POLICY {table}_{kind.lower()} ON {table} FOR {kind} TO {ROLE} {clause}")
    for table in VERSIONED:
        op.execute(f"""
            CREATE TRIGGER {table}_bumps_assets AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION bump_data_version('assets')
        """)


def downgrade() -> None:
    """Take back."""
    for table in VERSIONED:
        op.execute(f"DROP TRIGGER {table}_bumps_assets ON {table}")
    op.execute("DELETE FROM data_version WHERE subject = 'assets'")
    for table, policies in POLICIES.items():
        for kind in policies:
            op.execute(f"DROP POLICY {table}_{kind.lower()} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for table, kinds in WRITES.items():
        op.execute(f"REVOKE {kinds} ON {table} FROM {ROLE}")
