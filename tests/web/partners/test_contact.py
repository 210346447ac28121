from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account
from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import add_contact, add_partner, holder_of, member_of
from tests.web.people.browsing import events, whole_audit
from webapp.models import Partner, PartnerContact
from webapp.vocabulary import AuditAction, ContactAudience, Role

PHONE = "06 12345678"


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records)


@pytest.fixture
def contact(records: Session, partner: Partner) -> PartnerContact:
    return add_contact(records, partner, phone=PHONE)


def path_of(contact: PartnerContact) -> str:
    return f"/partners/proefkerk/contact/{contact.id}"


def test_number_is_opened_for_a_visitor_and_accounted_for(
    records: Session, visitor: Visitor, contact: PartnerContact
) -> None:
    path, number = path_of(contact), contact.id
    page = visitor.visit(path)
    assert PHONE in page.text
    assert page.soup.select_one("meta[name=robots][content=noindex]")
    assert events(records, "partner_contact", number) == [(AuditAction.READ, None, None, ["phone"])]
    assert "12345678" not in whole_audit(records)


def test_who_has_no_number_is_not_accounted_for(records: Session, visitor: Visitor, partner: Partner) -> None:
    contact = add_contact(records, partner)
    visitor.visit(path_of(contact))
    assert events(records, "partner_contact", contact.id) == []


def test_somebody_reads_the_own_number_without_account_and_sees_what_was_agreed(
    records: Session, sign_in: SignIn, partner: Partner
) -> None:
    account = make_account(records, "zelf@example.nl")
    contact = add_contact(records, partner, email="zelf@example.nl", phone=PHONE, audience=ContactAudience.COORDINATORS)
    page = sign_in(account.id).visit(path_of(contact))
    assert PHONE in page.text
    assert "Alleen coördinatoren" in page.text
    assert "Haal mij hier weg" in page.text
    assert events(records, "partner_contact", contact.id) == []


@pytest.mark.parametrize("role", [Role.MUNICIPALITY_VIEWER, Role.ADMINISTRATOR])
def test_who_may_not_see_somebody_gets_nothing_and_leaves_no_trace(
    records: Session, sign_in: SignIn, visitor: Visitor, partner: Partner, role: Role
) -> None:
    contact = add_contact(records, partner, phone=PHONE, audience=ContactAudience.PARTNERS)
    path, number = path_of(contact), contact.id
    visitor.visit(path, status=404)
    sign_in(holder_of(records, role).id).visit(path, status=404)
    assert events(records, "partner_contact", number) == []
    assert PHONE in sign_in(member_of(records, add_partner(records, "andere")).id).visit(path).text


def test_lapsed_consent_shows_nothing_to_others(records: Session, visitor: Visitor, partner: Partner) -> None:
    given = TODAY - timedelta(days=100)
    contact = add_contact(records, partner, phone=PHONE, given_on=given, months=3)
    visitor.visit(path_of(contact), status=404)


def test_contact_of_another_partner_is_not_there(records: Session, visitor: Visitor, contact: PartnerContact) -> None:
    add_partner(records, "andere")
    visitor.visit(f"/partners/andere/contact/{contact.id}", status=404)


def test_nobody_without_an_account_gathers_all_numbers(app: Flask, visitor: Visitor, contact: PartnerContact) -> None:
    path = path_of(contact)
    answers = [visitor.client.get(path, environ_base={"REMOTE_ADDR": "203.0.113.77"}).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
