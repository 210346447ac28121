"""Connections: one way to make an engine, for the site and for the command line, with timeouts on everything."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Engine, NullPool, Result, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from webapp.errors import DatabaseNotReady
from webapp.migrating import check_up_to_date

Made = TypeVar("Made")

CONNECT_SECONDS = 2
SITE_TIMEOUTS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    # answers are small and many: a parallel plan costs more to set up than it gains, and so does compiling one
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
COMMAND_TIMEOUTS = {"lock_timeout": "10s", "jit": "off"}
UNDEFINED = ("42P01", "42703", "42883")
"""SQLSTATE of a table, column or function that is not there: the migrations are behind."""


def site_engine_options() -> dict[str, Any]:
    """Options of the engine that serves pages: a small pool, whose users come back when it had gone stale."""
    return {
        # values of a refused statement can be a person's words: they stay out of errors and logs
        "hide_parameters": True,
        "pool_size": 4,
        "max_overflow": 4,
        "pool_timeout": 3,
        "connect_args": _connect_args(SITE_TIMEOUTS),
    }


def read_engine_options() -> dict[str, Any]:
    """Options of the engine that serves reading requests: no transactions, and no changes."""
    read_only = _connect_args({**SITE_TIMEOUTS, "default_transaction_read_only": "on"})
    return {**site_engine_options(), "isolation_level": "AUTOCOMMIT", "connect_args": read_only}


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


def affected_rows(result: Result[*tuple[Any, ...]]) -> int:
    """How many rows an INSERT, UPDATE or DELETE touched."""
    assert isinstance(result, CursorResult)  # noqa: S101  (narrows: such a statement gives no other)
    return result.rowcount


def not_ready_code(error: DBAPIError) -> str | None:
    """`database_unreachable`, `migrations_behind`, or None when the error means something else."""
    state = getattr(error.orig, "sqlstate", None)
    if state in UNDEFINED:
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
