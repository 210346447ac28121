import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import add_partner, add_work, count, filled, member_of, place_id, theme_id
from tests.web.people.browsing import events, problems
from webapp.models import Partner, PartnerActivity
from webapp.vocabulary import ActivityAnswer, AuditAction

PATH = "/partners/proefkerk/activiteiten/nieuw"


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records)


@pytest.fixture
def member(records: Session, sign_in: SignIn, partner: Partner) -> Visitor:
    return sign_in(member_of(records, partner).id)


def test_answer_is_kept_and_confirmed_today(records: Session, member: Visitor, partner: Partner) -> None:
    theme, place = str(theme_id(records)), str(place_id(records))
    sent = filled(member.visit(PATH), theme=theme, place=place, what="Open tafel")
    answer = member.submit(PATH, sent, status=303)
    made = records.query(PartnerActivity).filter_by(partner_id=partner.id).one()
    assert (made.answer, made.what, made.confirmed_on) == (ActivityAnswer.DOES, "Open tafel", TODAY)
    assert answer.response.location == f"/partners/proefkerk/activiteiten?bewaard=ja#rij-{made.id}"
    assert [event[0] for event in events(records, "partner_activity", made.id)] == [AuditAction.CREATED]


def test_no_place_is_chosen_beforehand(member: Visitor) -> None:
    assert filled(member.visit(PATH))["place"] == ""


def test_whole_city_needs_no_ticks(records: Session, member: Visitor, partner: Partner) -> None:
    sent = filled(member.visit(PATH), theme=str(theme_id(records)), place="hele-stad", answer="does_not")
    member.submit(PATH, sent, status=303)
    made = records.query(PartnerActivity).filter_by(partner_id=partner.id).one()
    assert (made.neighbourhood_id, made.answer) == (None, ActivityAnswer.DOES_NOT)


@pytest.mark.parametrize("place", ["selwerd", None])
def test_second_answer_about_the_same_is_told_until_the_first_is_over(
    records: Session, member: Visitor, partner: Partner, place: str | None
) -> None:
    first = add_work(records, partner, place=place)
    chosen = str(place_id(records, place)) if place else "hele-stad"
    sent = filled(member.visit(PATH), theme=str(theme_id(records)), place=chosen)
    page = member.submit(PATH, sent, status=422)
    assert problems(page) == {"theme": "Over dit thema op deze plek staat er al een antwoord. Wijzig dat."}
    first.ended_on = TODAY
    records.commit()
    member.submit(PATH, sent, status=303)
    assert count(records, PartnerActivity, partner_id=partner.id) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"theme": ""}, "theme"),
        ({"theme": "999999"}, "theme"),
        ({"place": "999999"}, "place"),
        ({"place": "x"}, "place"),
        ({"place": ""}, "place"),
        ({"answer": "misschien"}, "answer"),
        ({"what": "x" * 301}, "what"),
        ({"since": "31-12-2020"}, "since"),
        ({"since": "2026-02-02", "last_day": "2026-02-01"}, "last_day"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    records: Session, member: Visitor, partner: Partner, changes: dict[str, str], field: str
) -> None:
    sent = filled(
        member.visit(PATH), **({"theme": str(theme_id(records)), "place": "hele-stad", "what": "Blijft"} | changes)
    )
    page = member.submit(PATH, sent, status=422)
    assert list(problems(page)) == [field]
    assert count(records, PartnerActivity, partner_id=partner.id) == 0


def test_others_answer_nothing(records: Session, sign_in: SignIn, partner: Partner) -> None:
    browser = sign_in(member_of(records, add_partner(records, "andere")).id)
    browser.visit(PATH, status=404)
    browser.submit(PATH, {"theme": str(theme_id(records)), "answer": "does"}, status=404)
    assert count(records, PartnerActivity, partner_id=partner.id) == 0
