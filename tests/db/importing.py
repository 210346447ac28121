"""What tests of imports share: a file, and somebody to take it in."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from webapp.exchange.actions.applying import apply_import
from webapp.exchange.actions.starting import set_mapping, start_import
from webapp.exchange.files import Row, Table
from webapp.exchange.rules import Choice, Which
from webapp.models import ImportRow, ImportRun
from webapp.vocabulary import ImportSubject, Role

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
WHOLE = {
    "titel": "Fietsen maken met buren",
    "omschrijving": "We maken samen fietsen.",
    "voor wie": "Iedereen",
    "organisator": "Fietsgroep",
    "themas": "Maaltijd",
    "wijken": "Selwerd",
}


def coordinator_id(session: Session) -> int:
    """A new coordinator of the city."""
    account = make_account(session)
    make_grant(session, account.id, Role.CITY_COORDINATOR)
    return account.id


def table(*rows: Mapping[str, str]) -> Table:
    """A file with these rows; the columns of the first come first."""
    headings = tuple(dict.fromkeys(heading for row in rows for heading in row))
    return Table(headings, tuple(Row(number, dict(row)) for number, row in enumerate(rows, start=2)))


def initiative(title: str, **cells: str) -> dict[str, str]:
    """A row that is good, with another title."""
    return {**WHOLE, "titel": title, **{name.replace("_", " "): text for name, text in cells.items()}}


def preview(
    session: Session,
    *rows: Mapping[str, str],
    by: int,
    subject: ImportSubject = ImportSubject.INITIATIVES,
) -> ImportRun:
    """An import that was judged by what its columns most likely mean."""
    run = start_import(session, table(*rows), subject=subject, file_name="lijst.csv", by=by, now=NOW)
    return set_mapping(session, run.id, run.mapping, today=TODAY)


def take_in(session: Session, run: ImportRun, which: Which = Which.GOOD) -> bool:
    """Make what it holds."""
    return apply_import(session, run.id, which, by=run.account_id, note="uit lijst.csv", today=TODAY, now=NOW)


def rows_of(session: Session, run: ImportRun) -> list[ImportRow]:
    """Its rows as they stand now, in order."""
    query = select(ImportRow).where(ImportRow.run_id == run.id).order_by(ImportRow.number)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def codes(row: ImportRow) -> list[str]:
    """What there is to say of a row."""
    return [each["code"] for each in row.errors]


def choose(session: Session, run: ImportRun, *choices: Choice) -> None:
    """What becomes of the rows that look like something, in order."""
    alike = [row for row in rows_of(session, run) if row.choice]
    for row, choice in zip(alike, choices, strict=True):
        row.choice = choice.value
    session.flush()


def made(session: Session, run: ImportRun) -> Sequence[int]:
    """The ids of what was made."""
    return [row.made_id for row in rows_of(session, run) if row.made_id is not None]


@contextmanager
def statements_of(session: Session) -> Iterator[list[str]]:
    """The statements that are sent while the block runs."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", note)
