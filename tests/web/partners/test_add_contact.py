from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import HOSTILE, add_partner, count, filled, holder_of, member_of
from tests.web.people.browsing import events, problems, ring_of_tests
from webapp.models import Account, OutboxMail, Partner, PartnerContact
from webapp.vocabulary import AuditAction, Channel, ContactAudience, Role

PATH = "/partners/proefkerk/contact/nieuw"
GOOD = {
    "name": "Jantine Proef",
    "position": "Diaken",
    "email": "Jantine@Example.nl",
    "phone": "06 12345678",
    "audience": "partners",
    "months": "6",
    "channel": "spoken",
    "agreed": "y",
}


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records)


@pytest.fixture
def account(records: Session, partner: Partner) -> Account:
    return member_of(records, partner)


@pytest.fixture
def member(sign_in: SignIn, account: Account) -> Visitor:
    return sign_in(account.id)


def test_contact_is_kept_with_what_was_agreed_and_the_number_sealed(
    records: Session, member: Visitor, account: Account, partner: Partner
) -> None:
    by = account.id
    member.submit(PATH, filled(member.visit(PATH), **GOOD), status=303)
    made = records.query(PartnerContact).filter_by(partner_id=partner.id).one()
    assert (made.name, made.email, made.audience, made.channel) == (
        "Jantine Proef",
        "jantine@example.nl",
        ContactAudience.PARTNERS,
        Channel.SPOKEN,
    )
    assert (made.given_on, made.expires_on) == (TODAY, date(2027, 5, 22))
    assert made.phone is not None
    assert b"12345678" not in made.phone
    opened = ring_of_tests().open_sealed(made.phone, table="partner_contact", column="phone", row=made.id)
    assert opened == "06 12345678"
    assert events(records, "partner_contact", made.id) == [(AuditAction.CREATED, by, None, [])]


def test_city_coordinator_notes_one_for_coordinators_alone(records: Session, sign_in: SignIn, partner: Partner) -> None:
    city = sign_in(holder_of(records, Role.CITY_COORDINATOR).id)
    sent = filled(city.visit(PATH), **(GOOD | {"audience": "coordinators"}))
    city.submit(PATH, sent, status=303)
    assert count(records, PartnerContact, partner_id=partner.id) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agreed": None}, "agreed"),
        ({"months": None}, "months"),
        ({"months": "24"}, "months"),
        ({"months": "0"}, "months"),
        ({"audience": None}, "audience"),
        ({"audience": "heel-het-internet"}, "audience"),
        ({"channel": None}, "channel"),
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"email": "x"}, "email"),
        ({"email": ""}, "email"),
        ({"phone": "bel"}, "phone"),
        ({"position": "x" * 81}, "position"),
    ],
)
def test_nothing_is_kept_without_all_that_is_agreed(
    records: Session, member: Visitor, partner: Partner, changes: dict[str, str | None], field: str
) -> None:
    page = member.submit(PATH, filled(member.visit(PATH), **(GOOD | changes)), status=422)
    assert field in problems(page)
    assert count(records, PartnerContact, partner_id=partner.id) == 0


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("", "Vul de naam van de contactpersoon in."),
        ("x" * 81, "Houd de naam van de contactpersoon korter dan 80 tekens."),
    ],
)
def test_complaint_says_whose_name_it_is(member: Visitor, name: str, complaint: str) -> None:
    page = member.submit(PATH, filled(member.visit(PATH), **(GOOD | {"name": name})), status=422)
    assert problems(page) == {"name": complaint}


def test_others_add_nobody(records: Session, sign_in: SignIn, partner: Partner) -> None:
    for account in (member_of(records, add_partner(records, "andere")), holder_of(records, Role.MUNICIPALITY_VIEWER)):
        browser = sign_in(account.id)
        browser.visit(PATH, status=404)
        browser.submit(PATH, GOOD, status=404)
    assert count(records, PartnerContact, partner_id=partner.id) == 0


def test_hostile_words_are_shown_as_they_are(member: Visitor) -> None:
    name = HOSTILE[:75].strip()
    member.submit(PATH, filled(member.visit(PATH), **(GOOD | {"name": name})), status=303)
    page = member.visit("/partners/proefkerk")
    assert name in [found.text for found in page.soup.select(".partner-contacts strong")]


def test_contact_is_mailed_where_they_stand_and_how_to_get_off(records: Session, member: Visitor) -> None:
    member.submit(PATH, filled(member.visit(PATH), **GOOD), status=303)
    (mail,) = records.query(OutboxMail).filter_by(recipient="jantine@example.nl")
    assert "/partners/proefkerk\n" in mail.body
    assert "haal je gegevens weg" in mail.body
    assert "Jantine" not in mail.subject + mail.body


def test_who_adds_themselves_gets_no_mail_and_agrees_on_the_site(
    records: Session, member: Visitor, account: Account, partner: Partner
) -> None:
    email = account.email
    sent = GOOD | {"email": email, "channel": "web"}
    member.submit(PATH, filled(member.visit(PATH), **sent), status=303)
    assert count(records, PartnerContact, partner_id=partner.id) == 1
    assert records.query(OutboxMail).filter_by(recipient=email).count() == 0


def test_nobody_agrees_on_the_site_for_another(records: Session, member: Visitor, partner: Partner) -> None:
    page = member.submit(PATH, filled(member.visit(PATH), **(GOOD | {"channel": "web"})), status=422)
    assert list(problems(page)) == ["channel"]
    assert count(records, PartnerContact, partner_id=partner.id) == 0


def test_contact_is_for_coordinators_unless_somebody_chooses_more(member: Visitor) -> None:
    assert filled(member.visit(PATH))["audience"] == "coordinators"
