from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.partners.partnering import HOSTILE, add_partner, add_work, member_of
from tests.web.statements import counted
from webapp.models import Partner
from webapp.vocabulary import ActivityAnswer

PATH = "/partners/proefkerk/activiteiten"
LONG_AGO = TODAY - timedelta(days=400)


@pytest.fixture
def partner(records: Session) -> Partner:
    made = add_partner(records)
    add_work(records, made, what="Open tafel")
    add_work(records, made, theme="huiswerk", place=None, what="Bijles", on=LONG_AGO)
    add_work(records, made, theme="schulden", place="beijum", answer=ActivityAnswer.DOES_NOT, what="")
    add_work(records, made, theme="taal", place="haren", what="Vroeger", ended_on=TODAY)
    return made


def rows(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]


def test_everything_that_holds_stands_in_one_table(visitor: Visitor, partner: Partner) -> None:
    assert rows(visitor.visit(PATH)) == [
        "Maaltijd Eten en samen eten Selwerd Open tafel 22 november 2026",
        "Schulden Rondkomen Beijum Doen we niet 22 november 2026",
        "Huiswerk Kinderen en jongeren Hele stad Bijles 18 oktober 2025 oud",
    ]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("zoek=TAFEL", ["Maaltijd"]),
        ("thema=jeugd", ["Huiswerk"]),
        ("wijk=hele-stad", ["Huiswerk"]),
        ("wijk=beijum", ["Schulden"]),
        ("antwoord=does_not", ["Schulden"]),
        ("oud=ja", ["Huiswerk"]),
        ("voorbij=ja&wijk=haren", ["Taal"]),
        ("thema=bestaat-niet", []),
        ("antwoord=misschien", ["Maaltijd", "Schulden", "Huiswerk"]),
    ],
)
def test_filter_stands_in_the_address(visitor: Visitor, partner: Partner, query: str, shown: list[str]) -> None:
    assert [row.split()[0] for row in rows(visitor.visit(f"{PATH}?{query}"))] == shown


def test_row_that_is_asked_for_is_a_form_for_who_may_edit(
    records: Session, sign_in: SignIn, visitor: Visitor, partner: Partner
) -> None:
    work = add_work(records, partner, place="haren", what="Soep")
    member = sign_in(member_of(records, partner).id)
    page = member.visit(f"{PATH}?bewerk={work.id}&wijk=haren")
    form = page.soup.select_one(f"#rij-{work.id} form")
    assert form is not None
    assert form["action"] == f"{PATH}/{work.id}?wijk=haren"
    assert "bewerk" not in visitor.visit(PATH).response.get_data(as_text=True)
    assert not visitor.visit(f"{PATH}?bewerk={work.id}").soup.select_one("tbody form")
    for other in ("999999", "-1", "x"):
        assert not member.visit(f"{PATH}?bewerk={other}").soup.select_one("tbody form")


def test_row_of_another_partner_does_not_become_a_form(records: Session, sign_in: SignIn, partner: Partner) -> None:
    foreign = add_work(records, add_partner(records, "andere"))
    page = sign_in(member_of(records, partner).id).visit(f"{PATH}?bewerk={foreign.id}")
    assert not page.soup.select_one("tbody form")


def test_what_was_typed_is_shown_as_it_is(records: Session, visitor: Visitor) -> None:
    add_work(records, add_partner(records), what=HOSTILE)
    page = visitor.visit(PATH)
    assert page.soup.select(".activities__what")[0].text.strip() == HOSTILE


def test_number_of_statements_does_not_grow_with_the_rows(
    app: Flask, records: Session, visitor: Visitor, partner: Partner
) -> None:
    visitor.visit(PATH)
    with counted(app) as before:
        visitor.visit(PATH)
    for place in ("haren", "beijum", "lewenborg", "paddepoel", "helpman"):
        add_work(records, partner, place=place)
    with counted(app) as after:
        assert len(rows(visitor.visit(PATH))) == 8
    assert len(after) == len(before) <= 5
