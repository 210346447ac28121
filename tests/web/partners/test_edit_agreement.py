from datetime import date

from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.partners.partnering import add_partner, add_promises, filled, fresh, member_of
from tests.web.people.browsing import events, problems
from webapp.vocabulary import AuditAction


def test_agreement_ends_by_its_last_day_and_stays(records: Session, sign_in: SignIn) -> None:
    partner = add_partner(records)
    promises = add_promises(records, partner)
    member, path = sign_in(member_of(records, partner).id), f"/partners/proefkerk/afspraken/{promises.id}/wijzigen"
    member.submit(path, filled(member.visit(path), last_day="2026-11-20"), status=303)
    assert fresh(records, promises).period.upper == date(2026, 11, 21)
    assert events(records, "partner_agreement", promises.id)[0][0] == AuditAction.CHANGED
    assert "voorbij" in member.visit("/partners/proefkerk/afspraken").text
    page = member.submit(path, filled(member.visit(path), last_day="2025-01-01"), status=422)
    assert list(problems(page)) == ["last_day"]


def test_agreement_of_another_is_not_there(records: Session, sign_in: SignIn) -> None:
    partner, other = add_partner(records), add_partner(records, "andere")
    promises = add_promises(records, partner)
    browser = sign_in(member_of(records, other).id)
    for slug in ("proefkerk", "andere"):
        path = f"/partners/{slug}/afspraken/{promises.id}/wijzigen"
        browser.visit(path, status=404)
        browser.submit(path, {"ours": "Van mij", "theirs": "x", "since": "2026-01-01"}, status=404)
    assert fresh(records, promises).our_promise == "Wij melden klussen"
