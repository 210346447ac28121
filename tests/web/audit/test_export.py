import csv
from io import StringIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from webapp.audit.actions import record
from webapp.models import AuditEvent
from webapp.vocabulary import AuditAction

PATH = "/beheer/logboek.csv"


def rows(browser: Visitor, query: str = "") -> list[dict[str, str]]:
    """The lines of the file, by the names of the columns."""
    answer = browser.client.get(f"{PATH}?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="logboek.csv"'
    text = answer.data.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_file_holds_what_was_searched_for(records: Session, searcher: Visitor) -> None:
    record(records, AuditAction.READ, by=987, table="person", row=5, person_id=5, fields=("phone", "address"))
    record(records, AuditAction.SIGNED_IN, by=988, table="account", row=988)
    records.commit()

    [line] = rows(searcher, "wie=987")

    number, at = line.pop("number"), line.pop("at")
    assert number.isdecimal()
    assert at.startswith("2026-11-22T")
    assert line == {
        "account": "987",
        "action": "read",
        "table": "person",
        "row": "5",
        "person": "5",
        "fields": "address phone",
        "request": "",
    }
    assert {each["account"] for each in rows(searcher)} >= {"987", "988"}


def test_cell_that_could_start_a_formula_is_defused(records: Session, searcher: Visitor) -> None:
    record(records, AuditAction.READ, by=987, table="=1+1", row="@SUM(A1)", fields=("-x",))
    records.commit()

    [line] = rows(searcher, "wie=987")

    assert (line["table"], line["row"], line["fields"]) == ("'=1+1", "'@SUM(A1)", "'-x")


def test_taking_the_file_is_an_event_itself(records: Session, searcher: Visitor) -> None:
    rows(searcher)

    event = records.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.subject_table) == (AuditAction.EXPORTED, "audit_event")


def test_search_that_makes_no_sense_goes_to_the_page_that_says_so(searcher: Visitor) -> None:
    page = searcher.visit(f"{PATH}?van=gisteren", status=303)

    searcher.visit(page.response.headers["Location"], status=422)
