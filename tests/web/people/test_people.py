from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_consent, make_grant, make_partner, make_person
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.people.browsing import a_neighbourhood, events, make_coordinator, seal_into
from tests.web.statements import counted
from webapp.models import ConsentWithdrawal, Person
from webapp.people.rules import Address
from webapp.vocabulary import Channel, ConsentPurpose, ConsentScope, LocationLevel, Role

PATH = "/mensen"
GIVEN = TODAY - timedelta(days=30)
HOME = Address("Kanarielaan", "20", "9741 AB", "Groningen")


@pytest.fixture
def here(records: Session) -> int:
    """A neighbourhood in which nobody lives yet."""
    return a_neighbourhood(records)[0]


@pytest.fixture
def coordinator(records: Session, sign_in: SignIn, here: int) -> Visitor:
    """The browser of who coordinates that neighbourhood."""
    return sign_in(make_coordinator(records, here).id)


def known(records: Session, name: str, neighbourhood_id: int | None, **more: object) -> Person:
    """Somebody who may be known."""
    person = make_person(records, name, neighbourhood_id=neighbourhood_id, known_from=GIVEN, **more)  # type: ignore[arg-type]  # passed on
    records.commit()
    return person


def names(page: Page) -> list[str]:
    """Who is on the page; the count above it says as much when there is one page."""
    found = [link.get_text(strip=True) for link in page.soup.select(".people__table tbody th a")]
    if not page.soup.select("nav.actions"):
        assert f"{len(found)} {'persoon' if len(found) == 1 else 'mensen'}" in page.text
    return found


def cells(page: Page) -> list[list[str]]:
    return [[each.get_text(strip=True) for each in row.select("th, td")] for row in page.soup.select("tbody tr")]


def test_visitor_goes_to_sign_in(visitor: Visitor) -> None:
    assert visitor.visit(f"{PATH}?zoek=a", status=303).response.location.startswith("/inloggen?verder=/mensen")


@pytest.mark.parametrize("role", [None, *sorted(set(Role) - {Role.NEIGHBOURHOOD_COORDINATOR, Role.CITY_COORDINATOR})])
def test_for_other_roles_there_is_no_such_page(records: Session, sign_in: SignIn, here: int, role: Role | None) -> None:
    account = make_account(records)
    known(records, "Anna", here, known_to=ConsentScope.CITY)
    if role is not None:
        over = {Role.PARTNER_MEMBER: "partner_id", Role.TRACK_COUNSELLOR: "partner_id"}.get(role)
        scope = {over: make_partner(records).id} if over else {"group_id": 1} if role.startswith("group_") else {}
        make_grant(records, account.id, role, **scope)
    records.commit()
    sign_in(account.id).visit(PATH, status=404)
    assert "Anna" in names(sign_in(make_coordinator(records).id).visit(f"{PATH}?zoek=anna"))


@pytest.mark.parametrize(
    "state", [{"until": TODAY}, {"since": TODAY + timedelta(days=1)}, {"waits": True}, {"ended": True}]
)
def test_role_that_is_not_in_force_gives_nothing(
    records: Session, sign_in: SignIn, here: int, state: dict[str, object]
) -> None:
    person = known(records, "Anna", here)
    account = make_account(records)
    make_grant(records, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=here, **state)  # type: ignore[arg-type]  # passed on
    records.commit()
    for path in (PATH, f"{PATH}/{person.id}", f"{PATH}/{person.id}/wijzigen"):
        sign_in(account.id).visit(path, status=404)
    assert names(sign_in(make_coordinator(records, here).id).visit(PATH)) == ["Anna"]


def test_role_gives_nothing_before_its_first_and_after_its_last_day(
    records: Session, sign_in: SignIn, here: int
) -> None:
    known(records, "Anna", here)
    account = make_account(records)
    since, until = TODAY + timedelta(days=1), TODAY + timedelta(days=3)
    make_grant(records, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=here, since=since, until=until)
    records.commit()
    for offset, status in ((0, 404), (1, 200), (2, 200), (3, 404)):
        with time_machine.travel(f"{TODAY + timedelta(days=offset)}T12:00:00+01:00"):
            sign_in(account.id).visit(PATH, status=status)


def test_coordinator_sees_only_who_is_known_in_their_neighbourhood(
    records: Session, coordinator: Visitor, here: int
) -> None:
    elsewhere, _ = a_neighbourhood(records, number=1)
    known(records, "Anna", here)
    known(records, "Bob", elsewhere, known_to=ConsentScope.CITY)
    known(records, "Carla", None, known_to=ConsentScope.CITY)
    make_person(records, "Dirk", neighbourhood_id=here)
    records.commit()
    page = coordinator.visit(PATH)
    assert names(page) == ["Anna"]
    for hidden in ("Bob", "Carla", "Dirk"):
        assert hidden not in page.response.get_data(as_text=True)


