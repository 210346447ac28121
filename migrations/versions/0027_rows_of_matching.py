"""Who sees and changes which rows of talents, needs and matches, when no filter does its work; what follows a need."""

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

DEFINER = "SECURITY DEFINER SET search_path = public"
FUNCTIONS = {
    # who asked before the need was closed need not answer any more; what was agreed on ends only with a withdrawal.
    # `untold` in what was mailed makes the worker tell who had said yes
    "close_matches_of_need()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            UPDATE match SET state = 'withdrawn', closed_at = now(), version = version + 1,
                mailed = array_append(mailed, 'untold')
            WHERE need_id = NEW.id AND (state = 'proposed' OR (state = 'accepted' AND NEW.state = 'withdrawn'));
            RETURN NULL;
        END
    $$""",
    # what somebody asks is read by who coordinates where they live: it moves along, and tells no more than they do
    "move_needs_of_person()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            UPDATE need SET
                neighbourhood_id = coalesce(NEW.neighbourhood_id, neighbourhood_id),
                buurt_code = CASE WHEN NEW.location_level <> 'hidden' THEN NEW.buurt_code END
            WHERE person_id = NEW.id AND state = 'open';
            RETURN NULL;
        END
    $$""",
    # where a theme is used, also in rows that the city's coordinators do not see: how often, never by whom
    "theme_uses(of_theme integer)": f"""RETURNS TABLE (place text, uses bigint) LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT used.place, used.uses FROM (
            SELECT 'parts' AS place, count(*) AS uses FROM theme WHERE parent_id = of_theme
            UNION ALL
            SELECT 'initiatives', count(DISTINCT initiative_id) FROM (
                SELECT initiative_id FROM listing WHERE main_theme_id = of_theme
                UNION ALL SELECT initiative_id FROM listing_theme WHERE theme_id = of_theme
                UNION ALL SELECT initiative_id FROM listing_effect WHERE theme_id = of_theme
                UNION ALL SELECT r.initiative_id FROM initiative_revision r JOIN theme t ON t.id = of_theme
                    WHERE r.content -> 'themes' ? t.slug
                       OR r.content -> 'effects' @> jsonb_build_array(jsonb_build_object('theme', t.slug))
            ) told
            UNION ALL SELECT 'partners', count(*) FROM partner_activity WHERE theme_id = of_theme
            UNION ALL SELECT 'talents', count(*) FROM talent WHERE theme_id = of_theme
            UNION ALL SELECT 'private_needs', count(*) FROM need WHERE theme_id = of_theme AND kind = 'private'
            UNION ALL SELECT 'public_needs', count(*) FROM need WHERE theme_id = of_theme AND kind = 'public'
            UNION ALL SELECT 'assets', count(DISTINCT asset_id) FROM (
                SELECT asset_id FROM asset_theme WHERE theme_id = of_theme
                UNION ALL SELECT asset_id FROM asset_effect WHERE theme_id = of_theme
            ) served
            UNION ALL SELECT 'subscriptions', count(*) FROM subscription WHERE theme_id = of_theme
        ) used
        WHERE used.uses > 0 AND app_holds('city_coordinator')
    $$""",
}
"""What must be done or counted past those rows."""


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
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature} {body}")
        name = signature.replace("of_theme ", "")
        op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {name} TO {ROLE}")
    op.execute("""
        CREATE TRIGGER close_matches AFTER UPDATE OF state ON need
        FOR EACH ROW WHEN (OLD.state = 'open' AND NEW.state <> 'open') EXECUTE FUNCTION close_matches_of_need()
    """)
    op.execute("""
        CREATE TRIGGER move_needs AFTER UPDATE OF buurt_code, neighbourhood_id, location_level ON person
        FOR EACH ROW WHEN (
            (OLD.buurt_code, OLD.neighbourhood_id, OLD.location_level)
            IS DISTINCT FROM (NEW.buurt_code, NEW.neighbourhood_id, NEW.location_level)
        ) EXECUTE FUNCTION move_needs_of_person()
    """)
    for table in VERSIONED:
        op.execute(f"""
            CREATE TRIGGER {table}_bumps_assets AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION bump_data_version('assets')
        """)


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER move_needs ON person")
    op.execute("DROP TRIGGER close_matches ON need")
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature.replace('of_theme ', '')}")
    for table in VERSIONED:
        op.execute(f"DROP TRIGGER {table}_bumps_assets ON {table}")
    op.execute("DELETE FROM data_version WHERE subject = 'assets'")
    for table, policies in POLICIES.items():
        for kind in policies:
            op.execute(f"DROP POLICY {table}_{kind.lower()} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for table, kinds in WRITES.items():
        op.execute(f"REVOKE {kinds} ON {table} FROM {ROLE}")
