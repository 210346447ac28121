"""What ranking and lending need to know past the rows that who looks may see: yes or no, numbers, never names."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ROLE = "missie050_app"
DEFINER = "SECURITY DEFINER SET search_path = public"

OPEN = "('proposed', 'accepted')"
COORDINATES = "(app_holds('city_coordinator') OR cardinality(app_neighbourhoods()) > 0)"
PLACE_OF_BUURT = "coalesce(ST_PointOnSurface(a.geom), ST_Transform(h.label_point, 28992))"
BUURT = """
    JOIN neighbourhood h ON h.id = n.neighbourhood_id
    LEFT JOIN area_release r ON r.kind = 'buurt' AND r.in_force
    LEFT JOIN area a ON a.kind = r.kind AND a.year = r.year AND a.code = n.buurt_code
"""

FUNCTIONS = {
    # where help is asked, for who may see the need: no nearer than the asker chose
    "need_place(of_need integer)": f"""RETURNS geometry LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT coalesce(CASE WHEN p.location_level NOT IN ('hidden', 'buurt') THEN m.geom END, {PLACE_OF_BUURT})
        FROM need n {BUURT}
        LEFT JOIN person p ON p.id = n.person_id
        LEFT JOIN masked_place m ON m.person_id = p.id
        WHERE n.id = of_need AND (n.kind = 'public' OR n.person_id = app_person()
            OR n.neighbourhood_id = ANY (app_neighbourhoods()))
    $$""",
    # of all these people: whether they may be asked today, how often that month already, when last, and with which
    # papers in order. All at once, since who looks is found out once a call; with a plan that is kept, since the site
    # plans anew each time. Times are counted as by `times_asked`.
    "helper_states(of_people integer[], on_day date)": f"""RETURNS TABLE (
            person_id integer, may_be_asked boolean, times integer, last_asked date, papers text[]
        ) LANGUAGE plpgsql STABLE ROWS 30 {DEFINER} SET plan_cache_mode = force_generic_plan AS $$
        BEGIN
            IF NOT {COORDINATES} THEN
                RETURN;
            END IF;
            RETURN QUERY SELECT p.id,
                (SELECT count(DISTINCT c.purpose) = 2 FROM live_consent c
                 WHERE c.person_id = p.id AND c.purpose IN ('be_known', 'be_asked')),
                coalesce(asked.times, 0)::integer,
                asked.last_asked,
                ARRAY(SELECT q.kind::text FROM person_requirement q
                      WHERE q.person_id = p.id AND q.seen_on IS NOT NULL
                        AND coalesce(q.valid_until >= app_today(), true))
            FROM unnest(of_people) AS p (id)
            CROSS JOIN LATERAL (
                SELECT sum(CASE n.recurrence WHEN 'weekly' THEN 4 WHEN 'fortnightly' THEN 2 ELSE 1 END) FILTER (
                           WHERE (m.state IN {OPEN} AND n.recurrence <> 'once')
                              OR (m.state IN ('proposed', 'accepted', 'done')
                                  AND date_trunc('month', coalesce(m.task_at, m.proposed_at))
                                      = date_trunc('month', on_day::timestamptz))
                       ) AS times,
                       max(m.proposed_at)::date AS last_asked
                FROM match m JOIN need n ON n.id = m.need_id WHERE m.helper_id = p.id
            ) asked;
        END
    $$""",
    "helper_state(of_person integer, on_day date)": """RETURNS TABLE (
            may_be_asked boolean, times integer, last_asked date, papers text[]
        ) LANGUAGE sql STABLE AS $$
        SELECT s.may_be_asked, s.times, s.last_asked, s.papers FROM helper_states(ARRAY[of_person], on_day) s
    $$""",
    # names and words of these talents, of people who made themselves known to who looks: as `app_visible_people`, which
    # would go past everyone
    "known_talents(of_talents integer[])": f"""RETURNS TABLE (talent_id integer, name text, what text)
        LANGUAGE plpgsql STABLE {DEFINER} SET plan_cache_mode = force_generic_plan AS $$
        DECLARE
            nearby integer[] := app_neighbourhoods();
            of_city boolean := app_holds('city_coordinator');
        BEGIN
            RETURN QUERY SELECT t.id, p.name::text, t.what::text
            FROM talent t
            JOIN person p ON p.id = t.person_id
            WHERE t.id = ANY (of_talents) AND EXISTS (
                SELECT FROM live_consent c
                WHERE c.person_id = p.id AND c.purpose = 'be_known'
                  AND (p.neighbourhood_id = ANY (nearby) OR (c.scope = 'city' AND of_city))
            );
        END
    $$""",
    # what is asked that fits with one's own talents: never whose it is, and its words only when those are for everyone
    "needs_to_fit()": f"""RETURNS TABLE (
            need_id integer, kind text, neighbourhood_id integer, theme_id integer, words text, urgency text,
            recurrence text, weekly int4multirange, starts_on date, ends_on date, language text, level text,
            requirements text[], talent_id integer, is_exact boolean, metres integer
        ) LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT DISTINCT ON (n.id) n.id, n.kind, n.neighbourhood_id, n.theme_id, n.words, n.urgency, n.recurrence,
               n.weekly, n.starts_on, n.ends_on, n.language, n.level, n.requirements, o.talent_id,
               n.theme_id = o.theme_id, (round(ST_Distance(o.geom, {PLACE_OF_BUURT}) / 100) * 100)::integer
        FROM offer o
        JOIN theme mine ON mine.id = o.theme_id
        JOIN theme t ON t.id = mine.id OR t.id = mine.parent_id OR t.parent_id = mine.id OR t.parent_id = mine.parent_id
        JOIN need n ON n.theme_id = t.id
        {BUURT}
        WHERE o.person_id = app_person() AND n.state = 'open' AND n.expires_on > app_today()
          AND n.person_id IS DISTINCT FROM o.person_id
          AND (n.neighbourhood_id = o.neighbourhood_id OR o.goes_beyond)
          AND (o.weekly && n.weekly) IS NOT FALSE
          AND (ST_Distance(o.geom, {PLACE_OF_BUURT}) <= o.reach_metres) IS NOT FALSE
          AND (SELECT count(*) FROM match m WHERE m.need_id = n.id AND m.state IN {OPEN}) < n.quantity
          AND NOT EXISTS (
              SELECT FROM match m
              WHERE m.need_id = n.id AND m.helper_id = o.person_id AND m.state NOT IN ('withdrawn', 'expired')
          )
        ORDER BY n.id, n.theme_id = o.theme_id DESC, o.level DESC, o.id
    $$""",
    # how many people offer something, where, and how many of them help elsewhere already; for coordinators
    "offer_counts()": f"""RETURNS TABLE (neighbourhood_id integer, theme_id integer, people bigint, lent bigint)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT o.neighbourhood_id, o.theme_id, count(DISTINCT o.person_id), count(DISTINCT m.helper_id)
        FROM offer o
        LEFT JOIN match m ON m.talent_id = o.talent_id AND m.state IN {OPEN}
            AND m.neighbourhood_id <> o.neighbourhood_id
        WHERE o.talent_id IS NOT NULL AND (o.paused_until > app_today()) IS NOT TRUE AND {COORDINATES}
          AND (
              SELECT count(DISTINCT c.purpose) = 2 FROM live_consent c
              WHERE c.person_id = o.person_id AND c.purpose IN ('be_known', 'be_asked')
          )
        GROUP BY 1, 2
    $$""",
}


def upgrade() -> None:
    """Apply."""
    op.create_index(op.f("ix_match_helper_id"), "match", ["helper_id"])
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature} {body}")
        op.execute(f"REVOKE ALL ON FUNCTION {_called(signature)} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {_called(signature)} TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {_called(signature)}")
    op.drop_index(op.f("ix_match_helper_id"), "match")


def _called(signature: str) -> str:
    """The name of a function with the types of its arguments, as GRANT and DROP want it."""
    name, _, arguments = signature.rstrip(")").partition("(")
    return f"{name}({', '.join(each.split()[-1] for each in arguments.split(', ') if each)})"
