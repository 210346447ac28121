import pytest
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import add_partner, filled, fresh, member_of, place_id
from tests.web.people.browsing import problems
from webapp.models import Partner, PartnerPlace


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records)


@pytest.fixture
def member(records: Session, sign_in: SignIn, partner: Partner) -> Visitor:
    return sign_in(member_of(records, partner).id)


@pytest.fixture
def place(records: Session, member: Visitor, partner: Partner) -> PartnerPlace:
    path = "/partners/proefkerk/plekken/nieuw"
    sent = filled(member.visit(path), label="Kerk", address="Eikenlaan 1", lon="6.5517", lat="53.2327")
    member.submit(path, sent, status=303)
    made = records.query(PartnerPlace).filter_by(partner_id=partner.id).one()
    records.commit()
    return made


def test_place_moves_with_its_pin_and_stays_without_a_change(
    records: Session, member: Visitor, place: PartnerPlace
) -> None:
    path = f"/partners/proefkerk/plekken/{place.id}/wijzigen"
    member.submit(path, filled(member.visit(path), label="Gebouw"), status=303)
    after = fresh(records, place)
    assert (after.label, after.neighbourhood_id) == ("Gebouw", place_id(records))
    member.submit(path, filled(member.visit(path), lon="6.5965", lat="53.2487"), status=303)
    assert fresh(records, place).neighbourhood_id == place_id(records, "beijum")
    member.submit(path, filled(member.visit(path), lon="", lat=""), status=303)
    assert fresh(records, place).neighbourhood_id is None


def test_place_without_a_word_is_told(member: Visitor, place: PartnerPlace) -> None:
    path = f"/partners/proefkerk/plekken/{place.id}/wijzigen"
    assert list(problems(member.submit(path, filled(member.visit(path), label=" "), status=422))) == ["label"]


def test_place_of_another_is_not_there(records: Session, sign_in: SignIn, place: PartnerPlace) -> None:
    other = add_partner(records, "andere")
    browser = sign_in(member_of(records, other).id)
    for slug in ("andere", "proefkerk"):
        path = f"/partners/{slug}/plekken/{place.id}/wijzigen"
        browser.visit(path, status=404)
        browser.submit(path, {"label": "Van mij"}, status=404)
    assert fresh(records, place).label == "Kerk"
