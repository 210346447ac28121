"""Overlap and holes: one picture of what all do, by neighbourhood and theme, its table and its sentences."""

from datetime import date

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_partner
from tests.match_making import find_place
from tests.web.conftest import Page, Visitor
from tests.web.statements import counted
from webapp.models import PartnerActivity, Theme
from webapp.vocabulary import ActivityAnswer, PartnerKind, Provenance

URL = "/dekking/overlap"


def cells(page: Page, place: str) -> list[str]:
    for row in page.soup.select(".overlap tbody tr"):
        if row.select_one("th").get_text(" ").replace("\u00ad", "").strip().startswith(place):
            return [cell.select_one(".overlap__sign").get_text() for cell in row.select("td")]
    return []


def heads(page: Page) -> list[str]:
    return [head.get_text(strip=True) for head in page.soup.select(".overlap thead th")][1:]


def says(records: Session, theme: str, place: str, *, does: bool, count: int = 1) -> None:
    theme_id = records.scalars(select(Theme.id).where(Theme.slug == theme)).one()
    for number in range(count):
        partner = make_partner(records, f"proef-{theme}-{place}-{number}", kind=PartnerKind.WELFARE)
        records.add(
            PartnerActivity(
                partner_id=partner.id,
                theme_id=theme_id,
                neighbourhood_id=find_place(records, place),
                answer=ActivityAnswer.DOES if does else ActivityAnswer.DOES_NOT,
                what="",
                confirmed_on=date(2026, 11, 1),
                provenance=Provenance.ENTERED,
            )
        )
    records.commit()


def test_hole_several_and_unknown_each_have_a_sign_of_their_own(records: Session, visitor: Visitor) -> None:
    says(records, "veilig-en-gezond", "rivierenbuurt", does=False)
    says(records, "veilig-en-gezond", "ten-post", does=True, count=3)
    page = visitor.visit(URL)
    column = heads(page).index("Veilig en gezond")
    assert cells(page, "Rivierenbuurt")[column] == "0 !"
    assert cells(page, "Ten Post")[column] == "3"
    assert cells(page, "Haren")[column] == "?"
    # what has most holes stands on top, beneath the whole city
    rows = [row.select_one("th").get_text(" ") for row in page.soup.select(".overlap tbody tr")]
    assert "Hele stad" in rows[0]
    assert "gat" in rows[1]
    assert any("Rivierenbuurt" in said.text and "doet niemand iets" in said.text for said in page.soup.select("li"))
    assert any("In Ten Post doen 3 iets aan" in said.text for said in page.soup.select("li"))


def test_table_tells_what_was_asked_for_with_all_numbers(records: Session, visitor: Visitor) -> None:
    says(records, "veilig-en-gezond", "ten-post", does=True, count=3)
    page = visitor.visit(f"{URL}?toon=dubbel&sorteer=naam")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in page.soup.select(".overlap-cells tbody tr")
    ]
    assert ["Ten Post", "Veilig en gezond", "dubbel: drie of meer doen iets", "3"] in [row[:4] for row in rows]
    assert all(int(row[3]) + int(row[4]) >= 3 for row in rows)
    everything = visitor.visit(f"{URL}?toon=alles").soup.select(".overlap-cells tbody tr")
    assert len(everything) == 42 * len(heads(page))


def test_group_opens_into_its_parts_and_faith_is_not_for_visitors(visitor: Visitor) -> None:
    assert "Geloven en zingeving" not in heads(visitor.visit(URL))
    opened = visitor.visit(f"{URL}?thema=rondkomen")
    assert heads(opened)[0].startswith("Rondkomen")
    assert len(heads(opened)) > 2
    assert opened.soup.select("a[href='/dekking/overlap']")


def test_what_cannot_be_read_is_a_clear_refusal(visitor: Visitor) -> None:
    assert "Kies wat je in de tabel wilt." in visitor.visit(f"{URL}?toon=x", status=400).text
    visitor.visit(f"{URL}?sorteer=x", status=400)
    visitor.visit(f"{URL}?thema=bestaat-niet")


def test_number_of_statements_does_not_grow(records: Session, app: Flask, visitor: Visitor) -> None:
    with counted(app) as before:
        visitor.visit(URL)
    says(records, "groen", "haren", does=True, count=4)
    with counted(app) as after:
        visitor.visit(URL)
    assert 0 < len(after) == len(before)
