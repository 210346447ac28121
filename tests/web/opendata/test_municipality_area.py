"""One area, over the releases that there are."""

from datetime import date

from sqlalchemy.orm import Session

from tests.release_making import ask, made_release
from tests.web.conftest import SignIn
from tests.web.opendata.released import municipality


def test_area_is_told_with_its_past(records: Session, sign_in: SignIn) -> None:
    ask(records, "selwerd", 2)
    made_release(records, on=date(2026, 10, 1))
    made_release(records)
    page = municipality(records, sign_in).visit("/gemeente/gebied/missie050-wijken/selwerd")
    assert "De grens is een schets" in page.text
    days = [each.get_text(strip=True) for each in page.soup.select("tbody th")]
    assert days == ["zo 22 november 2026", "do 1 oktober 2026"]
    told = {
        head.get_text(strip=True): value.get_text(" ", strip=True)
        for head, value in zip(page.soup.select("dl dt"), page.soup.select("dl dd"), strict=True)
    }
    assert told["Open hulpvragen van huishoudens"] == "minder dan 5"
    assert "Huishoudens met een laag inkomen" not in told


def test_wijk_is_told_by_its_coverage_and_buurt_by_its_code(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    browser = municipality(records, sign_in)
    assert "Dekking" in browser.visit("/gemeente/gebied/wijken/WK001408").text
    assert "BU00140803" in browser.visit("/gemeente/gebied/buurten/BU00140803").text


def test_an_area_that_is_not_there_is_told(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    browser = municipality(records, sign_in)
    browser.visit("/gemeente/gebied/buurten/BU99999999", status=404)
    browser.visit("/gemeente/gebied/straten/selwerd", status=400)
