"""Erasing oneself on the site: what it asks, and that nothing is left."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import make_somebody, places_with
from tests.factories import make_account, make_administrator, make_grant
from tests.web.conftest import SignIn, Visitor
from tests.web.privacy.own import site_ring, volunteer
from webapp.accounts.credentials import hash_password
from webapp.models import Account, AuditEvent, Neighbourhood
from webapp.vocabulary import AuditAction, Role

PATH = "/mijn/gegevens/wissen"
PASSWORD = "een heel lang wachtwoord"


def with_password(records: Session, account: Account) -> None:
    account.password_hash = hash_password(PASSWORD)
    records.flush()


def test_page_tells_what_goes_and_what_stays(records: Session, sign_in: SignIn) -> None:
    account, _ = volunteer(records)
    page = sign_in(account.id).visit(PATH)

    assert "Wat er weggaat" in page.text
    assert "Het logboek, nog hooguit twee jaar." in page.text
    assert "nog hooguit 14 dagen" in page.text
    assert page.soup.find("a", href="/mijn/gegevens.zip")
    assert page.soup.select('[name="password"]') == []


@pytest.mark.parametrize("word", ["WISSEN", "wissen ", "Erase"])
def test_word_erases_signs_out_and_says_so(records: Session, sign_in: SignIn, home: Path, word: str) -> None:
    account, person = volunteer(records)
    number, person_number = account.id, person.id
    browser = sign_in(number)

    answer = browser.submit(PATH, {"word": word}, status=303)

    assert answer.response.headers["Location"] == "/mijn/gegevens/gewist"
    assert any(cookie.startswith("missie050=;") for cookie in answer.response.headers.getlist("Set-Cookie"))
    records.expire_all()
    assert records.get(Account, number) is None
    assert "Je gegevens zijn gewist" in browser.visit("/mijn/gegevens/gewist").text
    browser.visit("/mijn/gegevens", status=303)
    event = records.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.ERASED)).one()
    assert (event.account_id, event.subject_id, event.person_id) == (number, str(number), person_number)
    lines = (home / "erasures.jsonl").read_text().splitlines()
    assert {key: json.loads(lines[-1])[key] for key in ("account_id", "person_id")} == {
        "account_id": number,
        "person_id": person_number,
    }


def test_full_scan_finds_nothing_after_it(app: Flask, records: Session, sign_in: SignIn, home: Path) -> None:
    place = records.scalars(select(Neighbourhood).where(Neighbourhood.slug == "selwerd")).one()
    gone = make_somebody(records, "kanarie", neighbourhood_id=place.id, on=TODAY, ring=site_ring())
    stays = make_somebody(records, "merel", neighbourhood_id=place.id, on=TODAY, ring=site_ring())
    records.get_one(Account, gone.account_id).password_hash = hash_password(PASSWORD)
    browser = sign_in(gone.account_id)
    # leaves traces: a count of tries, a receipt of a form, events, a mail to oneself
    browser.submit(PATH, {"word": "kanarie", "password": "kanarie kanarie"}, status=422)
    app.test_client().post("/inloggen", data={"email": "kanarie@example.nl"})
    before = places_with(records.connection(), b"kanarie", *gone.sealed)
    assert len(before) >= 15

    browser.submit(PATH, {"word": "WISSEN", "password": PASSWORD}, status=303)

    assert places_with(records.connection(), b"kanarie", *gone.sealed) == []
    assert places_with(records.connection(), b"merel")
    assert stays.person_id


@pytest.mark.parametrize("word", ["", "ja", "WIS"])
def test_without_the_word_nothing_is_erased(records: Session, sign_in: SignIn, word: str) -> None:
    account, _ = volunteer(records)

    page = sign_in(account.id).submit(PATH, {"word": word}, status=422)

    assert page.soup.select_one(".error-summary a").text == "Typ het woord WISSEN."
    assert records.get(Account, account.id) is not None


@pytest.mark.parametrize(
    ("password", "complaint"), [("", "Vul je wachtwoord in."), ("verkeerd wachtwoord", "Dit is niet je wachtwoord.")]
)
def test_who_has_a_password_gives_it_again(records: Session, sign_in: SignIn, password: str, complaint: str) -> None:
    account, _ = volunteer(records)
    with_password(records, account)
    browser = sign_in(account.id)

    page = browser.submit(PATH, {"word": "WISSEN", "password": password}, status=422)
    assert page.soup.select_one(".error-summary a").text == complaint
    assert records.get(Account, account.id) is not None

    browser.submit(PATH, {"word": "WISSEN", "password": PASSWORD}, status=303)
    records.expire_all()
    assert records.scalars(select(Account).where(Account.email == "wie@example.nl")).all() == []


def test_only_administrator_stays_and_is_told_why(records: Session, sign_in: SignIn) -> None:
    # the demonstration data has administrators of its own
    for each in records.scalars(select(Account).where(Account.is_demo)):
        records.delete(each)
    only = make_administrator(records)
    browser = sign_in(only.id)

    page = browser.visit(PATH)
    assert "Je bent de enige beheerder." in page.text
    assert page.soup.select(f'form[action="{PATH}"]') == []
    refused = browser.submit(PATH, {"word": "WISSEN"}, status=400)
    assert "Je bent de enige beheerder." in refused.text
    assert records.get(Account, only.id) is not None

    other = make_account(records)
    make_grant(records, other.id, Role.ADMINISTRATOR)
    assert browser.visit(PATH, status=200).soup.select(f'form[action="{PATH}"]')


def test_nothing_is_erased_when_the_list_of_erasures_cannot_be_written(
    records: Session, sign_in: SignIn, home: Path
) -> None:
    account, _ = volunteer(records)
    journal = home / "erasures.jsonl"
    journal.unlink(missing_ok=True)
    journal.mkdir()
    try:
        page = sign_in(account.id).submit(PATH, {"word": "WISSEN"}, status=400)
    finally:
        journal.rmdir()

    assert "Wissen lukt nu niet." in page.text
    assert records.get(Account, account.id) is not None


def test_visitor_erases_nothing(visitor: Visitor) -> None:
    assert "/inloggen" in visitor.visit(PATH, status=303).response.headers["Location"]
    visitor.submit(PATH, {"word": "WISSEN"}, status=401)
