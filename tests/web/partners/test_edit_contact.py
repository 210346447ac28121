from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import add_contact, add_partner, filled, fresh, member_of
from tests.web.people.browsing import events, problems, ring_of_tests
from webapp.models import OutboxMail, Partner, PartnerContact
from webapp.vocabulary import AuditAction, ContactAudience

PHONE = "06 12345678"


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records)


@pytest.fixture
def contact(records: Session, partner: Partner) -> PartnerContact:
    return add_contact(records, partner, phone=PHONE, audience=ContactAudience.PARTNERS)


@pytest.fixture
def member(records: Session, sign_in: SignIn, partner: Partner) -> Visitor:
    return sign_in(member_of(records, partner).id)


@pytest.fixture
def path(contact: PartnerContact) -> str:
    return f"/partners/proefkerk/contact/{contact.id}/wijzigen"


def number_of(contact: PartnerContact) -> str:
    assert contact.phone is not None
    return ring_of_tests().open_sealed(contact.phone, table="partner_contact", column="phone", row=contact.id)


def test_correction_keeps_the_time_that_was_agreed(
    records: Session, member: Visitor, contact: PartnerContact, path: str
) -> None:
    until, number = contact.expires_on, contact.id
    page = member.visit(path)
    assert filled(page)["phone"] == PHONE
    assert filled(page)["months"] == "0"
    member.submit(path, filled(page, position="Koster", phone="050 1234567"), status=303)
    after = fresh(records, contact)
    assert (after.position, number_of(after), after.expires_on) == ("Koster", "050 1234567", until)
    changed = [event for event in events(records, "partner_contact", number) if event[0] == AuditAction.CHANGED]
    assert [event[3] for event in changed] == [["phone", "position"]]


def test_fewer_people_may_see_it_without_asking(
    records: Session, member: Visitor, contact: PartnerContact, path: str
) -> None:
    member.submit(path, filled(member.visit(path), audience="coordinators"), status=303)
    assert fresh(records, contact).audience is ContactAudience.COORDINATORS


@pytest.mark.parametrize("changes", [{"audience": "everyone"}, {"email": "iemand.anders@example.nl"}])
def test_more_than_was_agreed_needs_a_new_yes(
    records: Session, member: Visitor, contact: PartnerContact, path: str, changes: dict[str, str]
) -> None:
    page = member.submit(path, filled(member.visit(path), **changes), status=422)
    assert list(problems(page)) == ["agreed"]
    assert fresh(records, contact).audience is ContactAudience.PARTNERS
    assert list(problems(member.submit(path, filled(page, months="3"), status=422))) == ["agreed"]
    member.submit(path, filled(page, months="3", agreed="y"), status=303)
    after = fresh(records, contact)
    assert (after.given_on, after.expires_on) == (TODAY, date(2027, 2, 22))


def test_lapsed_one_can_be_asked_again_but_not_left_as_it_is(
    records: Session, member: Visitor, contact: PartnerContact, path: str
) -> None:
    contact.given_on, contact.expires_on = TODAY - timedelta(days=300), TODAY - timedelta(days=1)
    records.commit()
    page = member.visit(path)
    assert "months" in problems(member.submit(path, filled(page), status=422))
    assert "months" in problems(member.submit(path, filled(page, months="0"), status=422))
    member.submit(path, filled(page, months="12", agreed="y"), status=303)
    assert fresh(records, contact).expires_on == date(2027, 11, 22)


def test_page_speaks_of_changing_and_not_of_adding(member: Visitor, path: str) -> None:
    changing, adding = member.visit(path).text, member.visit("/partners/proefkerk/contact/nieuw").text
    for words, on_both in (("Wijzig contactpersoon", False), ("Deze persoon kan bij “Mijn gegevens” zien", False)):
        assert (words in changing, words in adding) == (True, on_both)
    for words in ("Voeg een contactpersoon toe", "vraag het eerst"):
        assert (words in changing, words in adding) == (False, True)


def test_only_what_needs_a_new_yes_is_mailed_to_the_person(
    records: Session, member: Visitor, contact: PartnerContact, path: str
) -> None:
    def mailed() -> list[str]:
        found = list(records.scalars(select(OutboxMail.recipient).order_by(OutboxMail.id)))
        records.commit()
        return found

    member.submit(path, filled(member.visit(path), position="Koster"), status=303)
    assert mailed() == []
    elsewhere = filled(member.visit(path), email="jantine.elders@example.nl", months="3", agreed="y")
    member.submit(path, elsewhere, status=303)
    assert mailed() == ["jantine.elders@example.nl"]


def test_number_can_be_taken_out(records: Session, member: Visitor, contact: PartnerContact, path: str) -> None:
    member.submit(path, filled(member.visit(path), phone=""), status=303)
    assert fresh(records, contact).phone is None


def test_others_neither_see_nor_change_it(
    records: Session, sign_in: SignIn, contact: PartnerContact, path: str
) -> None:
    browser = sign_in(member_of(records, add_partner(records, "andere")).id)
    browser.visit(path, status=404)
    browser.submit(path, {"name": "Van mij"}, status=404)
    browser.visit(path.replace("proefkerk", "andere"), status=404)
    assert fresh(records, contact).name == "Jantine Proef"