def test_city_coordinator_sees_only_who_consented_to_the_city(records: Session, sign_in: SignIn, here: int) -> None:
    known(records, "Proef Anna", here)
    known(records, "Proef Bob", here, known_to=ConsentScope.CITY)
    city = sign_in(make_coordinator(records).id)
    assert names(city.visit(f"{PATH}?zoek=proef")) == ["Proef Bob"]


def test_consent_that_lapses_takes_somebody_off_the_list_that_day(records: Session, sign_in: SignIn, here: int) -> None:
    person = make_person(records, "Anna", neighbourhood_id=here)
    make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=TODAY, days=10)
    account = make_coordinator(records, here)
    for offset, found in ((-1, []), (0, ["Anna"]), (9, ["Anna"]), (10, [])):
        with time_machine.travel(f"{TODAY + timedelta(days=offset)}T12:00:00+01:00"):
            browser = sign_in(account.id)
            assert names(browser.visit(PATH)) == found
            browser.visit(f"{PATH}/{person.id}", status=200 if found else 404)


def test_day_of_a_consent_begins_at_midnight_in_groningen(records: Session, sign_in: SignIn, here: int) -> None:
    person = make_person(records, "Anna", neighbourhood_id=here)
    make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=date(2026, 11, 1), days=22)
    account = make_coordinator(records, here)
    for moment, found in (("2026-11-22T22:59:00Z", ["Anna"]), ("2026-11-22T23:01:00Z", [])):
        with time_machine.travel(moment):
            assert names(sign_in(account.id).visit(PATH)) == found


def test_consent_that_is_withdrawn_takes_somebody_off_the_list_at_once(
    records: Session, coordinator: Visitor, here: int
) -> None:
    person = make_person(records, "Anna", neighbourhood_id=here)
    consent = make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=GIVEN)
    records.commit()
    path = f"{PATH}/{person.id}"
    coordinator.visit(path)
    records.add(ConsentWithdrawal(consent_id=consent.id, person_id=person.id, channel=Channel.WEB))
    records.commit()
    assert names(coordinator.visit(PATH)) == []
    coordinator.visit(path, status=404)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zoe", ["Zoë Øster"]),
        ("ZOË", ["Zoë Øster"]),
        ("  oster ", ["Zoë Øster"]),
        ("%", ["100% Jan"]),
        ("_", ["Jan_Piet"]),
        ("\\", ["Back\\slash"]),
        ("elders", []),
        ("<script>", []),
        ("x" * 5000, []),
    ],
)
def test_name_is_searched_within_what_is_ones_own(
    records: Session, coordinator: Visitor, here: int, words: str, *, found: list[str]
) -> None:
    for name in ("Zoë Øster", "100% Jan", "Jan_Piet", "Back\\slash"):
        known(records, name, here)
    known(records, "Zoë Elders", a_neighbourhood(records, number=1)[0], known_to=ConsentScope.CITY)
    page = coordinator.visit(f"{PATH}?{urlencode({'zoek': words})}")
    assert names(page) == found
    assert str(page.soup.find(id="zoek-naam")["value"]) == words.strip()[:80]


def test_list_can_be_narrowed_to_one_of_ones_neighbourhoods(records: Session, sign_in: SignIn) -> None:
    one, other, third = (a_neighbourhood(records, number=number)[0] for number in range(3))
    for name, place in (("Anna", one), ("Bob", other), ("Carla", third)):
        known(records, name, place)
    browser = sign_in(make_coordinator(records, one, other).id)
    page = browser.visit(PATH)
    offered = {str(option["value"]) for option in page.soup.select("#zoek-wijk option")}
    assert (names(page), offered) == (["Anna", "Bob"], {"", str(one), str(other)})
    narrowed = browser.visit(f"{PATH}?wijk={other}")
    assert names(narrowed) == ["Bob"]
    assert narrowed.soup.select_one("#zoek-wijk option[selected]")["value"] == str(other)
    assert names(browser.visit(f"{PATH}?wijk={third}")) == []
    for nonsense in ("x", "-1", "0", "9" * 30, "1.5"):
        assert names(browser.visit(f"{PATH}?wijk={nonsense}")) == ["Anna", "Bob"]


