import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import URL, Engine, NullPool, create_engine, func, select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_consent, make_person
from tests.web.conftest import MakeApp, Page, SignIn, Visitor, signed_in
from tests.web.people.browsing import (
    a_neighbourhood,
    events,
    fresh,
    make_coordinator,
    opened,
    problems,
    ring_of_tests,
    seal_into,
    sent_by,
    versions,
)
from webapp.errors import NotFound
from webapp.models import Account, AuditEvent, ConsentWithdrawal, Person
from webapp.people.actions import change_person, read_profile
from webapp.people.rules import Address, address_from_text
from webapp.vocabulary import AuditAction, Channel, ConsentPurpose, ConsentScope, LocationLevel

GIVEN = TODAY - timedelta(days=30)
HOME = Address("Kanarielaan", "20", "9741 AB", "Groningen", 233_111.0, 583_222.0)
PHONE, CHURCH = "06 12345678", "Kerk van de Proef"
READ, CHANGED = AuditAction.READ, AuditAction.CHANGED
RACES = 20


@pytest.fixture
def person(records: Session) -> Person:
    """Somebody who is known in their neighbourhood, with everything that can be kept."""
    _, code = a_neighbourhood(records)
    person = make_person(records, "Fenna Proef", buurt_code=code, known_from=GIVEN)
    make_consent(records, person.id, ConsentPurpose.KEEP_CHURCH, on=GIVEN)
    seal_into(records, person, phone=PHONE, address=HOME, church=CHURCH)
    return fresh(records, person.id)


@pytest.fixture
def account(records: Session, person: Person) -> Account:
    """Who coordinates the neighbourhood of that person."""
    return make_coordinator(records, person.neighbourhood_id or 0)


@pytest.fixture
def coordinator(sign_in: SignIn, account: Account) -> Visitor:
    return sign_in(account.id)


@pytest.fixture
def path(person: Person) -> str:
    return f"/mensen/{person.id}/wijzigen"


def test_correction_is_kept_and_accounted_for(
    records: Session, coordinator: Visitor, account: Account, person: Person, path: str
) -> None:
    by = account.id
    answer = coordinator.submit(path, sent_by(coordinator.visit(path), name="Fenna B", phone="0501234567"), status=303)
    assert answer.response.location == f"/mensen/{person.id}?bewaard=ja"
    after = fresh(records, person.id)
    assert (after.name, opened(after, "phone"), after.version) == ("Fenna B", "0501234567", 2)
    assert events(records, "person", person.id) == [
        (READ, by, person.id, ["phone"]),
        (CHANGED, by, person.id, ["name", "phone"]),
    ]


def test_what_a_coordinator_does_not_see_stays_as_it_was(
    records: Session, coordinator: Visitor, person: Person, path: str
) -> None:
    page = coordinator.visit(path)
    assert set(sent_by(page)) == {"eenmalig", "voor", "version", "name", "phone", "buurt_code"}
    forged = {"church": "x", "street": "x", "location_level": "exact", "account_id": "1", "neighbourhood_id": "1"}
    coordinator.submit(path, sent_by(page, name="Fenna B") | forged, status=303)
    after = fresh(records, person.id)
    assert (after.name, opened(after, "church"), after.location_level) == ("Fenna B", CHURCH, LocationLevel.BUURT)
    assert address_from_text(opened(after, "address") or "") == HOME
    assert (after.account_id, after.neighbourhood_id) == (None, person.neighbourhood_id)


def test_nothing_but_name_phone_and_buurt_is_on_the_page(coordinator: Visitor, path: str) -> None:
    source = coordinator.visit(path).response.get_data(as_text=True)
    assert PHONE in source
    for secret in (CHURCH, HOME.street, HOME.postcode, "233111"):
        assert secret not in source


def test_buurt_of_who_hides_where_they_live_is_not_on_the_page_and_stays(
    records: Session, coordinator: Visitor, person: Person, path: str
) -> None:
    records.execute(text("UPDATE person SET location_level = 'hidden' WHERE id = :id"), {"id": person.id})
    records.commit()
    page = coordinator.visit(path)
    assert str(person.buurt_code) not in page.response.get_data(as_text=True)
    coordinator.submit(path, sent_by(page, name="Fenna B") | {"buurt_code": ""}, status=303)
    after = fresh(records, person.id)
    assert (after.name, after.buurt_code) == ("Fenna B", person.buurt_code)


