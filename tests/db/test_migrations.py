"""Each migration goes up and down with data in it, and the last one makes what the models say."""

import re
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect, text

from webapp import migrating
from webapp.errors import BadInput, DatabaseNotReady

SQUARE = "ST_GeomFromText('MULTIPOLYGON(((0 0,0 9,9 9,9 0,0 0)))', 28992)"
POINT = "ST_SetSRID(ST_MakePoint(6.5, 53.2), 4326)"
ROWS: dict[str, tuple[str, ...]] = {
    "0001": (),
    "0002": (
        "INSERT INTO area_release VALUES ('buurt', 2024, false, true, 'proef')",
        f"""INSERT INTO area (kind, year, is_schematic, code, name, municipality_code, is_official, geom)
            VALUES ('buurt', 2024, false, 'BU00140000', 'Proef', 'GM0014', true, {SQUARE})""",
    ),
    "0003": (
        f"INSERT INTO neighbourhood (id, slug, name, geom, label_point) VALUES (1, 'a', 'A', {SQUARE}, {POINT})",
        "INSERT INTO neighbourhood (id, slug, name) VALUES (2, 'b', 'B')",
        """INSERT INTO neighbourhood_area (neighbourhood_id, area_code, period)
           VALUES (1, 'BU00140000', '[2020-01-01,)')""",
        f"INSERT INTO neighbourhood_outline VALUES (1, 0, ST_Transform({SQUARE}, 4326))",
        """INSERT INTO area_succession (kind, year, new_code, neighbourhood_id, overlap)
           VALUES ('buurt', 2025, 'BU00140009', 1, 1)""",
        "INSERT INTO place_name (kind, name, search_name, neighbourhood_id) VALUES ('alias', 'É', search_key('É'), 1)",
    ),
    "0004": (
        "INSERT INTO coverage_target (start_year, target_year, period, reason) VALUES (2020, 2025, '(,)', 'begin')",
        """INSERT INTO evidence (neighbourhood_id, kind, observed_on, precision, note, note_en, provenance)
           VALUES (1, 'network', '2020-01-01', 'day', '', '', 'entered')""",
        """INSERT INTO presence (neighbourhood_id, stage, period, since_precision, note, note_en, provenance)
           VALUES (1, 'active', '[2020-01-01,)', 'day', '', '', 'entered')""",
        """INSERT INTO way_to_help (title, title_en, text, text_en, minutes, provenance)
           VALUES ('Koffie', '', 'Drink koffie', '', 30, 'entered')""",
    ),
    "0005": ("UPDATE presence SET note = 'raakt de versie'",),
    "0006": (
        "INSERT INTO outbox_mail (recipient, subject, body) VALUES ('a@example.nl', 'b', 'c')",
        "INSERT INTO rate_hit VALUES ('k', 1, now())",
        """INSERT INTO contact_message (neighbourhood_id, sender_name, reply_to, body, erase_on)
           VALUES (1, 'A', 'a@b', 'c', '2027-01-01')""",
    ),
    "0007": (
        "INSERT INTO partner (id, slug, name, kind, provenance) VALUES (8, 'kerk', 'Kerk', 'church', 'entered')",
        "INSERT INTO partner (id, slug, name, kind, provenance) VALUES (9, 'raad', 'Raad', 'network', 'entered')",
        "INSERT INTO account (id, email) VALUES (1, 'a@example.nl')",
        "INSERT INTO recovery_code (account_id, code_hash) VALUES (1, 'x')",
        """INSERT INTO role_grant (account_id, role, neighbourhood_id, period, reason, needs_approval)
           VALUES (1, 'neighbourhood_coordinator', 1, '[2020-01-01,)', 'proef', false)""",
        """INSERT INTO account_session (token_hash, account_id, stage, browser, ends_at)
           VALUES ('x', 1, 'full', 'Firefox', now())""",
        """INSERT INTO email_link (token_hash, purpose, email, expires_at)
           VALUES ('x', 'sign_in', 'a@example.nl', now())""",
    ),
    "0008": ("INSERT INTO form_receipt (key_hash) VALUES ('x')",),
    "0009": (
        "INSERT INTO person (id, account_id, name, phone, buurt_code) VALUES (1, 1, 'A', 'x', 'BU00140000')",
        """INSERT INTO consent (id, person_id, purpose, scope, text_version, given_on, expires_on, channel)
           VALUES (1, 1, 'be_known', 'city', 1, '2026-01-01', '2026-06-01', 'web')""",
        "INSERT INTO consent_withdrawal (consent_id, person_id, channel) VALUES (1, 1, 'web')",
        "INSERT INTO consent_reminder (consent_id, person_id) VALUES (1, 1)",
    ),
    "0010": (
        """INSERT INTO audit_event (at, action, subject_table, subject_id, fields, request_id)
           VALUES (now(), 'read', 'person', '1', '{name}', '')""",
        "INSERT INTO retention_period (kind, days) VALUES ('audit', 400)",
    ),
    "0011": ("UPDATE person SET name = 'B'",),
    "0012": ("SELECT * FROM kept_since",),
    "0013": ("SELECT dead_mail_count()",),
    "0014": ("SELECT * FROM row_of_account",),
    "0015": (
        f"""INSERT INTO street (name, search_name, neighbourhood_id, point, precision, source)
            VALUES ('Eikenlaan', 'eikenlaan', 1, ST_Transform({POINT}, 28992), 'street', 'proef')""",
    ),
    "0016": (
        "INSERT INTO theme (id, slug, name) VALUES (1, 'groen', 'Groen')",
        """INSERT INTO import_run (id, account_id, subject, file_name, state, headings, mapping)
           VALUES (1, 1, 'partners', 'a.csv', 'applied', '[]', '{}')""",
        "INSERT INTO import_row (run_id, number, cells) VALUES (1, 1, '{}')",
        "UPDATE partner SET tradition = 'catholic', import_id = 1 WHERE id = 8",
        """INSERT INTO partner_relation (member_id, whole_id, kind, period, provenance)
           VALUES (8, 9, 'member_of', '[2020-01-01,)', 'entered')""",
        f"""INSERT INTO partner_place (partner_id, label, geom, neighbourhood_id)
            VALUES (9, 'Kerk', ST_Transform({POINT}, 28992), 1)""",
        """INSERT INTO partner_activity (partner_id, theme_id, neighbourhood_id, answer, confirmed_on, provenance)
           VALUES (9, 1, 1, 'does', '2026-01-01', 'entered')""",
        """INSERT INTO partner_agreement (partner_id, our_promise, their_promise, period, provenance)
           VALUES (9, 'meedenken', 'een zaal', '[2026-01-01,)', 'entered')""",
        """INSERT INTO partner_contact (partner_id, name, position, email, audience, given_on, expires_on, channel)
           VALUES (9, 'A', '', 'a@example.nl', 'everyone', '2026-01-01', '2026-06-01', 'web')""",
    ),
    "0017": (
        """INSERT INTO initiative (id, slug, state, layer, approved_on, confirmed_on, provenance)
           VALUES (1, 'eten', 'running', 'social', '2026-01-01', '2026-01-01', 'entered')""",
        """INSERT INTO initiative_revision (initiative_id, number, state, content)
           VALUES (1, 1, 'waiting', '{"organiser": "A"}')""",
        "INSERT INTO initiative_organiser (initiative_id, account_id) VALUES (1, 1)",
        "INSERT INTO initiative_draft (key_hash, fields) VALUES ('x', '{}')",
        "INSERT INTO faith_side VALUES (1, '{}')",
    ),
    "0018": (
        "INSERT INTO picture (key, content, media_type, width, height) VALUES ('x', 'x', 'image/webp', 1, 1)",
        f"""INSERT INTO listing (initiative_id, slug, state, title, description, for_whom, organiser, main_theme_id,
                                 reach, address, geom, confirmed_on, published_on, provenance)
            VALUES (1, 'eten', 'running', 'Samen eten i/d Zonnelnstr.', '', '', 'A', 1, 'place', '',
                    ST_Transform({POINT}, 28992), '2026-01-01', '2026-01-01', 'entered')""",
        "INSERT INTO listing_theme VALUES (1, 1)",
        "INSERT INTO listing_neighbourhood VALUES (1, 1)",
        "INSERT INTO listing_effect VALUES (1, 1, 'more')",
        "INSERT INTO listing_day (day, initiative_id) VALUES ('2026-01-01', 1)",
        "INSERT INTO listing_partner VALUES (1, 9)",
    ),
    "0019": (
        """INSERT INTO initiative_task (id, initiative_id, key, title, minutes, needed, open_until)
           VALUES (1, 1, 'koken', 'Koken', 60, 1, '2026-12-01')""",
        "INSERT INTO task_signup (task_id, account_id, name, state, slot) VALUES (1, 1, 'A', 'taken', 1)",
        "INSERT INTO calendar_feed (account_id, token_hash) VALUES (1, 'x')",
        "INSERT INTO subscription (email, kind, theme_id, rhythm) VALUES ('a@example.nl', 'theme', 1, 'daily')",
        "INSERT INTO review_presence (account_id, initiative_id, name) VALUES (1, 1, 'A')",
        "INSERT INTO review_mail (account_id, mailed_on) VALUES (1, '2026-01-01')",
    ),
    "0020": ("SELECT search_words('Zonnelnstr.')",),
    "0021": ("UPDATE listing SET organiser = 'B'",),
    "0022": ("SELECT * FROM kept_since",),
    "0023": (
        "INSERT INTO offering (person_id, reach, capacity, languages) VALUES (1, 'city', 2, '{nl}')",
        "INSERT INTO person_requirement (person_id, kind, valid_until) VALUES (1, 'vog', '2027-01-01')",
        f"INSERT INTO masked_place VALUES (1, ST_Transform({POINT}, 28992))",
        """INSERT INTO talent (id, person_id, theme_id, what, level, stage, scouted_on)
           VALUES (1, 1, 1, 'Snoeien', 'able', 'scouted', '2026-01-01')""",
        "INSERT INTO talent_stage_change (talent_id, person_id, stage, on_day) VALUES (1, 1, 'scouted', '2026-01-01')",
        """INSERT INTO talent_step (talent_id, person_id, kind, words, due_on)
           VALUES (1, 1, 'course', 'Snoeicursus', '2026-03-01')""",
    ),
    "0024": (
        """INSERT INTO asset (id, slug, kind, name, neighbourhood_id, confirmed_on, provenance)
           VALUES (1, 'tuin', 'places', 'Tuin', 1, '2026-01-01', 'entered')""",
        "INSERT INTO asset_theme VALUES (1, 1)",
        "INSERT INTO asset_effect (asset_id, theme_id, direction, certainty) VALUES (1, 1, 'more', 'seen')",
        """INSERT INTO need (id, key, kind, person_id, neighbourhood_id, theme_id, urgency, recurrence, level,
                             created_on, expires_on, provenance)
           VALUES (1, 'x', 'private', 1, 1, 1, 'now', 'once', 'able', '2026-01-01', '2026-06-01', 'entered')""",
        """INSERT INTO discovery (id, neighbourhood_id, start, started_on, provenance)
           VALUES (1, 1, 'started', '2026-01-01', 'entered')""",
        """INSERT INTO discovery_event (discovery_id, kind, on_day, words, provenance)
           VALUES (1, 'gathering', '2026-01-02', 'Soep', 'entered')""",
    ),
    "0025": (
        """INSERT INTO match (key, need_id, asset_id, asker_id, neighbourhood_id, state, score, reasons, proposed_at,
                              answer_until)
           VALUES ('x', 1, 1, 1, 1, 'proposed', 0.5, '[]', '2026-01-03', '2026-01-10')""",
        """INSERT INTO matching_weights (theme, level, distance, time, language, capacity, rest, rest_days,
                                         default_reserve, answer_days)
           VALUES (5, 3, 4, 3, 2, 1, 2, 30, 1, 7)""",
        "INSERT INTO reserve VALUES (1, 1, 1)",
        f"""INSERT INTO offer (asset_id, neighbourhood_id, theme_id, level, fit_key, geom, goes_beyond)
            VALUES (1, 1, 1, 2, 10, ST_Transform({POINT}, 28992), true) ON CONFLICT DO NOTHING""",
    ),
    "0026": ("UPDATE asset SET name = 'Buurttuin'",),
    "0027": ("UPDATE theme SET name = 'Groen en tuin'",),
    "0028": ("SELECT * FROM kept_since",),
    "0030": ("UPDATE partner_agreement SET our_promise = 'anders'",),
    "0031": ("SELECT forget_masked_place(1)",),
    "0032": ("UPDATE offering SET capacity = capacity + 1",),
    "0033": ("UPDATE match SET follow_up_on = '2026-02-01'",),
    "0029": ("UPDATE talent SET what = 'Bomen snoeien'",),
    "0034": (
        "UPDATE discovery_event SET version = 2",
        "SELECT * FROM asked_totals()",
    ),
    "0035": (
        """INSERT INTO neighbour_group (id, neighbourhood_id, kind, name, provenance)
           VALUES (1, 1, 'street', 'A', 'demo'), (2, 1, 'circle', 'B', 'demo')""",
        """INSERT INTO tie (neighbourhood_id, from_node_id, to_node_id, kind, strength, period, confirmed_on, source)
           SELECT 1, min(id), max(id), 'works_with', 'loose', '[2026-11-01,)', '2026-11-01', 'noted'
           FROM network_node WHERE kind = 'group'""",
        """INSERT INTO follow_up (neighbourhood_id, kind, node_id, due_on)
           SELECT 1, 'visit', min(id), '2026-12-01' FROM network_node""",
        """INSERT INTO consent (id, person_id, purpose, scope, text_version, given_on, expires_on, channel)
           SELECT 9001, min(id), 'be_linked', 'city', 1, '2026-11-01', '2027-02-01', 'web' FROM person""",
        """INSERT INTO network_health (neighbourhood_id, on_day, people, groups, others, ties, alone, stale_ties,
               begun_ties, ended_ties, provenance)
           VALUES (1, '2026-11-01', 9, 1, 2, 12, 0, 1, 2, 0, 'demo')""",
        "INSERT INTO network_run (on_day, data_version) VALUES ('2026-11-01', 'x')",
    ),
    "0036": ("SELECT * FROM network_ties(NULL, '2026-11-02')",),
    "0037": ("SELECT * FROM kept_since",),
    "0038": ("SELECT * FROM neighbourhood_coordinators(1)",),
    "0039": ("SELECT * FROM own_ties()",),
    "0040": (
        "INSERT INTO network_month (month, provenance) VALUES ('2026-11-01', 'demo')",
        "INSERT INTO network_month_place VALUES ('2026-11-01', 1, 10, 15), ('2026-11-01', 2, 5, 5)",
        "INSERT INTO network_month_pair VALUES ('2026-11-01', 1, 2, 10, 5, 2)",
    ),
    "0043": (
        """INSERT INTO campaign (id, slug, name, starts_on, ends_on, provenance)
           VALUES (1, 'kerst', 'Kerst', '2026-12-01', '2026-12-27', 'entered')""",
        """INSERT INTO campaign_line (id, campaign_id, kind, name, unit, ends_on)
           VALUES (1, 1, 'parcels', 'Pakketten', 'pakketten', '2026-12-24')""",
        "INSERT INTO campaign_carry_on VALUES (1, 1, 'neighbours')",
        "INSERT INTO campaign_demand VALUES (1, 1, 40)",
        "INSERT INTO campaign_supply (id, line_id, partner_id, amount) VALUES (1, 1, 8, 50)",
        "INSERT INTO campaign_allocation (supply_id, neighbourhood_id, line_id, amount) VALUES (1, 1, 1, 40)",
    ),
    "0046": (
        """INSERT INTO pub.release (version, month, number, as_of, made_at, is_demo, format, geography_year,
               is_schematic,
               geography_source, method, neighbourhoods, present, present_fresh, inhabitants, inhabitants_present,
               initiatives, assets, needs)
           VALUES ('2026-11.1', '2026-11-01', 1, '2026-11-22', now(), false, 1, 2024, false, 'proef', '{}', 2, 1, 1, 9,
               4, 3, 2, 10)""",
        "INSERT INTO release_request (answered_at, version) VALUES (now(), '2026-11.1')",
    ),
    "0047": ("UPDATE listing SET title = 'Koffie'", "UPDATE asset SET name = 'Tuin'"),
    "0044": (
        f"""INSERT INTO pickup_point (id, line_id, neighbourhood_id, label, geom, provenance)
            VALUES (1, 1, 1, 'Buurthuis', ST_Transform({POINT}, 28992), 'entered')""",
        """INSERT INTO delivery_round (id, key, line_id, neighbourhood_id, pickup_id, number, on_day, metres, minutes)
           VALUES (1, repeat('k', 22), 1, 1, 1, 1, '2026-12-20', 900, 20)""",
        """INSERT INTO delivery_stop (id, key, line_id, neighbourhood_id, round_id, position, sealed_address,
               address_hash, provenance)
           VALUES (1, repeat('s', 22), 1, 1, 1, 1, 'x', 'x', 'entered')""",
        "UPDATE delivery_stop SET state = 'delivered', settled_at = now()",
        "SELECT count_deliveries(1)",
        "INSERT INTO campaign_initiative VALUES (1, 1)",
        """INSERT INTO flexible_helper (campaign_id, account_id, name, people, from_day, until_day, from_minute,
               until_minute)
           VALUES (1, 1, 'A', 2, '2026-12-19', '2026-12-24', 600, 1020)""",
        f"INSERT INTO street_node VALUES (0, ST_Transform({POINT}, 28992)), (1, ST_Transform({POINT}, 28992))",
        "INSERT INTO street_edge (from_id, to_id, metres) VALUES (0, 1, 120)",
        "SELECT * FROM kept_since",
    ),
    "0045": (
        """INSERT INTO signal_bundle (id, key, title, theme_id, made_on, provenance)
           VALUES (1, 'b', 'Geld voor de huur', 1, '2026-11-01', 'entered')""",
        """INSERT INTO signal (id, key, theme_id, neighbourhood_id, words, seen_on, raised_on, bundle_id, provenance)
           VALUES (1, 's', 1, 1, 'De huur wordt te hoog', '2026-10-01', '2026-10-02', 1, 'entered')""",
        "INSERT INTO signal_raiser (signal_id, account_id) VALUES (1, 1)",
        """INSERT INTO agenda_item (bundle_id, partner_id, body_name, question, put_on, meeting_on)
           VALUES (1, 9, 'Raad', 'Wat kunnen jullie doen?', '2026-11-01', '2026-12-01')""",
        "INSERT INTO bundle_step (bundle_id, words, owner_id, due_on) VALUES (1, 'Bellen', 1, '2026-12-02')",
        "INSERT INTO bundle_event (bundle_id, signal_id, kind, on_day) VALUES (1, 1, 'made', '2026-11-01')",
        """INSERT INTO lesson (title, what_was_done, what_came_of_it, theme_id, bundle_id, learned_on, provenance)
           VALUES ('Samen bellen', 'Wij belden', 'Het hielp', 1, 1, '2026-11-02', 'entered')""",
        "SELECT * FROM signal_counts(NULL, NULL, '2026-01-01')",
        "SELECT * FROM kept_since",
    ),
    "0048": (
        """INSERT INTO report_run (id, key, asked_by, kind, on_day, state, pages)
           VALUES (1, repeat('k', 22), 1, 'city', '2026-11-22', 'done', 3)""",
        "INSERT INTO report_file VALUES (1, 'x')",
        "SELECT * FROM kept_since",
    ),
    "0041": (
        """INSERT INTO coverage_correction (subject, neighbourhood_id, stage, on_day, reason, corrected_on)
           VALUES ('stage', 1, 'active', '2026-11-22', 'verkeerde wijk', '2026-11-22')""",
    ),
    "0042": (
        """INSERT INTO neighbourhood_invitation (neighbourhood_id, inviter, invited_on, words, provenance)
           VALUES (1, 'municipality', '2026-11-01', 'Kom kennismaken', 'entered')""",
        """INSERT INTO planning_scenario (id, name, method, pace, horizon, weights, outcome, provenance)
           VALUES (1, 'A', 'coverage', 3, 5, '{}', '{}', 'entered')""",
        """INSERT INTO planning_wish (scenario_id, kind, neighbourhood_id, other_id)
           VALUES (1, 'before', 1, 2)""",
    ),
}
"""What a migration leaves room for: rows put in as soon as it has run."""

