"""What is public of the networks is put down once per month, rounded, and left alone; the site only reads it."""

from datetime import date

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.conftest import CommandLine, Ended
from tests.match_making import find_place
from tests.network_making import make_linked, make_tie
from webapp.database import SITE_ROLE
from webapp.models import Person
from webapp.networks.actions.publishing import publish_months, remove_demo_months

MONTH = date(2026, 11, 1)
PLACES = text("SELECT people, ties FROM network_month_place WHERE month = :month ORDER BY neighbourhood_id")
PAIRS = text("SELECT people, ties, shared FROM network_month_pair WHERE month = :month")


@pytest.fixture
def people(session: Session) -> list[Person]:
    """Six people of Haren who each know one of Reitdiep."""
    session.execute(text("DELETE FROM network_month"))
    here, there = (
        [make_linked(session, f"{slug} {number}", find_place(session, slug)) for number in range(6)]
        for slug in ("haren", "reitdiep")
    )
    for one, other in zip(here, there, strict=True):
        make_tie(session, one, other)
    return [*here, *there]


def figures(session: Session, month: date = MONTH) -> list[tuple[int, ...]]:
    rows = [*session.execute(PLACES, {"month": month}), *session.execute(PAIRS, {"month": month})]
    return [tuple(row) for row in rows]


def test_month_is_rounded_and_put_down_once(session: Session, people: list[Person]) -> None:
    assert publish_months(session, today=TODAY) == 1
    assert figures(session) == [(5, 5), (5, 5), (10, 5, 0)]
    for person in people[2:6]:
        session.delete(person)
    session.flush()
    assert publish_months(session, today=TODAY) == 0
    assert figures(session) == [(5, 5), (5, 5), (10, 5, 0)]
    # the control: the next month tells what became of it, which is too little to tell
    assert publish_months(session, today=date(2026, 12, 3)) == 1
    assert figures(session, date(2026, 12, 1)) == []


def test_months_before_are_filled_in_when_asked_for(session: Session, people: list[Person]) -> None:
    assert publish_months(session, today=TODAY) == 1
    assert publish_months(session, today=TODAY, months=3) == 3
    assert figures(session, date(2026, 8, 1)) == []


def test_only_months_of_the_demonstration_are_removed(session: Session, people: list[Person]) -> None:
    publish_months(session, today=TODAY)
    session.execute(text("UPDATE network_month SET provenance = 'entered'"))
    assert remove_demo_months(session) == 0
    session.execute(text("UPDATE network_month SET provenance = 'demo'"))
    assert remove_demo_months(session) == 1
    assert figures(session) == []


@pytest.mark.parametrize("table", ["network_month", "network_month_place", "network_month_pair"])
def test_site_reads_what_is_public_and_changes_none_of_it(session: Session, people: list[Person], table: str) -> None:
    publish_months(session, today=TODAY)
    session.execute(text(f"SET LOCAL ROLE {SITE_ROLE}"))
    assert session.scalar(text(f"SELECT count(*) FROM {table}"))
    with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(text(f"DELETE FROM {table}"))
    with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(text("SELECT * FROM network_ties(NULL, :month)"), {"month": MONTH})


@pytest.mark.parametrize(("people_told", "ties"), [(4, 5), (6, 5), (5, 4)])
def test_database_refuses_what_is_small_or_not_rounded(
    session: Session, people: list[Person], people_told: int, ties: int
) -> None:
    session.execute(text("INSERT INTO network_month (month, provenance) VALUES (:month, 'entered')"), {"month": MONTH})
    put = text("INSERT INTO network_month_place VALUES (:month, :place, :people, :ties)")
    values = {"month": MONTH, "place": find_place(session, "haren")}
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(put, {**values, "people": people_told, "ties": ties})
    session.execute(put, {**values, "people": 5, "ties": 5})


def test_command_publishes_and_tells_how_many_months(city_clone: URL, missie050: CommandLine) -> None:
    assert missie050(city_clone, "networks", "publish", "--months", "1") == Ended(0, "Maanden bekendgemaakt: 2.\n", "")
    assert missie050(city_clone, "networks", "publish", "--months", "1") == Ended(0, "Maanden bekendgemaakt: 0.\n", "")
