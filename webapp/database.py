"""Connections: one way to make an engine, for the site and for the command line, with timeouts on everything."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Engine, NullPool, Result, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from webapp.errors import DatabaseNotReady
from webapp.migrating import check_up_to_date
from webapp.vocabulary import Reader

Made = TypeVar("Made")

CONNECT_SECONDS = 2
SITE_TIMEOUTS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    # answers are small and many: a parallel plan costs more to set up than it gains, and so does compiling one
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    # what the site reads is in memory: a look in an index costs there little more than the next row of a table
    "random_page_cost": "1.1",
    # a plan for any box or theme knows neither how much lies in it nor that it can be worked out once: with 10,000
    # initiatives it took five times as long for a theme, which planning anew (half a millisecond) does not undo
    "plan_cache_mode": "force_custom_plan",
}
SITE_ROLE = "missie050_app"
"""As what the site works, whoever it connects as: rows of people only where a policy allows, nothing of its own."""

COMMAND_TIMEOUTS = {"lock_timeout": "10s", "jit": "off"}
PATIENCE_SECONDS = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 0.4
UNDEFINED = ("42P01", "42703", "42883")
"""SQLSTATE of a table, column or function that is not there: the migrations are behind."""
NO_SUCH_DATABASE = "3D000"
CROWDED = ("40001", "40P01", "55P03")
"""SQLSTATE of a change that got in the way of another one: it can be done again, and then succeeds."""


def site_engine_options() -> dict[str, Any]:
    """Options of the engine that serves pages: a small pool, whose users come back when it had gone stale."""
    return {
        # values of a refused statement can be a person's words: they stay out of errors and logs
        "hide_parameters": True,
        "pool_size": 4,
        "max_overflow": 4,
        "pool_timeout": 3,
        "connect_args": _connect_args({**SITE_TIMEOUTS, "role": SITE_ROLE}),
    }


def read_engine_options() -> dict[str, Any]:
    """Options of the engine that serves reading requests: no transactions, and no changes."""
    read_only = _connect_args({**SITE_TIMEOUTS, "role": SITE_ROLE, "default_transaction_read_only": "on"})
    return {**site_engine_options(), "isolation_level": "AUTOCOMMIT", "connect_args": read_only}


def open_engine_options(reader: Reader) -> dict[str, Any]:
    """Options of an engine that reads what was made public, as a role that can read nothing else."""
    read_only = _connect_args({**SITE_TIMEOUTS, "role": reader.value, "default_transaction_read_only": "on"})
    # few look on behalf of the municipality, and connections are not for nothing
    kept = 1 if reader == Reader.MUNICIPALITY else 4
    return {**read_engine_options(), "pool_size": kept, "connect_args": read_only}


def command_engine(url: str) -> Engine:
    """An engine for one command: no pool, no statement timeout, since an import may take its time."""
    return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=_connect_args(COMMAND_TIMEOUTS))


@contextmanager
def command_session(url: str, *, check_migrations: bool = True) -> Iterator[Session]:
    """A session for one command: committed when the block ends well, rolled back otherwise.

    Raises `DatabaseNotReady` when the database cannot be reached or its migrations are behind.
    """
    engine = command_engine(url)
    try:
        with translated_errors(), Session(engine) as session, session.begin():
            if check_migrations:
                check_up_to_date(session.connection())
            yield session
    finally:
        engine.dispose()


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn the driver's words for "not there" and "behind" into `DatabaseNotReady`."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        code = not_ready_code(error)
        if code is None:
            raise
        raise DatabaseNotReady(code) from error


def once_more_when_stale(work: Callable[[], Made], undo: Callable[[], object] = lambda: None) -> Made:
    """Do `work`; when its connection turns out to be from before a restart of the database, `undo` and do it again.

    SQLAlchemy then replaces the whole pool, so once is enough. `work` must not have committed anything.
    """
    try:
        return work()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        undo()
        return work()


def pauses(
    seconds: float = PATIENCE_SECONDS,
    *,
    clock: Callable[[], float] = time.monotonic,
    draw: Callable[[float, float], float] = random.uniform,
) -> Iterator[float]:
    """How long to wait before each next try, in seconds: growing, and uneven so that not all come back at once.

    Ends when `seconds` have gone by since the call, the tries included, or have been waited.
    """
    ends = clock() + seconds

    def give() -> Iterator[float]:
        waited, step = 0.0, FIRST_PAUSE
        while (left := min(seconds - waited, ends - clock())) > 0:
            pause = min(left, draw(step / 2, step))
            yield pause
            waited += pause
            step = min(2 * step, LONGEST_PAUSE)

    return give()


def again_while_away(
    work: Callable[[], Made],
    undo: Callable[[], object],
    *,
    waits: Iterator[float],
    wait: Callable[[float], object],
) -> Made:
    """Do `work`, and when the database turns out to be away, `undo`, `wait` and do it again as long as `waits` gives.

    For work that changes nothing. Raises the last `DBAPIError`.
    """
    while True:
        try:
            return work()
        except DBAPIError as error:
            pause = next(waits, None) if is_away(error) else None
            if pause is None:
                raise
            undo()
            wait(pause)


def is_away(error: DBAPIError) -> bool:
    """Whether the database could not be reached or broke off: what a restart of it looks like, and passes."""
    if error.connection_invalidated:
        return True
    gone = getattr(error.orig, "sqlstate", None) == NO_SUCH_DATABASE
    return not gone and not_ready_code(error) == "database_unreachable"


def affected_rows(result: Result[*tuple[Any, ...]]) -> int:
    """How many rows an INSERT, UPDATE or DELETE touched."""
    assert isinstance(result, CursorResult)  # noqa: S101  (narrows: such a statement gives no other)
    return result.rowcount


def not_ready_code(error: DBAPIError) -> str | None:
    """`database_unreachable`, `migrations_behind`, or None when the error means something else."""
    state = getattr(error.orig, "sqlstate", None)
    # a table from before the site's role had one; a policy that refuses a row says so with the same state
    forbidden = state == "42501" and "row-level security" not in str(error.orig)
    if state in UNDEFINED or forbidden:
        return "migrations_behind"
    # no SQLSTATE: never connected; 08: connection lost; 57P: server stopping or starting; 3D: no such database
    if isinstance(error, OperationalError) and (
        state is None or state[:2] in ("08", "3D", "53") or state.startswith("57P")
    ):
        return "database_unreachable"
    return None


def _connect_args(settings: dict[str, str]) -> dict[str, Any]:
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return {"connect_timeout": CONNECT_SECONDS, "options": options, "application_name": "missie050"}
