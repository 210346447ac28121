"""How networks are doing, kept per neighbourhood and day; nobody is in the numbers by name."""

from datetime import date, timedelta

import pytest
from sqlalchemy import URL, delete, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.conftest import CommandLine, Ended
from tests.network_making import make_group, make_linked, make_tie
from webapp.models import Neighbourhood, NetworkHealth, Person, Tie
from webapp.networks.actions.health import keep_health
from webapp.networks.rules.health import (
    HealthDay,
    HealthNumbers,
    MeasuredTie,
    Members,
    compared,
    measure_health,
    month_firsts,
    months_before,
    quarter_before,
)
from webapp.vocabulary import TieKind

LONG_AGO = TODAY - timedelta(days=200)


def a_place(session: Session, slug: str = "testwijk") -> int:
    """A neighbourhood in which nothing stands yet."""
    made = Neighbourhood(slug=slug, name=slug.title(), aliases=[])
    session.add(made)
    session.flush()
    return made.id


def kept(session: Session, place: int) -> dict[date, NetworkHealth]:
    session.expire_all()
    rows = session.scalars(select(NetworkHealth).where(NetworkHealth.neighbourhood_id == place))
    return {row.on_day: row for row in rows}


@pytest.fixture
def place(session: Session) -> int:
    return a_place(session)


@pytest.fixture
def people(session: Session, place: int) -> list[Person]:
    """Four people since half a year, of whom three are tied in a row, and a group with one of them."""
    people = [make_linked(session, name, place, on=LONG_AGO, days=330) for name in ("Anna", "Bram", "Cees", "Dina")]
    for person in people:
        person.created_at = person.created_at - timedelta(days=200)
    group = make_group(session, "Soep", place, started_on=LONG_AGO)
    make_tie(session, people[0], people[1], since=LONG_AGO, confirmed_on=TODAY)
    make_tie(session, people[1], people[2], since=TODAY - timedelta(days=20), confirmed_on=TODAY)
    make_tie(session, people[0], group, kind=TieKind.MEMBER_OF, since=LONG_AGO, confirmed_on=LONG_AGO)
    make_tie(session, people[2], people[3], since=LONG_AGO, until=TODAY - timedelta(days=10))
    return people


def test_today_is_measured(session: Session, place: int, people: list[Person]) -> None:
    keep_health(session, today=TODAY)
    now = kept(session, place)[TODAY]
    counted = (now.people, now.groups, now.others, now.ties, now.alone, now.stale_ties, now.begun_ties, now.ended_ties)
    assert counted == (4, 1, 0, 3, 1, 0, 1, 1)
    assert now.ties_per_person == pytest.approx(5 / 4)
    assert now.density == pytest.approx(3 / 10)
    # Anna and Cees reach two, Bram two, Dina none; of three others each
    assert now.reach == pytest.approx(6 / 4 / 3)
    assert now.largest_share == pytest.approx(4 / 5)
    # without Bram, Anna and Cees: Dina, and the group
    assert now.resilience == pytest.approx(1 / 2)


def test_two_years_are_worked_out_once_and_months_that_are_kept_stay(
    session: Session, place: int, people: list[Person]
) -> None:
    first = keep_health(session, today=TODAY)
    assert first.months >= 6
    before = {day: row.people for day, row in kept(session, place).items()}
    assert all(day.day == 1 or day == TODAY for day in before)
    assert min(before) == date(2026, 6, 1)
    # somebody is erased, and the ties with them
    session.execute(delete(Person).where(Person.id == people[1].id))
    session.execute(delete(Tie).where(Tie.from_person_id == people[0].id))
    again = keep_health(session, today=TODAY)
    assert again.months == 0
    after = {day: row.people for day, row in kept(session, place).items()}
    assert after == before | {TODAY: 3}


def test_days_that_are_no_first_of_a_month_go_and_the_next_first_is_added(
    session: Session, place: int, people: list[Person]
) -> None:
    keep_health(session, today=TODAY)
    later = date(2026, 12, 2)
    assert keep_health(session, today=later).months >= 1
    days = kept(session, place)
    assert TODAY not in days
    assert {date(2026, 11, 1), date(2026, 12, 1), later} <= days.keys()


def test_dry_run_keeps_nothing(session: Session, place: int, people: list[Person]) -> None:
    assert keep_health(session, today=TODAY, is_dry=True).neighbourhoods >= 1
    assert kept(session, place) == {}


