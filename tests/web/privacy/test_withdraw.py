"""Taking a consent back: one click, at once."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_consent
from tests.web.conftest import SignIn, Visitor
from tests.web.privacy.own import seal, site_ring, volunteer
from webapp.models import ConsentWithdrawal, Person
from webapp.vocabulary import ConsentPurpose

PATH = "/mijn/toestemming/intrekken"


def test_one_click_withdraws_and_the_page_says_so(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    consent = make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=TODAY)
    browser = sign_in(account.id)
    page = browser.visit("/mijn/toestemming")
    form = page.soup.select_one(f'form[action="{PATH}"]')
    assert form.select_one('[name="purpose"]')["value"] == "be_known"

    answer = browser.submit(PATH, {"purpose": "be_known"}, status=303)

    assert answer.response.headers["Location"] == "/mijn/toestemming?gedaan=ingetrokken#be_known"
    withdrawal = records.scalars(select(ConsentWithdrawal)).one()
    assert (withdrawal.consent_id, withdrawal.recorded_by) == (consent.id, account.id)
    again = browser.visit("/mijn/toestemming?gedaan=ingetrokken")
    assert again.soup.select_one("main [role=status]").text.strip() == "Je toestemming is ingetrokken."
    assert "Niet gegeven" in again.soup.select_one("#be_known .consent__state").text
    assert "Ingetrokken op 22 november 2026." in again.soup.select_one("#be_known .consent__history").text
    assert again.soup.select(f'form[action="{PATH}"]') == []


def test_church_is_gone_with_its_consent(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    seal(person, site_ring(), church="Proefkerk")
    make_consent(records, person.id, ConsentPurpose.KEEP_CHURCH, on=TODAY)
    browser = sign_in(account.id)

    browser.submit(PATH, {"purpose": "keep_church"}, status=303)

    records.expire_all()
    assert records.get_one(Person, person.id).church is None


def test_twice_is_as_good_as_once(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=TODAY)
    browser = sign_in(account.id)

    for _ in range(2):
        browser.submit(PATH, {"purpose": "be_known"}, status=303)

    assert len(records.scalars(select(ConsentWithdrawal)).all()) == 1


def test_nobody_withdraws_for_another(records: Session, sign_in: SignIn) -> None:
    _, person = volunteer(records)
    make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=TODAY)
    nameless = make_account(records)
    other, _ = volunteer(records, "ander@example.nl")

    for each in (nameless, other):
        sign_in(each.id).submit(PATH, {"purpose": "be_known", "person_id": str(person.id)}, status=303)

    assert records.scalars(select(ConsentWithdrawal).where(ConsentWithdrawal.person_id == person.id)).all() == []


@pytest.mark.parametrize("purpose", ["", "iets"])
def test_unknown_purpose_is_an_error(records: Session, sign_in: SignIn, purpose: str) -> None:
    account, _ = volunteer(records)

    sign_in(account.id).submit(PATH, {"purpose": purpose}, status=400)


def test_visitor_withdraws_nothing(visitor: Visitor) -> None:
    visitor.submit(PATH, {"purpose": "be_known"}, status=401)