TABLES_OF_OTHERS = {"spatial_ref_sys", "alembic_version"}


def revisions() -> list[str]:
    """All migrations, the first one first."""
    script = ScriptDirectory(str(migrating.MIGRATIONS))
    return [each.revision for each in script.walk_revisions()][::-1]


@pytest.fixture
def engine(empty_clone: URL) -> Iterator[Engine]:
    engine = create_engine(empty_clone, poolclass=NullPool)
    yield engine
    engine.dispose()


def counts(engine: Engine) -> dict[str, int]:
    """Rows per table of ours."""
    tables = set(inspect(engine).get_table_names()) - TABLES_OF_OTHERS
    with engine.connect() as connection:
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in sorted(tables)}


def test_migrations_are_numbered_in_one_line() -> None:
    script = ScriptDirectory(str(migrating.MIGRATIONS))
    found = revisions()
    assert script.get_heads() == [found[-1]]
    assert found == [f"{number:04}" for number in range(1, len(found) + 1)]
    for each in script.walk_revisions():
        assert re.fullmatch(rf"{each.revision}_[a-z_]+\.py", each.path.rsplit("/", 1)[-1])
    assert migrating.head_revision() == found[-1]
    assert set(ROWS) == set(found), "a new migration needs rows to go up and down with"


def test_every_migration_goes_up_and_down_with_rows_in_it(engine: Engine) -> None:
    migrating.downgrade(engine, "base")
    assert counts(engine) == {}
    full: dict[str, dict[str, int]] = {}
    for revision in revisions():
        migrating.upgrade(engine, revision)
        with engine.begin() as connection:
            assert migrating.current_revision(connection) == revision
            for statement in ROWS[revision]:
                connection.execute(text(statement))
        full[revision] = counts(engine)
        assert all(full[revision].values()), full[revision]
    for revision, earlier in zip(revisions()[:0:-1], revisions()[-2::-1], strict=True):
        assert counts(engine) == full[revision]
        migrating.downgrade(engine, earlier)
        with engine.connect() as connection:
            assert migrating.current_revision(connection) == earlier
    assert counts(engine) == full[revisions()[0]] == {}
    migrating.downgrade(engine, "base")
    migrating.upgrade(engine)
    with engine.connect() as connection:
        migrating.check_up_to_date(connection)


