import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from webapp.audit import views
from webapp.audit.actions import record
from webapp.vocabulary import AuditAction

PATH = "/beheer/logboek/keten"


@pytest.fixture(autouse=True)
def event(records: Session) -> None:
    """Something that was done."""
    record(records, AuditAction.SIGNED_IN, by=987, table="account", row=987)
    records.commit()


def test_nothing_is_computed_before_it_is_asked(searcher: Visitor) -> None:
    page = searcher.visit(PATH)

    assert "De keten klopt" not in page.text
    assert page.soup.select_one("form[method=post] button").text.startswith("Reken ")


def test_whole_chain_fits(searcher: Visitor) -> None:
    assert "De keten klopt." in searcher.submit(PATH, {}).soup.select_one("main [role=status]").text


def test_event_that_was_changed_is_named(records: Session, searcher: Visitor) -> None:
    records.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
    changed = records.execute(
        text("UPDATE audit_event SET account_id = 1 WHERE account_id = 987 RETURNING id")
    ).scalar()
    records.commit()

    alarm = searcher.submit(PATH, {}).soup.select_one("[role=alert]").text

    assert "De keten klopt niet." in alarm
    assert f": {changed}." in alarm


def test_long_chain_is_left_to_the_command_line(searcher: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "CHECKED_ROWS", 0)

    for page in (searcher.visit(PATH), searcher.submit(PATH, {})):
        assert "audit verify" in page.text
        assert page.soup.select_one("main form") is None
        assert "De keten klopt" not in page.text
