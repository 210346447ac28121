"""A command line to type at, and one city in which tests commit rows of their own."""

import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import URL, Engine, NullPool, create_engine
from sqlalchemy.orm import Session

from tests.conftest import TODAY, clone, url_of
from webapp.areas.actions import import_areas
from webapp.areas.sources import read_source
from webapp.cli import main


@pytest.fixture(scope="session")
def scratch_url(city_server: NoopExecutor) -> Iterator[URL]:
    """A seeded city for tests that commit; each changes only what no other test looks at."""
    with clone(city_server, "scratch") as janitor:
        yield url_of(janitor.dbname)


@pytest.fixture
def scratch(scratch_url: URL) -> Iterator[Engine]:
    """An engine on the city in which tests commit."""
    engine = create_engine(scratch_url, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def own_city(city_clone: URL) -> Iterator[Engine]:
    """An engine on a seeded city of this test's own, to commit in."""
    engine = create_engine(city_clone, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def own_empty(empty_clone: URL) -> Iterator[Engine]:
    """An engine on an empty database of this test's own, to commit in."""
    engine = create_engine(empty_clone, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def official_session(official_url: URL) -> Iterator[Session]:
    """A session on the city made of the real buurten, to read in."""
    engine = create_engine(official_url, poolclass=NullPool)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="session")
def official_url(city_server: NoopExecutor, shared_data: Path) -> Iterator[URL]:
    """The seeded city with the real buurten imported over its schematic ones."""
    with clone(city_server, "official") as janitor:
        url = url_of(janitor.dbname)
        engine = create_engine(url, poolclass=NullPool)
        with Session(engine) as session, session.begin():
            import_areas(session, read_source(shared_data / "buurten.geojson", year=2024), today=TODAY)
        engine.dispose()
        yield url


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    exit_code: int
    out: str
    err: str


CommandLine = Callable[..., Ended]


@pytest.fixture
def missie050(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[CommandLine]:
    """`missie050` as it is typed: `missie050(url, "coverage", "--json")`, on the day of the demonstration data."""

    def run(url: URL | str, *arguments: str) -> Ended:
        address = url if isinstance(url, str) else url.render_as_string(hide_password=False)
        monkeypatch.setenv("DATABASE_URL", address)
        monkeypatch.setattr(sys, "argv", ["missie050", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Ended(int(left.value.code or 0), said.out, said.err)

    monkeypatch.setenv("SECRET_KEY", "only-for-tests")
    monkeypatch.setenv("MISSIE050_HOME", str(tmp_path))
    monkeypatch.setenv("MISSIE050_OFFLINE", "1")
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    with time_machine.travel(f"{TODAY}T12:00:00+01:00", tick=True):
        yield run
    root.handlers[:] = handlers
    root.setLevel(level)
