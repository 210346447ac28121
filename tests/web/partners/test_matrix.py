from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Page, Visitor
from tests.web.partners.partnering import HOSTILE, add_partner, add_work
from tests.web.statements import counted
from webapp.models import Partner, PartnerActivity
from webapp.vocabulary import ActivityAnswer, PartnerKind

PATH = "/wie-doet-wat-waar"
NO = ActivityAnswer.DOES_NOT
LONG_AGO = TODAY - timedelta(days=400)


@pytest.fixture
def first(records: Session) -> Partner:
    records.execute(delete(PartnerActivity))
    records.commit()
    return add_partner(records, "eerste")


@pytest.fixture
def second(records: Session, first: Partner) -> Partner:
    return add_partner(records, "tweede", kind=PartnerKind.SCHOOL)


def cells(page: Page, place: str) -> dict[str, str]:
    """What stands in the cells of a row, by theme."""
    heads = [" ".join(head.get_text(" ").split()) for head in page.soup.select(".matrix__theme")]
    for row in page.soup.select(".matrix tbody tr"):
        assert row.th is not None
        if row.th.get_text(strip=True).replace("\xad", "") == place:
            return dict(zip(heads, (" ".join(cell.get_text(" ").split()) for cell in row.select("td")), strict=True))
    raise AssertionError(place)


def test_unknown_is_kept_apart_from_nobody_and_from_who_does_it(
    records: Session, visitor: Visitor, first: Partner, second: Partner
) -> None:
    add_work(records, first)
    add_work(records, second, theme="voedsel-delen")
    add_work(records, first, theme="groen", answer=NO)
    add_work(records, first, theme="taal", answer=NO)
    found = cells(visitor.visit(PATH), "Selwerd")
    assert found["Eten en samen eten"] == "2 november 2026"
    assert found["Groen"] == "niemand november 2026"
    # one part was answered of three: that nobody does any of it is not said
    assert found["Thuis raken"] == "? onbekend"
    assert found["Ontmoeten"] == "? onbekend"


def test_whole_city_has_a_row_of_its_own(records: Session, visitor: Visitor, first: Partner) -> None:
    add_work(records, first, place=None)
    page = visitor.visit(PATH)
    assert cells(page, "Hele stad")["Eten en samen eten"] == "1 november 2026"
    assert cells(page, "Selwerd")["Eten en samen eten"] == "? onbekend"


def test_what_nobody_confirmed_for_a_year_is_marked(records: Session, visitor: Visitor, first: Partner) -> None:
    add_work(records, first, on=LONG_AGO)
    page = visitor.visit(PATH)
    assert cells(page, "Selwerd")["Eten en samen eten"] == "1 oktober 2025 oud"
    link = page.soup.select_one(".matrix__link")
    assert link is not None
    assert link["aria-label"] == "Eten en samen eten in Selwerd: 1 partner, lang niet bevestigd"


def test_what_is_over_or_not_yet_or_of_who_is_no_more_does_not_count(
    records: Session, visitor: Visitor, first: Partner, second: Partner
) -> None:
    add_work(records, first, ended_on=TODAY)
    add_work(records, first, place="haren", since=TODAY + timedelta(days=1))
    add_work(records, second, place="beijum")
    second.ended_on = TODAY
    records.commit()
    page = visitor.visit(PATH)
    for place in ("Selwerd", "Haren", "Beijum"):
        assert cells(page, place)["Eten en samen eten"] == "? onbekend"


def test_holes_are_counted_below_each_theme(records: Session, visitor: Visitor, first: Partner) -> None:
    add_work(records, first)
    add_work(records, first, theme="samen-eten", place="haren", answer=NO)
    foot = visitor.visit(PATH).soup.select(".matrix__tally")[0]
    assert " ".join(foot.get_text(" ").split()) == "1 niemand 40 onbekend"


def test_group_opens_to_its_parts(records: Session, visitor: Visitor, first: Partner) -> None:
    add_work(records, first)
    add_work(records, first, theme="voedsel-delen", answer=NO)
    add_work(records, first, theme="samen-eten", place="haren")
    page = visitor.visit(f"{PATH}?thema=samen-eten")
    found = cells(page, "Selwerd")
    assert found == {
        "Eten en samen eten algemeen": "? onbekend",
        "Maaltijd": "1 november 2026",
        "Voedsel delen": "niemand november 2026",
    }
    assert cells(page, "Haren")["Eten en samen eten algemeen"] == "1 november 2026"
    assert page.soup.find("a", string="Terug naar alle thema’s")
    assert list(cells(visitor.visit(f"{PATH}?thema=maaltijd"), "Selwerd")) == ["Maaltijd"]
    assert len(cells(visitor.visit(f"{PATH}?thema=onzin"), "Selwerd")) == 8


