"""How long a reading request waits for a database that is away, and what is never done twice."""

from collections.abc import Callable, Iterator

import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from webapp.database import FIRST_PAUSE, LONGEST_PAUSE, PATIENCE_SECONDS, again_while_away, is_away, pauses


class Clock:
    """A clock that goes on only when somebody waits."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    def read(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def refused(error: Exception, *, lost: bool = False) -> DBAPIError:
    kind = OperationalError if isinstance(error, errors.OperationalError) else ProgrammingError
    return kind("SELECT 1", {}, error, connection_invalidated=lost)


AWAY = refused(errors.OperationalError("connection refused"))
"""What psycopg says when nobody listens: no SQLSTATE."""


def failing(times: int, error: Exception = AWAY) -> tuple[Callable[[], str], list[str]]:
    """Work that fails so many times, and a note of each try."""
    tries: list[str] = []

    def work() -> str:
        tries.append("try")
        if len(tries) <= times:
            raise error
        return "done"

    return work, tries


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def waits(clock: Clock) -> Iterator[float]:
    return pauses(clock=clock.read)


def test_pauses_grow_are_uneven_and_take_two_seconds_together(clock: Clock) -> None:
    def upper(_low: float, high: float) -> float:
        return high

    given = []
    for pause in pauses(clock=clock.read, draw=upper):
        clock.wait(pause)
        given.append(pause)
    assert given[:4] == [FIRST_PAUSE, 0.1, 0.2, LONGEST_PAUSE]
    assert sum(given) == pytest.approx(PATIENCE_SECONDS) == 2.0
    assert len({next(pauses()) for _ in range(20)}) > 1


def test_time_that_the_tries_take_counts(clock: Clock) -> None:
    waits = pauses(clock=clock.read)
    assert next(waits) > 0
    clock.now += PATIENCE_SECONDS
    assert list(waits) == []


def test_budget_starts_before_the_first_try(clock: Clock) -> None:
    waits = pauses(clock=clock.read)
    clock.now += PATIENCE_SECONDS
    assert list(waits) == []


def test_work_is_done_again_until_the_database_is_back(clock: Clock, waits: Iterator[float]) -> None:
    work, tries = failing(3)
    undone: list[str] = []
    assert again_while_away(work, lambda: undone.append("undo"), waits=waits, wait=clock.wait) == "done"
    assert (len(tries), len(undone), len(clock.waits)) == (4, 3, 3)


def test_database_that_stays_away_is_given_up_after_two_seconds(clock: Clock, waits: Iterator[float]) -> None:
    work, tries = failing(1000)
    with pytest.raises(OperationalError):
        again_while_away(work, lambda: None, waits=waits, wait=clock.wait)
    assert sum(clock.waits) == pytest.approx(2.0)
    assert max(clock.waits) <= LONGEST_PAUSE
    assert 5 < len(tries) < 20


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (AWAY, True),
        (refused(errors.AdminShutdown("57P01")), True),
        (refused(errors.CannotConnectNow("57P03")), True),
        (refused(errors.ConnectionFailure("08006")), True),
        (refused(errors.TooManyConnections("53300")), True),
        (refused(errors.OperationalError("the connection is closed"), lost=True), True),
        (refused(errors.InvalidCatalogName("3D000")), False),
        (refused(errors.UndefinedTable("42P01")), False),
        (refused(errors.QueryCanceled("57014")), False),
        (refused(errors.LockNotAvailable("55P03")), False),
        (refused(errors.UniqueViolation("23505")), False),
    ],
    ids=lambda value: str(getattr(getattr(value, "orig", ""), "sqlstate", "")) or None,
)
def test_only_what_a_restart_looks_like_is_tried_again(
    clock: Clock, waits: Iterator[float], error: DBAPIError, away: bool
) -> None:
    work, tries = failing(1, error)
    assert is_away(error) == away
    if away:
        assert again_while_away(work, lambda: None, waits=waits, wait=clock.wait) == "done"
    else:
        with pytest.raises(DBAPIError):
            again_while_away(work, lambda: None, waits=waits, wait=clock.wait)
    assert len(tries) == (2 if away else 1)
