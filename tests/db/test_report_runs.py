"""A report is made once by one worker, can be stopped and asked for again, and is there for who may have it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, delete, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from webapp.access.policy import Actor
from webapp.errors import DomainError
from webapp.models import ReportFile, ReportRun
from webapp.reports.actions.runs import (
    Order,
    Printed,
    Told,
    ask_again,
    ask_for_report,
    print_waiting,
    remove_report,
    stop_report,
)
from webapp.reports.queries.runs import Run, find_actor, list_runs
from webapp.reports.rules.asking import MOST_ATTEMPTS, Wanted
from webapp.vocabulary import ReportKind, ReportState, Role

CITY = Wanted(ReportKind.CITY)


@pytest.fixture
def actor(scratch: Engine) -> Actor:
    """Who coordinates the city, without any report yet."""
    with Session(scratch) as session, session.begin():
        session.execute(delete(ReportRun))
        account = make_account(session)
        make_grant(session, account.id, Role.CITY_COORDINATOR)
        found = find_actor(session, account.id, today=TODAY)
    assert found is not None
    return found


def ask(engine: Engine, actor: Actor, wanted: Wanted = CITY) -> bool:
    with Session(engine) as session, session.begin():
        return ask_for_report(session, actor, wanted, today=TODAY)


def newest(engine: Engine, actor: Actor) -> Run:
    with Session(engine) as session:
        return list_runs(session, actor, kinds=tuple(ReportKind))[0]


def files(engine: Engine) -> list[bytes]:
    with Session(engine) as session:
        return list(session.scalars(select(ReportFile.pdf)))


def press(order: Order, told: Told) -> Printed:
    told(50)
    return Printed(f"{order.wanted.kind} {order.account_id}".encode(), 3)


def raising(error: Exception) -> Callable[[Order, Told], Printed]:
    def broken(_order: Order, _told: Told) -> Printed:
        raise error

    return broken


def test_report_that_is_asked_for_is_made_by_the_worker(scratch: Engine, actor: Actor) -> None:
    assert ask(scratch, actor)
    assert (newest(scratch, actor).state, newest(scratch, actor).progress) == (ReportState.QUEUED, 0)
    assert print_waiting(scratch, press) == 1
    done = newest(scratch, actor)
    assert (done.state, done.progress, done.pages) == (ReportState.DONE, 100, 3)
    assert files(scratch) == [f"city {actor.account_id}".encode()]
    assert print_waiting(scratch, press) == 0


def test_same_report_is_on_its_way_once(scratch: Engine, actor: Actor) -> None:
    other = Wanted(ReportKind.CITY, language="en")
    assert [ask(scratch, actor), ask(scratch, actor), ask(scratch, actor, other)] == [True, False, True]
    assert print_waiting(scratch, press) == 2
    assert ask(scratch, actor)


def test_who_may_not_have_it_cannot_ask_for_it(scratch: Engine, actor: Actor) -> None:
    with Session(scratch) as session, session.begin(), pytest.raises(DomainError, match="report_not_yours"):
        ask_for_report(session, Actor(actor.account_id), CITY, today=TODAY)


def test_what_goes_wrong_is_kept_as_a_word_and_can_be_tried_again(scratch: Engine, actor: Actor) -> None:
    ask(scratch, actor)
    print_waiting(scratch, raising(DomainError("report_no_release")))
    failed = newest(scratch, actor)
    assert (failed.state, failed.trouble) == (ReportState.FAILED, "report_no_release")
    with Session(scratch) as session, session.begin():
        assert ask_again(session, actor, failed, today=TODAY)
    print_waiting(scratch, raising(ZeroDivisionError("x")))
    assert newest(scratch, actor).trouble == "report_broken"
    with Session(scratch) as session, session.begin():
        assert ask_again(session, actor, newest(scratch, actor), today=TODAY)
    print_waiting(scratch, press)
    assert newest(scratch, actor).is_done
    with Session(scratch) as session, session.begin():
        assert not ask_again(session, actor, newest(scratch, actor), today=TODAY)


def test_report_that_is_stopped_while_it_is_made_leaves_no_file(scratch: Engine, actor: Actor) -> None:
    ask(scratch, actor)
    run = newest(scratch, actor)

    def stopped(order: Order, told: Told) -> Printed:
        with Session(scratch) as session, session.begin():
            assert stop_report(session, run)
        told(60)
        return press(order, told)

    assert print_waiting(scratch, stopped) == 1
    assert (newest(scratch, actor).state, files(scratch)) == (ReportState.STOPPED, [])
    with Session(scratch) as session, session.begin():
        assert not stop_report(session, run)


def test_report_that_is_taken_away_while_it_is_made_stays_away(scratch: Engine, actor: Actor) -> None:
    ask(scratch, actor)
    run = newest(scratch, actor)

    def gone(_order: Order, _told: Told) -> Printed:
        with Session(scratch) as session, session.begin():
            remove_report(session, run, by=actor.account_id)
        return Printed(b"x", 1)

    print_waiting(scratch, gone)
    assert files(scratch) == []


def test_report_of_a_worker_that_died_is_made_again_a_few_times_at_most(scratch: Engine, actor: Actor) -> None:
    ask(scratch, actor)
    away = OperationalError("SELECT", {}, ConnectionError())
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(OperationalError):
            print_waiting(scratch, raising(away))
        assert newest(scratch, actor).state == ReportState.RUNNING
    assert print_waiting(scratch, press) == 1
    given_up = newest(scratch, actor)
    assert (given_up.state, given_up.trouble) == (ReportState.FAILED, "report_given_up")


def test_report_that_another_worker_makes_is_left_alone(scratch: Engine, actor: Actor) -> None:
    ask(scratch, actor)
    run_id = newest(scratch, actor).id
    with scratch.connect() as other:
        other.execute(text("SELECT pg_advisory_lock(hashtext('report_run'), :id)"), {"id": run_id})
        other.commit()
        assert print_waiting(scratch, press) == 0
    assert print_waiting(scratch, press) == 1


def test_account_that_is_gone_is_nobody(scratch: Engine) -> None:
    with Session(scratch) as session:
        assert find_actor(session, 2_000_000_000, today=TODAY) is None