def test_partner_and_kind_filter_the_answers(
    records: Session, visitor: Visitor, first: Partner, second: Partner
) -> None:
    add_work(records, first)
    add_work(records, second, place="haren")
    by_partner = visitor.visit(f"{PATH}?partner=eerste")
    assert cells(by_partner, "Selwerd")["Eten en samen eten"].startswith("1")
    assert cells(by_partner, "Haren")["Eten en samen eten"] == "? onbekend"
    by_kind = visitor.visit(f"{PATH}?soort=school")
    assert cells(by_kind, "Selwerd")["Eten en samen eten"] == "? onbekend"
    assert cells(by_kind, "Haren")["Eten en samen eten"].startswith("1")


def test_cell_opens_to_who_is_behind_it_by_its_address(
    records: Session, visitor: Visitor, first: Partner, second: Partner
) -> None:
    add_work(records, first, what=HOSTILE)
    add_work(records, second, theme="voedsel-delen", answer=NO, what="")
    add_work(records, second, place=None, what="Overal")
    page = visitor.visit(PATH)
    link = page.soup.select_one(".matrix__cell a[href*='wijk=selwerd']")
    assert link is not None
    assert "cel=samen-eten" in str(link["href"])
    opened = visitor.visit(str(link["href"]))
    who = [" ".join(each.get_text(" ").split()) for each in opened.soup.select(".matrix-who li")]
    assert who[0].startswith("Eerste Maaltijd: <script>alert(1)</script> ${alert(2)} `alert(3)`")
    assert who[1].startswith("Tweede in de hele stad Maaltijd: Overal")
    assert who[2].startswith("Tweede doet dit niet Voedsel delen.")
    assert not [script for script in opened.soup.find_all("script") if "alert" in script.text]


def test_cell_of_which_nothing_is_known_says_so(visitor: Visitor, first: Partner) -> None:
    page = visitor.visit(f"{PATH}?wijk=selwerd&cel=groen")
    assert "Of er iemand is weten we dus niet" in page.text
    assert not visitor.visit(f"{PATH}?wijk=nergens&cel=groen").soup.select_one(".matrix-who")
    assert not visitor.visit(f"{PATH}?wijk=selwerd&cel=niets").soup.select_one(".matrix-who")


def test_table_has_headings_with_their_scope(visitor: Visitor) -> None:
    page = visitor.visit(PATH)
    assert all(head["scope"] == "col" for head in page.soup.select(".matrix thead th"))
    assert all(row.th is not None and row.th["scope"] == "row" for row in page.soup.select(".matrix tbody tr"))
    assert len(page.soup.select(".matrix tbody tr")) == 43


def test_map_shows_one_theme_with_a_legend_that_adds_up(records: Session, visitor: Visitor, first: Partner) -> None:
    add_work(records, first)
    add_work(records, first, theme="samen-eten", place="haren", answer=NO)
    add_work(records, first, place=None)
    page = visitor.visit(f"{PATH}?weergave=kaart&thema=samen-eten&wijk=selwerd")
    legend = [" ".join(line.get_text(" ").split()) for line in page.soup.select(".tint-legend li")]
    assert legend[:5] == [
        "? onbekend: nog niemand zei er iets over: 40 wijken",
        "0 niemand doet dit, zeggen wie antwoordden: 1 wijk",
        "1 1 partner: 1 wijk",
        "2–3 2 of 3 partners: 0 wijken",
        "4+ 4 partners of meer: 0 wijken",
    ]
    assert "1 partner doet dit in de hele stad" in page.text
    frame = page.soup.select_one("[data-map]")
    assert frame is not None
    assert (frame["data-map-query"], frame["data-map-chosen"]) == ("thema=samen-eten", "selwerd")
    assert "Eerste" in page.soup.select(".matrix-who")[0].text


def test_map_without_a_theme_shows_the_first(visitor: Visitor) -> None:
    for query in ("", "&thema=onzin"):
        assert "op de kaart: Eten en samen eten" in visitor.visit(f"{PATH}?weergave=kaart{query}").soup.title.text  # type: ignore[union-attr]  # it is there


def test_number_of_statements_does_not_grow_with_the_answers(
    app: Flask, records: Session, visitor: Visitor, first: Partner
) -> None:
    add_work(records, first)
    address = f"{PATH}?wijk=selwerd&cel=samen-eten"
    visitor.visit(address)
    with counted(app) as before:
        visitor.visit(address)
    for number in range(6):
        partner = add_partner(records, f"partner-{number}")
        for place in ("selwerd", "haren", "beijum"):
            add_work(records, partner, place=place)
    with counted(app) as after:
        visitor.visit(address)
    assert len(after) == len(before) <= 5
