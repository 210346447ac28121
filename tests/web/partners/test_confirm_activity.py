from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import add_partner, add_work, filled, fresh, member_of
from webapp.models import Partner, PartnerActivity

TABLE = "/partners/proefkerk/activiteiten"
PATH = f"{TABLE}/bevestig"
LONG_AGO = TODAY - timedelta(days=500)


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records)


@pytest.fixture
def rows(records: Session, partner: Partner) -> list[PartnerActivity]:
    return [add_work(records, partner, place=place, on=LONG_AGO) for place in ("selwerd", "haren", "beijum")]


@pytest.fixture
def member(records: Session, sign_in: SignIn, partner: Partner) -> Visitor:
    return sign_in(member_of(records, partner).id)


def confirmed(records: Session, rows: list[PartnerActivity]) -> list[bool]:
    return [fresh(records, row).confirmed_on == TODAY for row in rows]


def test_one_row_is_confirmed_by_its_button(records: Session, member: Visitor, rows: list[PartnerActivity]) -> None:
    number = rows[1].id
    sent = filled(member.visit(TABLE), "#bevestig", alleen=str(number), rij=str(rows[0].id))
    answer = member.submit(PATH, sent, status=303)
    assert answer.response.location == f"{TABLE}?bevestigd=1#rij-{number}"
    assert confirmed(records, rows) == [False, True, False]
    assert "Bevestigd: dit klopt vandaag" in member.visit(answer.response.location).text


def test_ticked_rows_are_confirmed_together(records: Session, member: Visitor, rows: list[PartnerActivity]) -> None:
    sent = filled(member.visit(TABLE), "#bevestig", rij=[str(rows[0].id), str(rows[2].id), "x", "999999"])
    assert member.submit(PATH, sent, status=303).response.location == f"{TABLE}?bevestigd=2"
    assert confirmed(records, rows) == [True, False, True]


def test_all_that_is_shown_is_confirmed_at_once(records: Session, member: Visitor, rows: list[PartnerActivity]) -> None:
    page = member.visit(f"{TABLE}?wijk=haren")
    form = page.soup.select_one("#bevestig")
    assert form is not None
    member.submit(str(form["action"]), filled(page, "#bevestig", alles="ja"), status=303)
    assert confirmed(records, rows) == [False, True, False]
    member.submit(PATH, filled(member.visit(TABLE), "#bevestig", alles="ja"), status=303)
    assert confirmed(records, rows) == [True, True, True]


def test_nothing_ticked_says_so(records: Session, member: Visitor, rows: list[PartnerActivity]) -> None:
    answer = member.submit(PATH, filled(member.visit(TABLE), "#bevestig"), status=303)
    assert "Er was niets gekozen" in member.visit(answer.response.location).text
    assert confirmed(records, rows) == [False, False, False]


def test_what_is_over_or_of_another_is_not_confirmed(
    records: Session, member: Visitor, partner: Partner, sign_in: SignIn
) -> None:
    over = add_work(records, partner, on=LONG_AGO, ended_on=TODAY - timedelta(days=1))
    foreign = add_work(records, add_partner(records, "andere"), on=LONG_AGO)
    member.submit(PATH, {"rij": [str(over.id), str(foreign.id)]}, status=303)
    assert confirmed(records, [over, foreign]) == [False, False]
    stranger = sign_in(member_of(records, add_partner(records, "derde")).id)
    stranger.submit(PATH, {"alles": "ja"}, status=404)