def test_somebody_can_be_moved_within_what_one_coordinates(
    records: Session, sign_in: SignIn, person: Person, path: str
) -> None:
    other, code = a_neighbourhood(records, number=1)
    browser = sign_in(make_coordinator(records, person.neighbourhood_id or 0, other).id)
    answer = browser.submit(path, sent_by(browser.visit(path), buurt_code=code), status=303)
    assert answer.response.location == f"/mensen/{person.id}?bewaard=ja"
    assert browser.visit(answer.response.location).status == 200
    assert fresh(records, person.id).neighbourhood_id == other


def test_the_buurten_of_ones_own_neighbourhood_stand_first(coordinator: Visitor, person: Person, path: str) -> None:
    first = coordinator.visit(path).soup.select_one("optgroup option")
    assert first is not None
    assert first["value"] == person.buurt_code


@pytest.mark.parametrize("to", ["another neighbourhood", "nowhere"])
def test_who_moves_out_of_ones_neighbourhood_is_out_of_sight_and_kept(
    records: Session, coordinator: Visitor, person: Person, path: str, *, to: str
) -> None:
    other, code = a_neighbourhood(records, number=1)
    buurt = code if to == "another neighbourhood" else ""
    asked = coordinator.submit(path, sent_by(coordinator.visit(path), buurt_code=buurt), status=422)
    assert "Dan zie jij deze buur niet meer." in problems(asked)["leaves"]
    assert fresh(records, person.id).neighbourhood_id == person.neighbourhood_id
    answer = coordinator.submit(path, sent_by(asked, buurt_code=buurt) | {"leaves": "y"}, status=303)
    assert answer.response.location == "/mensen?bewaard=ja"
    assert "Fenna" not in coordinator.visit("/mensen").text
    coordinator.visit(path, status=404)
    after = fresh(records, person.id)
    assert (after.buurt_code or "", after.neighbourhood_id) == (buurt, other if buurt else None)
    assert [each[0] for each in events(records, "person", person.id)] == [READ, CHANGED]


def test_others_can_neither_open_nor_send_the_form(
    records: Session, sign_in: SignIn, coordinator: Visitor, person: Person, path: str
) -> None:
    filled = sent_by(coordinator.visit(path), name="Gekaapt")
    nobody = make_account(records)
    records.commit()
    elsewhere = make_coordinator(records, a_neighbourhood(records, number=1)[0])
    for other in (nobody, elsewhere, make_coordinator(records)):
        browser = sign_in(other.id)
        browser.visit(path, status=404)
        browser.submit(path, {**filled, "voor": ""}, status=404)
    assert fresh(records, person.id).name == "Fenna Proef"
    assert len(events(records, "person", person.id)) == 1
    coordinator.submit(path, filled, status=303)
    assert fresh(records, person.id).name == "Gekaapt"


def test_visitor_is_sent_to_sign_in_with_the_form_kept(visitor: Visitor, path: str) -> None:
    assert visitor.visit(path, status=303).response.location == f"/inloggen?verder={path}"
    visitor.submit(path, {"name": "Gekaapt"}, status=401)


def test_city_coordinator_corrects_who_consented_to_the_city(
    records: Session, sign_in: SignIn, person: Person, path: str
) -> None:
    city = sign_in(make_coordinator(records).id)
    city.visit(path, status=404)
    make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=GIVEN, scope=ConsentScope.CITY)
    records.commit()
    city.submit(path, sent_by(city.visit(path), name="Fenna B"), status=303)
    assert fresh(records, person.id).name == "Fenna B"


