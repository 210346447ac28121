"""Asking for a report: who can ask for what, how far it is, and what went wrong, in words."""

from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.reports.printing import become, finish, runs
from webapp.vocabulary import ReportKind, ReportState

URL = "/rapporten"


def options(page: object, name: str) -> list[str]:
    return [each["value"] for each in page.soup.select(f"select[name='{name}'] option")]


def test_city_coordinator_asks_for_a_report_and_sees_how_far_it_is(records: Session, from_the_city: Visitor) -> None:
    page = from_the_city.visit(URL)
    assert "Je hebt nog geen verslag gevraagd." in page.text
    assert options(page, "soort") == ["city", "neighbourhood", "year", "municipality"]
    assert len(options(page, "wijk")) == 43
    assert options(page, "jaar")[0] == "2026"
    from_the_city.submit(URL, {"soort": "year", "jaar": "2026", "taal_verslag": "en"}, status=303)
    from_the_city.submit(URL, {"soort": "year", "jaar": "2026", "taal_verslag": "en"}, status=303)
    (run,) = runs(records)
    assert (run.kind, run.year, run.language, run.leaves_house) == (ReportKind.YEAR, 2026, "en", True)
    page = from_the_city.visit(URL)
    assert "Missie050 in 2026" in page.text
    assert "In de wacht sinds" in page.text
    assert page.soup.select("#verslagen")[0]["hx-trigger"] == "every 2s"
    become(records, state=ReportState.RUNNING, progress=60)
    part = from_the_city.client.get(URL, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<section")
    assert 'value="60"' in part


def test_report_that_is_done_can_be_fetched_and_taken_away(records: Session, from_the_city: Visitor) -> None:
    from_the_city.submit(URL, {"soort": "city"}, status=303)
    key = finish(records)
    page = from_the_city.visit(URL)
    assert page.soup.select(f"a[href='/rapporten/{key}.pdf']")
    assert "2 bladzijden" in page.text
    assert "blijft hier 30 dagen staan" in page.text
    assert not page.soup.select("#verslagen[hx-get]")


def test_what_went_wrong_is_told_in_words(records: Session, from_the_city: Visitor) -> None:
    from_the_city.submit(URL, {"soort": "city"}, status=303)
    become(records, state=ReportState.FAILED, trouble="report_given_up")
    page = from_the_city.visit(URL)
    assert "Het maken is een paar keer afgebroken." in page.text
    assert page.soup.select("button[value='opnieuw']")
    # a code that nobody wrote a sentence for is no sentence
    become(records, trouble="what_is_this")
    assert "Er ging iets mis bij het maken." in from_the_city.visit(URL).text


def test_neighbourhood_coordinator_asks_for_the_own_neighbourhood_only(records: Session, local: Visitor) -> None:
    page = local.visit(URL)
    assert options(page, "wijk") == ["selwerd"]
    assert not page.soup.select("select[name='soort']")
    local.submit(URL, {"soort": "neighbourhood", "wijk": "selwerd", "bereik": "binnen"}, status=303)
    assert [run.leaves_house for run in runs(records)] == [False]
    for refused in ({"soort": "neighbourhood", "wijk": "beijum"}, {"soort": "city"}, {"soort": "municipality"}):
        local.submit(URL, refused, status=422)
    assert len(runs(records)) == 1


def test_what_is_missing_is_told_and_what_was_chosen_stays(from_the_city: Visitor) -> None:
    page = from_the_city.submit(URL, {"soort": "neighbourhood", "bereik": "binnen"}, status=422)
    assert "Kies de wijk waarover het verslag moet gaan." in page.text
    chosen = [each["value"] for each in page.soup.select("option[selected]")]
    assert "neighbourhood" in chosen
    assert "binnen" in chosen


def test_others_do_not_come_here(viewer: Visitor, visitor: Visitor) -> None:
    viewer.visit(URL, status=404)
    assert visitor.visit(URL, status=303).response.location.startswith("/inloggen")
