"""The whole city is measured once by one worker, taken up again when that dies, and tells of nobody."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import Engine, NullPool, create_engine, select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY, clone, url_of
from tests.network_making import make_group, make_linked, make_tie
from webapp.models import Neighbourhood
from webapp.networks.actions import runs
from webapp.networks.actions.runs import ask_for_run, find_run, measure_waiting
from webapp.vocabulary import RunState, TieKind

NAMES = tuple(f"Meetbare Buur {number}" for number in range(7))


@pytest.fixture(scope="module")
def measured(city_server: NoopExecutor) -> Iterator[Engine]:
    """A city with a network of seven in Haren, to commit runs in."""
    with clone(city_server, "runs") as janitor:
        engine = create_engine(url_of(janitor.dbname), poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text(f"ALTER DATABASE {janitor.dbname} SET missie050.today = '{TODAY}'"))
        with Session(engine) as session, session.begin():
            here = session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "haren")).one()
            people = [make_linked(session, name, here) for name in NAMES]
            for one, other in pairwise(people):
                make_tie(session, one, other)
            make_tie(session, people[0], make_group(session, "Meetclub", here), kind=TieKind.MEMBER_OF)
        yield engine
        engine.dispose()


@pytest.fixture(autouse=True)
def none_before(measured: Engine) -> None:
    with measured.begin() as connection:
        connection.execute(text("DELETE FROM network_run"))


def ask(engine: Engine) -> bool:
    with Session(engine) as session, session.begin():
        return ask_for_run(session, today=TODAY, by=None)


def newest(engine: Engine) -> runs.Run:
    with Session(engine) as session:
        found = find_run(session)
    assert found is not None
    return found


def test_run_that_is_asked_for_is_done_by_the_worker(measured: Engine) -> None:
    assert ask(measured)
    assert (newest(measured).state, newest(measured).progress) == (RunState.QUEUED, 0)
    assert measure_waiting(measured) == 1
    done = newest(measured)
    assert (done.state, done.progress, done.is_current) == (RunState.DONE, 100, True)
    assert done.answer is not None
    # organisations have ties among themselves
    with measured.connect() as connection:
        ties = connection.scalar(text("SELECT count(*) FROM network_ties(NULL, :on)"), {"on": TODAY})
    assert (done.answer["people"], done.answer["ties"]) == (7, ties)
    assert [row["people"] for row in done.answer["neighbourhoods"]] == [7]
    assert measure_waiting(measured) == 0


def test_city_is_measured_once_at_a_time_and_not_again_while_nothing_changed(measured: Engine) -> None:
    assert [ask(measured), ask(measured)] == [True, False]
    measure_waiting(measured)
    assert not ask(measured)
    with Session(measured) as session, session.begin():
        here = session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "haren")).one()
        make_group(session, "Nieuwe club", here)
    assert not newest(measured).is_current
    assert ask(measured)


def test_answer_names_nobody_and_no_node(measured: Engine) -> None:
    ask(measured)
    measure_waiting(measured)
    answer = newest(measured).answer
    assert answer is not None
    assert set(answer) == {
        "people", "ties", "parts", "largest_share", "reach", "is_sampled", "error", "neighbourhoods",
    }  # fmt: skip
    assert all(set(row) == {"id", "people", "ties", "outward", "between"} for row in answer["neighbourhoods"])
    assert not any(name in json.dumps(answer) for name in (*NAMES, "Meetclub"))


def test_run_of_a_worker_that_died_is_taken_up_again(measured: Engine) -> None:
    ask(measured)
    with measured.begin() as connection:
        connection.execute(text("UPDATE network_run SET state = 'running', progress = 75, started_at = now()"))
    assert measure_waiting(measured) == 1
    assert newest(measured).state == RunState.DONE


def test_run_that_another_worker_is_doing_is_left_alone(measured: Engine) -> None:
    ask(measured)
    run_id = newest(measured).id
    with measured.connect() as other:
        other.execute(text("SELECT pg_advisory_lock(hashtext('network_run'), :id)"), {"id": run_id})
        other.commit()
        assert measure_waiting(measured) == 0
        assert newest(measured).state == RunState.QUEUED
    assert measure_waiting(measured) == 1


def test_worker_that_breaks_off_leaves_a_run_that_can_be_taken_up(
    measured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(measured)

    class KilledError(Exception):
        pass

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as during:
        during.setattr(runs, "measure_city", killed)
        with pytest.raises(KilledError):
            measure_waiting(measured)
    assert (newest(measured).state, newest(measured).progress) == (RunState.RUNNING, runs.BEGUN)
    assert measure_waiting(measured) == 1
    assert newest(measured).state == RunState.DONE
