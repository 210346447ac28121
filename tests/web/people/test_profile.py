from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_consent, make_person
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.people.browsing import (
    a_neighbourhood,
    events,
    fresh,
    opened,
    problems,
    seal_into,
    sent_by,
    versions,
)
from webapp.models import Account, ConsentWithdrawal, FormReceipt, Person
from webapp.people.rules import Address, address_from_text
from webapp.vocabulary import AuditAction, Channel, ConsentPurpose, LocationLevel

PATH = "/mijn/profiel"
CHURCH = "Kerk van de Proef"
HOME = {"street": "Eikenlaan", "number": "20 bis", "postcode": "9741 AB", "town": "Groningen"}
ADDRESS = Address("Eikenlaan", "20 bis", "9741 AB", "Groningen")


@pytest.fixture
def account(records: Session) -> Account:
    """Somebody who has signed in and told nothing yet."""
    account = make_account(records)
    records.commit()
    return account


@pytest.fixture
def person(records: Session, account: Account) -> Person:
    """The same account, with a name."""
    person = make_person(records, "Fenna Proef", account_id=account.id)
    records.commit()
    return person


@pytest.fixture
def own(sign_in: SignIn, account: Account) -> Visitor:
    """The browser of that account."""
    return sign_in(account.id)


def people_of(records: Session, account: Account) -> list[Person]:
    records.commit()
    ids = records.scalars(select(Person.id).where(Person.account_id == account.id)).all()
    return [fresh(records, person_id) for person_id in ids]


def consent_to_church(records: Session, person: Person, *, days: int = 180) -> int:
    consent = make_consent(records, person.id, ConsentPurpose.KEEP_CHURCH, on=TODAY - timedelta(days=1), days=days)
    records.commit()
    return consent.id


def test_who_is_not_signed_in_goes_to_sign_in_and_comes_back(visitor: Visitor) -> None:
    assert visitor.visit(PATH, status=303).response.location == f"/inloggen?verder={PATH}"


def test_form_of_who_is_signed_out_meanwhile_is_kept(visitor: Visitor) -> None:
    page = visitor.submit(PATH, {"name": "Fenna Proef"}, status=401)
    assert page.soup.find("input", attrs={"name": "name", "value": "Fenna Proef"})


def test_first_name_makes_the_person_and_leads_to_consent(records: Session, own: Visitor, account: Account) -> None:
    page = own.visit(PATH)
    assert page.soup.h1.text == "Hoe heet je?"
    answer = own.submit(PATH, sent_by(page, name=" Fenna Proef "), status=303)
    assert answer.response.location == "/mijn/toestemming"
    assert own.visit(answer.response.location).status == 200
    (person,) = people_of(records, account)
    assert (person.name, person.phone, person.address, person.church) == ("Fenna Proef", None, None, None)
    assert (person.buurt_code, person.neighbourhood_id, person.location_level) == (None, None, LocationLevel.BUURT)
    assert events(records, "person", person.id) == [(AuditAction.CREATED, account.id, person.id, [])]
    assert own.visit(PATH).soup.h1.text == "Profiel"


def test_whole_profile_is_kept_and_comes_back(records: Session, own: Visitor, account: Account) -> None:
    neighbourhood_id, buurt = a_neighbourhood(records)
    filled = {"name": "Fenna", "phone": "06 12345678", "buurt_code": buurt, "location_level": "exact", **HOME}
    own.submit(PATH, sent_by(own.visit(PATH), **filled), status=303)
    (person,) = people_of(records, account)
    assert (person.buurt_code, person.neighbourhood_id, person.location_level) == (
        buurt,
        neighbourhood_id,
        LocationLevel.EXACT,
    )
    assert opened(person, "phone") == "06 12345678"
    assert address_from_text(opened(person, "address") or "") == ADDRESS
    kept = sent_by(own.visit(PATH))
    assert {name: kept[name] for name in filled} == filled
    assert own.submit(PATH, kept, status=303).response.location == "/mijn?bewaard=profiel"
    done = own.visit("/mijn?bewaard=profiel").soup.select_one("main [role=status]")
    assert done.text.strip() == "Je profiel is bewaard."
    assert fresh(records, person.id).version == person.version


def test_what_is_sealed_stands_nowhere_plain_in_the_database(
    records: Session, own: Visitor, person: Person, account: Account
) -> None:
    consent_to_church(records, person)
    own.submit(PATH, sent_by(own.visit(PATH), phone="06 12345678", church=CHURCH, **HOME), status=303)
    records.commit()
    whole = records.scalar(text("SELECT string_agg(p::text, ' ') FROM person p")) or ""
    assert "Fenna Proef" in whole
    for secret in ("06 12345678", "Eikenlaan", "20 bis", CHURCH):
        assert secret not in whole
        assert secret.encode().hex() not in whole
    assert opened(fresh(records, person.id), "church") == CHURCH


