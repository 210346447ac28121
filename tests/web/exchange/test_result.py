import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.web.conftest import SignIn, Visitor
from tests.web.exchange.bringing import IMPORTS, apply, coordinator, csv, last_run, line, previewed
from webapp.models import AuditEvent


def test_what_was_made_is_there_for_everyone_at_once(records: Session, sign_in: SignIn, visitor: Visitor) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv(line("Breien op zolder"), line("Fout", theme="Raket")))
    visitor.visit("/initiatieven/breien-op-zolder", status=404)
    apply(browser, there)
    page = browser.visit(f"{there}/resultaat")
    assert "Van 1 rij is iets nieuws gemaakt. 1 rij had een fout." in page.text
    assert page.soup.select_one('a[href="/initiatieven/breien-op-zolder"]') is not None
    assert "Breien op zolder" in visitor.visit("/initiatieven/breien-op-zolder").text
    assert "1 opgenomen" in browser.visit(IMPORTS).text


def test_each_step_is_in_the_audit_without_what_was_in_the_file(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv(line("Breien op zolder")))
    apply(browser, there)
    browser.submit(f"{there}/terugdraaien", {}, status=303)
    run_id = str(last_run(records).id)
    events = records.execute(
        select(AuditEvent.action, AuditEvent.fields)
        .where(AuditEvent.subject_table == "import_run", AuditEvent.subject_id == run_id)
        .order_by(AuditEvent.id)
    )
    assert [(action, list(fields)) for action, fields in events] == [
        ("created", []),
        ("changed", ["applied_at"]),
        ("changed", ["undone_at"]),
    ]


@pytest.mark.parametrize("path", ["controle", "resultaat", "fouten.csv", "fouten.xlsx", ""])
def test_others_do_not_see_an_import(records: Session, sign_in: SignIn, path: str) -> None:
    there = previewed(coordinator(records, sign_in), csv(line("Breien op zolder")))
    account = make_account(records)
    records.commit()
    sign_in(account.id).visit(f"{there}/{path}".rstrip("/"), status=404)
