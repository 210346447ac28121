"""Measuring the network of the whole city in the background: asked for by a coordinator, done by the worker.

A run belongs to whichever worker holds its lock, which goes with that worker's connection: a second worker leaves the
run alone, and a run whose worker died is taken up again from the beginning.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import structlog
from sqlalchemy import Engine, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo.errors import GeoError
from webapp.audit.actions import record
from webapp.models import NetworkRun
from webapp.networks.queries.city import find_network_version
from webapp.networks.rules.runs import CityGraph, CityTie, measure_city
from webapp.vocabulary import AuditAction, RunState

log = structlog.get_logger(__name__)

OPEN = (RunState.QUEUED, RunState.RUNNING)
LOCKS = "network_run"
BEGUN = 5

_PEOPLE = text("""
    SELECT n.id, c.neighbourhood_id FROM connected_person c
    JOIN network_node n ON n.person_id = c.person_id
    WHERE c.neighbourhood_id IS NOT NULL
""")
_TIES = text("SELECT from_node_id, to_node_id, from_at, to_at FROM network_ties(NULL, :on)")
_TRY = text("SELECT pg_try_advisory_lock(hashtext(:locks), :run_id)")
_LET_GO = text("SELECT pg_advisory_unlock(hashtext(:locks), :run_id)")


@dataclass(frozen=True, slots=True)
class Run:
    """The newest measuring of the city. `is_current` is whether no network changed since it was asked for.

    `asked_at` is when that was; `finished_at` None while it is open.
    """

    id: int
    on_day: date
    state: RunState
    progress: int
    answer: dict[str, Any] | None
    asked_at: datetime
    finished_at: datetime | None
    is_current: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in OPEN

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has begun with it, so that it can still be taken back."""
        return self.state == RunState.QUEUED


def find_run(session: Session) -> Run | None:
    """The newest run that the viewer may see, None when there never was one."""
    row = session.execute(
        select(NetworkRun, NetworkRun.data_version == func.network_version()).order_by(NetworkRun.id.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return None
    run, is_current = row
    return Run(run.id, run.on_day, run.state, run.progress, run.answer, run.created_at, run.finished_at, is_current)


def ask_for_run(session: Session, *, today: date, by: int | None) -> bool:
    """Let the city be measured, unless that is going on or was done since a network changed; gives whether it will."""
    newest, version = find_run(session), find_network_version(session)
    if newest is not None and newest.is_current and newest.state == RunState.DONE:
        return False
    asked = insert(NetworkRun).values(on_day=today, data_version=version).on_conflict_do_nothing()
    made = session.scalar(asked.returning(NetworkRun.id))
    if made is None:
        return False
    record(session, AuditAction.CREATED, by=by, table="network_run", row=made)
    return True


def take_back_run(session: Session, *, by: int | None) -> bool:
    """Let go of the runs that nobody has begun with; gives whether there was one."""
    waiting = delete(NetworkRun).where(NetworkRun.state == RunState.QUEUED).returning(NetworkRun.id)
    gone = session.scalars(waiting.execution_options(synchronize_session=False)).all()
    for run_id in gone:
        record(session, AuditAction.DELETED, by=by, table="network_run", row=run_id)
    return bool(gone)


def measure_waiting(engine: Engine) -> int:
    """Do the runs that wait, and those that a worker left behind; gives how many. To be called as who sees all rows."""
    done = 0
    # one connection for all of it, since a lock is of its connection
    with engine.connect() as connection, Session(connection) as session:
        while (run_id := _take(session)) is not None:
            try:
                _do(session, run_id)
            finally:
                session.rollback()
                session.execute(_LET_GO, {"locks": LOCKS, "run_id": run_id})
                session.commit()
            done += 1
    return done


def _take(session: Session) -> int | None:
    """The oldest open run that nobody works on, locked for this connection and begun; None when there is none."""
    waiting = select(NetworkRun.id).where(NetworkRun.state.in_(OPEN)).order_by(NetworkRun.id)
    found = session.scalars(waiting.with_for_update(skip_locked=True)).all()
    run_id = next((each for each in found if session.scalar(_TRY, {"locks": LOCKS, "run_id": each})), None)
    if run_id is not None:
        _note(session, run_id, state=RunState.RUNNING, started_at=datetime.now(UTC), progress=0)
    session.commit()
    return run_id


def _do(session: Session, run_id: int) -> None:
    def told(percent: int) -> None:
        _note(session, run_id, progress=percent)
        session.commit()

    graph = _read(session, session.get_one(NetworkRun, run_id).on_day)
    told(BEGUN)
    try:
        answer = measure_city(graph, told=told)
    except GeoError as error:
        log.exception("network_run_failed", run=run_id, code=error.code)
        _note(session, run_id, state=RunState.FAILED, finished_at=datetime.now(UTC))
    else:
        _note(session, run_id, state=RunState.DONE, progress=100, answer=answer, finished_at=datetime.now(UTC))
    session.commit()


def _read(session: Session, on: date) -> CityGraph:
    homes = {row.id: row.neighbourhood_id for row in session.execute(_PEOPLE)}
    ties = [CityTie(*row) for row in session.execute(_TIES, {"on": on})]
    return CityGraph(homes, ties)


def _note(session: Session, run_id: int, **values: object) -> None:
    """Keep what became of a run that is still open."""
    still = update(NetworkRun).where(NetworkRun.id == run_id, NetworkRun.state.in_(OPEN)).values(**values)
    session.execute(still.execution_options(synchronize_session=False))
