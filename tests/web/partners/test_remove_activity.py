from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.partners.partnering import add_partner, add_work, count, member_of
from tests.web.people.browsing import events
from webapp.models import PartnerActivity
from webapp.vocabulary import AuditAction


def test_mistake_is_taken_away_after_a_question(records: Session, sign_in: SignIn) -> None:
    partner = add_partner(records)
    work = add_work(records, partner)
    work_id = work.id
    member, path = sign_in(member_of(records, partner).id), f"/partners/proefkerk/activiteiten/{work_id}/verwijderen"
    edited = member.visit(f"/partners/proefkerk/activiteiten?bewerk={work_id}")
    assert edited.soup.select_one(f'a[href="{path}"]') is not None
    assert "Maaltijd, Selwerd: Doen we (Open tafel)" in member.visit(path).text
    assert count(records, PartnerActivity, partner_id=partner.id) == 1
    member.submit(path, {}, status=303)
    assert count(records, PartnerActivity, partner_id=partner.id) == 0
    assert events(records, "partner_activity", work_id)[0][0] == AuditAction.DELETED
    member.visit(path, status=404)


def test_others_take_nothing_away(records: Session, sign_in: SignIn) -> None:
    partner = add_partner(records)
    work_id = add_work(records, partner).id
    browser = sign_in(member_of(records, add_partner(records, "andere")).id)
    for slug in ("proefkerk", "andere"):
        path = f"/partners/{slug}/activiteiten/{work_id}/verwijderen"
        browser.visit(path, status=404)
        browser.submit(path, {}, status=404)
    assert count(records, PartnerActivity, partner_id=partner.id) == 1
