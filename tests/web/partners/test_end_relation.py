from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.partners.partnering import add_bond, add_partner, count, filled, fresh, holder_of, member_of
from tests.web.people.browsing import problems
from webapp.models import Partner, PartnerRelation
from webapp.vocabulary import Role


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records)


@pytest.fixture
def network(records: Session) -> Partner:
    return add_partner(records, "netwerk")


@pytest.fixture
def bond(records: Session, partner: Partner, network: Partner) -> PartnerRelation:
    return add_bond(records, partner, network, since=date(2012, 1, 1))


@pytest.mark.parametrize("side", ["proefkerk", "netwerk"])
def test_either_side_ends_a_bond_which_stays_to_be_read(
    records: Session, sign_in: SignIn, bond: PartnerRelation, side: str
) -> None:
    own = bond.member_id if side == "proefkerk" else bond.whole_id
    browser = sign_in(holder_of(records, Role.PARTNER_MEMBER, partner_id=own).id)
    path = f"/partners/{side}/verbanden/{bond.id}/beeindigen"
    browser.submit(path, filled(browser.visit(path), last_day="2026-11-20"), status=303)
    assert fresh(records, bond).period.upper == date(2026, 11, 21)
    assert "tot en met 20 november 2026" in browser.visit("/partners/proefkerk").text
    assert count(records, PartnerRelation, id=bond.id) == 1


def test_end_before_the_beginning_is_told(
    records: Session, sign_in: SignIn, partner: Partner, bond: PartnerRelation
) -> None:
    browser = sign_in(member_of(records, partner).id)
    path = f"/partners/proefkerk/verbanden/{bond.id}/beeindigen"
    for day in ("2011-12-31", "", "onzin"):
        page = browser.submit(path, filled(browser.visit(path), last_day=day), status=422)
        assert list(problems(page)) == ["last_day"]
    assert fresh(records, bond).period.upper is None


def test_bond_of_others_is_not_there(records: Session, sign_in: SignIn, bond: PartnerRelation) -> None:
    third = add_partner(records, "derde")
    browser = sign_in(member_of(records, third).id)
    for path in (f"/partners/derde/verbanden/{bond.id}", f"/partners/proefkerk/verbanden/{bond.id}"):
        browser.visit(f"{path}/beeindigen", status=404)
        browser.submit(f"{path}/beeindigen", {"last_day": "2026-11-20"}, status=404)
    assert fresh(records, bond).period.upper is None
