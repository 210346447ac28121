import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import add_partner, count, filled, member_of, place_id
from tests.web.people.browsing import problems
from webapp.models import Partner, PartnerPlace

PATH = "/partners/proefkerk/plekken/nieuw"
PIN = {"lon": "6.5517", "lat": "53.2327"}


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records)


@pytest.fixture
def member(records: Session, sign_in: SignIn, partner: Partner) -> Visitor:
    return sign_in(member_of(records, partner).id)


def test_place_gets_the_neighbourhood_in_which_its_pin_lies(
    records: Session, member: Visitor, partner: Partner
) -> None:
    sent = filled(member.visit(PATH), label="Kerkgebouw", address="Eikenlaan 1", **PIN)
    member.submit(PATH, sent, status=303)
    made = records.query(PartnerPlace).filter_by(partner_id=partner.id).one()
    assert (made.label, made.neighbourhood_id) == ("Kerkgebouw", place_id(records))
    records.commit()
    assert "Kerkgebouw Eikenlaan 1 Selwerd" in member.visit("/partners/proefkerk").text


def test_address_alone_is_enough(records: Session, member: Visitor, partner: Partner) -> None:
    member.submit(PATH, filled(member.visit(PATH), label="Kantoor", address="Boven de bakker"), status=303)
    made = records.query(PartnerPlace).filter_by(partner_id=partner.id).one()
    assert (made.address, made.geom, made.neighbourhood_id) == ("Boven de bakker", None, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": "x" * 121}, "label"),
        ({"address": "x" * 201}, "address"),
        ({"lon": "5.1", "lat": "52.1"}, "address"),
        ({"lon": "53.2327", "lat": "6.5517"}, "address"),
        ({"lon": "NaN", "lat": "53.2"}, "address"),
        ({"lon": "6.55", "lat": ""}, "address"),
        ({"lon": "", "lat": "", "address": ""}, "address"),
        ({"lon": "6.55", "lat": "953"}, "address"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    records: Session, member: Visitor, partner: Partner, changes: dict[str, str], field: str
) -> None:
    sent = filled(member.visit(PATH), **({"label": "Kerk", **PIN} | changes))
    assert list(problems(member.submit(PATH, sent, status=422))) == [field]
    assert count(records, PartnerPlace, partner_id=partner.id) == 0


def test_who_has_no_script_searches_and_chooses(records: Session, member: Visitor, partner: Partner) -> None:
    sent = filled(member.visit(PATH), label="Kerk", address="Eikenlaan")
    page = member.submit(PATH, sent | {"zoek_plek": "1"})
    choices = page.soup.select("input[name=gevonden_plek]")
    assert choices
    assert count(records, PartnerPlace, partner_id=partner.id) == 0
    member.submit(PATH, filled(page, gevonden_plek=str(choices[0]["value"])), status=303)
    placed = records.execute(
        text("SELECT geom IS NOT NULL FROM partner_place WHERE partner_id = :id"), {"id": partner.id}
    )
    assert placed.scalar_one() is True


def test_choice_that_is_no_place_is_left_out(records: Session, member: Visitor, partner: Partner) -> None:
    member.submit(PATH, filled(member.visit(PATH), label="Kerk", address="Boven", gevonden_plek="onzin"), status=303)
    assert records.query(PartnerPlace).filter_by(partner_id=partner.id).one().geom is None


def test_others_add_no_place(records: Session, sign_in: SignIn, partner: Partner) -> None:
    browser = sign_in(member_of(records, add_partner(records, "andere")).id)
    browser.visit(PATH, status=404)
    browser.submit(PATH, {"label": "Kerk"}, status=404)
    assert count(records, PartnerPlace, partner_id=partner.id) == 0


def test_same_place_twice_is_refused_beside_its_name(records: Session, member: Visitor, partner: Partner) -> None:
    member.submit(PATH, filled(member.visit(PATH), label="Kerk", address="Eikenlaan 1"), status=303)
    page = member.submit(PATH, filled(member.visit(PATH), label="KERK", address="Dorpsweg 2"), status=422)
    assert list(problems(page)) == ["label"]
    assert count(records, PartnerPlace, partner_id=partner.id) == 1
