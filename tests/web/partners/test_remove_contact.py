from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.partners.partnering import add_contact, add_partner, count, filled, member_of
from tests.web.people.browsing import events
from webapp.models import PartnerContact
from webapp.vocabulary import AuditAction


def test_contact_goes_by_a_member_and_by_nobody_else(records: Session, sign_in: SignIn) -> None:
    partner, other = add_partner(records), add_partner(records, "andere")
    number = add_contact(records, partner).id
    stranger, member = sign_in(member_of(records, other).id), sign_in(member_of(records, partner).id)
    for slug in ("andere", "proefkerk"):
        stranger.submit(f"/partners/{slug}/contact/{number}/weg", {}, status=404)
    assert count(records, PartnerContact, id=number) == 1
    path = f"/partners/proefkerk/contact/{number}/weg"
    page = member.visit(f"/partners/proefkerk/contact/{number}/wijzigen")
    member.submit(path, filled(page, f"form[action='{path}']"), status=303)
    assert count(records, PartnerContact, id=number) == 0
    assert [event[0] for event in events(records, "partner_contact", number)] == [AuditAction.DELETED]
