"""What stands in networks and which ties follow from what is known; who may see which of them."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

ROLE = "missie050_app"
DEFINER = "SECURITY DEFINER SET search_path = public"
DAY = "(({0} AT TIME ZONE 'Europe/Amsterdam')::date)"

# as `live_consent`; OFFSET 0 keeps it a look per person, where a join would go past the consents of everyone
AGREED = """EXISTS (
    SELECT FROM consent c
    WHERE c.person_id = p.id AND c.purpose = '{purpose}'
      AND c.given_on <= (SELECT app_today()) AND c.expires_on > (SELECT app_today())
      AND NOT EXISTS (SELECT FROM consent_withdrawal w WHERE w.consent_id = c.id OFFSET 0) {only} OFFSET 0
)"""
BOTH = f"{AGREED.format(purpose='be_known', only='')} AND {AGREED.format(purpose='be_linked', only='')}"
TO_CITY = " AND ".join(AGREED.format(purpose=each, only="AND c.scope = 'city'") for each in ("be_known", "be_linked"))

VIEWS = {
    # who is in the network: they agreed to be known and to be linked, and that holds today
    "connected_person": f"SELECT id AS person_id, neighbourhood_id, {TO_CITY} AS to_city FROM person p WHERE {BOTH}",
    # those of them whom the viewer may know; as its owner, since policies ask it
    "linked_person": f"""
        SELECT p.id FROM person p
        WHERE p.neighbourhood_id = ANY ((SELECT app_neighbourhoods())::integer[]) AND {BOTH}
        UNION ALL
        SELECT p.id FROM person p
        WHERE (SELECT app_holds('city_coordinator')) AND {TO_CITY}
    """,
    # noted ties, and those that follow. Who belongs to a church is seen by nobody, so that does not; nor do matches,
    # which would tell who asked for help
    "network_tie": f"""
        SELECT t.id AS tie_id, t.neighbourhood_id, t.from_node_id, t.to_node_id, t.from_person_id, t.to_person_id,
               t.kind::text AS kind, t.strength::text AS strength, lower(t.period) AS since, upper(t.period) AS until,
               t.confirmed_on, t.source::text AS source
        FROM tie t
        UNION ALL
        SELECT NULL, NULL, pn.id, vn.id, p.id, NULL, 'volunteers_at', 'regular',
               min({DAY.format("s.created_at")}),
               least(CASE WHEN bool_and(s.on_day IS NOT NULL) THEN max(s.on_day) + 365 END, l.ended_on),
               least(max(coalesce(s.on_day, {DAY.format("s.changed_at")})), app_today()), 'derived'
        FROM task_signup s
        JOIN initiative_task k ON k.id = s.task_id
        JOIN listing l ON l.initiative_id = k.initiative_id
        JOIN person p ON p.account_id = s.account_id
        JOIN network_node pn ON pn.person_id = p.id
        JOIN network_node vn ON vn.initiative_id = l.initiative_id
        WHERE s.state = 'taken'
        GROUP BY pn.id, vn.id, p.id, l.ended_on
        UNION ALL
        SELECT NULL, NULL, pn.id, vn.id, p.id, NULL, 'organises', 'regular',
               {DAY.format("o.created_at")}, l.ended_on, l.confirmed_on, 'derived'
        FROM initiative_organiser o
        JOIN listing l ON l.initiative_id = o.initiative_id
        JOIN person p ON p.account_id = o.account_id
        JOIN network_node pn ON pn.person_id = p.id
        JOIN network_node vn ON vn.initiative_id = l.initiative_id
        UNION ALL
        SELECT NULL, NULL, pn.id, vn.id, NULL, NULL, 'organises', 'regular',
               l.published_on, l.ended_on, l.confirmed_on, 'derived'
        FROM listing_partner lp
        JOIN listing l ON l.initiative_id = lp.initiative_id
        JOIN network_node pn ON pn.partner_id = lp.partner_id
        JOIN network_node vn ON vn.initiative_id = l.initiative_id
        UNION ALL
        SELECT NULL, NULL, pn.id, vn.id, p.id, NULL, 'belongs_to', 'regular',
               coalesce(lower(g.period), {DAY.format("g.granted_at")}),
               least(upper(g.period), {DAY.format("g.ended_at")}),
               least(app_today(), upper(g.period), {DAY.format("g.ended_at")}), 'derived'
        FROM role_grant g
        JOIN partner r ON r.id = g.partner_id AND r.kind <> 'church'
        JOIN person p ON p.account_id = g.account_id
        JOIN network_node pn ON pn.person_id = p.id
        JOIN network_node vn ON vn.partner_id = r.id
        WHERE g.role = 'partner_member' AND (NOT g.needs_approval OR g.approved_at IS NOT NULL)
        UNION ALL
        SELECT NULL, NULL, pn.id, vn.id, NULL, NULL, 'belongs_to', 'regular',
               coalesce(lower(b.period), {DAY.format("b.created_at")}), upper(b.period),
               coalesce(r.confirmed_on, {DAY.format("b.created_at")}), 'derived'
        FROM partner_relation b
        JOIN partner r ON r.id = b.member_id
        JOIN network_node pn ON pn.partner_id = b.member_id
        JOIN network_node vn ON vn.partner_id = b.whole_id
        UNION ALL
        SELECT NULL, NULL, pn.id, vn.id, NULL, NULL, 'keeps', 'regular',
               {DAY.format("a.created_at")}, a.ended_on, a.confirmed_on, 'derived'
        FROM asset a
        JOIN network_node pn ON pn.partner_id = a.partner_id
        JOIN network_node vn ON vn.asset_id = a.id
        UNION ALL
        SELECT NULL, NULL, pn.id, vn.id, NULL, NULL, 'held_at', 'regular',
               {DAY.format("a.created_at")}, a.ended_on, a.confirmed_on, 'derived'
        FROM asset a
        JOIN listing l ON l.initiative_id = a.initiative_id
        JOIN network_node pn ON pn.initiative_id = a.initiative_id
        JOIN network_node vn ON vn.asset_id = a.id
    """,
    # in which neighbourhoods a node stands, and its own point (RD New) if it has one; an initiative or organisation may
    # stand in several, and in none
    "network_node_here": """
        SELECT n.id AS node_id, n.kind::text AS kind, p.neighbourhood_id,
               CASE WHEN p.location_level <> 'hidden' THEN p.buurt_code END AS buurt_code, NULL::geometry AS geom
        FROM network_node n JOIN person p ON p.id = n.person_id
        UNION ALL
        SELECT n.id, n.kind::text, g.neighbourhood_id, NULL, NULL
        FROM network_node n JOIN neighbour_group g ON g.id = n.group_id
        UNION ALL
        SELECT n.id, n.kind::text, h.neighbourhood_id, NULL, l.geom
        FROM network_node n
        JOIN listing l ON l.initiative_id = n.initiative_id
        LEFT JOIN listing_neighbourhood h ON h.initiative_id = l.initiative_id
        UNION ALL
        SELECT n.id, n.kind::text, s.neighbourhood_id, NULL, s.geom
        FROM network_node n LEFT JOIN partner_place s ON s.partner_id = n.partner_id
        WHERE n.partner_id IS NOT NULL
        UNION ALL
        SELECT n.id, n.kind::text, a.neighbourhood_id, NULL, a.geom
        FROM network_node n JOIN asset a ON a.id = n.asset_id
    """,
}
OPTIONS = {
    "linked_person": "WITH (security_barrier = true)",
    "network_node_here": "WITH (security_invoker = true)",
}
"""What the site reads of them: who it may know, and as who looks."""

TIE_ROWS = """TABLE (
    tie_id integer, noted_in integer, kind text, strength text, since date, until date, confirmed_on date, source text,
    from_node_id integer, from_person_id integer, from_kind text, from_at integer, from_open boolean,
    to_node_id integer, to_person_id integer, to_kind text, to_at integer, to_open boolean
)"""
"""`..._at` is the neighbourhood of a person, group or place; `..._open` whether who coordinates the city knows it."""

SIDE = """{side}.id, {side}.person_id, {side}.kind::text,
    coalesce({side}c.neighbourhood_id, {side}g.neighbourhood_id, {side}a.neighbourhood_id),
    coalesce({side}c.to_city, true)"""
JOINS = """
    JOIN network_node {side} ON {side}.id = t.{column}
    LEFT JOIN connected_person {side}c ON {side}c.person_id = {side}.person_id
    LEFT JOIN neighbour_group {side}g ON {side}g.id = {side}.group_id
    LEFT JOIN listing {side}l ON {side}l.initiative_id = {side}.initiative_id
    LEFT JOIN asset {side}a ON {side}a.id = {side}.asset_id"""
KNOWN = """({side}.person_id IS NULL OR {side}c.person_id IS NOT NULL)
    AND ({side}.initiative_id IS NULL OR {side}l.initiative_id IS NOT NULL)"""
SEEN = """(t.{side}_kind IN ('organisation', 'initiative') OR t.{side}_at = ANY (own)
    OR (city AND t.{side}_open) OR (t.{side}_kind = 'place' AND EXISTS (
        SELECT FROM network_node n JOIN asset a ON a.id = n.asset_id WHERE n.id = t.{side}_node_id AND a.is_public
    )))"""

FUNCTIONS = {
    # those of a day that touch a neighbourhood, or all of the city; for the owner and for the functions below
    "network_ties(of_neighbourhood integer, on_day date)": f"""RETURNS {TIE_ROWS} LANGUAGE plpgsql STABLE AS $$
        DECLARE
            here integer[] := ARRAY(
                SELECT h.node_id FROM network_node_here h WHERE h.neighbourhood_id = of_neighbourhood
            );
        BEGIN
            RETURN QUERY
            SELECT t.tie_id, t.neighbourhood_id, t.kind, t.strength, t.since, t.until, t.confirmed_on, t.source,
                   {SIDE.format(side="f")},
                   {SIDE.format(side="g")}
            FROM network_tie t
            {JOINS.format(side="f", column="from_node_id")}
            {JOINS.format(side="g", column="to_node_id")}
            WHERE t.since <= on_day AND (t.until IS NULL OR t.until > on_day)
              AND (of_neighbourhood IS NULL OR t.from_node_id = ANY (here) OR t.to_node_id = ANY (here))
              AND {KNOWN.format(side="f")}
              AND {KNOWN.format(side="g")};
        END
    $$""",
    # the same for a coordinator: of who is not theirs to know only the neighbourhood, and nothing when that is both
    "network_ties_seen(of_neighbourhood integer, on_day date)": f"""RETURNS TABLE (
            tie_id integer, kind text, strength text, since date, until date, confirmed_on date, source text,
            from_node_id integer, from_at integer, to_node_id integer, to_at integer
        ) LANGUAGE plpgsql STABLE {DEFINER} AS $$
        DECLARE
            own integer[] := app_neighbourhoods();
            city boolean := app_holds('city_coordinator');
        BEGIN
            IF of_neighbourhood IS NULL OR NOT (city OR of_neighbourhood = ANY (own)) THEN
                RETURN;
            END IF;
            RETURN QUERY
            SELECT CASE WHEN s.from_seen AND s.to_seen AND (city OR s.noted_in = ANY (own)) THEN s.tie_id END,
                   s.kind, s.strength, s.since, s.until, s.confirmed_on, s.source,
                   CASE WHEN s.from_seen THEN s.from_node_id END, s.from_at,
                   CASE WHEN s.to_seen THEN s.to_node_id END, s.to_at
            FROM (
                SELECT t.*, {SEEN.format(side="from")} AS from_seen, {SEEN.format(side="to")} AS to_seen
                FROM network_ties(of_neighbourhood, on_day) t
            ) s
            WHERE s.from_seen OR s.to_seen;
        END
    $$""",
    # changes when a network does; a hash of how much there is and when it last changed
    "network_version()": f"""RETURNS text LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT md5(concat_ws('|', app_today(),
            (SELECT concat_ws(',', count(*), max(id), max(changed_at)) FROM tie),
            (SELECT concat_ws(',', count(*), max(id), max(changed_at)) FROM neighbour_group),
            (SELECT concat_ws(',', count(*), max(id)) FROM network_node),
            (SELECT concat_ws(',', count(*), max(id)) FROM consent WHERE purpose IN ('be_known', 'be_linked')),
            (SELECT count(*) FROM consent_withdrawal),
            (SELECT concat_ws(',', count(*), max(changed_at)) FROM listing),
            (SELECT concat_ws(',', count(*), max(changed_at)) FROM task_signup),
            (SELECT concat_ws(',', count(*), max(changed_at)) FROM asset),
            (SELECT concat_ws(',', count(*), max(id)) FROM partner_relation),
            (SELECT concat_ws(',', count(*), max(id), max(ended_at)) FROM role_grant)
        ))
    $$""",
    # somebody new says aloud that who coordinates here may know them; NULL for who does not coordinate there
    "meet_person(called text, at_neighbourhood integer, until date, wording integer)": f"""
        RETURNS integer LANGUAGE plpgsql {DEFINER} AS $$
        DECLARE
            made integer;
        BEGIN
            IF NOT (at_neighbourhood = ANY (app_neighbourhoods()) OR app_holds('city_coordinator')) THEN
                RETURN NULL;
            END IF;
            INSERT INTO person (name, neighbourhood_id, scouted_by)
            VALUES (called, at_neighbourhood, app_account()) RETURNING id INTO made;
            INSERT INTO consent (person_id, purpose, scope, text_version, given_on, expires_on, channel, recorded_by)
            SELECT made, 'be_known',
                   CASE WHEN at_neighbourhood = ANY (app_neighbourhoods()) THEN 'neighbourhood' ELSE 'city' END,
                   wording, app_today(), until, 'spoken', app_account();
            RETURN made;
        END
    $$""",
    # somebody who is known says aloud that their ties may be noted; gives the consent's id, NULL for who is not known
    "speak_linked(of_person integer, until date, wording integer)": f"""RETURNS integer LANGUAGE plpgsql {DEFINER} AS $$
        DECLARE
            made integer;
        BEGIN
            INSERT INTO consent (person_id, purpose, scope, text_version, given_on, expires_on, channel, recorded_by)
            SELECT p.id, 'be_linked',
                   CASE WHEN p.neighbourhood_id = ANY (app_neighbourhoods()) THEN 'neighbourhood' ELSE 'city' END,
                   wording, app_today(), until, 'spoken', app_account()
            FROM person p
            WHERE p.id = of_person AND p.id IN (SELECT app_visible_people())
              AND NOT EXISTS (SELECT FROM live_consent c WHERE c.person_id = p.id AND c.purpose = 'be_linked')
            RETURNING id INTO made;
            RETURN made;
        END
    $$""",
    "keep_sides_of_tie()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            NEW.from_person_id := (SELECT person_id FROM network_node WHERE id = NEW.from_node_id);
            NEW.to_person_id := (SELECT person_id FROM network_node WHERE id = NEW.to_node_id);
            RETURN NEW;
        END
    $$""",
    "keep_sides_of_follow_up()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            NEW.person_id := (SELECT person_id FROM network_node WHERE id = NEW.node_id);
            NEW.other_person_id := (SELECT person_id FROM network_node WHERE id = NEW.other_node_id);
            RETURN NEW;
        END
    $$""",
    # who says that it stops leaves the network at once, with all that was noted; a consent that lapses leaves some days
    # to renew it (`lapsed_tie` in the periods)
    "leave_network()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            IF NOT EXISTS (SELECT FROM connected_person WHERE person_id = NEW.person_id) THEN
                DELETE FROM tie WHERE from_person_id = NEW.person_id OR to_person_id = NEW.person_id;
                DELETE FROM follow_up WHERE person_id = NEW.person_id OR other_person_id = NEW.person_id;
            END IF;
            RETURN NULL;
        END
    $$""",
}
FOR_THE_SITE = (
    "network_ties_seen(integer, date)",
    "network_version()",
    "meet_person(text, integer, date, integer)",
    "speak_linked(integer, date, integer)",
)

