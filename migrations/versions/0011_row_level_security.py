"""The second line: the site works as a role that sees no row of a person unless a policy says so.

The first line is `visible_to` in the queries. Areas and places have no policies: they hold nobody's data, and a policy
would keep their spatial index from being used.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

OWN_EMAIL = "(SELECT app_email())"
VISIBLE = "(SELECT app_visible_people())"
ADMINISTRATOR = "(SELECT app_holds('administrator'))"
CITY = "(SELECT app_holds('city_coordinator'))"
GATE = "(SELECT app_at_gate())"
OWN_ACCOUNT = "= (SELECT app_account())"
OWN_PERSON = "= (SELECT app_person())"

MESSAGES = f"neighbourhood_id = ANY ((SELECT app_neighbourhoods())::int[]) OR {CITY} OR lower(reply_to) = {OWN_EMAIL}"

POLICIES: dict[str, dict[str, str]] = {
    "account": {
        "SELECT": f"id {OWN_ACCOUNT} OR {GATE} OR {ADMINISTRATOR}",
        "INSERT": f"{GATE} OR {ADMINISTRATOR}",
        "UPDATE": f"id {OWN_ACCOUNT} OR {GATE}",
        "DELETE": f"id {OWN_ACCOUNT}",
    },
    "recovery_code": {"ALL": f"account_id {OWN_ACCOUNT} OR {GATE}"},
    "account_session": {"ALL": f"account_id {OWN_ACCOUNT} OR {GATE}"},
    "email_link": {
        "SELECT": f"{GATE} OR email = {OWN_EMAIL} OR (purpose = 'invitation' AND {ADMINISTRATOR})",
        "INSERT": f"{GATE} OR (purpose = 'invitation' AND {ADMINISTRATOR})",
        "UPDATE": f"{GATE} OR (purpose = 'invitation' AND {ADMINISTRATOR})",
        "DELETE": f"{GATE} OR email = {OWN_EMAIL} OR (purpose = 'invitation' AND {ADMINISTRATOR})",
    },
    "role_grant": {
        # at the gate too: whoever ever had a role does not get in with a link alone
        "SELECT": f"account_id {OWN_ACCOUNT} OR {ADMINISTRATOR} OR {CITY} OR {GATE}",
        "INSERT": f"{ADMINISTRATOR} AND granted_by {OWN_ACCOUNT} AND approved_at IS NULL AND ended_at IS NULL",
        "UPDATE": ADMINISTRATOR,
    },
    "person": {
        "SELECT": f"account_id {OWN_ACCOUNT} OR id IN {VISIBLE}"
        f" OR ({ADMINISTRATOR} AND account_id IN (SELECT account_id FROM role_grant))",
        "INSERT": f"account_id {OWN_ACCOUNT}",
        "UPDATE": f"account_id {OWN_ACCOUNT} OR id IN {VISIBLE}",
        "DELETE": f"account_id {OWN_ACCOUNT}",
    },
    "consent": {
        "SELECT": f"person_id {OWN_PERSON} OR (purpose <> 'keep_church' AND person_id IN {VISIBLE})",
        "INSERT": f"person_id {OWN_PERSON} AND recorded_by {OWN_ACCOUNT}",
    },
    "consent_withdrawal": {
        "SELECT": f"person_id {OWN_PERSON} OR person_id IN {VISIBLE}",
        "INSERT": f"person_id {OWN_PERSON} AND recorded_by {OWN_ACCOUNT}",
    },
    "consent_reminder": {"SELECT": f"person_id {OWN_PERSON}"},
    "contact_message": {"SELECT": MESSAGES, "INSERT": "true", "DELETE": MESSAGES},
    "outbox_mail": {
        "SELECT": f"lower(recipient) = {OWN_EMAIL}",
        "INSERT": "true",
        "DELETE": f"lower(recipient) = {OWN_EMAIL}",
    },
    "audit_event": {
        "SELECT": f"{ADMINISTRATOR} OR person_id {OWN_PERSON} OR account_id {OWN_ACCOUNT}",
        "INSERT": "account_id IS NULL OR account_id = (SELECT app_account()) OR (SELECT app_at_gate())",
    },
}
"""Per table and statement, which rows the role may see, make, change and delete."""

WRITES = {
    "account": "INSERT, UPDATE, DELETE",
    "recovery_code": "INSERT, DELETE",
    "account_session": "INSERT, UPDATE, DELETE",
    "email_link": "INSERT, UPDATE, DELETE",
    "role_grant": "INSERT, UPDATE (approved_by, approved_at, ended_by, ended_at, end_reason)",
    "person": "INSERT, UPDATE, DELETE",
    "consent": "INSERT",
    "consent_withdrawal": "INSERT",
    "contact_message": "INSERT, DELETE",
    "outbox_mail": "INSERT, DELETE",
    "rate_hit": "INSERT, UPDATE, DELETE",
    "form_receipt": "INSERT, UPDATE, DELETE",
    "audit_event": "INSERT",
    "retention_period": "INSERT, UPDATE, DELETE",
}
"""What the site may change; everything else it may only read. Append-only: consents, and what is in the audit."""

IN_FORCE = """g.period @> {day} AND g.ended_at IS NULL AND (NOT g.needs_approval OR g.approved_at IS NOT NULL)"""

FUNCTIONS = {
    "app_account()": """RETURNS integer LANGUAGE sql STABLE AS $$
        SELECT CASE WHEN current_setting('missie050.viewer', true) ~ '^[0-9]+$'
            THEN current_setting('missie050.viewer', true)::integer END
    $$""",
    "app_at_gate()": """RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT coalesce(current_setting('missie050.viewer', true), '') = 'gate'
    $$""",
    "app_person()": """RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT id FROM person WHERE account_id = app_account()
    $$""",
    "app_email()": """RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT email FROM account WHERE id = app_account()
    $$""",
    "app_holds(wanted text)": f"""RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT EXISTS (
            SELECT FROM role_grant g
            WHERE g.account_id = app_account() AND g.role = wanted AND {IN_FORCE.format(day="app_today()")}
        )
    $$""",
    "app_neighbourhoods()": f"""RETURNS integer[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT coalesce(array_agg(g.neighbourhood_id), '{{}}')
        FROM role_grant g
        WHERE g.account_id = app_account() AND g.role = 'neighbourhood_coordinator'
          AND {IN_FORCE.format(day="app_today()")}
    $$""",
    "app_visible_people()": """RETURNS SETOF integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT p.id
        FROM person p
        JOIN live_consent c ON c.person_id = p.id AND c.purpose = 'be_known'
        WHERE p.neighbourhood_id = ANY (app_neighbourhoods()) OR (c.scope = 'city' AND app_holds('city_coordinator'))
    $$""",
    # of the account of somebody whom the viewer knows, this and nothing else
    "reachable_email(person integer)": """RETURNS text
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT a.email FROM account a JOIN person p ON p.account_id = a.id
        WHERE p.id = person AND (p.id IN (SELECT app_visible_people()) OR a.id = app_account())
    $$""",
    # who this browser is signed in as, in one step
    "signed_in(token bytea, moment timestamptz, day date)": f"""RETURNS TABLE (
            session_id integer, stage text, last_seen_at timestamptz, account_id integer, person_id integer,
            name text, email text, language text, holdings json
        ) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT s.id, s.stage, s.last_seen_at, a.id, p.id, p.name, a.email, a.language, coalesce((
            SELECT json_agg(json_build_array(g.role, g.neighbourhood_id, g.partner_id, g.group_id) ORDER BY g.id)
            FROM role_grant g
            WHERE g.account_id = a.id AND {IN_FORCE.format(day="day")}
        ), '[]')
        FROM account_session s
        JOIN account a ON a.id = s.account_id
        LEFT JOIN person p ON p.account_id = a.id
        WHERE s.token_hash = token AND s.ends_at > moment AND s.last_seen_at > moment - interval '30 minutes'
    $$""",
    "touch_session(session_id integer, moment timestamptz)": """RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
        UPDATE account_session SET last_seen_at = moment WHERE id = session_id AND last_seen_at < moment
    $$""",
    # of the whole outbox, in which the site sees no mail but the viewer's own
    "outbox_lag_seconds(moment timestamptz)": """RETURNS integer
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT coalesce(greatest(0, extract(epoch FROM moment - min(next_attempt_at))), 0)::integer
        FROM outbox_mail WHERE sent_at IS NULL AND dead_at IS NULL
    $$""",
    "end_sessions_of_grant()": """RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        DECLARE
            was boolean := TG_OP = 'UPDATE' AND OLD.period @> app_today() AND OLD.ended_at IS NULL
                AND (NOT OLD.needs_approval OR OLD.approved_at IS NOT NULL);
            is_now boolean := NEW.period @> app_today() AND NEW.ended_at IS NULL
                AND (NOT NEW.needs_approval OR NEW.approved_at IS NOT NULL);
        BEGIN
            -- a role that waits, is refused or begins later changes nothing yet
            IF was IS DISTINCT FROM is_now OR is_now THEN
                DELETE FROM account_session WHERE account_id = NEW.account_id;
            END IF;
            RETURN NULL;
        END
    $$""",
    "end_sessions_of_account()": """RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
            DELETE FROM account_session WHERE account_id = NEW.id;
            RETURN NULL;
        END
    $$""",
}


def upgrade() -> None:
    """Apply."""
    # a role belongs to the whole server: another database, or another test, may have made it already
    op.execute(f"""
        DO $$ BEGIN
            CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
    """)
    op.execute(f"DO $$ BEGIN EXECUTE format('GRANT {ROLE} TO %I', current_user); END $$")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
    op.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {ROLE}")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {ROLE}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {ROLE}")
    for table, kinds in WRITES.items():
        op.execute(f"GRANT {kinds} ON {table} TO {ROLE}")
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature} {body}")
        op.execute(f"REVOKE ALL ON FUNCTION {_called(signature)} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {_called(signature)} TO {ROLE}")
    for table, policies in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for kind, rows in policies.items():
            clause = {"INSERT": f"WITH CHECK ({rows})", "SELECT": f"USING ({rows})", "DELETE": f"USING ({rows})"}.get(
                kind, f"USING ({rows}) WITH CHECK ({rows})"
            )
            op.execute(f"CREATE POLICY {table}_{kind.lower()} ON {table} FOR {kind} TO {ROLE} {clause}")
    # whoever got or lost a role or a password signs in anew, whichever way the change came
    op.execute("""
        CREATE TRIGGER end_sessions AFTER INSERT OR UPDATE OF role, period, approved_at, ended_at ON role_grant
        FOR EACH ROW EXECUTE FUNCTION end_sessions_of_grant()
    """)
    op.execute("""
        CREATE TRIGGER end_sessions AFTER UPDATE OF password_hash, totp_secret, email ON account
        FOR EACH ROW EXECUTE FUNCTION end_sessions_of_account()
    """)


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER end_sessions ON account")
    op.execute("DROP TRIGGER end_sessions ON role_grant")
    for table, policies in POLICIES.items():
        for kind in policies:
            op.execute(f"DROP POLICY {table}_{kind.lower()} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {_called(signature)}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM {ROLE}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE USAGE ON SEQUENCES FROM {ROLE}")
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}")
    op.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {ROLE}")
    op.execute(f"REVOKE ALL ON SCHEMA public FROM {ROLE}")


def _called(signature: str) -> str:
    """The name of a function with the types of its arguments, as GRANT and DROP want it."""
    name, _, arguments = signature.rstrip(")").partition("(")
    return f"{name}({', '.join(each.split()[-1] for each in arguments.split(', ') if each)})"