def test_consent_that_is_withdrawn_while_the_form_is_open_stops_it(
    records: Session, coordinator: Visitor, person: Person, path: str
) -> None:
    filled = sent_by(coordinator.visit(path), name="Fenna B")
    for consent_id in records.scalars(text("SELECT id FROM consent WHERE person_id = :id"), {"id": person.id}):
        records.add(ConsentWithdrawal(consent_id=consent_id, person_id=person.id, channel=Channel.WEB))
    records.commit()
    coordinator.submit(path, filled, status=404)
    assert fresh(records, person.id).name == "Fenna Proef"


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("name", " ", "Vul de naam van deze buur in."),
        ("name", "x" * 1_000_000, "Houd de naam korter dan 80 tekens."),
        ("phone", "bel", "Schrijf het nummer als 06 12345678 of +31 6 12345678."),
        ("buurt_code", "BU99999999", "Ongeldige keuze."),
    ],
)
def test_mistake_is_told_and_what_was_typed_stays(
    records: Session, coordinator: Visitor, person: Person, path: str, *, field: str, value: str, complaint: str
) -> None:
    page = coordinator.submit(path, sent_by(coordinator.visit(path), name="Fenna B") | {field: value}, status=422)
    assert problems(page) == {field: complaint}
    if field != "name":
        assert sent_by(page)["name"] == "Fenna B"
    assert fresh(records, person.id).version == 1


def test_form_that_is_sent_twice_works_once(records: Session, coordinator: Visitor, person: Person, path: str) -> None:
    filled = sent_by(coordinator.visit(path), name="Fenna B")
    answers = [coordinator.submit(path, filled, status=303).response.location for _ in range(2)]
    assert answers[0] == answers[1]
    assert (fresh(records, person.id).version, len(events(records, "person", person.id))) == (2, 2)


@pytest.fixture
def overtaken(records: Session, coordinator: Visitor, sign_in: SignIn, person: Person, path: str) -> Page:
    """What the second of two coordinators gets."""
    first = sign_in(make_coordinator(records, person.neighbourhood_id or 0).id)
    page = coordinator.visit(path)
    first.submit(path, sent_by(first.visit(path), name="Fenna Eerst", phone="0501111111"), status=303)
    return coordinator.submit(path, sent_by(page, name="Fenna Tweede", phone=PHONE), status=409)


def test_second_editor_sees_both_versions_and_nothing_is_lost(
    records: Session, overtaken: Page, person: Person
) -> None:
    assert versions(overtaken) == {"Naam": ("Fenna Eerst", "Fenna Tweede"), "Telefoon": ("0501111111", PHONE)}
    assert overtaken.soup.select_one(".error-summary h2").text == "Iemand anders heeft dit intussen gewijzigd"
    assert "Er is nog niets van jou bewaard." in overtaken.text
    kept = sent_by(overtaken)
    assert (kept["name"], kept["phone"], kept["version"]) == ("Fenna Tweede", PHONE, "2")
    after = fresh(records, person.id)
    assert (after.name, opened(after, "phone")) == ("Fenna Eerst", "0501111111")


def test_second_editor_can_choose_their_own(
    records: Session, coordinator: Visitor, overtaken: Page, person: Person, path: str
) -> None:
    coordinator.submit(path, sent_by(overtaken), status=303)
    after = fresh(records, person.id)
    assert (after.name, opened(after, "phone"), after.version) == ("Fenna Tweede", PHONE, 3)


def test_second_editor_can_take_what_is_there(
    records: Session, coordinator: Visitor, overtaken: Page, person: Person, path: str
) -> None:
    link = overtaken.soup.select_one(".error-summary a.button")
    assert link is not None
    assert link["href"] == path
    page = coordinator.visit(path)
    assert sent_by(page)["name"] == "Fenna Eerst"
    coordinator.submit(path, sent_by(page), status=303)
    assert fresh(records, person.id).version == 2


def test_two_who_make_the_same_change_are_no_conflict(
    records: Session, coordinator: Visitor, sign_in: SignIn, person: Person, path: str
) -> None:
    other = sign_in(make_coordinator(records, person.neighbourhood_id or 0).id)
    pages = [(browser, browser.visit(path)) for browser in (coordinator, other)]
    for browser, page in pages:
        browser.submit(path, sent_by(page, name="Fenna B"), status=303)
    assert (fresh(records, person.id).name, fresh(records, person.id).version) == ("Fenna B", 2)


def test_somebody_and_their_coordinator_meet_the_same_way(
    records: Session, coordinator: Visitor, sign_in: SignIn, person: Person, path: str
) -> None:
    own = make_account(records)
    records.execute(text("UPDATE person SET account_id = :a WHERE id = :id"), {"a": own.id, "id": person.id})
    records.commit()
    themselves = sign_in(own.id)
    page = coordinator.visit(path)
    themselves.submit("/mijn/profiel", sent_by(themselves.visit("/mijn/profiel"), name="Fenna Zelf"), status=303)
    assert versions(coordinator.submit(path, sent_by(page, name="Fenna B"), status=409)) == {
        "Naam": ("Fenna Zelf", "Fenna B")
    }


