"""Asking for a release: by a coordinator of the city, who may not make one; the worker does that."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import DatabaseNotReady
from webapp.models import ReleaseRequest
from webapp.opendata.actions.making import make_release
from webapp.vocabulary import AuditAction


@dataclass(frozen=True, slots=True)
class Asked:
    """The newest request: what came of it (`version`, or the code of why not), both None while it waits."""

    asked_at: datetime
    answered_at: datetime | None
    version: str | None
    refused_because: str | None

    @property
    def is_waiting(self) -> bool:
        """Whether the worker has not been at it."""
        return self.answered_at is None


def find_asked(session: Session) -> Asked | None:
    """The newest request; None when there never was one."""
    row = session.scalar(select(ReleaseRequest).order_by(ReleaseRequest.id.desc()).limit(1))
    if row is None:
        return None
    return Asked(row.asked_at, row.answered_at, row.version, row.refused_because)


def ask_for_release(session: Session, *, by: int | None) -> bool:
    """Ask for a release; gives whether that is new, for at most one waits."""
    made = session.scalar(insert(ReleaseRequest).values().on_conflict_do_nothing().returning(ReleaseRequest.id))
    if made is None:
        return False
    record(session, AuditAction.CREATED, by=by, table="release_request", row=made)
    return True


def take_back_request(session: Session, *, by: int | None) -> bool:
    """Take back the request that waits; gives whether there was one."""
    waiting = delete(ReleaseRequest).where(ReleaseRequest.answered_at.is_(None)).returning(ReleaseRequest.id)
    gone = session.scalars(waiting.execution_options(synchronize_session=False)).all()
    for number in gone:
        record(session, AuditAction.DELETED, by=by, table="release_request", row=number)
    return bool(gone)


def answer_requests(engine: Engine, *, now: datetime, today: date) -> int:
    """Make the release that was asked for, if any; gives how many were answered. To be called as who sees all rows."""
    with Session(engine) as session, session.begin():
        asked = session.scalar(
            select(ReleaseRequest)
            .where(ReleaseRequest.answered_at.is_(None))
            .order_by(ReleaseRequest.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if asked is None:
            return 0
        try:
            asked.version = make_release(session, as_of=today, now=now, today=today).version
        except DatabaseNotReady as error:
            asked.refused_because = error.code
        asked.answered_at = func.now()
        return 1
