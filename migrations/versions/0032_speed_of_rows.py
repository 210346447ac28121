"""Row-level security and ranking that read sets instead of rows.

What a policy asks first, it asks for each statement: those functions keep their plan now. Which people somebody knows
was worked out over everyone, for each statement; as a view it is worked out for the few rows that a statement is about,
or once for all, whichever the planner finds cheaper.
"""

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ROLE = "missie050_app"
DEFINER = "SECURITY DEFINER SET search_path = public"
KEPT_PLAN = f"LANGUAGE plpgsql STABLE {DEFINER} SET plan_cache_mode = force_generic_plan"
"""Where there is an argument: without one a plan is kept anyway."""

IN_FORCE = "g.period @> app_today() AND g.ended_at IS NULL AND (NOT g.needs_approval OR g.approved_at IS NOT NULL)"
COORDINATES = "(app_holds('city_coordinator') OR cardinality(app_neighbourhoods()) > 0)"
TIMES_A_MONTH = "CASE n.recurrence WHEN 'weekly' THEN 4 WHEN 'fortnightly' THEN 2 ELSE 1 END"

# as `live_consent`; OFFSET 0 keeps it a look per person, where a join would go past the consents of everyone
KNOWN_TODAY = """
    c.purpose = 'be_known' AND c.given_on <= (SELECT app_today()) AND c.expires_on > (SELECT app_today())
    AND NOT EXISTS (SELECT FROM consent_withdrawal w WHERE w.consent_id = c.id OFFSET 0)
"""
VIEW = f"""
    CREATE VIEW visible_person WITH (security_barrier = true) AS
    SELECT p.id FROM person p
    WHERE p.neighbourhood_id = ANY ((SELECT app_neighbourhoods())::integer[])
      AND EXISTS (SELECT FROM consent c WHERE c.person_id = p.id AND {KNOWN_TODAY} OFFSET 0)
    UNION ALL
    SELECT c.person_id FROM consent c
    WHERE (SELECT app_holds('city_coordinator')) AND c.scope = 'city' AND {KNOWN_TODAY}
"""
"""Who made themselves known to who looks: numbers only. Not `security_invoker`, since policies of its tables ask it."""

