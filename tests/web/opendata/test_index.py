"""Open data for everyone: what there is, how it was made, and how to use it."""

from datetime import date

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.release_making import made_release
from tests.web.conftest import Visitor
from tests.web.statements import counted


def test_without_a_release_the_page_says_when_one_comes(visitor: Visitor) -> None:
    page = visitor.visit("/open-data")
    assert "Er is nog geen uitgave" in page.text
    assert "/ogc" in page.text


def test_newest_release_comes_first_with_its_method_and_files(app: Flask, visitor: Visitor, records: Session) -> None:
    made_release(records, on=date(2026, 10, 1))
    head = made_release(records)
    with counted(app) as statements:
        page = visitor.visit("/open-data")
    assert len([each for each in statements if "SAVEPOINT" not in each]) == 2
    assert f"De nieuwste uitgave: {head.version}" in page.text
    assert "CBS, jaar 2024" in page.text
    assert "de grenzen een schets" in page.text
    assert "Missie050 is aanwezig in een wijk in fase 'actief' of 'zelfdragend'" in page.text
    assert "CC BY 4.0" in page.text
    assert "Bron: CBS / Kadaster" in page.text
    assert len(page.soup.select(".release-files__sum")) == 5
    links = [each.get_text(strip=True) for each in page.soup.select("tbody th a")]
    assert links == [head.version, "2026-10.1-demo"]
    assert page.soup.select_one("a[href='/open-data/maken']") is None


def test_a_release_is_printed_in_the_language_of_the_reader(visitor: Visitor, records: Session) -> None:
    made_release(records)
    page = visitor.visit("/open-data?taal=en")
    assert "Missie050 is present in a neighbourhood at stage" in page.text


def test_page_reads_as_a_role_that_sees_nothing_else(visitor: Visitor, records: Session) -> None:
    made_release(records)
    # were the page to read as the site does, this would not be in its way
    records.execute(text("REVOKE SELECT ON pub.release FROM missie050_public"))
    assert visitor.visit("/open-data", status=503).status == 503
