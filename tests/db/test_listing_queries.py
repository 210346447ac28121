"""How the database finds initiatives: by its indexes, in one statement, and never what is not shown."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from geo.values import Box
from tests.conftest import TODAY
from tests.initiative_making import make_content, make_initiative, make_task, make_waiting
from webapp.areas.queries import find_neighbourhood
from webapp.initiatives.actions import set_state
from webapp.listings.days import list_days, list_events
from webapp.listings.details import find_detail, find_kept
from webapp.listings.neighbourhood import MOST_INITIATIVES, get_local
from webapp.listings.points import PointsAsked, points_geojson
from webapp.listings.queries import Terms, count_shown, find_title, find_versions, get_listing_page
from webapp.listings.rules import Days, Filters, Sort
from webapp.models import Listing, PartnerActivity, Theme
from webapp.models import Partner as PartnerRow
from webapp.vocabulary import ActivityAnswer, InitiativeState, Provenance, Reach


def dutch(dutch_text: str, _english: str) -> str:
    return dutch_text


def english(dutch_text: str, english_text: str) -> str:
    return english_text or dutch_text


@pytest.fixture
def many(session: Session) -> Session:
    """Three thousand listings over the city, made in one go, with their days."""
    make_initiative(session, make_content("Eerste", starts_on=TODAY), on=TODAY)
    session.execute(
        text("""
        WITH made AS (
            INSERT INTO initiative (slug, state, layer, approved_on, confirmed_on, provenance)
            SELECT 'veel-' || g, 'running', 'social', :day, :day, 'entered' FROM generate_series(1, 3000) g
            RETURNING id, slug
        ), shown AS (
            INSERT INTO listing (initiative_id, slug, state, title, description, for_whom, organiser, main_theme_id,
                                 reach, address, geom, starts_on, confirmed_on, published_on, provenance)
            SELECT made.id, made.slug, 'running', 'Nummer ' || made.slug, 'Woorden', 'Iedereen', 'Wij',
                   (SELECT min(id) FROM theme), 'place', '',
                   ST_SetSRID(ST_MakePoint(228000 + made.id % 100 * 120, 576000 + made.id % 89 * 120), 28992),
                   :day, :day, :day, 'entered'
            FROM made RETURNING initiative_id
        )
        INSERT INTO listing_day (day, initiative_id)
        SELECT :day + g, initiative_id FROM shown, generate_series(0, 20) g
        """),
        {"day": TODAY},
    )
    session.execute(text("ANALYZE listing; ANALYZE listing_day"))
    return session


def plan_of(session: Session, run: Any) -> str:
    """How the database does the last statement that `run` sends."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    connection = session.connection()
    event.listen(connection.engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(connection.engine, "before_cursor_execute", note)
    statement, parameters = sent[-1]
    rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
    return "\n".join(row[0] for row in rows)


def test_box_is_looked_up_in_the_spatial_index(many: Session) -> None:
    asked = PointsAsked(Filters(), TODAY, Box(6.55, 53.21, 6.56, 53.215))

    assert "idx_listing_geom" in plan_of(many, lambda: points_geojson(many, asked, Terms(), today=TODAY))


def test_words_are_looked_up_in_the_trigram_index(many: Session) -> None:
    # what was added in this very transaction waits beside the index, which makes it look dear
    many.execute(text("SET LOCAL enable_seqscan = off"))

    def search() -> None:
        get_listing_page(many, Filters(words="xylofoon"), sort=Sort.NAME, page=1, today=TODAY, own_language=dutch)

    assert "ix_listing_search_text_trgm" in plan_of(many, search)


def test_next_day_of_a_row_is_one_look(many: Session) -> None:
    def page() -> None:
        get_listing_page(many, Filters(), sort=Sort.NEXT, page=1, today=TODAY, own_language=dutch)

    assert "ix_listing_day_initiative_id_day" in plan_of(many, page)


def test_versions_go_up_with_a_change_and_stand_in_one_answer(session: Session) -> None:
    before = find_versions(session)
    make_initiative(session, on=TODAY)
    after = find_versions(session)

    assert after.initiatives > before.initiatives
    assert after.map == before.map
    assert str(after) == f"{after.map}-{after.initiatives}"


def test_count_is_of_a_day(session: Session) -> None:
    assert count_shown(session, at=TODAY) == 0
    make_initiative(session, make_content("Oud"), on=TODAY - timedelta(days=30))
    make_initiative(session, make_content("Vers"), on=TODAY)

    assert [count_shown(session, at=TODAY - timedelta(days=ago)) for ago in (0, 1, 30, 31)] == [2, 1, 1, 0]


def test_theme_is_told_in_the_language_of_the_reader(session: Session) -> None:
    made = make_initiative(session, make_content(themes=("maaltijd",)), on=TODAY)
    (row,) = get_listing_page(session, Filters(), sort=Sort.NAME, page=1, today=TODAY, own_language=english).rows
    detail = find_detail(session, made.slug, today=TODAY, may_see_faith=False, own_language=english)

    assert (row.theme.name, row.theme.group) == ("Meals", "samen-eten")
    assert detail is not None
    assert detail.themes[0].name == "Meals"


def test_only_what_was_shown_once_has_a_title_or_leads_on(session: Session) -> None:
    waiting = make_waiting(session, make_content("Wacht nog"))
    session.flush()

    assert find_title(session, waiting.slug) is None
    assert find_kept(session, waiting.slug) is None


def test_days_keep_to_the_neighbourhood_and_their_order(session: Session) -> None:
    selwerd = find_neighbourhood(session, "selwerd")
    assert selwerd is not None
    make_initiative(session, make_content("Later", starts_on=TODAY + timedelta(days=1)), on=TODAY)
    make_initiative(session, make_content("Overal", reach=Reach.CITY, lon=None, lat=None, starts_on=TODAY), on=TODAY)
    make_initiative(session, make_content("Elders", lon=6.5905, lat=53.2445, starts_on=TODAY), on=TODAY)
    found = list_days(session, selwerd.id, Days(TODAY, TODAY + timedelta(days=7)), today=TODAY, own_language=dutch)

    assert [(day.day, [each.title for each in day.times]) for day in found] == [
        (TODAY, ["Overal"]),
        (TODAY + timedelta(days=1), ["Later"]),
    ]
    assert {each.title for each in list_events(session, selwerd.id, today=TODAY)} == {"Later", "Overal"}
    assert list_events(session, selwerd.id, today=TODAY + timedelta(days=9)) == []


def test_neighbourhood_shows_its_own_first_its_open_tasks_and_who_works_there(session: Session) -> None:
    selwerd = find_neighbourhood(session, "selwerd")
    assert selwerd is not None
    make_initiative(session, make_content("Overal", reach=Reach.CITY, lon=None, lat=None, starts_on=TODAY), on=TODAY)
    make_initiative(session, make_content("Hier", tasks=(make_task("koken"),)), on=TODAY)
    rests = make_initiative(session, make_content("Rust", tasks=(make_task("sjouwen"),)), on=TODAY)
    set_state(session, rests, InitiativeState.PAUSED, by=None, today=TODAY, now=rests.changed_at)
    for number in range(MOST_INITIATIVES):
        make_initiative(session, make_content(f"Nog een {number}"), on=TODAY)
    _works(session, "humanitas", "armoede", selwerd.id)
    _works(session, "present", "groen", None)
    _works(session, "link050", "taal", selwerd.id, answer=ActivityAnswer.DOES_NOT)
    _works(session, "wij-groningen", "taal", selwerd.id, ended_on=TODAY)
    local = get_local(session, selwerd.id, "selwerd", today=TODAY, own_language=dutch)

    assert len(local.initiatives.rows) == MOST_INITIATIVES
    assert local.initiatives.total == MOST_INITIATIVES + 3
    assert "Overal" not in [row.title for row in local.initiatives.rows]
    assert [(task.title, task.initiative) for task in local.tasks] == [("Helpen met koken", "Hier")]
    working = {each.slug: each.themes for each in local.partners}
    assert "Armoede" in working["humanitas"]
    assert "Groen" in working["present"]
    assert "link050" not in working
    assert "Taal" not in working.get("wij-groningen", ())


def _works(
    session: Session,
    partner: str,
    theme: str,
    neighbourhood_id: int | None,
    *,
    answer: ActivityAnswer = ActivityAnswer.DOES,
    ended_on: date | None = None,
) -> None:
    session.add(
        PartnerActivity(
            partner_id=session.query(PartnerRow.id).filter_by(slug=partner).scalar(),
            theme_id=session.query(Theme.id).filter_by(slug=theme).scalar(),
            neighbourhood_id=neighbourhood_id,
            answer=answer,
            confirmed_on=TODAY - timedelta(days=10),
            ended_on=ended_on,
            provenance=Provenance.ENTERED,
        )
    )
    session.flush()


def test_one_that_has_no_listing_any_more_is_nowhere(session: Session) -> None:
    made = make_initiative(session, on=TODAY)
    session.delete(session.get_one(Listing, made.id))
    session.flush()

    assert find_detail(session, made.slug, today=TODAY, may_see_faith=True, own_language=dutch) is None


def test_what_is_over_today_is_not_what_comes_next(session: Session) -> None:
    day = {"starts_on": TODAY, "minutes": 60, "rrule": "FREQ=DAILY;UNTIL=20261130"}
    for title, hour in (("Zz vroeg", 9), ("Zz laat", 20), ("Zz middag", 15)):
        make_initiative(session, make_content(title, starts_at=time(hour), **day), on=TODAY)

    def coming(minute: int | None) -> list[tuple[str, date | None]]:
        wanted = Filters(words="zz")
        page = get_listing_page(session, wanted, sort=Sort.NEXT, page=1, today=TODAY, own_language=dutch, minute=minute)
        return [(row.title, row.next_day) for row in page.rows]

    tomorrow = TODAY + timedelta(days=1)
    assert coming(None) == [("Zz vroeg", TODAY), ("Zz middag", TODAY), ("Zz laat", TODAY)]
    assert coming(12 * 60) == [("Zz middag", TODAY), ("Zz laat", TODAY), ("Zz vroeg", tomorrow)]