FUNCTIONS = {
    "app_person()": f"""RETURNS integer LANGUAGE plpgsql STABLE {DEFINER} AS $$
        BEGIN
            RETURN (SELECT id FROM person WHERE account_id = app_account());
        END
    $$""",
    "app_email()": f"""RETURNS text LANGUAGE plpgsql STABLE {DEFINER} AS $$
        BEGIN
            RETURN (SELECT email FROM account WHERE id = app_account());
        END
    $$""",
    "app_holds(wanted text)": f"""RETURNS boolean {KEPT_PLAN} AS $$
        BEGIN
            RETURN EXISTS (
                SELECT FROM role_grant g WHERE g.account_id = app_account() AND g.role = wanted AND {IN_FORCE}
            );
        END
    $$""",
    "app_neighbourhoods()": f"""RETURNS integer[] LANGUAGE plpgsql STABLE {DEFINER} AS $$
        BEGIN
            RETURN (
                SELECT coalesce(array_agg(g.neighbourhood_id), '{{}}') FROM role_grant g
                WHERE g.account_id = app_account() AND g.role = 'neighbourhood_coordinator' AND {IN_FORCE}
            );
        END
    $$""",
    "app_visible_people()": f"""RETURNS SETOF integer LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT id FROM visible_person
    $$""",
    "reachable_email(person integer)": f"""RETURNS text LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT a.email FROM account a JOIN person p ON p.account_id = a.id
        WHERE p.id = person AND (EXISTS (SELECT FROM visible_person v WHERE v.id = p.id) OR a.id = app_account())
    $$""",
    "forget_masked_place(of_person integer)": f"""RETURNS void LANGUAGE sql {DEFINER} AS $$
        DELETE FROM masked_place
        WHERE person_id = of_person
          AND (of_person = app_person() OR EXISTS (SELECT FROM visible_person v WHERE v.id = of_person))
    $$""",
    "need_place(of_need integer)": f"""RETURNS geometry {KEPT_PLAN} AS $$
        BEGIN
            RETURN (
                SELECT coalesce(
                    CASE WHEN p.location_level NOT IN ('hidden', 'buurt') THEN m.geom END,
                    ST_PointOnSurface(a.geom),
                    ST_Transform(h.label_point, 28992)
                )
                FROM need n
                JOIN neighbourhood h ON h.id = n.neighbourhood_id
                LEFT JOIN area_release r ON r.kind = 'buurt' AND r.in_force
                LEFT JOIN area a ON a.kind = r.kind AND a.year = r.year AND a.code = n.buurt_code
                LEFT JOIN person p ON p.id = n.person_id
                LEFT JOIN masked_place m ON m.person_id = p.id
                WHERE n.id = of_need AND (n.kind = 'public' OR n.person_id = app_person()
                    OR n.neighbourhood_id = ANY (app_neighbourhoods()))
            );
        END
    $$""",
    # what migration 0029 says of it holds; each table is read once for all, and what was read is put by person
    "helper_states(of_people integer[], on_day date)": f"""RETURNS TABLE (
            person_id integer, may_be_asked boolean, times integer, last_asked date, papers text[]
        ) ROWS 30 {KEPT_PLAN} AS $$
        DECLARE
            today date := app_today();
            month timestamptz := date_trunc('month', on_day::timestamptz);
        BEGIN
            IF NOT {COORDINATES} THEN
                RETURN;
            END IF;
            RETURN QUERY SELECT read.id,
                count(DISTINCT read.purpose) = 2,
                coalesce(sum(read.times), 0)::integer,
                max(read.asked_on),
                coalesce(array_agg(read.paper) FILTER (WHERE read.paper IS NOT NULL), '{{}}')
            FROM (
                SELECT p.id, NULL::text AS purpose, NULL::integer AS times, NULL::date AS asked_on, NULL::text AS paper
                FROM unnest(of_people) AS p (id)
                UNION ALL
                SELECT c.person_id, c.purpose, NULL, NULL, NULL FROM consent c
                WHERE c.person_id = ANY (of_people) AND c.purpose IN ('be_known', 'be_asked')
                  AND c.given_on <= today AND c.expires_on > today
                  AND NOT EXISTS (SELECT FROM consent_withdrawal w WHERE w.consent_id = c.id OFFSET 0)
                UNION ALL
                SELECT m.helper_id, NULL, CASE WHEN (m.state IN ('proposed', 'accepted') AND n.recurrence <> 'once')
                        OR (m.state IN ('proposed', 'accepted', 'done')
                            AND date_trunc('month', coalesce(m.task_at, m.proposed_at)) = month)
                    THEN {TIMES_A_MONTH} END, m.proposed_at::date, NULL
                FROM match m JOIN need n ON n.id = m.need_id WHERE m.helper_id = ANY (of_people)
                UNION ALL
                SELECT q.person_id, NULL, NULL, NULL, q.kind FROM person_requirement q
                WHERE q.person_id = ANY (of_people) AND q.seen_on IS NOT NULL
                  AND coalesce(q.valid_until >= today, true)
            ) read
            GROUP BY read.id;
        END
    $$""",
    # who agreed is found in one pass over the consents, not for each offer
    "offer_counts()": f"""RETURNS TABLE (neighbourhood_id integer, theme_id integer, people bigint, lent bigint)
        LANGUAGE plpgsql STABLE {DEFINER} AS $$
        DECLARE
            today date := app_today();
        BEGIN
            IF NOT {COORDINATES} THEN
                RETURN;
            END IF;
            RETURN QUERY
            WITH agreed AS MATERIALIZED (
                SELECT c.person_id AS id FROM consent c
                WHERE c.purpose IN ('be_known', 'be_asked') AND c.given_on <= today AND c.expires_on > today
                  AND NOT EXISTS (SELECT FROM consent_withdrawal w WHERE w.consent_id = c.id)
                GROUP BY 1 HAVING min(c.purpose) <> max(c.purpose)
            ), offering AS (
                SELECT o.neighbourhood_id AS place, o.theme_id AS theme, o.person_id,
                       bool_or(m.id IS NOT NULL) AS is_lent
                FROM offer o
                JOIN agreed ON agreed.id = o.person_id
                LEFT JOIN match m ON m.talent_id = o.talent_id AND m.state IN ('proposed', 'accepted')
                    AND m.neighbourhood_id <> o.neighbourhood_id
                WHERE (o.paused_until > today) IS NOT TRUE
                GROUP BY 1, 2, 3
            )
            SELECT offering.place, offering.theme, count(*), count(*) FILTER (WHERE offering.is_lent)
            FROM offering GROUP BY 1, 2;
        END
    $$""",
}

