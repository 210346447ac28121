"""Functions for rows that nobody may simply read: drafts, tasks, what is followed; and what triggers call."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

# the missionary side is never shown to the municipality
MAY_SEE_FAITH = "(SELECT app_account() IS NOT NULL AND NOT app_holds('municipality_viewer'))"
SHOWN_DAYS = 455
"""How long an initiative is shown after its last confirmation (`webapp.initiatives.rules.HIDE_AFTER`)."""

DEFINER = "SECURITY DEFINER SET search_path = public"
IN_FORCE = "g.period @> app_today() AND g.ended_at IS NULL AND (NOT g.needs_approval OR g.approved_at IS NOT NULL)"

FUNCTIONS = {
    "app_partners()": f"""RETURNS integer[] LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT coalesce(array_agg(g.partner_id), '{{}}')
        FROM role_grant g
        WHERE g.account_id = app_account() AND g.role = 'partner_member' AND {IN_FORCE}
    $$""",
    "app_organised()": f"""RETURNS SETOF integer LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT initiative_id FROM initiative_organiser
        WHERE account_id = app_account() OR partner_id = ANY (app_partners())
    $$""",
    "app_moderated()": f"""RETURNS SETOF integer LANGUAGE sql STABLE {DEFINER} AS $$
        -- asked once: it would be for every initiative
        SELECT id FROM initiative
        WHERE (SELECT app_holds('city_coordinator')) OR neighbourhood_ids && (SELECT app_neighbourhoods())
    $$""",
    "app_unowned(initiative integer)": f"""RETURNS boolean LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT NOT EXISTS (SELECT FROM initiative_organiser o WHERE o.initiative_id = initiative)
    $$""",
    # of which tasks the viewer sees who took them
    "app_kept_tasks()": f"""RETURNS SETOF integer LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT t.id FROM initiative_task t
        WHERE t.initiative_id IN (SELECT app_organised()) OR t.initiative_id IN (SELECT app_moderated())
    $$""",
    # what the viewer may not see takes its address all the same
    "free_initiative_slug(wanted text)": f"""RETURNS text LANGUAGE plpgsql STABLE {DEFINER} AS $$
        DECLARE
            candidate text := wanted;
            number integer := 1;
        BEGIN
            WHILE EXISTS (SELECT FROM initiative i WHERE i.slug = candidate) LOOP
                number := number + 1;
                candidate := wanted || '-' || number;
            END LOOP;
            RETURN candidate;
        END
    $$""",
    # a draft is found by a secret of the browser, or by the link that was mailed; a visitor has no account
    "keep_draft(secret bytea, typed jsonb, of_initiative integer, moment timestamptz)": f"""RETURNS void
        LANGUAGE sql {DEFINER} AS $$
        INSERT INTO initiative_draft AS d (key_hash, fields, initiative_id, email, saved_at)
        VALUES (secret, typed, of_initiative, app_email(), moment)
        ON CONFLICT (key_hash) DO UPDATE
        SET fields = excluded.fields, saved_at = excluded.saved_at, email = coalesce(excluded.email, d.email)
    $$""",
    "find_draft(secret bytea)": f"""RETURNS TABLE (
            id integer, initiative_id integer, email text, fields jsonb, saved_at timestamptz, link_id integer
        ) LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT d.id, d.initiative_id, d.email, d.fields, d.saved_at, d.link_id
        FROM initiative_draft d WHERE d.key_hash = secret
    $$""",
    "let_draft_wait(secret bytea, address text, link integer)": f"""RETURNS void LANGUAGE sql {DEFINER} AS $$
        UPDATE initiative_draft SET email = address, link_id = link WHERE key_hash = secret
    $$""",
    "find_draft_of_link(link integer)": f"""RETURNS TABLE (
            id integer, initiative_id integer, email text, fields jsonb, saved_at timestamptz, link_id integer
        ) LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT d.id, d.initiative_id, d.email, d.fields, d.saved_at, d.link_id
        FROM initiative_draft d WHERE d.link_id = link AND app_at_gate()
    $$""",
    "drop_draft(secret bytea)": f"""RETURNS void LANGUAGE sql {DEFINER} AS $$
        DELETE FROM initiative_draft WHERE key_hash = secret
    $$""",
    # one step for who takes a task: of two at the same moment the second waits for the first. Gives what came of it:
    # taken or waiting, already_taken or already_waiting, or no row when nobody can take it (any more). Who waits goes
    # before who comes now.
    "take_task(task integer, for_day date, called text, moment timestamptz)": f"""RETURNS TABLE (
            signup_id integer, state text
        ) LANGUAGE plpgsql {DEFINER} AS $$
        DECLARE
            room integer;
            free integer;
        BEGIN
            SELECT t.needed INTO room FROM initiative_task t
            WHERE t.id = task AND t.closed_at IS NULL AND t.open_until >= app_today() FOR UPDATE;
            IF room IS NULL OR app_account() IS NULL OR NOT app_is_open(task, for_day) THEN
                RETURN;
            END IF;
            RETURN QUERY
            SELECT s.id, 'already_' || s.state FROM task_signup s
            WHERE s.task_id = task AND coalesce(s.on_day, '1900-01-01') = coalesce(for_day, '1900-01-01')
              AND s.account_id = app_account() AND s.state <> 'cancelled';
            IF FOUND THEN
                RETURN;
            END IF;
            IF NOT EXISTS (
                SELECT FROM task_signup s
                WHERE s.task_id = task AND s.on_day IS NOT DISTINCT FROM for_day AND s.state = 'waiting'
            ) THEN
                SELECT min(place) INTO free FROM generate_series(1, room) AS place
                WHERE NOT EXISTS (
                    SELECT FROM task_signup s
                    WHERE s.task_id = task AND coalesce(s.on_day, '1900-01-01') = coalesce(for_day, '1900-01-01')
                      AND s.slot = place AND s.state = 'taken'
                );
            END IF;
            RETURN QUERY
            INSERT INTO task_signup (task_id, on_day, account_id, name, state, slot, created_at, changed_at)
            VALUES (
                task, for_day, app_account(), called, CASE WHEN free IS NULL THEN 'waiting' ELSE 'taken' END, free,
                moment, moment
            )
            RETURNING id, task_signup.state::text;
        END
    $$""",
    # whether a task of an initiative that runs, and that the viewer may see, can be taken on that day
    "app_is_open(task integer, for_day date)": f"""RETURNS boolean LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT EXISTS (
            SELECT FROM initiative_task t JOIN initiative i ON i.id = t.initiative_id
            LEFT JOIN listing l ON l.initiative_id = i.id
            WHERE t.id = task AND i.state = 'running' AND i.confirmed_on > app_today() - {SHOWN_DAYS}
              AND (l.initiative_id IS NOT NULL OR {MAY_SEE_FAITH})
              AND coalesce(l.ends_on, app_today()) >= app_today()
              AND (for_day IS NOT NULL OR NOT t.each_time OR l.starts_on IS NULL)
              AND (for_day IS NULL OR (
                  t.each_time AND for_day BETWEEN app_today() AND t.open_until AND (l.initiative_id IS NULL OR EXISTS (
                      SELECT FROM listing_day d WHERE d.initiative_id = i.id AND d.day = for_day
                  ))
              ))
        )
    $$""",
    # lets who waits longest have the places that are free; gives the sign-ups that got one
    "fill_places(task integer, for_day date, moment timestamptz)": f"""RETURNS SETOF integer
        LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            PERFORM FROM initiative_task t WHERE t.id = task FOR UPDATE;
            RETURN QUERY
            WITH free AS (
                SELECT place, row_number() OVER (ORDER BY place) AS turn
                FROM initiative_task t CROSS JOIN generate_series(1, t.needed) AS place
                WHERE t.id = task AND t.closed_at IS NULL AND NOT EXISTS (
                    SELECT FROM task_signup s
                    WHERE s.task_id = task AND coalesce(s.on_day, '1900-01-01') = coalesce(for_day, '1900-01-01')
                      AND s.slot = place AND s.state = 'taken'
                )
            ), queue AS (
                SELECT s.id AS signup, row_number() OVER (ORDER BY s.created_at, s.id) AS turn FROM task_signup s
                WHERE s.task_id = task AND s.on_day IS NOT DISTINCT FROM for_day AND s.state = 'waiting'
            )
            UPDATE task_signup s SET state = 'taken', slot = free.place, changed_at = moment
            FROM queue JOIN free ON free.turn = queue.turn
            WHERE s.id = queue.signup
            RETURNING s.id;
        END
    $$""",
    # gives a task back, one's own or as who keeps the initiative, and lets who waits longest have it: first the one
    # that is given back (cancelled), then those that got a place (taken); no rows when there was nothing to give back
    "give_back_task(signup integer, moment timestamptz)": f"""RETURNS TABLE (
            signup_id integer, state text, email text, language text
        ) LANGUAGE plpgsql {DEFINER} AS $$
        DECLARE
            gone task_signup%ROWTYPE;
            promoted integer[];
        BEGIN
            PERFORM FROM initiative_task t JOIN task_signup s ON s.task_id = t.id WHERE s.id = signup FOR UPDATE OF t;
            SELECT * INTO gone FROM task_signup s
            WHERE s.id = signup AND s.state <> 'cancelled'
              AND (s.account_id = app_account() OR s.task_id IN (SELECT app_kept_tasks()));
            IF gone.id IS NULL THEN
                RETURN;
            END IF;
            UPDATE task_signup SET state = 'cancelled', slot = NULL, changed_at = moment WHERE id = signup;
            promoted := ARRAY(SELECT fill_places(gone.task_id, gone.on_day, moment));
            RETURN QUERY
            SELECT s.id, s.state::text, a.email::text, a.language::text
            FROM task_signup s JOIN account a ON a.id = s.account_id
            WHERE s.id = signup OR s.id = ANY (promoted)
            ORDER BY s.id <> signup, s.id;
        END
    $$""",
    # how full tasks are is for everyone, who took them is not
    "task_counts(tasks integer[])": f"""RETURNS TABLE (task_id integer, on_day date, taken bigint, waiting bigint)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT s.task_id, s.on_day, count(*) FILTER (WHERE s.state = 'taken'),
               count(*) FILTER (WHERE s.state = 'waiting')
        FROM task_signup s WHERE s.task_id = ANY (tasks) AND s.state <> 'cancelled'
        GROUP BY s.task_id, s.on_day
    $$""",
    # of who took a task, the address is for who keeps the initiative
    "signup_email(signup integer)": f"""RETURNS text LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT a.email FROM task_signup s JOIN account a ON a.id = s.account_id
        WHERE s.id = signup AND (s.task_id IN (SELECT app_kept_tasks()) OR s.account_id = app_account())
    $$""",
    # whose profile tells that somebody read this
    "signup_person(signup integer)": f"""RETURNS integer LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT p.id FROM task_signup s JOIN person p ON p.account_id = s.account_id
        WHERE s.id = signup AND s.task_id IN (SELECT app_kept_tasks())
    $$""",
    # whom to mail about an initiative, each address once, for who keeps or moderates it
    "organiser_emails(initiative integer)": f"""RETURNS TABLE (email text, language text)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT a.email::text, a.language::text
        FROM account a
        WHERE (initiative IN (SELECT app_organised()) OR initiative IN (SELECT app_moderated()))
          AND (
            a.id IN (SELECT o.account_id FROM initiative_organiser o WHERE o.initiative_id = initiative)
            OR a.id IN (
                SELECT g.account_id FROM role_grant g JOIN initiative_organiser o ON o.partner_id = g.partner_id
                WHERE o.initiative_id = initiative AND g.role = 'partner_member' AND {IN_FORCE}
            )
          )
        ORDER BY a.id
    $$""",
    "feed_owner(secret bytea)": f"""RETURNS integer LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT account_id FROM calendar_feed WHERE token_hash = secret
    $$""",
    # who follows has shown the site a signed number, and need not have an account
    "find_subscription(number integer)": f"""RETURNS SETOF subscription LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT * FROM subscription WHERE id = number
    $$""",
    # what the same address asked besides for the same thing goes
    "confirm_subscription(number integer, moment timestamptz)": f"""RETURNS boolean LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            UPDATE subscription
            SET confirmed_at = coalesce(confirmed_at, moment), mailed_until = coalesce(mailed_until, moment)
            WHERE id = number;
            IF NOT FOUND THEN
                RETURN false;
            END IF;
            DELETE FROM subscription o USING subscription s
            WHERE s.id = number AND o.id <> s.id AND o.email = s.email AND o.kind = s.kind
              AND o.neighbourhood_id IS NOT DISTINCT FROM s.neighbourhood_id
              AND o.theme_id IS NOT DISTINCT FROM s.theme_id AND (s.area IS NULL OR ST_Equals(o.area, s.area));
            RETURN true;
        END
    $$""",
    "end_subscription(number integer)": f"""RETURNS boolean LANGUAGE sql {DEFINER} AS $$
        DELETE FROM subscription WHERE id = number RETURNING true
    $$""",
    # the number of what an address follows already, so that it gets another mail; the page says the same to everyone
    "find_followed(address text, what text, place integer, subject integer, shape geometry)": f"""RETURNS integer
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT min(s.id) FROM subscription s
        WHERE s.email = address AND s.kind = what AND s.confirmed_at IS NOT NULL
          AND s.neighbourhood_id IS NOT DISTINCT FROM place AND s.theme_id IS NOT DISTINCT FROM subject
          AND (what <> 'area' OR ST_Equals(s.area, shape))
    $$""",
    # whom an initiative loses by an erasure is no longer named by it
    "forget_organiser()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            IF EXISTS (SELECT FROM account WHERE id = OLD.account_id) OR EXISTS (
                SELECT FROM initiative_organiser WHERE initiative_id = OLD.initiative_id AND account_id IS NOT NULL
            ) THEN
                RETURN NULL;
            END IF;
            UPDATE listing SET organiser = '' WHERE initiative_id = OLD.initiative_id;
            UPDATE initiative_revision SET content = content || '{{"organiser": ""}}', note = ''
            WHERE initiative_id = OLD.initiative_id;
            UPDATE faith_side SET content = content || '{{"organiser": ""}}' WHERE initiative_id = OLD.initiative_id;
            IF NOT EXISTS (SELECT FROM initiative_organiser WHERE initiative_id = OLD.initiative_id) THEN
                UPDATE initiative SET state = 'paused', version = version + 1
                WHERE id = OLD.initiative_id AND state = 'running';
                UPDATE listing SET state = 'paused' WHERE initiative_id = OLD.initiative_id AND state = 'running';
            END IF;
            RETURN NULL;
        END
    $$""",
    # the neighbourhood of a pin follows the shapes of neighbourhoods
    "place_listings()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            DELETE FROM listing_neighbourhood n USING listing l
            WHERE l.initiative_id = n.initiative_id AND l.reach = 'place';
            INSERT INTO listing_neighbourhood (initiative_id, neighbourhood_id)
            SELECT DISTINCT ON (l.initiative_id) l.initiative_id, n.id
            FROM listing l JOIN neighbourhood n ON ST_Covers(n.geom, l.geom)
            WHERE l.reach = 'place'
            ORDER BY l.initiative_id, n.slug;
            RETURN NULL;
        END
    $$""",
}


def upgrade() -> None:
    """Apply."""
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature} {body}")
        op.execute(f"REVOKE ALL ON FUNCTION {_called(signature)} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {_called(signature)} TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {_called(signature)}")


def _called(signature: str) -> str:
    """The name of a function with the types of its arguments, as GRANT and DROP want it."""
    name, _, arguments = signature.rstrip(")").partition("(")
    return f"{name}({', '.join(each.split()[-1] for each in arguments.split(', ') if each)})"
