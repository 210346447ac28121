from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.exchange.bringing import (
    coordinator,
    last_run,
    line,
    previewed,
)
from tests.web.exchange.bringing import csv as csv_of
from webapp.models import (
    ImportRow,
)


def test_file_can_be_thrown_away(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv_of(line("Breien op zolder")))
    run_id = last_run(records).id
    after = browser.submit(f"{there}/weggooien", {}, status=303).response.location
    assert "Het bestand is weg." in browser.visit(str(after)).text
    assert records.scalar(select(func.count()).where(ImportRow.run_id == run_id)) == 0
    browser.visit(there, status=404)
