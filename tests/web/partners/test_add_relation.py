from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import add_bond, add_partner, count, filled, holder_of, member_of
from tests.web.people.browsing import problems
from webapp.models import Partner, PartnerRelation
from webapp.vocabulary import RelationKind, Role

PATH = "/partners/proefkerk/verbanden/nieuw"


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records)


@pytest.fixture
def network(records: Session) -> Partner:
    return add_partner(records, "netwerk")


@pytest.fixture
def member(records: Session, sign_in: SignIn, partner: Partner) -> Visitor:
    return sign_in(member_of(records, partner).id)


def test_member_says_where_the_partner_belongs_and_since_when(
    records: Session, member: Visitor, partner: Partner, network: Partner
) -> None:
    sent = filled(member.visit(PATH), whole=str(network.id), kind="member_of", since="2012-01-01")
    member.submit(PATH, sent, status=303)
    made = records.query(PartnerRelation).filter_by(member_id=partner.id).one()
    assert (made.whole_id, made.kind, made.period.lower, made.period.upper) == (
        network.id,
        RelationKind.MEMBER_OF,
        date(2012, 1, 1),
        None,
    )


def test_partner_itself_is_not_offered(member: Visitor, partner: Partner) -> None:
    offered = [option["value"] for option in member.visit(PATH).soup.select("select[name=whole] option")]
    assert str(partner.id) not in offered
    assert len(offered) > 10


def test_same_bond_in_the_same_time_is_told_and_in_another_time_taken(
    records: Session, member: Visitor, partner: Partner, network: Partner
) -> None:
    add_bond(records, partner, network, since=date(2012, 1, 1), until=date(2020, 1, 1))
    sent = filled(member.visit(PATH), whole=str(network.id), kind="member_of", since="2019-12-31")
    assert problems(member.submit(PATH, sent, status=422))["whole"].startswith("Dit staat er al")
    member.submit(PATH, sent | {"since": "2020-01-01"}, status=303)
    assert count(records, PartnerRelation, member_id=partner.id) == 2


def test_ring_is_told_also_through_others_but_not_when_it_was_another_time(
    records: Session, member: Visitor, partner: Partner, network: Partner
) -> None:
    between = add_partner(records, "tussen")
    add_bond(records, network, between, since=date(2010, 1, 1), until=date(2020, 1, 1))
    add_bond(records, between, partner, since=date(2015, 1, 1))
    sent = filled(member.visit(PATH), whole=str(network.id), kind="under_umbrella", since="2019-01-01")
    assert problems(member.submit(PATH, sent, status=422))["whole"].startswith("Deze partner hoort zelf al bij jullie")
    assert count(records, PartnerRelation, member_id=partner.id) == 0
    member.submit(PATH, sent | {"since": "2020-01-01"}, status=303)
    assert count(records, PartnerRelation, member_id=partner.id) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"whole": ""}, "whole"),
        ({"whole": "999999999"}, "whole"),
        ({"kind": "koning"}, "kind"),
        ({"kind": None}, "kind"),
        ({"since": "2020-02-30"}, "since"),
        ({"since": "2020-02-02", "last_day": "2020-02-01"}, "last_day"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    records: Session, member: Visitor, network: Partner, changes: dict[str, str], field: str
) -> None:
    good = {"whole": str(network.id), "kind": "member_of"}
    page = member.submit(PATH, filled(member.visit(PATH), **(good | changes)), status=422)
    assert list(problems(page)) == [field]
    assert count(records, PartnerRelation, whole_id=network.id) == 0


def test_others_do_not_say_where_it_belongs(
    records: Session, sign_in: SignIn, partner: Partner, network: Partner
) -> None:
    browser = sign_in(member_of(records, network).id)
    browser.visit(PATH, status=404)
    browser.submit(PATH, {"whole": str(network.id), "kind": "member_of"}, status=404)
    assert count(records, PartnerRelation, member_id=partner.id) == 0
    sign_in(holder_of(records, Role.CITY_COORDINATOR).id).visit(PATH)
