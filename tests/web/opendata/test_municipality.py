"""The municipality's dashboard: official areas with figures beside coverage; never a person, never a small count."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.release_making import ask, made_release
from tests.web.conftest import SignIn, Visitor
from tests.web.opendata.released import cells, city_coordinator, municipality, names_in_order
from tests.web.statements import counted


def test_without_a_release_the_page_says_so(records: Session, sign_in: SignIn) -> None:
    assert "Er is nog geen uitgave" in municipality(records, sign_in).visit("/gemeente").text


def test_neighbourhoods_are_told_with_stage_figures_and_rounded_counts(
    app: Flask, records: Session, sign_in: SignIn
) -> None:
    ask(records, "selwerd", 3)
    ask(records, "vinkhuizen", 12)
    made_release(records, on=date(2026, 10, 1))
    head = made_release(records)
    browser = municipality(records, sign_in)
    with counted(app) as statements:
        page = browser.visit("/gemeente")
    assert len([each for each in statements if "SAVEPOINT" not in each]) == 5
    assert f"{head.present} van {head.neighbourhoods}" in page.text
    selwerd, vinkhuizen = cells(page, "Selwerd"), cells(page, "Vinkhuizen")
    assert "Z Zelfdragend" in selwerd
    assert "6.455" in selwerd
    assert (selwerd[-1], vinkhuizen[-1]) == ("minder dan 5", "ongeveer 10")
    assert len(names_in_order(page)) == head.neighbourhoods
    # over time as a picture with words, and as a table
    assert page.soup.select_one(".municipality-time__picture svg[aria-label]") is not None
    assert "do 1 oktober 2026" in page.text
    assert "Onbereikt" in page.soup.select(".municipality-legend")[0].get_text()


def test_table_sorts_both_ways(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    browser = municipality(records, sign_in)
    for sort in ("inwoners", "-inwoners"):
        page = browser.visit(f"/gemeente?sorteer={sort}")
        counts = [int(cells(page, name)[3].replace(".", "")) for name in names_in_order(page)[:5]]
        assert counts == sorted(counts, reverse=sort.startswith("-"))
        assert page.soup.select_one("th[aria-sort]") is not None


def test_official_areas_have_codes_and_no_counts_of_people(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    browser = municipality(records, sign_in)
    buurten = browser.visit("/gemeente?niveau=buurten&kaart=pct_65plus")
    assert "BU00140803" in buurten.text
    assert "Hulpvragen" not in buurten.soup.select(".municipality-table thead")[0].get_text()
    assert "onbekend" in buurten.soup.select(".municipality-legend")[0].get_text()
    wijken = browser.visit("/gemeente?niveau=wijken&kaart=fase")
    assert "minder dan 20%" in wijken.soup.select(".municipality-legend")[0].get_text()
    assert "WK001408" in wijken.text


def test_many_areas_stand_on_pages(records: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    made_release(records)
    browser = municipality(records, sign_in)
    monkeypatch.setattr("webapp.opendata.pages.municipality.PAGE_SIZE", 20)
    first, last = browser.visit("/gemeente"), browser.visit("/gemeente?pagina=9")
    assert len(names_in_order(first)) == 20
    assert "Pagina 3 van 3" in last.text
    assert not set(names_in_order(first)) & set(names_in_order(last))


def test_an_earlier_release_is_shown_when_asked_for(records: Session, sign_in: SignIn) -> None:
    old = made_release(records, on=date(2026, 10, 1))
    records.execute(text("UPDATE neighbourhood SET name = 'Nieuwe naam' WHERE slug = 'selwerd'"))
    made_release(records)
    page = municipality(records, sign_in).visit(f"/gemeente?uitgave={old.version}")
    assert "Selwerd" in names_in_order(page)
    assert page.soup.select_one(f"option[value='{old.version}'][selected]") is not None


def test_what_is_not_there_is_told(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    browser = municipality(records, sign_in)
    for query in ("niveau=straten", "kaart=geloof", "pagina=0"):
        browser.visit(f"/gemeente?{query}", status=400)
    for query in ("uitgave=x", "uitgave=2020-01.1"):
        browser.visit(f"/gemeente?{query}", status=404)


def test_only_the_municipality_and_who_coordinates_the_city_look(
    records: Session, sign_in: SignIn, visitor: Visitor
) -> None:
    made_release(records)
    visitor.visit("/gemeente", status=303)
    city_coordinator(records, sign_in).visit("/gemeente")
