"""Taking in a file, saying what its columns mean, choosing for what looks alike, and throwing it away again."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Integer, cast, column, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import DomainError, NotFound
from webapp.exchange.actions.judging import judge, keep_judged
from webapp.exchange.files import Table
from webapp.exchange.queries import is_doubtful, lock_run
from webapp.exchange.rules import FILE_NAME_LENGTH, Choice, guess_mapping
from webapp.models import ImportRow, ImportRun
from webapp.vocabulary import AuditAction, ImportState, ImportSubject


def start_import(
    session: Session, table: Table, *, subject: ImportSubject, file_name: str, by: int, now: datetime
) -> ImportRun:
    """Keep the rows of a file, with a guess at what its columns mean; nothing is judged or made yet."""
    run = ImportRun(
        account_id=by,
        subject=subject,
        file_name=file_name[-FILE_NAME_LENGTH:],
        state=ImportState.PREVIEWED,
        headings=list(table.headings),
        mapping=guess_mapping(subject, table.headings),
        created_at=now,
    )
    session.add(run)
    session.flush()
    sent = [{"number": row.number, "cells": row.cells} for row in table.rows]
    rows = (
        func.jsonb_to_recordset(cast(sent, JSONB))
        .table_valued(column("number", Integer), column("cells", JSONB))
        .render_derived(name="sent", with_types=True)
    )
    chosen = select(literal(run.id), rows.c.number, rows.c.cells)
    session.execute(insert(ImportRow).from_select(["run_id", "number", "cells"], chosen, include_defaults=False))
    record(session, AuditAction.CREATED, by=by, table="import_run", row=run.id)
    return run


def set_mapping(session: Session, run_id: int, mapping: Mapping[str, str], *, today: date) -> ImportRun:
    """Say which column each field is, and judge all rows by that; raises as `lock_open`."""
    run = lock_open(session, run_id)
    run.mapping = dict(mapping)
    session.flush()
    keep_judged(session, run, judge(session, run, today=today))
    return run


def set_choices(session: Session, run_id: int, choices: Mapping[int, Choice]) -> ImportRun:
    """What becomes of rows that look like something else, by number; others are left as they are.

    Merging needs something that is there already. Raises as `lock_open`.
    """
    run = lock_open(session, run_id)
    for choice in Choice:
        numbers = sorted(number for number, chosen in choices.items() if chosen == choice)
        rows = update(ImportRow).where(
            ImportRow.run_id == run.id, ImportRow.choice != "", ImportRow.number.in_(numbers)
        )
        if choice == Choice.MERGE:
            rows = rows.where(ImportRow.lookalike_id.is_not(None))
        session.execute(rows.values(choice=choice.value).execution_options(synchronize_session=False))
    return run


def choose_for_all(session: Session, run_id: int, choice: Choice) -> ImportRun:
    """The same choice for every row that looks like something else; raises as `lock_open`.

    What is doubtful is not taken in like this: that is accepted row by row.
    """
    run = lock_open(session, run_id)
    numbers = select(ImportRow.number).where(ImportRow.run_id == run.id, ImportRow.choice != "")
    if choice != Choice.SKIP:
        numbers = numbers.where(~is_doubtful())
    return set_choices(session, run_id, dict.fromkeys(session.scalars(numbers), choice))


def drop_import(session: Session, run_id: int, *, by: int) -> None:
    """Throw away a file of which nothing was made; raises as `lock_open`."""
    run = lock_open(session, run_id)
    session.execute(delete(ImportRun).where(ImportRun.id == run.id).execution_options(synchronize_session=False))
    record(session, AuditAction.DELETED, by=by, table="import_run", row=run_id)


def lock_open(session: Session, run_id: int) -> ImportRun:
    """An import of which nothing was made yet, kept from others until this transaction ends.

    Raises `NotFound` code `import_unknown`, `DomainError` code `import_applied`.
    """
    run = lock_run(session, run_id)
    if run is None:
        raise NotFound("import_unknown")
    if run.state != ImportState.PREVIEWED:
        raise DomainError("import_applied")
    return run