def test_change_is_accounted_for_by_names_of_fields(
    records: Session, own: Visitor, person: Person, account: Account
) -> None:
    own.submit(PATH, sent_by(own.visit(PATH), name="Fenna B", phone="06 12345678", **HOME), status=303)
    assert events(records, "person", person.id) == [
        (AuditAction.CHANGED, account.id, person.id, ["address", "name", "phone"])
    ]
    changed = fresh(records, person.id)
    assert changed.version == 2
    # by the clock of the site, which stands at the day of the demonstration data
    assert changed.changed_at.date() == TODAY


def test_profile_that_stays_the_same_is_no_change(records: Session, own: Visitor, person: Person) -> None:
    own.submit(PATH, sent_by(own.visit(PATH)), status=303)
    assert (fresh(records, person.id).version, events(records, "person", person.id)) == (1, [])


def test_what_was_given_can_be_taken_back(records: Session, own: Visitor, person: Person) -> None:
    _, buurt = a_neighbourhood(records)
    own.submit(PATH, sent_by(own.visit(PATH), phone="06 12345678", buurt_code=buurt, **HOME), status=303)
    assert fresh(records, person.id).neighbourhood_id is not None
    nothing = dict.fromkeys(["phone", "buurt_code", *HOME], "")
    own.submit(PATH, sent_by(own.visit(PATH), **nothing), status=303)
    after = fresh(records, person.id)
    assert (after.phone, after.address, after.buurt_code, after.neighbourhood_id) == (None, None, None, None)


def test_place_of_an_address_stays_until_the_address_changes(records: Session, own: Visitor, person: Person) -> None:
    seal_into(records, person, address=replace(ADDRESS, x=233_000.0, y=583_000.0))
    own.submit(PATH, sent_by(own.visit(PATH), name="Fenna B", postcode="9741ab"), status=303)
    assert address_from_text(opened(fresh(records, person.id), "address") or "").x == 233_000.0
    own.submit(PATH, sent_by(own.visit(PATH), number="22"), status=303)
    moved = address_from_text(opened(fresh(records, person.id), "address") or "")
    assert (moved.number, moved.x, moved.y) == ("22", None, None)


def test_buurt_that_is_in_force_no_more_stays_until_somebody_chooses(
    records: Session, own: Visitor, person: Person
) -> None:
    person.buurt_code = "BU00149999"
    records.commit()
    own.submit(PATH, sent_by(own.visit(PATH), name="Fenna B"), status=303)
    after = fresh(records, person.id)
    assert (after.name, after.buurt_code) == ("Fenna B", "BU00149999")


@pytest.mark.parametrize(
    "name", ["Zoë Ørsted-Ünal", "王小明", "فاطمة الزهراء", "O'Brien & <b>co</b>", "👩🏽‍🌾 Anna", "Ｅ"]
)
def test_name_of_any_script_is_kept_and_shown_as_it_is(
    records: Session, own: Visitor, person: Person, name: str
) -> None:
    own.submit(PATH, sent_by(own.visit(PATH), name=name), status=303)
    assert fresh(records, person.id).name == name
    assert sent_by(own.visit(PATH))["name"] == name


@pytest.mark.parametrize(
    ("typed", "kept"), [("9741ab", "9741 AB"), (" 9741 AB ", "9741 AB"), ("9741  ab", "9741 AB"), ("", "")]
)
def test_postcode_gets_its_shape(records: Session, own: Visitor, person: Person, typed: str, kept: str) -> None:
    own.submit(PATH, sent_by(own.visit(PATH), **HOME | {"postcode": typed}), status=303)
    assert address_from_text(opened(fresh(records, person.id), "address") or "").postcode == kept


def test_signs_that_nobody_sees_are_not_kept(records: Session, own: Visitor, person: Person) -> None:
    unseen = "\u202e\u200b\x07"
    typed = {name: f"{unseen}{words}" for name, words in {"phone": "06 12345678", **HOME}.items()}
    own.submit(PATH, sent_by(own.visit(PATH), name=f"Fenna{unseen}\r\nProef", **typed), status=303)
    after = fresh(records, person.id)
    assert (after.name, opened(after, "phone")) == ("Fenna Proef", "06 12345678")
    assert address_from_text(opened(after, "address") or "") == ADDRESS


@pytest.mark.parametrize("phone", ["06 12345678", "0612345678", "+31 6 12345678", "050-3123456", "+49 (30) 1234567"])
def test_phone_number_is_taken_in_many_forms(records: Session, own: Visitor, person: Person, phone: str) -> None:
    own.submit(PATH, sent_by(own.visit(PATH), phone=phone), status=303)
    assert opened(fresh(records, person.id), "phone") == phone


