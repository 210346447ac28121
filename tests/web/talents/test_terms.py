"""On what terms somebody helps: what is kept, what is refused and beside which field, and that nothing is lost."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.talent_making import make_offering, show_paper
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.people.browsing import fresh, problems, seal_into, sent_by
from tests.web.talents.neighbours import TERMS, Neighbour, a_neighbour, papers_of, terms_fields, terms_of
from webapp.calendar.week_ranges import from_multirange
from webapp.calendar.week_times import WeekPart
from webapp.models import MaskedPlace, Person
from webapp.people.rules import Address
from webapp.vocabulary import LocationLevel, Requirement, TravelReach

NEXT_YEAR = TODAY + timedelta(days=300)


@pytest.fixture
def neighbour(records: Session) -> Neighbour:
    return a_neighbour(records)


@pytest.fixture
def visitor(neighbour: Neighbour, sign_in: SignIn) -> Visitor:
    return sign_in(neighbour.account_id)


def value_of(page: Page, name: str) -> str:
    field = page.soup.select_one(f"[name='{name}']")
    assert field is not None
    return str(field.get("value", ""))


def test_terms_are_kept_as_they_were_told(records: Session, neighbour: Neighbour, visitor: Visitor) -> None:
    sent = terms_fields(goes_beyond="y", paused_until="2026-12-24")
    visitor.submit(TERMS, sent, status=303)
    kept = terms_of(records, neighbour.person_id)
    assert kept is not None
    assert from_multirange(kept.weekly) == (WeekPart(0, 540, 720),)
    assert (kept.reach, kept.reach_metres, kept.goes_beyond) == (TravelReach.METRES, 1500, True)
    assert (kept.capacity, kept.languages, kept.paused_until) == (2, ["nl"], date(2026, 12, 24))
    shown = visitor.visit("/mijn/talenten").text
    assert "maandag: ochtend" in shown
    assert "tot 1.500 m, ongeveer 19 minuten lopen, ook in andere wijken" in shown


def test_what_is_kept_is_shown_as_it_was_filled_in(records: Session, neighbour: Neighbour, visitor: Visitor) -> None:
    sent = terms_fields(goes_beyond="y", paused_until="2026-12-24", paper_vog="y", until_vog="2027-03-01")
    visitor.submit(TERMS, sent, status=303)
    page = visitor.visit(TERMS)
    shown = sent_by(page)
    for name in ("goes_beyond", "paper_vog"):
        assert page.soup.select_one(f"[name='{name}'][checked]") is not None
    assert page.soup.select_one("[name='weekly'][value='0-morning'][checked]") is not None
    assert page.soup.select_one("[name='languages'][value='nl'][checked]") is not None
    assert page.soup.select_one("[name='reach'][value='metres'][checked]") is not None
    assert (shown["reach_metres"], shown["a_month"], shown["until_vog"]) == ("1500", "2", "2027-03-01")
    assert (shown["paused_until"], shown["version"]) == ("2026-12-24", "1")


def test_any_time_and_the_whole_city(records: Session, neighbour: Neighbour, visitor: Visitor) -> None:
    sent = {"weekly-altijd": "ja", "a_month": "1", "reach": "city", "reach_metres": "300000"}
    visitor.submit(TERMS, sent, status=303)
    kept = terms_of(records, neighbour.person_id)
    assert kept is not None
    assert (kept.weekly, kept.reach, kept.reach_metres) == (None, TravelReach.CITY, None)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"a_month": "-1"}, ("a_month", "Minder dan nul keer kan niet")),
        ({"a_month": "veel"}, ("a_month", "Vul een heel getal in")),
        ({"a_month": ""}, ("a_month", "Vul in hoe vaak")),
        ({"a_month": "61"}, ("a_month", "hooguit 60")),
        ({"reach_metres": "300 km"}, ("reach_metres", "we helpen in Groningen")),
        ({"reach_metres": "50"}, ("reach_metres", "minstens 100 meter")),
        ({"reach_metres": ""}, ("reach_metres", "tot hoeveel meter")),
        ({"reach": ""}, ("reach", "Kies hoe ver")),
        ({"reach": "building", "goes_beyond": "y"}, ("goes_beyond", "gaat niet samen")),
        ({"languages": "xx"}, ("languages", "talen uit de lijst")),
        ({"paused_until": "2026-11-22"}, ("paused_until", "al voorbij")),
        ({"paused_until": "2028-01-01"}, ("paused_until", "binnen een jaar")),
        ({"paused_until": "gisteren"}, ("paused_until", "")),
        ({"weekly-dag": "1", "weekly-van": "14:00", "weekly-tot": "9:00"}, ("weekly", "eindigt voor hij begint")),
        ({"paper_vog": "y", "until_vog": "2026-11-21"}, ("until_vog", "Dit bewijs is verlopen")),
        ({"until_vog": "2095-01-01"}, ("until_vog", "Zo lang is geen bewijs geldig")),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_lost(
    records: Session, neighbour: Neighbour, visitor: Visitor, changes: dict[str, str], told: tuple[str, str]
) -> None:
    field, words = told
    page = visitor.submit(TERMS, terms_fields(**changes), status=422)
    assert list(problems(page)) == [field]
    assert words in problems(page)[field]
    assert page.soup.select_one("input[name='weekly'][value='0-morning'][checked]") is not None
    for name in ("a_month", "reach_metres", "paused_until", "until_vog", "weekly-van"):
        assert value_of(page, name) == terms_fields(**changes).get(name, "")
    assert terms_of(records, neighbour.person_id) is None


def test_everything_that_is_wrong_is_told_at_once(visitor: Visitor) -> None:
    sent = terms_fields(
        a_month="-1", reach_metres="300 km", paused_until="2020-01-01", until_vog="2020-01-01", weekly="8-morning"
    )
    page = visitor.submit(TERMS, sent, status=422)
    assert set(problems(page)) == {"weekly", "a_month", "reach_metres", "paused_until", "until_vog"}


def test_of_two_changes_the_second_sees_both_and_decides(
    records: Session, neighbour: Neighbour, visitor: Visitor
) -> None:
    make_offering(records, neighbour.person_id)
    records.commit()
    visitor.submit(TERMS, terms_fields(a_month="3", version="1"), status=303)
    page = visitor.submit(TERMS, terms_fields(a_month="5", version="1"), status=409)
    assert "hooguit 3 keer per maand" in page.text
    assert "hooguit 5 keer per maand" in page.text
    visitor.submit(TERMS, terms_fields(a_month="5", version="2"), status=303)
    kept = terms_of(records, neighbour.person_id)
    assert kept is not None
    assert kept.capacity == 5


def test_terms_that_were_begun_twice_are_kept_once(records: Session, neighbour: Neighbour, visitor: Visitor) -> None:
    visitor.submit(TERMS, terms_fields(), status=303)
    visitor.submit(TERMS, terms_fields(a_month="7"), status=409)
    kept = terms_of(records, neighbour.person_id)
    assert kept is not None
    assert kept.capacity == 2


def test_a_paper_that_one_tells_of_does_not_count_yet(records: Session, neighbour: Neighbour, visitor: Visitor) -> None:
    visitor.submit(TERMS, terms_fields(paper_vog="y", until_vog=NEXT_YEAR.isoformat()), status=303)
    assert [(each.kind, each.valid_until, each.seen_on) for each in papers_of(records, neighbour.person_id)] == [
        (Requirement.VOG, NEXT_YEAR, None)
    ]
    assert "nog niet gezien, telt nog niet mee" in visitor.visit("/mijn/talenten").text


def test_a_paper_that_was_seen_stays_seen_until_its_day_changes(
    records: Session, neighbour: Neighbour, visitor: Visitor
) -> None:
    show_paper(records, neighbour.person_id, valid_until=NEXT_YEAR)
    records.commit()
    visitor.submit(TERMS, terms_fields(paper_vog="y", until_vog=NEXT_YEAR.isoformat()), status=303)
    assert papers_of(records, neighbour.person_id)[0].seen_on == TODAY
    later = terms_fields(version="1", paper_vog="y", until_vog=(NEXT_YEAR + timedelta(days=9)).isoformat())
    visitor.submit(TERMS, later, status=303)
    assert papers_of(records, neighbour.person_id)[0].seen_on is None
    untick = terms_fields(version="2", until_vog=(NEXT_YEAR + timedelta(days=9)).isoformat())
    visitor.submit(TERMS, untick, status=303)
    assert papers_of(records, neighbour.person_id) == []


def test_a_kept_paper_that_has_lapsed_since_does_not_stand_in_the_way(
    records: Session, neighbour: Neighbour, visitor: Visitor
) -> None:
    lapsed = TODAY - timedelta(days=30)
    show_paper(records, neighbour.person_id, valid_until=lapsed)
    records.commit()
    visitor.submit(TERMS, terms_fields(paper_vog="y", until_vog=lapsed.isoformat()), status=303)
    assert "verlopen, telt niet meer mee" in visitor.visit("/mijn/talenten").text


def test_without_a_place_for_the_address_there_is_no_choice_to_be_found_near(
    records: Session, neighbour: Neighbour, visitor: Visitor
) -> None:
    assert visitor.visit(TERMS).soup.select_one("[name='is_near']") is None
    visitor.submit(TERMS, terms_fields(is_near="y"), status=303)
    assert _distance(records, neighbour.person_id) is None


def test_who_chooses_so_is_found_by_one_point_beside_the_address(
    records: Session, neighbour: Neighbour, visitor: Visitor
) -> None:
    _live_at(records, neighbour.person_id, LocationLevel.MASKED)
    assert visitor.visit(TERMS).soup.select_one("[name='is_near']") is not None
    visitor.submit(TERMS, terms_fields(is_near="y"), status=303)
    far = _distance(records, neighbour.person_id)
    assert far is not None
    assert 100 <= far <= 4000
    visitor.submit(TERMS, terms_fields(version="1"), status=303)
    assert _distance(records, neighbour.person_id) is None


def test_who_shows_no_more_than_the_buurt_is_not_found_nearer(
    records: Session, neighbour: Neighbour, visitor: Visitor
) -> None:
    _live_at(records, neighbour.person_id, LocationLevel.BUURT)
    page = visitor.visit(TERMS)
    assert page.soup.select_one("[name='is_near']") is None
    assert "in je profiel koos je" in page.text


def _live_at(records: Session, person_id: int, level: LocationLevel) -> None:
    person = records.get_one(Person, person_id)
    person.location_level = level
    seal_into(records, person, address=Address("Eikenlaan", "20", "9741 AB", "Groningen", 232500.0, 583500.0))
    fresh(records, person_id)


def _distance(records: Session, person_id: int) -> float | None:
    """Metres from the address to the point that stands for it; None without one."""
    door = func.ST_SetSRID(func.ST_Point(232500.0, 583500.0), 28992)
    found = records.scalar(select(func.ST_Distance(MaskedPlace.geom, door)).where(MaskedPlace.person_id == person_id))
    records.commit()
    return found