SPOKEN = f"""RETURNS boolean LANGUAGE plpgsql {DEFINER} AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM person p
            WHERE p.id = of_person AND p.account_id IS NULL AND p.id IN (SELECT app_visible_people())
        ) THEN
            RETURN false;
        END IF;
        WITH ended AS (
            INSERT INTO consent_withdrawal (consent_id, person_id, channel, recorded_by)
            SELECT c.id, c.person_id, 'spoken', app_account() FROM live_consent c
            WHERE c.person_id = of_person AND c.purpose IN ({{purposes}})
            RETURNING consent_id
        )
        INSERT INTO consent (person_id, purpose, scope, text_version, given_on, expires_on, channel, recorded_by)
        SELECT of_person, c.purpose, c.scope, wording, app_today(), until, 'spoken', app_account()
        FROM consent c JOIN ended e ON e.consent_id = c.id
        WHERE says;
        RETURN true;
    END
$$"""
LINKED = ", 'be_linked'"
BEFORE = "'be_known', 'be_asked'"
SPEAK = "CREATE OR REPLACE FUNCTION speak_consent(of_person integer, says boolean, until date, wording integer)"


def upgrade() -> None:
    """Apply."""
    for name, body in VIEWS.items():
        op.execute(f"CREATE VIEW {name} {OPTIONS.get(name, '')} AS {body}")
    # a view that runs as its owner sees past the policies
    op.execute(f"REVOKE ALL ON connected_person, network_tie FROM {ROLE}")
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature} {body}")
        op.execute(f"REVOKE ALL ON FUNCTION {signature.split('(')[0]} FROM PUBLIC")
    for signature in FOR_THE_SITE:
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {ROLE}")
    # who has no account says all of it aloud, also that it stops
    op.execute(f"{SPEAK} {SPOKEN.format(purposes=BEFORE + LINKED)}")
    op.execute("""
        CREATE TRIGGER keep_sides BEFORE INSERT OR UPDATE OF from_node_id, to_node_id, from_person_id, to_person_id
        ON tie FOR EACH ROW EXECUTE FUNCTION keep_sides_of_tie()
    """)
    op.execute("""
        CREATE TRIGGER keep_sides BEFORE INSERT OR UPDATE OF node_id, other_node_id, person_id, other_person_id
        ON follow_up FOR EACH ROW EXECUTE FUNCTION keep_sides_of_follow_up()
    """)
    # at the end of the transaction: who gives a consent anew takes the old one back first
    op.execute("""
        CREATE CONSTRAINT TRIGGER leave_network AFTER INSERT ON consent_withdrawal
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION leave_network()
    """)


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER leave_network ON consent_withdrawal")
    op.execute("DROP TRIGGER keep_sides ON follow_up")
    op.execute("DROP TRIGGER keep_sides ON tie")
    op.execute(f"{SPEAK} {SPOKEN.format(purposes=BEFORE)}")
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature.split('(')[0]}")
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
