"""Who sees and changes which rows of initiatives, volunteers, followers and partners, when no filter does its work."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

OWN_EMAIL = "(SELECT app_email())"
OWN_ACCOUNT = "= (SELECT app_account())"
CITY = "(SELECT app_holds('city_coordinator'))"
COORDINATES = f"({CITY} OR (SELECT cardinality(app_neighbourhoods()) > 0))"
OWN_PARTNER = "partner_id = ANY ((SELECT app_partners())::int[])"
ORGANISED = "initiative_id IN (SELECT app_organised())"
MODERATED = "initiative_id IN (SELECT app_moderated())"
MODERATES = f"({CITY} OR neighbourhood_ids && (SELECT app_neighbourhoods()))"
# the missionary side is never shown to the municipality
MAY_SEE_FAITH = "(SELECT app_account() IS NOT NULL AND NOT app_holds('municipality_viewer'))"
NOT_FOR_MUNICIPALITY = "(SELECT NOT app_holds('municipality_viewer'))"

POLICIES: dict[str, dict[str, str]] = {
    "initiative": {
        "SELECT": f"(approved_on IS NOT NULL AND (layer <> 'missionary' OR {MAY_SEE_FAITH}))"
        f" OR id IN (SELECT app_organised()) OR {MODERATES}",
        "INSERT": "(SELECT app_account()) IS NOT NULL",
        "UPDATE": f"id IN (SELECT app_organised()) OR {MODERATES}",
        "DELETE": f"id IN (SELECT app_organised()) OR {MODERATES}",
    },
    "initiative_revision": {
        "SELECT": f"author_id {OWN_ACCOUNT} OR {ORGANISED} OR {MODERATED}",
        # without an author: what a coordinator merged, or took up again
        "INSERT": f"(author_id {OWN_ACCOUNT} AND ({ORGANISED} OR {MODERATED})) OR (author_id IS NULL AND {MODERATED})",
        "UPDATE": f"{ORGANISED} OR {MODERATED}",
        "DELETE": MODERATED,
    },
    "initiative_organiser": {
        "SELECT": f"account_id {OWN_ACCOUNT} OR {ORGANISED} OR {MODERATED}",
        "INSERT": f"(account_id {OWN_ACCOUNT} AND app_unowned(initiative_id)) OR {ORGANISED} OR {MODERATED}",
        "DELETE": f"account_id {OWN_ACCOUNT} OR {ORGANISED} OR {MODERATED}",
    },
    "initiative_draft": {
        "SELECT": f"email = {OWN_EMAIL}",
        "DELETE": f"email = {OWN_EMAIL}",
    },
    "faith_side": {
        "SELECT": f"{MAY_SEE_FAITH}",
        "INSERT": f"{NOT_FOR_MUNICIPALITY} AND ({ORGANISED} OR {MODERATED})",
        "UPDATE": f"{NOT_FOR_MUNICIPALITY} AND ({ORGANISED} OR {MODERATED})",
        "DELETE": f"{NOT_FOR_MUNICIPALITY} AND ({ORGANISED} OR {MODERATED})",
    },
    "initiative_task": {
        "SELECT": "initiative_id IN (SELECT initiative_id FROM listing)"
        f" OR {MAY_SEE_FAITH} OR {ORGANISED} OR {MODERATED}",
        "INSERT": f"{ORGANISED} OR {MODERATED}",
        "UPDATE": f"{ORGANISED} OR {MODERATED}",
        "DELETE": f"{ORGANISED} OR {MODERATED}",
    },
    "task_signup": {
        "SELECT": f"account_id {OWN_ACCOUNT} OR task_id IN (SELECT app_kept_tasks())",
        "UPDATE": f"account_id {OWN_ACCOUNT} OR task_id IN (SELECT app_kept_tasks())",
        "DELETE": f"account_id {OWN_ACCOUNT}",
    },
    "calendar_feed": {"ALL": f"account_id {OWN_ACCOUNT}"},
    "subscription": {
        "SELECT": f"email = {OWN_EMAIL}",
        "INSERT": f"confirmed_at IS NULL OR email = {OWN_EMAIL}",
        "UPDATE": f"email = {OWN_EMAIL}",
        "DELETE": f"email = {OWN_EMAIL}",
    },
    "review_presence": {
        "SELECT": f"account_id {OWN_ACCOUNT} OR {MODERATED}",
        "INSERT": f"account_id {OWN_ACCOUNT} AND {MODERATED}",
        "UPDATE": f"account_id {OWN_ACCOUNT}",
        "DELETE": f"account_id {OWN_ACCOUNT}",
    },
    "review_mail": {"SELECT": f"account_id {OWN_ACCOUNT}"},
    "import_run": {"ALL": f"account_id {OWN_ACCOUNT} OR {CITY}"},
    "import_row": {"ALL": "run_id IN (SELECT id FROM import_run)"},
    "partner_contact": {
        "SELECT": f"email = {OWN_EMAIL} OR {OWN_PARTNER} OR (expires_on > app_today() AND (audience = 'everyone'"
        f" OR (audience = 'partners' AND ({COORDINATES} OR (SELECT cardinality(app_partners()) > 0)))"
        f" OR (audience = 'coordinators' AND {COORDINATES})))",
        "INSERT": f"{OWN_PARTNER} OR {CITY}",
        "UPDATE": f"{OWN_PARTNER} OR {CITY}",
        "DELETE": f"email = {OWN_EMAIL} OR {OWN_PARTNER} OR {CITY}",
    },
    "partner_agreement": {
        "SELECT": f"{OWN_PARTNER} OR {COORDINATES}",
        "INSERT": f"{OWN_PARTNER} OR {CITY}",
        "UPDATE": f"{OWN_PARTNER} OR {CITY}",
        "DELETE": f"{OWN_PARTNER} OR {CITY}",
    },
}
"""Per table and statement, which rows the site may see, make, change and delete."""

WRITES = {
    "initiative": "INSERT, UPDATE, DELETE",
    "initiative_revision": "INSERT, UPDATE, DELETE",
    "initiative_organiser": "INSERT, DELETE",
    "initiative_draft": "DELETE",
    "faith_side": "INSERT, UPDATE, DELETE",
    "listing": "INSERT, UPDATE, DELETE",
    "listing_theme": "INSERT, DELETE",
    "listing_neighbourhood": "INSERT, DELETE",
    "listing_effect": "INSERT, DELETE",
    "listing_day": "INSERT, DELETE",
    "listing_partner": "INSERT, DELETE",
    "picture": "INSERT",
    "initiative_task": "INSERT, UPDATE, DELETE",
    "task_signup": "UPDATE, DELETE",
    "calendar_feed": "INSERT, UPDATE, DELETE",
    "subscription": "INSERT, UPDATE, DELETE",
    "review_presence": "INSERT, UPDATE, DELETE",
    "import_run": "INSERT, UPDATE, DELETE",
    "import_row": "INSERT, UPDATE, DELETE",
    "partner": "INSERT, UPDATE, DELETE",
    "partner_relation": "INSERT, UPDATE, DELETE",
    "partner_place": "INSERT, UPDATE, DELETE",
    "partner_activity": "INSERT, UPDATE, DELETE",
    "partner_agreement": "INSERT, UPDATE, DELETE",
    "partner_contact": "INSERT, UPDATE, DELETE",
    "theme": "INSERT, UPDATE",
}


DEFINER = "SECURITY DEFINER SET search_path = public"

LISTING_TABLES = (
    "listing",
    "listing_theme",
    "listing_neighbourhood",
    "listing_effect",
    "listing_day",
    "listing_partner",
    "theme",
    "initiative_task",
)
PARTNER_TABLES = ("partner", "partner_relation", "partner_place", "partner_activity")


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
    op.execute("""
        CREATE TRIGGER forget_organiser AFTER DELETE ON initiative_organiser
        FOR EACH ROW WHEN (OLD.account_id IS NOT NULL) EXECUTE FUNCTION forget_organiser()
    """)
    op.execute("""
        CREATE TRIGGER place_listings AFTER UPDATE OF geom ON neighbourhood
        FOR EACH STATEMENT EXECUTE FUNCTION place_listings()
    """)
    # the site changes what the map shows now, and counts versions only through this
    op.execute(f"ALTER FUNCTION bump_data_version() {DEFINER}")
    for subject, tables in (("initiatives", LISTING_TABLES), ("partners", PARTNER_TABLES)):
        for table in tables:
            op.execute(f"""
                CREATE TRIGGER {table}_bumps_{subject} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION bump_data_version('{subject}')
            """)


def downgrade() -> None:
    """Take back."""
    for subject, tables in (("initiatives", LISTING_TABLES), ("partners", PARTNER_TABLES)):
        for table in tables:
            op.execute(f"DROP TRIGGER {table}_bumps_{subject} ON {table}")
        op.execute(f"DELETE FROM data_version WHERE subject = '{subject}'")
    op.execute("ALTER FUNCTION bump_data_version() SECURITY INVOKER RESET search_path")
    op.execute("DROP TRIGGER place_listings ON neighbourhood")
    op.execute("DROP TRIGGER forget_organiser ON initiative_organiser")
    for table, policies in POLICIES.items():
        for kind in policies:
            op.execute(f"DROP POLICY {table}_{kind.lower()} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for table, kinds in WRITES.items():
        op.execute(f"REVOKE {kinds} ON {table} FROM {ROLE}")
