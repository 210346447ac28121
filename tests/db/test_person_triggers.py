"""The neighbourhood of a person follows from the buurt, also when the buurten of neighbourhoods change."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import add_neighbourhood, buurt_code, make_account, make_grant, make_person
from webapp.areas.releases import assign_codes
from webapp.models import Neighbourhood, NeighbourhoodArea, Person
from webapp.vocabulary import Role

HERE, THERE, NOWHERE = buurt_code(0), buurt_code(1), buurt_code(9)


@pytest.fixture
def session(empty_session: Session) -> Session:
    """A session that looks from the day of the tests."""
    look_on(empty_session, TODAY)
    return empty_session


@pytest.fixture
def ids(session: Session) -> tuple[int, int]:
    """Two neighbourhoods of one buurt each."""
    return add_neighbourhood(session, "hier", codes=[HERE]), add_neighbourhood(session, "daar", codes=[THERE])


def look_on(session: Session, day: date) -> None:
    session.execute(text("SELECT set_config('missie050.today', :day, true)"), {"day": day.isoformat()})


def neighbourhood_of(session: Session, person: Person) -> int | None:
    return session.scalar(select(Person.neighbourhood_id).where(Person.id == person.id))


def test_buurt_decides_the_neighbourhood(session: Session, ids: tuple[int, int]) -> None:
    person = make_person(session, buurt_code=HERE)
    assert neighbourhood_of(session, person) == ids[0]
    session.execute(update(Person).values(buurt_code=THERE))
    assert neighbourhood_of(session, person) == ids[1]


def test_buurt_wins_from_a_neighbourhood_that_was_chosen(session: Session, ids: tuple[int, int]) -> None:
    person = make_person(session, buurt_code=HERE, neighbourhood_id=ids[1])
    assert neighbourhood_of(session, person) == ids[0]
    session.execute(update(Person).values(neighbourhood_id=ids[1]))
    assert neighbourhood_of(session, person) == ids[0]


def test_without_a_buurt_the_chosen_neighbourhood_stays(session: Session, ids: tuple[int, int]) -> None:
    person = make_person(session, neighbourhood_id=ids[1])
    assert neighbourhood_of(session, person) == ids[1]
    session.execute(update(Person).values(neighbourhood_id=None))
    assert neighbourhood_of(session, person) is None


def test_buurt_of_no_neighbourhood_gives_none(session: Session, ids: tuple[int, int]) -> None:
    person = make_person(session, buurt_code=NOWHERE, neighbourhood_id=ids[0])
    assert neighbourhood_of(session, person) is None


def test_people_move_along_when_their_buurt_changes_hands(session: Session, ids: tuple[int, int]) -> None:
    moved, stayed = make_person(session, buurt_code=HERE), make_person(session, buurt_code=THERE)
    chosen = make_person(session, neighbourhood_id=ids[0])
    session.execute(delete(NeighbourhoodArea).where(NeighbourhoodArea.area_code == HERE))
    assert neighbourhood_of(session, moved) is None
    assign_codes(session, ids[1], [HERE], on=TODAY)
    assert [neighbourhood_of(session, each) for each in (moved, stayed, chosen)] == [ids[1], ids[1], ids[0]]


def test_period_of_a_buurt_is_looked_at_on_the_day_of_the_viewer(session: Session, ids: tuple[int, int]) -> None:
    session.execute(
        update(NeighbourhoodArea)
        .where(NeighbourhoodArea.area_code == HERE)
        .values(period=Range(date(2020, 1, 1), TODAY))
    )
    session.add(NeighbourhoodArea(neighbourhood_id=ids[1], area_code=HERE, period=Range(TODAY, None)))
    session.flush()
    assert neighbourhood_of(session, make_person(session, buurt_code=HERE)) == ids[1]
    look_on(session, TODAY - timedelta(days=1))
    assert neighbourhood_of(session, make_person(session, buurt_code=HERE)) == ids[0]


def test_change_elsewhere_leaves_people_as_they_are(session: Session, ids: tuple[int, int]) -> None:
    person = make_person(session, buurt_code=HERE)
    version = "SELECT xmin::text FROM person WHERE id = :id"
    before = session.scalar(text(version), {"id": person.id})
    add_neighbourhood(session, "elders", codes=[buurt_code(2)])
    assert session.scalar(text(version), {"id": person.id}) == before
    assert neighbourhood_of(session, person) == ids[0]


def test_neighbourhood_that_goes_leaves_its_people_without_one(session: Session, ids: tuple[int, int]) -> None:
    by_buurt, by_choice = make_person(session, buurt_code=HERE), make_person(session, neighbourhood_id=ids[0])
    other = make_person(session, buurt_code=THERE)
    session.execute(delete(Neighbourhood).where(Neighbourhood.id == ids[0]))
    assert [neighbourhood_of(session, each) for each in (by_buurt, by_choice, other)] == [None, None, ids[1]]


def test_neighbourhood_to_which_a_role_points_stays(session: Session, ids: tuple[int, int]) -> None:
    account = make_account(session)
    make_grant(session, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=ids[0])
    with pytest.raises(IntegrityError, match="fk_role_grant_neighbourhood_id_neighbourhood"), session.begin_nested():
        session.execute(delete(Neighbourhood).where(Neighbourhood.id == ids[0]))
    session.execute(delete(Neighbourhood).where(Neighbourhood.id == ids[1]))
