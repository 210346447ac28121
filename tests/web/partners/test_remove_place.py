from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.partners.partnering import add_partner, count, filled, member_of
from tests.web.people.browsing import events
from webapp.models import PartnerPlace
from webapp.vocabulary import AuditAction


def test_place_goes_by_who_may_edit_and_by_nobody_else(records: Session, sign_in: SignIn) -> None:
    partner, other = add_partner(records), add_partner(records, "andere")
    place = PartnerPlace(partner_id=partner.id, label="Kerk")
    records.add(place)
    records.commit()
    number = place.id
    stranger = sign_in(member_of(records, other).id)
    for slug in ("andere", "proefkerk"):
        stranger.submit(f"/partners/{slug}/plekken/{number}/weg", {}, status=404)
    assert count(records, PartnerPlace, id=number) == 1
    member = sign_in(member_of(records, partner).id)
    page = member.visit(f"/partners/proefkerk/plekken/{number}/wijzigen")
    path = f"/partners/proefkerk/plekken/{number}/weg"
    member.submit(path, filled(page, f"form[action='{path}']"), status=303)
    assert count(records, PartnerPlace, id=number) == 0
    assert [event[0] for event in events(records, "partner_place", number)] == [AuditAction.DELETED]
