"""The report for the municipality: asked for by who looks for it, and nothing else there."""

from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.reports.printing import finish, runs
from webapp.vocabulary import ReportKind

URL = "/gemeente/rapport"


def test_viewer_of_the_municipality_asks_for_that_report_alone(records: Session, viewer: Visitor) -> None:
    page = viewer.visit(URL)
    assert page.soup.select_one("input[name='soort']")["value"] == "municipality"
    assert not page.soup.select("select[name='bereik'], select[name='wijk']")
    viewer.submit(URL, {"soort": "municipality"}, status=303)
    viewer.submit(URL, {"soort": "city"}, status=422)
    (run,) = runs(records)
    assert (run.kind, run.leaves_house) == (ReportKind.MUNICIPALITY, True)
    key = finish(records)
    assert viewer.visit(URL).soup.select(f"a[href='/rapporten/{key}.pdf']")
    assert viewer.client.get(f"/rapporten/{key}.pdf").status_code == 200


def test_page_shows_only_reports_for_the_municipality(from_the_city: Visitor, records: Session) -> None:
    from_the_city.submit("/rapporten", {"soort": "city"}, status=303)
    assert "Je hebt nog geen verslag gevraagd." in from_the_city.visit(URL).text
    assert len(runs(records)) == 1


def test_neighbourhood_coordinator_has_nothing_to_do_with_it(local: Visitor) -> None:
    local.visit(URL, status=404)