def test_pages_hold_everyone_once_and_keep_the_search(records: Session, coordinator: Visitor, here: int) -> None:
    for number in range(101):
        make_person(records, f"Proef {number:03}", neighbourhood_id=here, known_from=GIVEN)
    known(records, "Anders", here)
    page, found = coordinator.visit(f"{PATH}?zoek=proef"), []
    assert "101 mensen" in page.text
    assert "Pagina 1 van 3" in page.text
    while True:
        found += names(page)
        following = [link for link in page.soup.select("nav.actions a") if link.text == "Volgende"]
        if not following:
            break
        page = coordinator.visit(str(following[0]["href"]))
    assert found == [f"Proef {number:03}" for number in range(101)]
    assert "Pagina 3 van 3" in page.text
    for asked, given in (("0", 1), ("-1", 1), ("x", 1), ("999999999", 3), ("9" * 40, 1)):
        assert f"Pagina {given} van 3" in coordinator.visit(f"{PATH}?zoek=proef&pagina={asked}").text


@pytest.mark.parametrize("level", LocationLevel)
def test_list_shows_the_buurt_at_most(
    records: Session, sign_in: SignIn, level: LocationLevel, coordinator: Visitor
) -> None:
    neighbourhood_id, code = a_neighbourhood(records)
    person = known(records, "Proef Anna", None, buurt_code=code, location_level=level, known_to=ConsentScope.CITY)
    seal_into(records, person, address=HOME, phone="06 12345678", church="Kerk van de Proef")
    city = sign_in(make_coordinator(records).id)
    told = {}
    for who, browser in (("own", coordinator), ("city", city)):
        page = browser.visit(f"{PATH}?zoek=proef")
        (row,) = cells(page)
        told[who] = row[1:3]
        for secret in (HOME.street, HOME.postcode, "06 12345678", "Kerk van de Proef"):
            assert secret not in page.response.get_data(as_text=True)
    hidden = level is LocationLevel.HIDDEN
    assert ("niet gedeeld" in told["own"][1], told["city"][0] == "niet gedeeld") == (hidden, hidden)
    assert told["own"][0] != "niet gedeeld"
    assert (told["own"] == told["city"]) is not hidden
    assert neighbourhood_id


def test_list_tells_who_may_be_asked_and_until_when(records: Session, coordinator: Visitor, here: int) -> None:
    asked = known(records, "Anna", here)
    known(records, "Bob", here)
    make_consent(records, asked.id, ConsentPurpose.BE_ASKED, on=GIVEN)
    records.commit()
    assert [row[3:] for row in cells(coordinator.visit(PATH))] == [
        ["ja", "21 april 2027"],
        ["nee", "21 april 2027"],
    ]


def test_name_with_signs_of_html_is_shown_inert(records: Session, coordinator: Visitor, here: int) -> None:
    hostile = "<script>alert(1)</script> ${7*7}"
    known(records, hostile, here)
    page = coordinator.visit(PATH)
    assert names(page) == [hostile]
    assert not page.soup.find_all("script", string="alert(1)")


def test_list_leaves_no_event_since_it_shows_nothing_sealed(records: Session, coordinator: Visitor, here: int) -> None:
    person = known(records, "Anna", here)
    coordinator.visit(PATH)
    assert events(records, "person", person.id) == []
    coordinator.visit(f"{PATH}/{person.id}")
    assert len(events(records, "person", person.id)) == 1


def test_list_is_kept_by_nobody_on_the_way(coordinator: Visitor) -> None:
    assert coordinator.visit(PATH).response.headers["Cache-Control"] == "no-store"


def test_empty_list_says_how_people_come_on_it(coordinator: Visitor) -> None:
    assert "Niemand gevonden. Mensen komen hier te staan" in coordinator.visit(PATH).text
    assert "Niemand gevonden met deze naam." in coordinator.visit(f"{PATH}?zoek=zzz").text


def test_page_is_complete_in_english(records: Session, coordinator: Visitor, here: int) -> None:
    known(records, "Anna", here)
    page = coordinator.visit(f"{PATH}?taal=en")
    assert page.soup.html["lang"] == "en"
    assert "Anna" in page.text


def statements(app: Flask, visit: Callable[[], object]) -> int:
    """How many statements a visit takes, without what only holds this test's own transaction together."""
    with counted(app) as sent:
        visit()
    return len([each for each in sent if not each.startswith(("SAVEPOINT", "RELEASE"))])


def test_statements_do_not_grow_with_the_people(app: Flask, records: Session, coordinator: Visitor, here: int) -> None:
    person = known(records, "Proef", here)

    def counts() -> tuple[int, int]:
        paths = (PATH, f"{PATH}/{person.id}")
        return tuple(statements(app, partial(coordinator.visit, path)) for path in paths)  # type: ignore[return-value]  # two

    for number in range(4):
        known(records, f"Proef {number}", here)
    with_five = counts()
    for number in range(195):
        other = make_person(records, f"Proef {number + 5}", neighbourhood_id=here, known_from=GIVEN)
        make_consent(records, other.id, ConsentPurpose.BE_ASKED, on=GIVEN)
    records.commit()
    assert counts() == with_five
    assert with_five[0] <= 4
    assert with_five[1] <= 6
