from datetime import timedelta

import pytest
from sqlalchemy import URL, NullPool, create_engine, select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_consent, make_person
from tests.web.conftest import MakeApp, SignIn, Visitor, signed_in
from tests.web.people.browsing import a_neighbourhood, events, make_coordinator, seal_into, whole_audit
from webapp.models import Account, Neighbourhood, Person
from webapp.people.rules import Address
from webapp.vocabulary import AuditAction, ConsentPurpose, ConsentScope, LocationLevel

GIVEN = TODAY - timedelta(days=30)
HOME = Address("Kanarielaan", "20", "9741 AB", "Groningen", 233_111.0, 583_222.0)
PHONE, CHURCH, EMAIL = "06 12345678", "Kerk van de Proef", "kanarie@example.nl"
READING = ["address", "email", "phone"]


@pytest.fixture
def person(records: Session) -> Person:
    """Somebody who is known in their neighbourhood, with everything that can be kept."""
    _, code = a_neighbourhood(records)
    account = make_account(records, EMAIL)
    person = make_person(
        records,
        "Fenna Proef",
        account_id=account.id,
        buurt_code=code,
        location_level=LocationLevel.EXACT,
        known_from=GIVEN,
    )
    make_consent(records, person.id, ConsentPurpose.KEEP_CHURCH, on=GIVEN)
    seal_into(records, person, phone=PHONE, address=HOME, church=CHURCH)
    records.refresh(person)
    records.commit()
    return person


@pytest.fixture
def account(records: Session, person: Person) -> Account:
    """Who coordinates the neighbourhood of that person."""
    return make_coordinator(records, person.neighbourhood_id or 0)


@pytest.fixture
def coordinator(sign_in: SignIn, account: Account) -> Visitor:
    return sign_in(account.id)


def path(person: Person) -> str:
    return f"/mensen/{person.id}"


def test_coordinator_reads_how_somebody_can_be_reached(coordinator: Visitor, person: Person) -> None:
    page = coordinator.visit(path(person))
    assert page.soup.h1.text == "Fenna Proef"
    for shown in (PHONE, EMAIL, "Kanarielaan 20, 9741 AB Groningen"):
        assert shown in page.text
    assert page.soup.select_one(f'a[href="mailto:{EMAIL}"]')
    assert page.soup.select_one('a[href="tel:0612345678"]')


def test_church_and_the_point_of_an_address_are_never_shown(coordinator: Visitor, person: Person) -> None:
    for address in (path(person), f"{path(person)}/wijzigen", "/mensen"):
        source = coordinator.visit(address).response.get_data(as_text=True)
        assert "Fenna Proef" in source
        for secret in (CHURCH, "233111", "583222"):
            assert secret not in source


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        (LocationLevel.HIDDEN, "niet gedeeld"),
        (LocationLevel.BUURT, "de buurt"),
        (LocationLevel.MASKED, "de buurt"),
        (LocationLevel.STREET, "Kanarielaan"),
        (LocationLevel.EXACT, "Kanarielaan 20, 9741 AB Groningen"),
    ],
)
def test_place_is_shown_no_more_exactly_than_somebody_chose(
    records: Session, coordinator: Visitor, person: Person, level: LocationLevel, *, shown: str
) -> None:
    code, person.location_level = person.buurt_code, level
    records.commit()
    buurt = records.scalar(text("SELECT name FROM area WHERE code = :code"), {"code": code})
    records.commit()
    page = coordinator.visit(path(person))
    facts = dict(
        zip(*([each.text.strip() for each in page.soup.select(f"dl.facts {tag}")] for tag in ("dt", "dd")), strict=True)
    )
    assert facts["Woont"] == (buurt if shown == "de buurt" else shown)
    source = page.response.get_data(as_text=True)
    parts = (buurt, HOME.street, HOME.postcode)
    visible = {
        LocationLevel.HIDDEN: (False, False, False),
        LocationLevel.STREET: (False, True, False),
        LocationLevel.EXACT: (False, True, True),
    }
    assert tuple(part in source for part in parts) == visible.get(level, (True, False, False))


def test_neighbourhood_and_end_of_consent_are_told(records: Session, coordinator: Visitor, person: Person) -> None:
    name = records.scalar(select(Neighbourhood.name).where(Neighbourhood.id == person.neighbourhood_id))
    records.commit()

    text = coordinator.visit(path(person)).text

    assert f"Wijk {name}" in text
    assert "Toestemming tot 21 april 2027" in text
    assert "Bewaard." not in text
    assert "Bewaard." in coordinator.visit(f"{path(person)}?bewaard=ja").text


