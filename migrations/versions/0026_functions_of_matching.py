"""Functions that keep the index of offers, and that do in one step what two people may try at once."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ROLE = "missie050_app"
DEFINER = "SECURITY DEFINER SET search_path = public"

OPEN = "('proposed', 'accepted')"
TIMES_A_MONTH = "CASE n.recurrence WHEN 'weekly' THEN 4 WHEN 'fortnightly' THEN 2 ELSE 1 END"
COORDINATES = "(app_holds('city_coordinator') OR cardinality(app_neighbourhoods()) > 0)"

RANK = "CASE t.level WHEN 'learning' THEN 0 WHEN 'able' THEN 1 ELSE 2 END"
NEAR = """coalesce(
    CASE WHEN p.location_level NOT IN ('hidden', 'buurt') THEN m.geom END,
    ST_PointOnSurface(a.geom),
    ST_Transform(n.label_point, 28992)
)"""
"""Where somebody counts as living: never nearer than they chose (`webapp.models.matching.Offer`)."""

FUNCTIONS = {
    # everything of one person, or of everyone, anew: rows are few, and a rule in two places would be one too many
    "refresh_offers(of_person integer)": f"""RETURNS void LANGUAGE sql {DEFINER} AS $$
        DELETE FROM offer WHERE talent_id IS NOT NULL AND (of_person IS NULL OR person_id = of_person);
        INSERT INTO offer (
            talent_id, person_id, neighbourhood_id, theme_id, level, fit_key, geom, reach_metres, goes_beyond, weekly,
            languages, capacity, paused_until
        )
        SELECT t.id, p.id, p.neighbourhood_id, t.theme_id, {RANK}, t.theme_id * 8 + {RANK}, {NEAR},
               CASE o.reach WHEN 'building' THEN 100 ELSE o.reach_metres END, o.goes_beyond, o.weekly,
               o.languages, o.capacity, o.paused_until
        FROM talent t
        JOIN person p ON p.id = t.person_id
        JOIN offering o ON o.person_id = p.id
        JOIN neighbourhood n ON n.id = p.neighbourhood_id
        LEFT JOIN masked_place m ON m.person_id = p.id
        LEFT JOIN area_release r ON r.kind = 'buurt' AND r.in_force
        LEFT JOIN area a ON a.kind = r.kind AND a.year = r.year AND a.code = p.buurt_code
        WHERE t.is_offered AND o.capacity > 0 AND (of_person IS NULL OR p.id = of_person)
          AND EXISTS (SELECT FROM live_consent c WHERE c.person_id = p.id AND c.purpose = 'be_known')
          AND EXISTS (SELECT FROM live_consent c WHERE c.person_id = p.id AND c.purpose = 'be_asked')
          AND {NEAR} IS NOT NULL;
    $$""",
    "refresh_asset_offers(of_asset integer)": f"""RETURNS void LANGUAGE sql {DEFINER} AS $$
        DELETE FROM offer WHERE asset_id IS NOT NULL AND (of_asset IS NULL OR asset_id = of_asset);
        INSERT INTO offer (
            asset_id, neighbourhood_id, theme_id, level, fit_key, geom, reach_metres, goes_beyond, weekly, capacity
        )
        SELECT a.id, a.neighbourhood_id, t.theme_id, 2, t.theme_id * 8 + 2,
               coalesce(a.geom, ST_Transform(n.label_point, 28992)), NULL, true, a.opening, least(a.capacity, 32000)
        FROM asset a
        JOIN asset_theme t ON t.asset_id = a.id
        JOIN neighbourhood n ON n.id = a.neighbourhood_id
        WHERE a.ended_on IS NULL AND (of_asset IS NULL OR a.id = of_asset)
          AND coalesce(a.geom, ST_Transform(n.label_point, 28992)) IS NOT NULL;
    $$""",
    "offers_of_person()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN
                PERFORM refresh_offers(CASE TG_TABLE_NAME WHEN 'person' THEN (to_jsonb(OLD) ->> 'id')::integer
                    ELSE (to_jsonb(OLD) ->> 'person_id')::integer END);
            END IF;
            IF TG_OP <> 'DELETE' THEN
                PERFORM refresh_offers(CASE TG_TABLE_NAME WHEN 'person' THEN (to_jsonb(NEW) ->> 'id')::integer
                    ELSE (to_jsonb(NEW) ->> 'person_id')::integer END);
            END IF;
            RETURN NULL;
        END
    $$""",
    "offers_of_asset()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            PERFORM refresh_asset_offers(CASE
                WHEN TG_TABLE_NAME = 'asset' THEN (to_jsonb(NEW) ->> 'id')::integer
                WHEN TG_OP = 'DELETE' THEN (to_jsonb(OLD) ->> 'asset_id')::integer
                ELSE (to_jsonb(NEW) ->> 'asset_id')::integer END);
            RETURN NULL;
        END
    $$""",
    "offers_of_all()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            PERFORM refresh_offers(NULL), refresh_asset_offers(NULL);
            RETURN NULL;
        END
    $$""",
    "refuse_theme_of_people()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            IF coalesce(to_jsonb(NEW) ->> 'kind', '') = 'public' THEN
                RETURN NEW;
            END IF;
            -- held, so that nobody makes it a theme that is not for people while this is being put on it
            PERFORM FROM theme WHERE id = NEW.theme_id FOR SHARE;
            IF EXISTS (SELECT FROM theme WHERE id = NEW.theme_id AND NOT for_people) THEN
                RAISE EXCEPTION 'theme % is not for people', NEW.theme_id
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'theme_for_people';
            END IF;
            RETURN NEW;
        END
    $$""",
    # somebody met at a door, who said yes aloud: known and asked by coordinators of that neighbourhood only, and by
    # those of the city when it was one of them
    "scout_person(called text, at_neighbourhood integer, at_buurt text, until date, wording integer)": f"""
        RETURNS integer LANGUAGE plpgsql {DEFINER} AS $$
        DECLARE
            made integer;
        BEGIN
            IF NOT (at_neighbourhood = ANY (app_neighbourhoods()) OR app_holds('city_coordinator')) THEN
                RETURN NULL;
            END IF;
            INSERT INTO person (name, neighbourhood_id, buurt_code, scouted_by)
            VALUES (called, at_neighbourhood, at_buurt, app_account()) RETURNING id INTO made;
            INSERT INTO consent (
                person_id, purpose, scope, text_version, given_on, expires_on, channel, recorded_by
            )
            SELECT made, purpose,
                   CASE WHEN at_neighbourhood = ANY (app_neighbourhoods()) THEN 'neighbourhood' ELSE 'city' END,
                   wording, app_today(), until, 'spoken', app_account()
            FROM unnest(ARRAY['be_known', 'be_asked']) AS purpose;
            RETURN made;
        END
    $$""",
    # who was met at a door and has no account says later, aloud, that it goes on or stops; both consents at once
    "speak_consent(of_person integer, says boolean, until date, wording integer)": f"""RETURNS boolean
        LANGUAGE plpgsql {DEFINER} AS $$
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
                WHERE c.person_id = of_person AND c.purpose IN ('be_known', 'be_asked')
                RETURNING consent_id
            )
            INSERT INTO consent (person_id, purpose, scope, text_version, given_on, expires_on, channel, recorded_by)
            SELECT of_person, c.purpose, c.scope, wording, app_today(), until, 'spoken', app_account()
            FROM consent c JOIN ended e ON e.consent_id = c.id
            WHERE says;
            RETURN true;
        END
    $$""",
    # whose need, as what is told to who helps with it
    "app_helped_needs()": f"""RETURNS SETOF integer LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT need_id FROM match WHERE helper_id = app_person() AND state = 'accepted'
    $$""",
    "app_own_matches()": f"""RETURNS SETOF integer LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT id FROM match WHERE helper_id = app_person() OR asker_id = app_person()
    $$""",
    # how much is asked, where and about what, without whose it is; for coordinators
    "need_counts()": f"""RETURNS TABLE (neighbourhood_id integer, buurt_code text, theme_id integer, asked bigint)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT neighbourhood_id, buurt_code, theme_id, sum(quantity)
        FROM need WHERE state = 'open' AND expires_on > app_today() AND {COORDINATES}
        GROUP BY 1, 2, 3
    $$""",
    # how many times a month somebody is asked already; what waits for an answer counts
    "times_asked(of_person integer, in_month date)": f"""RETURNS integer LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT coalesce(sum({TIMES_A_MONTH}), 0)::integer
        FROM match m JOIN need n ON n.id = m.need_id
        WHERE m.helper_id = of_person AND (
            (m.state IN {OPEN} AND n.recurrence <> 'once')
            OR (m.state IN ('proposed', 'accepted', 'done')
                AND date_trunc('month', coalesce(m.task_at, m.proposed_at))
                    = date_trunc('month', in_month::timestamptz))
        )
    $$""",
    # one step for who proposes: of two at the same moment the second waits for the first, and then sees what is left.
    # Gives `proposed`, or why not.
    "propose_match(new_key text, of_need integer, with_talent integer, with_asset integer, fit real, why jsonb,"
    " moment timestamptz, until date)": f"""RETURNS text LANGUAGE plpgsql {DEFINER} AS $$
        DECLARE
            asked need;
            helper integer;
            terms offering;
            placed offer;
        BEGIN
            SELECT * INTO asked FROM need WHERE id = of_need FOR UPDATE;
            IF asked.id IS NULL OR NOT (asked.neighbourhood_id = ANY (app_neighbourhoods())
                OR (asked.kind = 'public' AND app_holds('city_coordinator'))) THEN
                RETURN 'need_unknown';
            END IF;
            IF asked.state <> 'open' OR asked.expires_on <= app_today() THEN
                RETURN 'need_closed';
            END IF;
            IF (SELECT count(*) FROM match m WHERE m.need_id = of_need AND m.state IN {OPEN}) >= asked.quantity THEN
                RETURN 'need_has_enough';
            END IF;
            IF with_talent IS NOT NULL THEN
                SELECT t.person_id INTO helper FROM talent t WHERE t.id = with_talent AND t.is_offered;
                SELECT * INTO terms FROM offering WHERE person_id = helper FOR UPDATE;
                SELECT * INTO placed FROM offer WHERE talent_id = with_talent;
                IF placed.id IS NULL OR terms.person_id IS NULL OR NOT (
                    SELECT count(DISTINCT c.purpose) = 2 FROM live_consent c
                    WHERE c.person_id = helper AND c.purpose IN ('be_known', 'be_asked')
                ) THEN
                    RETURN 'helper_not_asked';
                END IF;
                IF helper = asked.person_id THEN
                    RETURN 'helper_is_asker';
                END IF;
                IF terms.paused_until > app_today() THEN
                    RETURN 'helper_paused';
                END IF;
                IF placed.neighbourhood_id <> asked.neighbourhood_id AND NOT terms.goes_beyond THEN
                    RETURN 'helper_stays_near';
                END IF;
                IF times_asked(helper, moment::date) + (SELECT {TIMES_A_MONTH} FROM need n WHERE n.id = of_need)
                    > terms.capacity THEN
                    RETURN 'helper_is_full';
                END IF;
                IF EXISTS (
                    SELECT FROM unnest(asked.requirements) AS wanted
                    WHERE NOT EXISTS (
                        SELECT FROM person_requirement r
                        WHERE r.person_id = helper AND r.kind = wanted AND r.seen_on IS NOT NULL
                          AND coalesce(r.valid_until >= app_today(), true)
                    )
                ) THEN
                    RETURN 'requirement_missing';
                END IF;
            ELSIF NOT EXISTS (SELECT FROM asset WHERE id = with_asset AND ended_on IS NULL) THEN
                RETURN 'asset_ended';
            END IF;
            INSERT INTO match (
                key, need_id, talent_id, asset_id, helper_id, asker_id, neighbourhood_id, state, score, reasons,
                proposed_by, proposed_at, answer_until, asker_said, asker_said_at
            ) VALUES (
                new_key, of_need, with_talent, with_asset, helper, asked.person_id, asked.neighbourhood_id, 'proposed',
                fit, why, app_account(), moment, until,
                CASE asked.kind WHEN 'public' THEN true END, CASE asked.kind WHEN 'public' THEN moment END
            ) ON CONFLICT DO NOTHING;
            RETURN CASE WHEN FOUND THEN 'proposed' ELSE 'already_proposed' END;
        END
    $$""",
    # what the link in a mail shows: what is asked, never the words of a need nor who asks
    "find_match(of_key text)": f"""RETURNS TABLE (
            id integer, state text, theme_id integer, neighbourhood_id integer, kind text, words text,
            urgency text, recurrence text, weekly int4multirange, starts_on date, ends_on date, language text,
            helper_said boolean, asker_said boolean, answer_until date, task_at timestamptz, minutes smallint,
            talent_id integer, asset_id integer, version integer, reasons jsonb
        ) LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT m.id, m.state, n.theme_id, n.neighbourhood_id, n.kind, n.words, n.urgency, n.recurrence, n.weekly,
               n.starts_on, n.ends_on, n.language, m.helper_said, m.asker_said, m.answer_until, m.task_at, m.minutes,
               m.talent_id, m.asset_id, m.version, m.reasons
        FROM match m JOIN need n ON n.id = m.need_id WHERE m.key = of_key
    $$""",
    # an answer of one side, by link or signed in; gives the state that came of it, or why nothing did. `why` is the
    # sealed reason for a no.
    "answer_match(of_key text, side text, says boolean, moment timestamptz, why bytea)": f"""RETURNS text
        LANGUAGE plpgsql {DEFINER} AS $$
        DECLARE
            asked match;
            wanted need;
        BEGIN
            SELECT n.* INTO wanted FROM need n JOIN match m ON m.need_id = n.id WHERE m.key = of_key FOR UPDATE OF n;
            SELECT * INTO asked FROM match WHERE key = of_key FOR UPDATE;
            IF asked.id IS NULL THEN
                RETURN 'match_unknown';
            END IF;
            IF asked.state <> 'proposed' THEN
                RETURN 'match_settled';
            END IF;
            IF wanted.state <> 'open' OR wanted.expires_on <= app_today() THEN
                UPDATE match SET state = 'withdrawn', closed_at = moment, version = version + 1 WHERE id = asked.id;
                RETURN 'need_closed';
            END IF;
            IF asked.answer_until < app_today() THEN
                UPDATE match SET state = 'expired', closed_at = moment, version = version + 1 WHERE id = asked.id;
                RETURN 'answer_late';
            END IF;
            IF asked.helper_id IS NOT NULL AND says AND NOT EXISTS (
                SELECT FROM live_consent c WHERE c.person_id = asked.helper_id AND c.purpose = 'be_asked'
            ) THEN
                UPDATE match SET state = 'withdrawn', closed_at = moment, version = version + 1 WHERE id = asked.id;
                RETURN 'consent_withdrawn';
            END IF;
            UPDATE match m SET
                helper_said = CASE side WHEN 'helper' THEN says ELSE m.helper_said END,
                helper_said_at = CASE side WHEN 'helper' THEN moment ELSE m.helper_said_at END,
                asker_said = CASE side WHEN 'asker' THEN says ELSE m.asker_said END,
                asker_said_at = CASE side WHEN 'asker' THEN moment ELSE m.asker_said_at END,
                helper_words = CASE WHEN side = 'helper' AND NOT says THEN why ELSE m.helper_words END,
                asker_words = CASE WHEN side = 'asker' AND NOT says THEN why ELSE m.asker_words END,
                version = m.version + 1
            WHERE m.id = asked.id;
            UPDATE match m SET
                state = CASE WHEN NOT says THEN 'declined' WHEN m.helper_said AND m.asker_said THEN 'accepted'
                    ELSE 'proposed' END,
                closed_at = CASE WHEN NOT says THEN moment END
            WHERE m.id = asked.id RETURNING m.state INTO asked.state;
            RETURN asked.state;
        END
    $$""",
    # whom to mail about a match: both sides as far as they have an address, and who coordinates there
    "match_emails(of_key text)": f"""RETURNS TABLE (side text, email text, language text)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT CASE WHEN p.id = m.helper_id THEN 'helper' ELSE 'asker' END, a.email, a.language
        FROM match m JOIN person p ON p.id IN (m.helper_id, m.asker_id) JOIN account a ON a.id = p.account_id
        WHERE m.key = of_key
        UNION ALL
        SELECT 'coordinator', a.email, a.language
        FROM match m
        JOIN role_grant g ON g.neighbourhood_id = m.neighbourhood_id AND g.role = 'neighbourhood_coordinator'
        JOIN account a ON a.id = g.account_id
        WHERE m.key = of_key AND g.period @> app_today() AND g.ended_at IS NULL
          AND (NOT g.needs_approval OR g.approved_at IS NOT NULL)
    $$""",
    # what the two sides of an accepted match are called, for each other and for who coordinates there
    "match_names(of_match integer)": f"""RETURNS TABLE (helper text, asker text)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT h.name, a.name
        FROM match m LEFT JOIN person h ON h.id = m.helper_id LEFT JOIN person a ON a.id = m.asker_id
        WHERE m.id = of_match AND m.state IN ('accepted', 'done')
          AND (m.id IN (SELECT app_own_matches()) OR m.neighbourhood_id = ANY (app_neighbourhoods()))
    $$""",
    # how many people asked, gave, or did both, by neighbourhood; for coordinators, and never below five
    "reciprocity()": f"""RETURNS TABLE (neighbourhood_id integer, asked bigint, gave bigint, did_both bigint)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT p.neighbourhood_id, count(*) FILTER (WHERE x.asked), count(*) FILTER (WHERE x.gave),
               count(*) FILTER (WHERE x.asked AND x.gave)
        FROM person p
        CROSS JOIN LATERAL (
            SELECT EXISTS (SELECT FROM need n WHERE n.person_id = p.id) AS asked,
                   EXISTS (SELECT FROM match m WHERE m.helper_id = p.id AND m.state IN ('accepted', 'done')) AS gave
        ) x
        WHERE (x.asked OR x.gave) AND p.neighbourhood_id IS NOT NULL AND {COORDINATES}
        GROUP BY 1 HAVING count(*) >= 5
    $$""",
    # how much people offer, by neighbourhood, about these themes (NULL: about anything); coordinators are told exactly,
    # others only where five people or more do, rounded down to five
    "talent_counts(about integer[])": f"""RETURNS TABLE (neighbourhood_id integer, offered bigint)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT o.neighbourhood_id, CASE WHEN {COORDINATES} THEN count(*) ELSE count(*) / 5 * 5 END
        FROM offer o
        WHERE o.talent_id IS NOT NULL AND (about IS NULL OR o.theme_id = ANY (about))
        GROUP BY 1 HAVING {COORDINATES} OR count(DISTINCT o.person_id) >= 5
    $$""",
    # the same by buurt and theme, with how far those talents reach, and without whose they are; for coordinators
    "talent_supply()": f"""RETURNS TABLE (neighbourhood_id integer, buurt_code text, theme_id integer,
            reach_metres integer, goes_beyond boolean, offered bigint)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT o.neighbourhood_id, p.buurt_code, o.theme_id, o.reach_metres, o.goes_beyond, count(*)
        FROM offer o JOIN person p ON p.id = o.person_id
        WHERE o.talent_id IS NOT NULL AND coalesce(o.paused_until <= app_today(), true) AND {COORDINATES}
        GROUP BY 1, 2, 3, 4, 5
    $$""",
}

TRIGGERS = {
    "talent": ("INSERT OR UPDATE OR DELETE", "offers_of_person"),
    "offering": ("INSERT OR UPDATE OR DELETE", "offers_of_person"),
    "masked_place": ("INSERT OR UPDATE OR DELETE", "offers_of_person"),
    "person": ("UPDATE OF buurt_code, neighbourhood_id, location_level", "offers_of_person"),
    "consent": ("INSERT", "offers_of_person"),
    "consent_withdrawal": ("INSERT", "offers_of_person"),
    "asset": ("INSERT OR UPDATE", "offers_of_asset"),
    "asset_theme": ("INSERT OR DELETE", "offers_of_asset"),
}


def upgrade() -> None:
    """Apply."""
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature} {body}")
        op.execute(f"REVOKE ALL ON FUNCTION {_called(signature)} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {_called(signature)} TO {ROLE}")
    op.execute(f"REVOKE ALL ON FUNCTION refresh_offers(integer), refresh_asset_offers(integer) FROM {ROLE}")
    for table, (when, function) in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER keep_offers AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()")
    op.execute("""
        CREATE TRIGGER keep_offers AFTER UPDATE OF geom ON neighbourhood
        FOR EACH STATEMENT EXECUTE FUNCTION offers_of_all()
    """)
    for table in ("talent", "need"):
        op.execute(f"""
            CREATE TRIGGER theme_for_people BEFORE INSERT OR UPDATE OF theme_id ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_theme_of_people()
        """)


def downgrade() -> None:
    """Take back."""
    for table in ("talent", "need"):
        op.execute(f"DROP TRIGGER theme_for_people ON {table}")
    for table in (*TRIGGERS, "neighbourhood"):
        op.execute(f"DROP TRIGGER keep_offers ON {table}")
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {_called(signature)}")


def _called(signature: str) -> str:
    """The name of a function with the types of its arguments, as GRANT and DROP want it."""
    name, _, arguments = signature.rstrip(")").partition("(")
    return f"{name}({', '.join(each.split()[-1] for each in arguments.split(', ') if each)})"
