"""Writing events into the audit, in the transaction of what they tell about."""

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from sqlalchemy import event, insert
from sqlalchemy.orm import Session, SessionTransaction

from webapp.models import AuditEvent
from webapp.vocabulary import AuditAction

WAITING = "audit_events"


def record(
    session: Session,
    action: AuditAction,
    *,
    by: int | None,
    table: str,
    row: int | str,
    person_id: int | None = None,
    fields: Sequence[str] = (),
) -> None:
    """Note that account `by` (None: a visitor or a command) did `action` with a row, and with which of its fields.

    It is written just before the transaction commits, and only then: each event is chained to the last one, so that
    writers take turns, and the turn had better be short. `person_id` is whom it is about. No values, ever.
    """
    values = {
        "at": datetime.now(UTC),
        "account_id": by,
        "action": action,
        "subject_table": table,
        "subject_id": str(row),
        "person_id": person_id,
        "fields": sorted(fields),
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    session.info.setdefault(WAITING, []).append((session.get_nested_transaction(), values))


@event.listens_for(Session, "before_commit")
def _write_waiting(session: Session) -> None:
    if session.in_nested_transaction():
        # a savepoint that is kept: what it is part of can still be taken back
        return
    for _, values in session.info.pop(WAITING, ()):
        # without RETURNING: who writes an event may not read it
        session.connection().execute(insert(AuditEvent.__table__).values(**values).inline())  # type: ignore[arg-type]  # a table, typed as a clause


@event.listens_for(Session, "after_soft_rollback")
def _forget_waiting(session: Session, previous_transaction: SessionTransaction) -> None:
    if previous_transaction.parent is None:
        session.info.pop(WAITING, None)
    elif previous_transaction.nested:
        waiting = session.info.get(WAITING, [])
        waiting[:] = [each for each in waiting if not _is_within(each[0], previous_transaction)]


def _is_within(part: SessionTransaction | None, whole: SessionTransaction) -> bool:
    while part is not None and part is not whole:
        part = part.parent
    return part is whole