def test_nothing_given_is_said_so(records: Session, sign_in: SignIn) -> None:
    neighbourhood_id, _ = a_neighbourhood(records)
    bare = make_person(records, "Bob", neighbourhood_id=neighbourhood_id, known_from=GIVEN)
    page = sign_in(make_coordinator(records, neighbourhood_id).id).visit(path(bare))
    assert page.text.count("niet gegeven") == 2
    assert "niet gedeeld" in page.text
    assert "Niet vragen: hier is geen toestemming voor." in page.text


def test_who_may_be_asked_is_told(records: Session, coordinator: Visitor, person: Person) -> None:
    assert "Niet vragen" in coordinator.visit(path(person)).text
    make_consent(records, person.id, ConsentPurpose.BE_ASKED, on=GIVEN)
    records.commit()
    assert "Je mag vragen of Fenna Proef wil helpen." in coordinator.visit(path(person)).text


def test_visitor_goes_to_sign_in(visitor: Visitor, person: Person) -> None:
    assert visitor.visit(path(person), status=303).response.location == f"/inloggen?verder={path(person)}"


def test_others_do_not_find_the_page_and_leave_no_event(records: Session, sign_in: SignIn, person: Person) -> None:
    elsewhere, _ = a_neighbourhood(records, number=1)
    nobody = make_account(records)
    records.commit()
    for account in (nobody, make_coordinator(records, elsewhere), make_coordinator(records)):
        missing = sign_in(account.id).visit(path(person), status=404)
        assert "Fenna" not in missing.text
    assert events(records, "person", person.id) == []


def test_page_outside_ones_scope_looks_like_one_that_is_not_there(
    records: Session, sign_in: SignIn, person: Person
) -> None:
    browser = sign_in(make_coordinator(records, a_neighbourhood(records, number=1)[0]).id)
    foreign, absent = (browser.visit(f"/mensen/{number}", status=404) for number in (person.id, 2**31 - 1))
    assert foreign.soup.h1.text == absent.soup.h1.text
    assert foreign.soup.title.text == absent.soup.title.text


def test_city_coordinator_reads_only_who_consented_to_the_city(
    records: Session, sign_in: SignIn, person: Person
) -> None:
    city = sign_in(make_coordinator(records).id)
    city.visit(path(person), status=404)
    make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=GIVEN, scope=ConsentScope.CITY)
    records.commit()
    assert EMAIL in city.visit(path(person)).text


@pytest.mark.parametrize("number", ["0", "2147483648", "99999999999999999999", "-1", "x"])
@pytest.mark.parametrize("tail", ["", "/wijzigen"])
def test_number_that_nobody_has_is_not_found(coordinator: Visitor, number: str, tail: str) -> None:
    coordinator.visit(f"/mensen/{number}{tail}", status=404)


def test_each_opening_is_one_event_without_values(
    records: Session, coordinator: Visitor, account: Account, person: Person
) -> None:
    by, about = account.id, person.id
    records.commit()
    for times in (1, 2):
        coordinator.visit(path(person))
        assert events(records, "person", about) == [(AuditAction.READ, by, about, READING)] * times
    whole = whole_audit(records)
    for value in ("Fenna", PHONE, EMAIL, "Kanarielaan", "9741", CHURCH):
        assert value not in whole


def test_without_a_note_in_the_audit_nothing_is_shown(make_app: MakeApp, city_clone: URL) -> None:
    app, engine = make_app(city_clone), create_engine(city_clone, poolclass=NullPool)
    with Session(engine) as owner:
        coordinator = owner.scalars(select(Account).where(Account.email == "selwerd@example.nl")).one()
        somebody = owner.scalars(select(Person).where(Person.name == "Gerrit Oosterhuis")).one()
        browser = signed_in(app, owner, coordinator.id)
        owner.execute(text("ALTER TABLE audit_event ADD CONSTRAINT full_disk CHECK (false) NOT VALID"))
        owner.commit()
        for address in (path(somebody), f"{path(somebody)}/wijzigen"):
            page = browser.visit(address, status=500)
            for secret in ("Gerrit", "06 5550", "gerrit@example.nl", "Berkenlaan"):
                assert secret not in page.response.get_data(as_text=True)
        owner.execute(text("ALTER TABLE audit_event DROP CONSTRAINT full_disk"))
        owner.commit()
        assert "06 5550 4074" in browser.visit(path(somebody)).text
    engine.dispose()


def test_person_without_a_key_to_open_it_is_an_error_that_shows_nothing(
    records: Session, coordinator: Visitor, person: Person
) -> None:
    person.phone = b"\x00" + (person.phone or b"")[1:]
    records.commit()
    page = coordinator.client.get(path(person), headers={"Accept": "text/html"})
    assert page.status_code in (400, 500, 503)
    assert "Kanarielaan" not in page.get_data(as_text=True)


def test_page_says_that_it_is_accounted_for_and_is_kept_by_nobody(coordinator: Visitor, person: Person) -> None:
    page = coordinator.visit(path(person))
    assert "staat in het logboek" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