NAMELESS = "Vul je naam in."
LONG = "Houd dit korter."
POSTCODE = "Schrijf je postcode als 1234 AB."


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("name", "", NAMELESS),
        ("name", " \t ", NAMELESS),
        ("name", "x" * 81, "Houd je naam korter dan 80 tekens."),
        ("name", "x" * 1_000_000, "Houd je naam korter dan 80 tekens."),
        ("phone", "bel me", "Schrijf het nummer als 06 12345678 of +31 6 12345678."),
        ("phone", "06", "Schrijf het nummer als 06 12345678 of +31 6 12345678."),
        ("phone", "0" * 30, "Schrijf het nummer als 06 12345678 of +31 6 12345678."),
        ("phone", "٠٦١٢٣٤٥٦٧٨", "Schrijf het nummer als 06 12345678 of +31 6 12345678."),
        ("street", "x" * 81, LONG),
        ("number", "x" * 13, LONG),
        ("postcode", "x" * 11, POSTCODE),
        ("postcode", "97", POSTCODE),
        ("postcode", "D-26121", POSTCODE),
        ("postcode", "0741 AB", POSTCODE),
        ("town", "x" * 61, LONG),
        ("buurt_code", "BU99999999", "Ongeldige keuze."),
        ("buurt_code", "'; DROP TABLE person", "Ongeldige keuze."),
        ("location_level", "precies", "Ongeldige keuze."),
        ("location_level", "", "Ongeldige keuze."),
    ],
)
def test_mistake_is_told_beside_its_field_and_what_was_typed_stays(
    records: Session, own: Visitor, person: Person, *, field: str, value: str, complaint: str
) -> None:
    filled = sent_by(own.visit(PATH), name="Fenna B", phone="06 12345678", **HOME) | {field: value}
    page = own.submit(PATH, filled, status=422)
    assert problems(page) == {field: complaint}
    assert page.soup.title.text.strip().startswith("Fout:")
    kept = sent_by(page)
    asked_anew = {"eenmalig", "csrf_token"} | ({field} if field in ("buurt_code", "location_level") else set())
    assert {name: kept[name] for name in filled if name not in asked_anew} == {
        name: typed.strip() for name, typed in filled.items() if name not in asked_anew
    }
    after = fresh(records, person.id)
    assert (after.name, after.version, after.phone) == ("Fenna Proef", 1, None)


@pytest.mark.parametrize("field", ["name", "phone", "street", "buurt_code", "version"])
def test_text_that_cannot_be_kept_is_refused(records: Session, own: Visitor, person: Person, field: str) -> None:
    filled = sent_by(own.visit(PATH))
    own.submit(PATH, filled | {field: "a\x00b"}, status=400)
    assert fresh(records, person.id).version == 1
    own.submit(PATH, filled | {"name": "Fenna B"}, status=303)


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "1e3", "9" * 30, "2"])
def test_version_that_is_not_the_kept_one_changes_nothing(
    records: Session, own: Visitor, person: Person, version: str
) -> None:
    filled = sent_by(own.visit(PATH), name="Fenna B")
    page = own.submit(PATH, filled | {"version": version}, status=409)
    assert fresh(records, person.id).name == "Fenna Proef"
    own.submit(PATH, sent_by(page), status=303)
    assert fresh(records, person.id).name == "Fenna B"


def test_church_is_asked_only_with_consent_and_kept(records: Session, own: Visitor, person: Person) -> None:
    assert "church" not in sent_by(own.visit(PATH))
    consent_to_church(records, person)
    own.submit(PATH, sent_by(own.visit(PATH), church=CHURCH), status=303)
    assert opened(fresh(records, person.id), "church") == CHURCH
    assert sent_by(own.visit(PATH))["church"] == CHURCH


def test_forged_church_without_consent_is_ignored(records: Session, own: Visitor, person: Person) -> None:
    own.submit(PATH, sent_by(own.visit(PATH), name="Fenna B", church=CHURCH), status=303)
    after = fresh(records, person.id)
    assert (after.name, after.church) == ("Fenna B", None)


def test_forged_church_of_who_begins_is_ignored(records: Session, own: Visitor, account: Account) -> None:
    own.submit(PATH, sent_by(own.visit(PATH), name="Fenna", church=CHURCH), status=303)
    assert [each.church for each in people_of(records, account)] == [None]


@pytest.mark.parametrize("how", ["lapsed", "withdrawn", "other purpose"])
def test_church_needs_a_consent_that_holds_today(
    records: Session, own: Visitor, person: Person, sign_in: SignIn, *, how: str
) -> None:
    if how == "other purpose":
        make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=TODAY)
        records.commit()
    else:
        consent_id = consent_to_church(records, person, days=10)
        assert "church" in sent_by(own.visit(PATH))
        if how == "withdrawn":
            records.add(ConsentWithdrawal(consent_id=consent_id, person_id=person.id, channel=Channel.WEB))
            records.commit()
    later = TODAY + timedelta(days=9 if how == "lapsed" else 0)
    with time_machine.travel(f"{later}T12:30:00+01:00"):
        later_on = sign_in(person.account_id)
        filled = sent_by(later_on.visit(PATH))
        assert "church" not in filled
        later_on.submit(PATH, filled | {"church": CHURCH}, status=303)
    assert fresh(records, person.id).church is None