def test_one_step_down_and_up_keeps_what_the_earlier_migrations_hold(engine: Engine) -> None:
    with engine.begin() as connection:
        for statements in ROWS.values():
            for statement in statements:
                connection.execute(text(statement))
    before = counts(engine)
    migrating.downgrade(engine, revisions()[-2])
    migrating.upgrade(engine)
    after = counts(engine)
    kept = {name for name in before if after[name]}
    assert {"area", "neighbourhood", "presence", "evidence", "coverage_target"} <= kept
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_trigger_of_the_map_version_goes_with_its_migration(engine: Engine) -> None:
    migrating.downgrade(engine, "0004")
    with engine.begin() as connection:
        assert _functions(connection) == {"search_key"}
        connection.execute(text("INSERT INTO neighbourhood (slug, name) VALUES ('a', 'A')"))
    migrating.upgrade(engine)
    with engine.begin() as connection:
        assert _functions(connection) == {"search_key", "bump_data_version"}
        connection.execute(text("UPDATE neighbourhood SET name = 'B'"))
        assert connection.scalar(text("SELECT version FROM data_version WHERE subject = 'map'")) > 0


def test_policies_and_rights_of_the_site_go_with_their_migration(engine: Engine) -> None:
    with engine.begin() as connection:
        assert _policed(connection) >= {"account", "person", "consent", "contact_message", "audit_event"}
        assert connection.scalar(text("SELECT has_table_privilege('missie050_app', 'person', 'SELECT')")) is True
    migrating.downgrade(engine, "0010")
    with engine.begin() as connection:
        assert _policed(connection) == set()
        assert connection.scalar(text("SELECT has_table_privilege('missie050_app', 'person', 'SELECT')")) is False
    migrating.upgrade(engine)
    with engine.begin() as connection:
        assert "person" in _policed(connection)