def test_person_who_is_gone_at_the_last_moment_is_not_found(records: Session, person: Person) -> None:
    found = records.get_one(Person, person.id)
    ring = ring_of_tests()
    wanted = replace(read_profile(found, ring), name="Fenna B")
    records.execute(text("DELETE FROM person WHERE id = :id"), {"id": person.id})
    with pytest.raises(NotFound, match="person_unknown"):
        change_person(records, found, wanted, version=1, by=1, ring=ring)


@pytest.fixture
def engine(city_clone: URL) -> Iterator[Engine]:
    engine = create_engine(city_clone, poolclass=NullPool)
    yield engine
    engine.dispose()


def test_page_that_shows_what_is_kept_is_an_event_also_when_a_form_was_sent(
    make_app: MakeApp, city_clone: URL, engine: Engine
) -> None:
    app: Flask = make_app(city_clone)
    with Session(engine) as owner:
        account_id = owner.scalars(select(Account.id).where(Account.email == "selwerd@example.nl")).one()
        number = owner.scalars(select(Person.id).where(Person.name == "Gerrit Oosterhuis")).one()
        browser = signed_in(app, owner, account_id)
        for seen, status in (("1", 422), ("7", 409)):
            filled = {"name": "Gerrit" if status == 409 else "", "version": seen}
            page = browser.submit(f"/mensen/{number}/wijzigen", filled, status=status)
            assert "06 5550 4074" in page.response.get_data(as_text=True)
        assert events(owner, "person", number) == [(READ, account_id, number, ["phone"])] * 2


def send_together(forms: list[tuple[Visitor, str, dict[str, str]]]) -> list[int]:
    """The statuses of forms that are sent at the same moment."""
    together = threading.Barrier(len(forms))

    def send(browser: Visitor, path: str, filled: dict[str, str]) -> int:
        together.wait(10)
        return browser.client.post(path, data=filled).status_code

    with ThreadPoolExecutor(len(forms)) as threads:
        return [each.result() for each in [threads.submit(send, *form) for form in forms]]


def test_of_two_who_save_at_the_same_moment_exactly_one_wins(
    make_app: MakeApp, city_clone: URL, engine: Engine
) -> None:
    app: Flask = make_app(city_clone)
    with Session(engine) as owner:
        account_id = owner.scalars(select(Account.id).where(Account.email == "selwerd@example.nl")).one()
        browsers = [signed_in(app, owner, account_id) for _ in range(2)]
        number = owner.scalars(select(Person.id).where(Person.name == "Gerrit Oosterhuis")).one()
    path = f"/mensen/{number}/wijzigen"
    for race in range(RACES):
        names = [f"Race {race} {letter}" for letter in "ab"]
        forms = [
            (browser, path, sent_by(browser.visit(path), name=name))
            for browser, name in zip(browsers, names, strict=True)
        ]
        statuses = send_together(forms)
        assert sorted(statuses) == [303, 409]
        with Session(engine) as owner:
            kept = owner.get_one(Person, number)
            assert (kept.name, kept.version) == (names[statuses.index(303)], race + 2)
    with Session(engine) as owner:
        changes = select(func.count()).where(AuditEvent.action == CHANGED, AuditEvent.subject_id == str(number))
        assert owner.scalar(changes) == RACES


def test_of_two_who_begin_at_the_same_moment_exactly_one_makes_the_person(
    make_app: MakeApp, city_clone: URL, engine: Engine
) -> None:
    app: Flask = make_app(city_clone)
    for race in range(RACES):
        with Session(engine) as owner:
            account_id = make_account(owner, f"race{race}@example.nl").id
            browsers = [signed_in(app, owner, account_id) for _ in range(2)]
        path = "/mijn/profiel"
        forms = [
            (browser, path, sent_by(browser.visit(path), name=f"Race {letter}"))
            for browser, letter in zip(browsers, "ab", strict=True)
        ]
        statuses = send_together(forms)
        assert sorted(statuses) == [303, 409]
        with Session(engine) as owner:
            made = owner.scalars(select(Person.name).where(Person.account_id == account_id)).all()
            assert made == [f"Race {'ab'[statuses.index(303)]}"]
