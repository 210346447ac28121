"""Erasing a person everywhere, by the register, and doing so again after a restore.

What stays is the audit: ids that lead to nobody any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Table, delete, func, select, text, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.database import affected_rows
from webapp.errors import DomainError
from webapp.models import Account, Person
from webapp.models.personal import Subject
from webapp.privacy.journal import Erasure, journal_at_commit, require_writable
from webapp.privacy.leaving import Leaving
from webapp.privacy.queries import Who, find_who, is_last_administrator
from webapp.privacy.register import EraseStep, erase_steps
from webapp.vocabulary import AuditAction


@dataclass(frozen=True)
class Replayed:
    """What a replay found of the erasures in the journal: still or again there and erased now, or gone already."""

    erased: int
    gone: int


def erase_own(
    session: Session, account_id: int, *, today: date, now: datetime, journal: Path, leaving: Leaving | None = None
) -> None:
    """Erase everything about the owner of an account, who asks for it; the journal has it before it is committed.

    `leaving` tells whoever had something agreed with them.
    Raises `DomainError` code `last_administrator_stays`, and `BadInput` code `journal_unwritable`.
    """
    # the lock of who gives and ends roles: else two administrators could go at once, and leave none
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("administrators"))))
    if is_last_administrator(session, account_id, today=today):
        raise DomainError("last_administrator_stays")
    require_writable(journal)
    who = find_who(session, account_id)
    if leaving is not None and who.person_id is not None:
        leaving.before_erasure(session, who.person_id, now=now)
    erase(session, who)
    record(session, AuditAction.ERASED, by=account_id, table="account", row=account_id, person_id=who.person_id)
    journal_at_commit(session, journal, Erasure(who.account_id, who.person_id, now.isoformat()))


def erase(session: Session, who: Who) -> int:
    """Remove or empty all rows of somebody; gives how many, those that the database deletes along not counted."""
    # what is still to be written would come after it
    session.flush()
    touched = 0
    for step in erase_steps():
        condition = _is_of(step, who)
        if condition is not None:
            touched += _touched(session, step, condition)
    session.expire_all()
    return touched


def replay(session: Session, erasures: Sequence[Erasure]) -> Replayed:
    """Erase again whom a restored database still has; twice is as good as once.

    A number that a restored database gave out anew is somebody else's: rows from after the erasure stay.
    """
    session.execute(text("SET LOCAL row_security = off"))
    erased = 0
    for each in erasures:
        who = _still_there(session, each)
        if who is None:
            continue
        erase(session, who)
        record(
            session,
            AuditAction.ERASED,
            by=None,
            table="account" if who.account_id is not None else "person",
            row=who.account_id if who.account_id is not None else who.person_id or 0,
            person_id=who.person_id,
        )
        erased += 1
    return Replayed(erased=erased, gone=len(erasures) - erased)


def _still_there(session: Session, erasure: Erasure) -> Who | None:
    account = session.execute(
        select(Account.id, Account.email).where(Account.id == erasure.account_id, Account.created_at <= erasure.moment)
    ).one_or_none()
    person_id = session.scalar(
        select(Person.id).where(Person.id == erasure.person_id, Person.created_at <= erasure.moment)
    )
    if account is None and person_id is None:
        return None
    return Who(account.id if account else None, person_id, account.email if account else None)


def _is_of(step: EraseStep, who: Who) -> ColumnElement[bool] | None:
    match step.subject:
        case Subject.EMAIL:
            return func.lower(step.column) == who.email if who.email else None
        case Subject.ACCOUNT:
            return step.column == who.account_id if who.account_id is not None else None
        case _:
            return step.column == who.person_id if who.person_id is not None else None


def _touched(session: Session, step: EraseStep, condition: ColumnElement[bool]) -> int:
    rows: Table = step.table
    if step.emptied:
        emptied = {column.name: None for column in step.emptied}
        return affected_rows(session.execute(update(rows).where(condition).values(emptied)))
    return affected_rows(session.execute(delete(rows).where(condition)))
