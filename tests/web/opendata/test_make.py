"""Asking for a release: who coordinates the city may, and the worker makes it."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn, Visitor
from tests.web.opendata.released import city_coordinator, municipality

ASKED = text("SELECT count(*) FROM release_request WHERE answered_at IS NULL")
TOLD = text("SELECT count(*) FROM audit_event WHERE subject_table = 'release_request' AND action = 'created'")


def test_release_is_asked_for_once_and_can_be_taken_back(records: Session, sign_in: SignIn) -> None:
    browser = city_coordinator(records, sign_in)
    browser.submit("/open-data/maken", {}, status=303)
    browser.submit("/open-data/maken", {}, status=303)
    assert records.scalar(ASKED) == 1
    assert records.scalar(TOLD) == 1
    page = browser.visit("/open-data/maken")
    assert "Aangevraagd op " in page.text
    browser.submit("/open-data/maken", {"terug": "1"}, status=303)
    assert records.scalar(ASKED) == 0


def test_what_came_of_it_is_told(records: Session, sign_in: SignIn) -> None:
    browser = city_coordinator(records, sign_in)
    assert "Vraag een uitgave aan" in browser.visit("/open-data/maken").text
    records.execute(text("INSERT INTO release_request (answered_at, version) VALUES (now(), '2026-11.1')"))
    assert "Uitgave 2026-11.1 is gemaakt" in browser.visit("/open-data/maken").text
    records.execute(text("INSERT INTO release_request (answered_at, refused_because) VALUES (now(), 'not_seeded')"))
    assert "De vorige aanvraag is niet gelukt" in browser.visit("/open-data/maken").text


def test_nobody_else_asks_for_one(records: Session, sign_in: SignIn, visitor: Visitor) -> None:
    viewer = municipality(records, sign_in)
    viewer.visit("/open-data/maken", status=404)
    viewer.submit("/open-data/maken", {}, status=404)
    visitor.visit("/open-data/maken", status=303)
    assert records.scalar(ASKED) == 0
