from sqlalchemy.orm import Session

from tests.initiative_making import make_content, make_initiative
from tests.web.conftest import SignIn
from tests.web.exchange.bringing import (
    coordinator,
    line,
    previewed,
)
from tests.web.exchange.bringing import csv as csv_of


def test_row_that_looks_like_something_is_offered_to_skip_keep_or_merge(records: Session, sign_in: SignIn) -> None:
    make_initiative(records, make_content("Breien op zolder"))
    records.commit()
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv_of(line("Breien op zolder"), line("Zingen in koor"), line("Zingen in het koor")))
    page = browser.visit(f"{there}/controle?deel=lijkt-op")
    values = [[str(each["value"]) for each in row.select("input")] for row in page.soup.select(".import-row")]
    assert values == [["skip", "keep", "merge"], ["skip", "keep"]]
    assert page.soup.select_one('.import-row a[href="/initiatieven/breien-op-zolder"]') is not None
    after = browser.submit(f"{there}/controle", {"rij-2": "merge", "rij-4": "keep", "deel": "lijkt-op"}, status=303)
    again = browser.visit(str(after.response.location))
    assert "Je keuzes zijn bewaard." in again.text
    assert [str(each["value"]) for each in again.soup.select(".import-row input[checked]")] == ["merge", "keep"]


def test_same_choice_for_all(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv_of(*[line("Breien op zolder")] * 3))
    browser.submit(f"{there}/controle", {"alles": "keep"}, status=303)
    assert "3 rijen komen erin" in browser.visit(f"{there}/controle").text
    browser.submit(f"{there}/controle", {"alles": "merge"}, status=400)