EARLIER = {
    "0011_row_level_security": (
        "app_person()",
        "app_email()",
        "app_holds(wanted text)",
        "app_neighbourhoods()",
        "app_visible_people()",
        "reachable_email(person integer)",
    ),
    "0029_functions_of_ranking": (
        "need_place(of_need integer)",
        "helper_states(of_people integer[], on_day date)",
        "offer_counts()",
    ),
}
"""Where the text is that a function had before."""
FORGET_BEFORE = f"""forget_masked_place(of_person integer) RETURNS void
        LANGUAGE sql {DEFINER} AS $$
            DELETE FROM masked_place
            WHERE person_id = of_person
              AND (of_person = app_person() OR of_person IN (SELECT app_visible_people()))
        $$
"""

OWN = "person_id = (SELECT app_person())"
OWN_ACCOUNT = "account_id = (SELECT app_account())"
NEARBY = "neighbourhood_id = ANY ((SELECT app_neighbourhoods())::int[])"
ADMINISTRATOR = "(SELECT app_holds('administrator'))"
CITY = "(SELECT app_holds('city_coordinator'))"

ASK = "EXISTS (SELECT FROM visible_person v WHERE v.id = {})"
ASKED_BEFORE = "{} IN (SELECT app_visible_people())"


def policies(asked: str) -> dict[str, dict[str, str]]:
    """Per table and statement, which rows the site may see, make, change and delete; `asked` is how it is looked up."""
    known = asked.format("person.id")

    def own_or_known(table: str, *kinds: str) -> dict[str, str]:
        return dict.fromkeys(kinds, f"{OWN} OR {asked.format(f'{table}.person_id')}")

    every = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return {
        "person": {
            "SELECT": f"{OWN_ACCOUNT} OR {known}"
            f" OR ({ADMINISTRATOR} AND account_id IN (SELECT account_id FROM role_grant))",
            "UPDATE": f"{OWN_ACCOUNT} OR {known}",
        },
        "consent": {
            "SELECT": f"{OWN} OR (purpose <> 'keep_church' AND {asked.format('consent.person_id')})",
        },
        "consent_withdrawal": own_or_known("consent_withdrawal", "SELECT"),
        "offering": own_or_known("offering", *every),
        "person_requirement": own_or_known("person_requirement", *every),
        "talent": own_or_known("talent", *every),
        "talent_stage_change": own_or_known("talent_stage_change", "SELECT", "INSERT"),
        "talent_step": own_or_known("talent_step", *every),
        "need": {
            "INSERT": f"(kind = 'private' AND ({OWN} OR ({NEARBY} AND {asked.format('need.person_id')})))"
            f" OR (kind = 'public' AND ({NEARBY} OR {CITY}))",
        },
    }


def upgrade() -> None:
    """Apply."""
    for signature in ("app_person()", "app_email()", "app_holds(wanted text)", "app_neighbourhoods()"):
        op.execute(f"CREATE OR REPLACE FUNCTION {signature} {FUNCTIONS[signature]}")
    op.execute(VIEW)
    op.execute(f"GRANT SELECT ON visible_person TO {ROLE}")
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE OR REPLACE FUNCTION {signature} {body}")
    _alter(policies(ASK))


def downgrade() -> None:
    """Take back."""
    _alter(policies(ASKED_BEFORE))
    for name, signatures in EARLIER.items():
        before = run_path(str(Path(__file__).with_name(f"{name}.py")))["FUNCTIONS"]
        for signature in signatures:
            op.execute(f"CREATE OR REPLACE FUNCTION {signature} {before[signature]}")
    op.execute(f"CREATE OR REPLACE FUNCTION {FORGET_BEFORE}")
    op.execute("DROP VIEW visible_person")


def _alter(wanted: dict[str, dict[str, str]]) -> None:
    for table, kinds in wanted.items():
        for kind, rows in kinds.items():
            using = "" if kind == "INSERT" else f"USING ({rows})"
            check = f"WITH CHECK ({rows})" if kind in ("INSERT", "UPDATE") else ""
            op.execute(f"ALTER POLICY {table}_{kind.lower()} ON {table} {using} {check}")