def _policed(connection: Connection) -> set[str]:
    query = "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relrowsecurity"
    return set(connection.scalars(text(query)))


def _functions(connection: Connection) -> set[str]:
    query = "SELECT proname FROM pg_proc WHERE proname IN ('search_key', 'bump_data_version')"
    return set(connection.scalars(text(query)))


def test_models_and_migrations_agree(empty_url: URL) -> None:
    engine = create_engine(empty_url, poolclass=NullPool)
    with engine.connect() as connection:
        command.check(migrating._config(connection))
    engine.dispose()


def test_difference_between_models_and_database_is_found(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE presence DROP COLUMN note_en"))
    with engine.connect() as connection, pytest.raises(command.util.AutogenerateDiffsDetected, match="note_en"):
        command.check(migrating._config(connection))


def test_migrations_run_with_timeouts(engine: Engine) -> None:
    with engine.connect() as connection:
        command.upgrade(migrating._config(connection), "head")
        assert connection.scalar(text("SHOW lock_timeout")) == "4s"
        assert connection.scalar(text("SHOW statement_timeout")) == "2min"


def test_database_without_tables_or_behind_is_not_ready_and_a_later_one_is(engine: Engine) -> None:
    with engine.begin() as connection:
        migrating.check_up_to_date(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
        with pytest.raises(DatabaseNotReady, match="migrations_behind"):
            migrating.check_up_to_date(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        migrating.check_up_to_date(connection)
        connection.execute(text("DELETE FROM alembic_version"))
        with pytest.raises(DatabaseNotReady, match="migrations_behind"):
            migrating.check_up_to_date(connection)


def test_migration_that_does_not_exist_is_bad_input(engine: Engine) -> None:
    with pytest.raises(BadInput, match="migration_impossible"):
        migrating.upgrade(engine, "9999")
