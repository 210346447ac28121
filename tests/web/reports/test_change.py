"""Stopping a report, asking for it again, and taking it away: by who asked for it."""

from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.reports.printing import become, finish, runs
from webapp.vocabulary import ReportState


def test_report_is_stopped_asked_for_again_and_taken_away(records: Session, from_the_city: Visitor) -> None:
    from_the_city.submit("/rapporten", {"soort": "city"}, status=303)
    here = f"/rapporten/{runs(records)[0].key}/stand"
    from_the_city.submit(here, {"wat": "stop"}, status=303)
    assert runs(records)[0].state == ReportState.STOPPED
    assert "Je hebt het maken gestopt." in from_the_city.visit("/rapporten").text
    from_the_city.submit(here, {"wat": "opnieuw"}, status=303)
    (run,) = runs(records)
    assert run.state == ReportState.QUEUED
    finish(records)
    from_the_city.submit(f"/rapporten/{run.key}/stand", {"wat": "weg"}, status=303)
    assert runs(records) == []


def test_wish_that_is_none_is_refused(records: Session, from_the_city: Visitor) -> None:
    from_the_city.submit("/rapporten", {"soort": "city"}, status=303)
    from_the_city.submit(f"/rapporten/{runs(records)[0].key}/stand", {"wat": "alles"}, status=400)
    assert runs(records)[0].state == ReportState.QUEUED


def test_report_of_somebody_else_is_not_there(records: Session, from_the_city: Visitor, local: Visitor) -> None:
    from_the_city.submit("/rapporten", {"soort": "city"}, status=303)
    become(records, state=ReportState.FAILED, trouble="report_broken")
    for wish in ("stop", "opnieuw", "weg"):
        local.submit(f"/rapporten/{runs(records)[0].key}/stand", {"wat": wish}, status=404)
    local.submit("/rapporten/AAAAAAAAAAAAAAAAAAAAAA/stand", {"wat": "weg"}, status=404)
    assert len(runs(records)) == 1