def test_who_lives_elsewhere_is_not_counted_and_the_tie_with_them_is(session: Session, place: int) -> None:
    other = a_place(session, "elders")
    anna, bram = make_linked(session, "Anna", place), make_linked(session, "Bram", other)
    make_tie(session, anna, bram)
    keep_health(session, today=TODAY)
    here, there = kept(session, place)[TODAY], kept(session, other)[TODAY]
    assert (here.people, here.ties, here.others, here.density) == (1, 1, 0, None)
    assert (there.people, there.ties, there.alone) == (1, 1, 0)


def test_neighbourhood_without_a_network_has_no_rows(session: Session, place: int) -> None:
    keep_health(session, today=TODAY)
    assert kept(session, place) == {}


def test_an_empty_network_has_no_shares() -> None:
    found = measure_health(Members(frozenset(), frozenset()), [], [], on=TODAY, ended_ties=0)
    assert found == HealthNumbers(0, 0, 0, 0, None, None, None, None, None, 0, 0, 0, 0)
    assert found.is_empty


def test_resilience_is_what_hangs_together_without_the_three_busiest() -> None:
    hubs = {1: range(10, 15), 2: range(20, 25), 3: range(30, 35)}
    ties = [MeasuredTie(hub, ray, TODAY, TODAY) for hub, rays in hubs.items() for ray in rays]
    ties += [MeasuredTie(1, 2, TODAY, TODAY), MeasuredTie(2, 3, TODAY, TODAY)]
    people = frozenset({*hubs, *(ray for rays in hubs.values() for ray in rays)})
    found = measure_health(Members(people, frozenset()), ties, [], on=TODAY, ended_ties=0)
    assert found.largest_share == 1
    assert found.resilience == pytest.approx(1 / 15)


def test_months_are_counted_by_the_calendar() -> None:
    assert quarter_before(date(2026, 5, 31)) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)
    assert len(month_firsts(None, TODAY)) == 25
    assert month_firsts(date(2026, 9, 14), TODAY) == [date(2026, 10, 1), date(2026, 11, 1)]
    assert month_firsts(date(2026, 11, 1), TODAY) == []


def stood(on: date, people: int = 9) -> HealthDay:
    return HealthDay(on, HealthNumbers(people, 0, 0, 0, None, None, None, None, None, 0, 0, 0, 0))


def test_a_day_is_compared_with_the_told_one_nearest_to_three_months_earlier() -> None:
    august, september, november = (stood(date(2026, month, 1)) for month in (8, 9, 11))
    assert compared([august, september, november], on=TODAY) == september
    assert compared([august, november], on=TODAY) == august
    # 22 August is the day: one that is as far before it as another is after it goes first
    assert compared([stood(date(2026, 8, 25)), stood(date(2026, 8, 19))], on=TODAY) == stood(date(2026, 8, 19))
    assert compared([august, stood(date(2026, 9, 1), people=4)], on=TODAY) == august
    assert compared([november, stood(date(2026, 7, 1))], on=TODAY) is None
    assert compared([], on=TODAY) is None


def test_a_day_is_told_from_five_people_on() -> None:
    assert [stood(TODAY, people).is_told for people in (0, 4, 5)] == [False, False, True]


def test_who_had_a_tie_on_a_day_stood_in_the_network_though_they_became_known_later(
    session: Session, place: int
) -> None:
    anna, bram, _ = (make_linked(session, name, place) for name in ("Anna", "Bram", "Cees"))
    group = make_group(session, "Soep", place, started_on=TODAY)
    make_tie(session, anna, bram, since=LONG_AGO, until=TODAY - timedelta(days=100))
    make_tie(session, anna, group, kind=TieKind.MEMBER_OF, since=LONG_AGO)
    keep_health(session, today=TODAY)
    days = kept(session, place)
    assert (days[date(2026, 6, 1)].people, days[date(2026, 6, 1)].groups, days[date(2026, 6, 1)].alone) == (2, 1, 0)
    # Bram is not there any more, and not there yet
    assert (days[date(2026, 10, 1)].people, days[date(2026, 10, 1)].groups) == (1, 1)
    assert (days[TODAY].people, days[TODAY].alone) == (3, 2)


def test_command_measures_and_a_dry_run_says_what_it_would_keep(missie050: CommandLine, city_url: URL) -> None:
    # nobody stands in a network there, so that nothing is kept for others
    none = "netwerken van vandaag: 0, eerste dagen van een maand: 0.\n"
    assert missie050(city_url, "networks", "measure", "--dry-run") == Ended(0, f"Zou bewaren: {none}", "")
    assert missie050(city_url, "networks", "measure") == Ended(0, f"Bewaard: {none}", "")
