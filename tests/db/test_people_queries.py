"""Who sees whom: by role, by place, by consents of today; and how people are searched and counted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_consent, make_person, small_city
from webapp.access.policy import VISITOR, Actor, Holding
from webapp.models import ConsentWithdrawal
from webapp.people.queries import (
    find_buurt_name,
    find_own_person,
    find_person,
    find_row,
    has_live_consent,
    list_buurten,
    list_own_neighbourhoods,
    list_people,
)
from webapp.people.rules import PAGE_SIZE
from webapp.vocabulary import Channel, ConsentPurpose, ConsentScope, LocationLevel, Role

GIVEN = TODAY - timedelta(days=30)


@pytest.fixture
def session(empty_session: Session) -> Session:
    """An empty database that is looked at on the day of the tests."""
    look_on(empty_session, TODAY)
    return empty_session


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    """Two neighbourhoods, `west` and `oost`."""
    return small_city(session, today=TODAY)


def look_on(session: Session, day: date) -> None:
    session.execute(text("SELECT set_config('missie050.today', :day, true)"), {"day": day.isoformat()})


def coordinator(*neighbourhood_ids: int) -> Actor:
    holdings = tuple(Holding(Role.NEIGHBOURHOOD_COORDINATOR, each) for each in neighbourhood_ids)
    return Actor(account_id=900_001, holdings=holdings)


CITY = Actor(account_id=900_002, holdings=(Holding(Role.CITY_COORDINATOR),))


def names(session: Session, viewer: Actor, words: str = "", **more: int) -> list[str]:
    """Who is on the list, all pages; the count says the same."""
    found = list_people(session, viewer, words=words, **more)
    pages = [list_people(session, viewer, words=words, page=page, **more) for page in range(1, found.pages + 1)]
    rows = [row.name for page in pages for row in page.rows]
    assert found.total == len(rows)
    return rows


def withdraw(session: Session, consent_id: int, person_id: int) -> None:
    session.execute(
        insert(ConsentWithdrawal).values(
            consent_id=consent_id, person_id=person_id, channel=Channel.WEB, withdrawn_at=datetime.now(UTC)
        )
    )


def test_coordinator_sees_who_is_known_in_their_neighbourhoods(session: Session, ids: dict[str, int]) -> None:
    for name, place in (("Anna", "west"), ("Bob", "oost")):
        make_person(session, name, neighbourhood_id=ids[place], known_from=GIVEN)
    assert names(session, coordinator(ids["west"])) == ["Anna"]
    assert names(session, coordinator(ids["oost"])) == ["Bob"]
    assert names(session, coordinator(*ids.values())) == ["Anna", "Bob"]
    assert names(session, coordinator()) == []


def test_city_coordinator_sees_who_consented_to_the_city(session: Session, ids: dict[str, int]) -> None:
    for name, scope in (("Anna", ConsentScope.CITY), ("Bob", ConsentScope.NEIGHBOURHOOD)):
        make_person(session, name, neighbourhood_id=ids["west"], known_from=GIVEN, known_to=scope)
    make_person(session, "Carla", known_from=GIVEN, known_to=ConsentScope.CITY)
    assert names(session, CITY) == ["Anna", "Carla"]
    assert names(session, coordinator(ids["west"])) == ["Anna", "Bob"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.NEIGHBOURHOOD_COORDINATOR, Role.CITY_COORDINATOR}))
def test_other_roles_know_nobody(session: Session, ids: dict[str, int], role: Role) -> None:
    known = make_person(session, neighbourhood_id=ids["west"], known_from=GIVEN, known_to=ConsentScope.CITY)
    for scope in ({}, {"neighbourhood_id": ids["west"]}, {"partner_id": 1}, {"group_id": 1}):
        viewer = Actor(account_id=900_003, holdings=(Holding(role, **scope),))
        assert (names(session, viewer), find_person(session, viewer, known.id)) == ([], None)
    assert names(session, CITY) == [known.name]


def test_visitor_knows_nobody_not_even_people_without_an_account(session: Session, ids: dict[str, int]) -> None:
    person = make_person(session, neighbourhood_id=ids["west"], known_from=GIVEN, known_to=ConsentScope.CITY)
    assert (names(session, VISITOR), find_person(session, VISITOR, person.id)) == ([], None)
    assert find_person(session, CITY, person.id) is person


def test_everyone_finds_themselves_without_standing_on_a_list(session: Session, ids: dict[str, int]) -> None:
    account = make_account(session)
    own, other = make_person(session, account_id=account.id), make_person(session)
    viewer = Actor(account_id=account.id)
    assert find_own_person(session, viewer) is own
    assert find_person(session, viewer, own.id) is own
    assert find_person(session, viewer, other.id) is None
    assert names(session, viewer) == []
    assert find_own_person(session, CITY) is None


@pytest.mark.parametrize("purpose", [ConsentPurpose.BE_ASKED, ConsentPurpose.KEEP_CHURCH])
def test_consent_to_something_else_makes_nobody_known(
    session: Session, ids: dict[str, int], purpose: ConsentPurpose
) -> None:
    person = make_person(session, neighbourhood_id=ids["west"])
    make_consent(session, person.id, purpose, on=GIVEN, scope=ConsentScope.CITY)
    for viewer in (coordinator(ids["west"]), CITY):
        assert names(session, viewer) == []
    make_consent(session, person.id, ConsentPurpose.BE_KNOWN, on=GIVEN, scope=ConsentScope.CITY)
    for viewer in (coordinator(ids["west"]), CITY):
        assert names(session, viewer) == [person.name]


def test_consent_counts_from_its_first_day_up_to_its_last(session: Session, ids: dict[str, int]) -> None:
    person = make_person(session, neighbourhood_id=ids["west"])
    make_consent(session, person.id, ConsentPurpose.BE_KNOWN, on=TODAY, days=10)
    seen = {}
    for offset in (-1, 0, 9, 10):
        look_on(session, TODAY + timedelta(days=offset))
        seen[offset] = find_person(session, coordinator(ids["west"]), person.id) is not None
    assert seen == {-1: False, 0: True, 9: True, 10: False}


def test_consent_that_is_taken_back_counts_no_more_and_another_one_still_does(
    session: Session, ids: dict[str, int]
) -> None:
    person = make_person(session, neighbourhood_id=ids["west"])
    first, second = (
        make_consent(session, person.id, ConsentPurpose.BE_KNOWN, on=GIVEN, scope=scope)
        for scope in (ConsentScope.NEIGHBOURHOOD, ConsentScope.CITY)
    )
    withdraw(session, second.id, person.id)
    assert (names(session, CITY), names(session, coordinator(ids["west"]))) == ([], [person.name])
    withdraw(session, first.id, person.id)
    assert names(session, coordinator(ids["west"])) == []


def test_two_consents_of_one_person_are_one_row(session: Session, ids: dict[str, int]) -> None:
    person = make_person(session, "Anna", neighbourhood_id=ids["west"], known_from=GIVEN)
    make_consent(session, person.id, ConsentPurpose.BE_KNOWN, on=TODAY, scope=ConsentScope.CITY, days=300)
    viewer = Actor(1, holdings=(*coordinator(ids["west"]).holdings, *CITY.holdings))
    assert names(session, viewer) == ["Anna"]
    assert list_people(session, viewer).rows[0].known_until == TODAY + timedelta(days=300)


@pytest.fixture
def crowd(session: Session, ids: dict[str, int]) -> Actor:
    """Names that are hard to search by, in `west`, and one of them in `oost` too; gives the coordinator of `west`."""
    for name in (
        "Zoë Øster",
        "ANNA de Vries",
        "Bilal Yıldız",
        "100% Jan",
        "Jan_Piet",
        "Back\\slash",
        "O'Brien",
        "王小明",
    ):
        make_person(session, name, neighbourhood_id=ids["west"], known_from=GIVEN)
    make_person(session, "Zoë Elders", neighbourhood_id=ids["oost"], known_from=GIVEN)
    return coordinator(ids["west"])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zoe", ["Zoë Øster"]),
        ("ZOË", ["Zoë Øster"]),
        ("oster", ["Zoë Øster"]),
        ("vries", ["ANNA de Vries"]),
        ("anna DE", ["ANNA de Vries"]),
        ("yildiz", ["Bilal Yıldız"]),
        ("%", ["100% Jan"]),
        ("0%", ["100% Jan"]),
        ("%jan", []),
        ("_", ["Jan_Piet"]),
        ("n_p", ["Jan_Piet"]),
        ("j_n", []),
        ("\\", ["Back\\slash"]),
        ("k\\s", ["Back\\slash"]),
        ("\\\\", []),
        ("\\%", []),
        ("a\\", []),
        ("o'b", ["O'Brien"]),
        ("小", ["王小明"]),
        ("jan", ["100% Jan", "Jan_Piet"]),
        ("elders", []),
        ("'; DROP TABLE person", []),
    ],
)
def test_name_is_searched_whatever_its_case_and_accents_and_signs_are_letters(
    session: Session, crowd: Actor, words: str, found: list[str]
) -> None:
    assert names(session, crowd, words) == found


def test_search_stays_within_what_the_viewer_sees(session: Session, crowd: Actor, ids: dict[str, int]) -> None:
    assert names(session, coordinator(ids["oost"]), "zoe") == ["Zoë Elders"]
    assert names(session, coordinator(*ids.values()), "zoe") == ["Zoë Elders", "Zoë Øster"]
    assert names(session, coordinator(*ids.values()), "zoe", neighbourhood_id=ids["oost"]) == ["Zoë Elders"]
    assert names(session, crowd, "zoe", neighbourhood_id=ids["oost"]) == []


def test_list_is_by_name_and_then_in_a_fixed_order(session: Session, ids: dict[str, int]) -> None:
    for name in ("émile", "Zoë", "Emiel", "anna", "Ánna"):
        make_person(session, name, neighbourhood_id=ids["west"], known_from=GIVEN)
    assert names(session, coordinator(ids["west"])) == ["anna", "Ánna", "Emiel", "émile", "Zoë"]


def test_pages_hold_everyone_once(session: Session, ids: dict[str, int]) -> None:
    for number in range(2 * PAGE_SIZE + 1):
        make_person(session, f"Iemand {number:03}", neighbourhood_id=ids["west"], known_from=GIVEN)
    viewer = coordinator(ids["west"])
    pages = [list_people(session, viewer, page=page) for page in (1, 2, 3)]
    assert [(len(each.rows), each.page, each.pages, each.total) for each in pages] == [
        (PAGE_SIZE, 1, 3, 101),
        (PAGE_SIZE, 2, 3, 101),
        (1, 3, 3, 101),
    ]
    assert len({row.id for each in pages for row in each.rows}) == 101
    for page, given in ((0, 1), (-3, 1), (4, 3), (999_999_999, 3)):
        assert list_people(session, viewer, page=page).page == given


def test_nobody_is_one_empty_page(session: Session, ids: dict[str, int]) -> None:
    found = list_people(session, coordinator(ids["west"]))
    assert (found.rows, found.total, found.page, found.pages) == ((), 0, 1, 1)


@pytest.mark.parametrize("level", LocationLevel)
def test_list_tells_the_buurt_to_all_levels_but_hidden(
    session: Session, ids: dict[str, int], level: LocationLevel
) -> None:
    make_person(session, buurt_code="BU00140000", location_level=level, known_from=GIVEN, known_to=ConsentScope.CITY)
    for viewer in (coordinator(ids["west"]), CITY):
        (row,) = list_people(session, viewer).rows
        assert row.buurt == (None if level is LocationLevel.HIDDEN else "Buurt 0000")
        # who coordinates one neighbourhood sees nobody from elsewhere
        told = level is not LocationLevel.HIDDEN or viewer != CITY
        assert row.neighbourhood == ("West" if told else None)


def test_hidden_place_is_not_found_out_by_choosing_neighbourhoods(session: Session, ids: dict[str, int]) -> None:
    for name, level in (("Anna", LocationLevel.HIDDEN), ("Bob", LocationLevel.BUURT)):
        make_person(
            session,
            name,
            neighbourhood_id=ids["west"],
            location_level=level,
            known_from=GIVEN,
            known_to=ConsentScope.CITY,
        )
    assert names(session, CITY) == ["Anna", "Bob"]
    assert names(session, CITY, neighbourhood_id=ids["west"]) == ["Bob"]
    # who coordinates one neighbourhood knows that everyone on the list belongs there
    assert names(session, coordinator(ids["west"]), neighbourhood_id=ids["west"]) == ["Anna", "Bob"]


def test_who_may_be_asked_is_told(session: Session, ids: dict[str, int]) -> None:
    person = make_person(session, neighbourhood_id=ids["west"], known_from=GIVEN)
    viewer = coordinator(ids["west"])
    assert list_people(session, viewer).rows[0].may_be_asked is False
    consent = make_consent(session, person.id, ConsentPurpose.BE_ASKED, on=GIVEN)
    assert list_people(session, viewer).rows[0].may_be_asked is True
    assert find_row(session, viewer, person.id) == list_people(session, viewer).rows[0]
    assert find_row(session, viewer, make_person(session).id) is None
    withdraw(session, consent.id, person.id)
    assert list_people(session, viewer).rows[0].may_be_asked is False


def test_live_consent_is_of_this_person_and_this_purpose(session: Session) -> None:
    person, other = make_person(session), make_person(session)
    make_consent(session, person.id, ConsentPurpose.KEEP_CHURCH, on=GIVEN)
    assert has_live_consent(session, person.id, ConsentPurpose.KEEP_CHURCH)
    assert not has_live_consent(session, person.id, ConsentPurpose.BE_KNOWN)
    assert not has_live_consent(session, other.id, ConsentPurpose.KEEP_CHURCH)


def test_buurten_stand_under_the_neighbourhood_of_today(session: Session, ids: dict[str, int]) -> None:
    groups = [
        (name, [(each.value, each.label) for each in choices]) for name, choices in list_buurten(session, today=TODAY)
    ]
    assert groups == [
        ("Oost", [("BU00140002", "Buurt 0002"), ("BU00140003", "Buurt 0003")]),
        ("West", [("BU00140000", "Buurt 0000"), ("BU00140001", "Buurt 0001")]),
    ]
    assert list_buurten(session, today=date(2019, 1, 1)) == []
    assert find_buurt_name(session, "BU00140000") == "Buurt 0000"
    assert (find_buurt_name(session, "BU00149999"), find_buurt_name(session, None)) == (None, None)


def test_neighbourhoods_to_choose_from_are_the_coordinators_own(session: Session, ids: dict[str, int]) -> None:
    def labels(viewer: Actor) -> list[str]:
        return [each.label for each in list_own_neighbourhoods(session, viewer)]

    assert labels(coordinator(ids["west"])) == ["West"]
    assert labels(CITY) == ["Oost", "West"]
    assert labels(coordinator()) == []