def test_form_that_is_sent_twice_makes_one_person(records: Session, own: Visitor, account: Account) -> None:
    filled = sent_by(own.visit(PATH), name="Fenna")
    answers = [own.submit(PATH, filled, status=303).response.location for _ in range(2)]
    assert answers == ["/mijn/toestemming"] * 2
    (person,) = people_of(records, account)
    assert len(events(records, "person", person.id)) == 1
    assert records.scalar(select(func.count()).select_from(FormReceipt)) == 1


def test_who_begins_in_two_windows_sees_both_versions_in_the_second(
    records: Session, own: Visitor, account: Account
) -> None:
    first, second = (sent_by(own.visit(PATH), name=name) for name in ("Fenna", "Fenna Proef"))
    own.submit(PATH, first, status=303)
    page = own.submit(PATH, second, status=409)
    assert versions(page) == {"Naam": ("Fenna", "Fenna Proef")}
    own.submit(PATH, sent_by(page), status=303)
    assert [each.name for each in people_of(records, account)] == ["Fenna Proef"]


@pytest.fixture
def overtaken(records: Session, own: Visitor, person: Person) -> Page:
    """What the second of two windows gets, whose form was filled in before the first one was sent."""
    second = own.visit(PATH)
    _, buurt = a_neighbourhood(records)
    first = sent_by(own.visit(PATH), name="Fenna Eerst", location_level="street", buurt_code=buurt, phone="0501234567")
    own.submit(PATH, first, status=303)
    return own.submit(PATH, sent_by(second, name="Fenna Tweede", **HOME), status=409)


def test_second_window_sees_both_versions_in_words(records: Session, overtaken: Page, person: Person) -> None:
    code = fresh(records, person.id).buurt_code
    buurt = records.scalar(text("SELECT name FROM area WHERE code = :code"), {"code": code})
    records.commit()
    assert versions(overtaken) == {
        "Naam": ("Fenna Eerst", "Fenna Tweede"),
        "Telefoon": ("0501234567", "(leeg)"),
        "Buurt": (buurt, "Zeg ik liever niet"),
        "Straat": ("(leeg)", HOME["street"]),
        "Huisnummer": ("(leeg)", HOME["number"]),
        "Postcode": ("(leeg)", HOME["postcode"]),
        "Plaats": ("(leeg)", HOME["town"]),
        "Wat mag je coördinator van je adres zien?": ("Mijn straat", "Alleen mijn buurt"),
    }
    assert overtaken.soup.select_one(".error-summary h2").text == "Je hebt dit intussen ergens anders gewijzigd"
    assert fresh(records, person.id).name == "Fenna Eerst"


def test_choosing_ones_own_version_keeps_it(records: Session, own: Visitor, overtaken: Page, person: Person) -> None:
    own.submit(PATH, sent_by(overtaken), status=303)
    after = fresh(records, person.id)
    assert (after.name, after.phone, after.location_level) == ("Fenna Tweede", None, LocationLevel.BUURT)
    assert after.version == 3


def test_taking_the_other_version_shows_it_and_loses_nothing(
    records: Session, own: Visitor, overtaken: Page, person: Person
) -> None:
    link = overtaken.soup.select_one(".error-summary a.button")
    assert link is not None
    kept = sent_by(own.visit(str(link["href"])))
    assert (kept["name"], kept["phone"], kept["location_level"]) == ("Fenna Eerst", "0501234567", "street")
    assert fresh(records, person.id).version == 2


def test_third_window_in_between_is_told_again(records: Session, own: Visitor, overtaken: Page, person: Person) -> None:
    own.submit(PATH, sent_by(own.visit(PATH), name="Fenna Derde"), status=303)
    page = own.submit(PATH, sent_by(overtaken), status=409)
    assert versions(page)["Naam"] == ("Fenna Derde", "Fenna Tweede")


def test_profile_of_one_account_shows_nothing_of_another(
    app: Flask, records: Session, own: Visitor, person: Person, sign_in: SignIn
) -> None:
    other = make_account(records)
    seal_into(records, make_person(records, "Iemand Anders", account_id=other.id), phone="06 87654321")
    assert sent_by(own.visit(PATH))["name"] == "Fenna Proef"
    kept = sent_by(sign_in(other.id).visit(PATH))
    assert (kept["name"], kept["phone"]) == ("Iemand Anders", "06 87654321")
