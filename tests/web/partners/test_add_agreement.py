from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.partners.partnering import add_partner, count, filled, member_of
from tests.web.people.browsing import problems
from webapp.models import PartnerAgreement

PATH = "/partners/proefkerk/afspraken/nieuw"
GOOD = {"ours": "Wij melden", "theirs": "Zij doen", "since": "2026-01-01", "last_day": "2026-12-31"}


def test_agreement_is_kept_up_to_and_including_its_last_day(records: Session, sign_in: SignIn) -> None:
    partner = add_partner(records)
    member = sign_in(member_of(records, partner).id)
    member.submit(PATH, filled(member.visit(PATH), **GOOD), status=303)
    made = records.query(PartnerAgreement).filter_by(partner_id=partner.id).one()
    assert (made.our_promise, made.their_promise) == ("Wij melden", "Zij doen")
    assert (made.period.lower, made.period.upper) == (date(2026, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ours": " "}, "ours"),
        ({"theirs": "x" * 2001}, "theirs"),
        ({"since": ""}, "since"),
        ({"last_day": "2025-12-31"}, "last_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    records: Session, sign_in: SignIn, changes: dict[str, str], field: str
) -> None:
    partner = add_partner(records)
    member = sign_in(member_of(records, partner).id)
    page = member.submit(PATH, filled(member.visit(PATH), **(GOOD | changes)), status=422)
    assert list(problems(page)) == [field]
    assert count(records, PartnerAgreement, partner_id=partner.id) == 0


def test_others_agree_nothing(records: Session, sign_in: SignIn) -> None:
    partner = add_partner(records)
    browser = sign_in(member_of(records, add_partner(records, "andere")).id)
    browser.visit(PATH, status=404)
    browser.submit(PATH, GOOD, status=404)
    assert count(records, PartnerAgreement, partner_id=partner.id) == 0
