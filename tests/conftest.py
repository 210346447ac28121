"""Databases for the tests: one migrated template, one seeded template, a clone of each for the session.

A test works in a transaction that is rolled back (`session`, `empty_session`, `client`); only a test that commits,
threads or runs a server takes a clone of its own (`city_clone`).
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pytest_postgresql import factories
from pytest_postgresql.executors import NoopExecutor
from pytest_postgresql.janitor import DatabaseJanitor
from sqlalchemy import URL, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.orm import Session

from seeds.areas import seed_areas, seed_streets
from seeds.demo import seed_demo
from seeds.partners import seed_partners
from seeds.people import seed_demo_people
from seeds.reference import seed_neighbourhoods, seed_source_presence, seed_target
from webapp import migrating
from webapp.clock import CITY_TIMEZONE
from webapp.config import Settings, psycopg_url
from webapp.encryption import make_key_file, read_key_ring

TODAY = date(2026, 11, 22)
"""The day that the demonstration data was written for; tests look from here."""

NOON = datetime.combine(TODAY, time(12), CITY_TIMEZONE)

TESTS = Path(__file__).resolve().parent
SHARED_DATA = TESTS.parents[1] / "shared" / "data"

SECRET_KEY = "only-for-tests"

given = make_url(psycopg_url(os.environ["DATABASE_URL"]))
host = str(given.query.get("host") or given.host or "localhost")
prefix = f"missie050_test_{os.getpid()}"


def url_of(dbname: str) -> URL:
    """The address of a test database, on the server that `./dev` gave."""
    return given.set(database=dbname)


@cache
def key_file() -> Path:
    """The keys of this run: one file, since one seeded database serves many sites."""
    folder = Path(tempfile.mkdtemp(prefix="missie050-keys-"))
    atexit.register(shutil.rmtree, folder)
    make_key_file(folder / "keys.json")
    return folder / "keys.json"


def _migrate(dbname: str, **_: Any) -> None:
    engine = create_engine(url_of(dbname), poolclass=NullPool)
    migrating.upgrade(engine)
    engine.dispose()


def _seed(dbname: str, **_: Any) -> None:
    engine = create_engine(url_of(dbname), poolclass=NullPool)
    with Session(engine) as session, session.begin():
        for _line in seed_areas(session, today=TODAY, pdok_url=None):
            pass
        seed_target(session)
        seed_neighbourhoods(session, today=TODAY)
        seed_streets(session)
        seed_source_presence(session, today=TODAY)
        seed_partners(session)
        seed_demo(session, today=TODAY)
        seed_demo_people(session, today=TODAY, ring=read_key_ring(key_file()), secret_key=SECRET_KEY)
    engine.dispose()


_server = {"host": host, "port": given.port or 5432, "user": given.username, "password": given.password}
migrated_server = factories.postgresql_noproc(**_server, dbname=f"{prefix}_migrated", load=[_migrate])
city_server = factories.postgresql_noproc(
    **_server, dbname=f"{prefix}_city", load=[_seed], depends_on="migrated_server"
)


def clone(server: NoopExecutor, name: str) -> DatabaseJanitor:
    """A database like the server's template, there as long as the context lasts."""
    return DatabaseJanitor(
        user=server.user,
        host=server.host,
        port=server.port,
        password=server.password,
        dbname=f"{server.dbname}_{name}",
        template_dbname=server.template_dbname,
    )


@pytest.fixture(scope="session")
def empty_url(migrated_server: NoopExecutor) -> Iterator[URL]:
    """A migrated database without data; tests leave it empty."""
    with clone(migrated_server, "empty") as janitor:
        yield url_of(janitor.dbname)


@pytest.fixture(scope="session")
def city_url(city_server: NoopExecutor) -> Iterator[URL]:
    """The seeded city with demonstration data; tests leave it as it is."""
    with clone(city_server, "shared") as janitor:
        yield url_of(janitor.dbname)


@pytest.fixture
def city_clone(city_server: NoopExecutor) -> Iterator[URL]:
    """The seeded city in a database of this test's own, to commit in."""
    with clone(city_server, "own") as janitor:
        yield url_of(janitor.dbname)


@pytest.fixture
def empty_clone(migrated_server: NoopExecutor) -> Iterator[URL]:
    """An empty migrated database of this test's own, to commit in."""
    with clone(migrated_server, "own") as janitor:
        yield url_of(janitor.dbname)


@pytest.fixture(scope="session")
def city_engine(city_url: URL) -> Engine:
    """One engine for all tests on the seeded city: it remembers how statements are written."""
    return create_engine(city_url, poolclass=NullPool)


@pytest.fixture(scope="session")
def empty_engine(empty_url: URL) -> Engine:
    """One engine for all tests on an empty database."""
    return create_engine(empty_url, poolclass=NullPool)


@pytest.fixture
def session(city_engine: Engine) -> Iterator[Session]:
    """A session on the seeded city that is rolled back."""
    yield from _rolled_back(city_engine)


@pytest.fixture
def empty_session(empty_engine: Engine) -> Iterator[Session]:
    """A session on an empty database that is rolled back."""
    yield from _rolled_back(empty_engine)


def _rolled_back(engine: Engine) -> Iterator[Session]:
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text("SELECT set_config('missie050.today', :today, true)"), {"today": str(TODAY)})
        with Session(bind=connection, join_transaction_mode="create_savepoint") as session:
            event.listen(session, "before_flush", made_today)
            yield session
        transaction.rollback()


def made_today(session: Session, *_: object) -> None:
    """Before a flush: what is new was made today, whatever the clock of PostgreSQL says, which cannot be set back."""
    for made in session.new:
        for name, column in inspect(type(made)).columns.items():
            written = str(getattr(column.server_default, "arg", ""))
            if getattr(made, name) is None and written in ("now()", "CURRENT_DATE"):
                setattr(made, name, NOON if written == "now()" else TODAY)


def settings_for(url: URL, home: Path) -> Settings:
    """Settings of a test's site: nothing leaves the machine."""
    return Settings(
        database_url=url.render_as_string(hide_password=False),
        secret_key=SECRET_KEY,
        home=home,
        own_key_file=key_file(),
        offline=True,
        log_level="ERROR",
    )


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real input; a test that needs it skips where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("real input (../shared/data) is not on this machine")
    return SHARED_DATA


UNCOUNTED = tuple(
    TESTS / each
    for each in (
        # in another process, or nothing of ours
        "e2e",
        "repo",
        # very many answers, or very many rows, of code that other tests go through
        "db/test_audit_writing.py",
        "db/test_demo_people.py",
        "db/test_match_concurrency.py",
        "db/test_migrations.py",
        "db/test_row_level_security.py",
        "web/access/test_permissions.py",
        "web/access/test_sessions.py",
        "web/accounts/test_reading_writes_nothing.py",
        "web/ui/test_headers.py",
        "web/ui/test_hostile_bodies.py",
        "web/ui/test_hostile_text.py",
        "web/ui/test_request_log.py",
    )
)
"""Tests of which no line is counted: counting doubles their time, and none of them reaches a line by itself."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave uncounted what need not be."""
    for item in items:
        if any(item.path.is_relative_to(each) for each in UNCOUNTED):
            item.add_marker(pytest.mark.no_cover)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cells the table of permissions has."""
    lines = (TESTS / "repo" / "permissions.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    people = len(rows[0]) - 3
    terminalreporter.write_line(
        f"permissions.txt: {len(rows) - 1} rows x {people} kinds of people = {(len(rows) - 1) * people} cells"
    )
