from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import add_contact, add_partner, count, filled
from webapp.models import PartnerContact


def test_somebody_takes_the_own_name_away_and_nobody_else_s(
    records: Session, sign_in: SignIn, visitor: Visitor
) -> None:
    partner = add_partner(records)
    own, other = make_account(records, "zelf@example.nl"), make_account(records, "ander@example.nl")
    number = add_contact(records, partner, email="zelf@example.nl").id
    path = f"/partners/proefkerk/contact/{number}/intrekken"
    sign_in(other.id).submit(path, {}, status=404)
    visitor.submit(path, {}, status=401)
    assert count(records, PartnerContact, id=number) == 1
    browser = sign_in(own.id)
    page = browser.visit(f"/partners/proefkerk/contact/{number}")
    browser.submit(path, filled(page, f"form[action='{path}']"), status=303)
    assert count(records, PartnerContact, id=number) == 0
