"""Reports that are asked for, stopped and asked for again; and the worker making them.

A run belongs to whichever worker holds its lock, which goes with that worker's connection: a second worker leaves the
run alone, and one whose worker died is taken up again from the beginning, a few times at most.
"""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime

import structlog
from sqlalchemy import Engine, delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.audit.actions import record
from webapp.database import affected_rows
from webapp.errors import DomainError
from webapp.models import ReportFile, ReportRun
from webapp.reports.queries.runs import OPEN, Run
from webapp.reports.rules.asking import MOST_ATTEMPTS, Wanted, check_may_have
from webapp.vocabulary import AuditAction, ReportState

log = structlog.get_logger(__name__)

TABLE = "report_run"
KEY_BYTES = 16
GIVEN_UP = "report_given_up"
BROKEN = "report_broken"

_TRY = text("SELECT pg_try_advisory_lock(hashtext(:locks), :run_id)")
_LET_GO = text("SELECT pg_advisory_unlock(hashtext(:locks), :run_id)")


@dataclass(frozen=True)
class Order:
    """What a press is to make, and as whom it looks."""

    account_id: int
    wanted: Wanted


@dataclass(frozen=True)
class Printed:
    """A report as a PDF."""

    pdf: bytes
    pages: int


Told = Callable[[int], None]
"""Hears how far the making is, in percent; raises `ReportStoppedError` when it is no longer wanted."""

Press = Callable[[Order, Told], Printed]
"""Makes a report; may raise anything, which is then told to who asked."""


class ReportStoppedError(DomainError):
    """Whoever asked for it does not want it any more."""


def ask_for_report(session: Session, actor: Actor, wanted: Wanted, *, today: date) -> bool:
    """Let a report be made, unless the same one is already on its way; gives whether it will.

    Raises `DomainError` code `report_not_yours`.
    """
    check_may_have(actor, wanted)
    values = {
        "key": secrets.token_urlsafe(KEY_BYTES),
        "asked_by": actor.account_id,
        "kind": wanted.kind,
        "neighbourhood_id": wanted.neighbourhood_id,
        "year": wanted.year,
        "language": wanted.language,
        "leaves_house": wanted.leaves_house,
        "on_day": today,
    }
    asked = insert_or_not(ReportRun).values(values).on_conflict_do_nothing().returning(ReportRun.id)
    made = session.scalar(asked)
    if made is None:
        return False
    record(session, AuditAction.CREATED, by=actor.account_id, table=TABLE, row=made)
    return True


def stop_report(session: Session, run: Run) -> bool:
    """Let go of a report that is not done: the worker hears it at its next step. Gives whether it was still open."""
    stopped = update(ReportRun).where(ReportRun.id == run.id, ReportRun.state.in_(OPEN))
    values = {"state": ReportState.STOPPED, "finished_at": datetime.now(UTC)}
    changed = affected_rows(session.execute(stopped.values(values).execution_options(synchronize_session=False)))
    return bool(changed)


def ask_again(session: Session, actor: Actor, run: Run, *, today: date) -> bool:
    """Have a report made that failed or was stopped; gives whether it will.

    Raises `DomainError` code `report_not_yours`.
    """
    if run.is_open or run.is_done:
        return False
    remove_report(session, run, by=actor.account_id)
    wanted = Wanted(run.kind, run.neighbourhood_id, run.year, run.language, run.leaves_house)
    return ask_for_report(session, actor, wanted, today=today)


def remove_report(session: Session, run: Run, *, by: int | None) -> None:
    """Take a report away, with its file; the worker leaves off when it is still at it."""
    session.execute(delete(ReportRun).where(ReportRun.id == run.id).execution_options(synchronize_session=False))
    record(session, AuditAction.DELETED, by=by, table=TABLE, row=run.id)


def print_waiting(engine: Engine, press: Press) -> int:
    """Make the reports that wait, and those that a worker left behind; gives how many. As who sees all rows."""
    made = 0
    # one connection for all of it, since a lock is of its connection
    with engine.connect() as connection, Session(connection) as session:
        while (run_id := _take(session)) is not None:
            try:
                _make(session, run_id, press)
            finally:
                session.rollback()
                session.execute(_LET_GO, {"locks": TABLE, "run_id": run_id})
                session.commit()
            made += 1
    return made


def _take(session: Session) -> int | None:
    """The oldest open run that nobody works on, locked for this connection and begun; None when there is none."""
    waiting = select(ReportRun.id).where(ReportRun.state.in_(OPEN)).order_by(ReportRun.id)
    found = session.scalars(waiting.with_for_update(skip_locked=True)).all()
    run_id = next((each for each in found if session.scalar(_TRY, {"locks": TABLE, "run_id": each})), None)
    if run_id is not None:
        begun = {"state": ReportState.RUNNING, "started_at": datetime.now(UTC), "progress": 0}
        _note(session, run_id, **begun, attempts=ReportRun.attempts + 1)
    session.commit()
    return run_id


def _make(session: Session, run_id: int, press: Press) -> None:
    run = session.get_one(ReportRun, run_id, populate_existing=True)
    if run.attempts > MOST_ATTEMPTS:
        _fail(session, run_id, GIVEN_UP)
        return
    wanted = Wanted(run.kind, run.neighbourhood_id, run.year, run.language, run.leaves_house)
    order = Order(run.asked_by, wanted)
    session.commit()

    def told(percent: int) -> None:
        still = _note(session, run_id, progress=percent)
        session.commit()
        if not still:
            raise ReportStoppedError("report_stopped")

    # in a thread of its own: the page has a context of its own, and whatever goes wrong in it is an answer too
    with ThreadPoolExecutor(max_workers=1) as hand:
        making = hand.submit(press, order, told)
        trouble = making.exception()
    if trouble is None:
        _keep(session, run_id, making.result())
    elif isinstance(trouble, DBAPIError):
        # the database was away, or too busy: the run stays open, and is taken up again
        raise trouble
    elif not isinstance(trouble, ReportStoppedError):
        code = trouble.code if isinstance(trouble, DomainError) else BROKEN
        log.error("report_failed", run=run_id, code=code, exc_info=trouble)
        session.rollback()
        _fail(session, run_id, code)


def _keep(session: Session, run_id: int, printed: Printed) -> None:
    done = {"state": ReportState.DONE, "progress": 100, "pages": printed.pages, "finished_at": datetime.now(UTC)}
    if _note(session, run_id, **done):
        session.execute(insert(ReportFile).values(run_id=run_id, pdf=printed.pdf))
    session.commit()


def _fail(session: Session, run_id: int, code: str) -> None:
    _note(session, run_id, state=ReportState.FAILED, trouble=code, finished_at=datetime.now(UTC))
    session.commit()


def _note(session: Session, run_id: int, **values: object) -> bool:
    """Keep what became of a run; gives whether it was still open."""
    still = update(ReportRun).where(ReportRun.id == run_id, ReportRun.state.in_(OPEN)).values(**values)
    return bool(affected_rows(session.execute(still.execution_options(synchronize_session=False))))
