"""The database is told who looks, by each connection, and forgets it for the next one."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, jsonify
from sqlalchemy import URL, Engine, NullPool, create_engine, func, select, text
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm import Session

from tests.factories import make_account, make_person
from tests.web.conftest import MakeApp, Visitor, signed_in
from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.row_security import GATE, apart, look_as, viewer_now
from webapp.access.sessions import current_actor
from webapp.audit.actions import record
from webapp.errors import DomainError
from webapp.extensions import db
from webapp.models import Account, AuditEvent, Person
from webapp.vocabulary import AuditAction

SETTINGS = text(
    "SELECT current_setting('missie050.viewer', true), current_setting('missie050.today', true), current_user,"
    " current_setting('transaction_read_only'), pg_backend_pid()"
)
METHODS = ["GET", "POST"]


def look() -> Any:
    """What the connection of this request was told, and the names that it shows without any filter of ours."""
    viewer, day, role, read_only, process = db.session.execute(SETTINGS).one()
    db.session.rollback()  # a second transaction in one request is told as well
    names = db.session.scalars(select(Person.name).order_by(Person.name)).all()
    again = db.session.execute(SETTINGS).one()[0]
    accounts = db.session.scalar(select(func.count()).select_from(Account))
    return jsonify(
        viewer=viewer,
        again=again,
        day=day,
        role=role,
        read_only=read_only,
        process=process,
        names=list(names),
        accounts=accounts,
        told=viewer_now(),
    )


def leave_a_mark() -> Any:
    """Note something apart, and fail."""
    by = current_actor().account_id
    apart(lambda own: record(own, AuditAction.READ, by=by, table="person", row=1))
    raise DomainError("proef")


def leave_a_mark_in_another_name() -> Any:
    """Note something that somebody else would have done."""
    apart(lambda own: record(own, AuditAction.READ, by=1_000_000, table="person", row=1))
    return "done"


ROUTES = {
    "/proef/eigen": (Permission.MANAGE_OWN_ACCOUNT, look),
    "/proef/open": (Permission.VIEW_PUBLIC_PAGES, look),
    "/proef/poort": (Permission.SIGN_IN, look),
    "/proef/merk": (Permission.MANAGE_OWN_ACCOUNT, leave_a_mark),
    "/proef/ander": (Permission.MANAGE_OWN_ACCOUNT, leave_a_mark_in_another_name),
}


def copy_of(view: Callable[[], Any]) -> Callable[[], Any]:
    """A function of its own for each route: what is declared stays on it."""

    def route() -> Any:
        return view()

    return route


@pytest.fixture
def site(make_app: MakeApp, empty_clone: URL) -> Flask:
    """A site with pages that look without any filter of ours."""
    app = make_app(empty_clone)
    for path, (permission, view) in ROUTES.items():
        app.add_url_rule(path, path.replace("/", "_"), requires(permission)(copy_of(view)), methods=METHODS)
    return app


@pytest.fixture
def owner(empty_clone: URL) -> Iterator[Engine]:
    engine = create_engine(empty_clone, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def people(site: Flask, owner: Engine) -> dict[str, tuple[int, Visitor]]:
    """Two people with an account each, and the browsers in which they are signed in."""
    found = {}
    for name in ("Aaf", "Bouke"):
        with Session(owner) as session:
            account_id = make_account(session).id
            make_person(session, name, account_id=account_id)
            found[name] = account_id, signed_in(site, session, account_id)
    return found


def seen(visitor: Visitor, path: str, method: str) -> dict[str, Any]:
    answer = visitor.client.open(path, method=method)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.parametrize("method", METHODS)
def test_each_visitor_sees_their_own_over_one_connection(
    site: Flask, people: dict[str, tuple[int, Visitor]], method: str
) -> None:
    visitor = Visitor(site.test_client())
    processes = set()
    for name in ("Aaf", "Bouke", None, "Aaf", None, "Bouke"):
        account_id, browser = people[name] if name else (None, visitor)
        found = seen(browser, "/proef/eigen" if name else "/proef/open", method)
        processes.add(found["process"])
        assert found["names"] == ([name] if name else [])
        assert found["accounts"] == (1 if name else 0)
        assert found["viewer"] == found["again"] == found["told"] == (str(account_id) if name else "")
        assert found["role"] == "missie050_app"
        assert found["read_only"] == ("on" if method == "GET" else "off")
    assert len(processes) == 1


@pytest.mark.parametrize("method", METHODS)
def test_public_page_is_told_too_who_looks(people: dict[str, tuple[int, Visitor]], method: str) -> None:
    account_id, browser = people["Aaf"]

    assert seen(browser, "/proef/open", method)["viewer"] == str(account_id)


@pytest.mark.parametrize("method", METHODS)
def test_at_the_gate_accounts_are_seen_and_nobodys_person(
    site: Flask, people: dict[str, tuple[int, Visitor]], method: str
) -> None:
    for browser in (Visitor(site.test_client()), people["Aaf"][1]):
        found = seen(browser, "/proef/poort", method)
        assert (found["viewer"], found["accounts"], found["names"]) == (GATE, 2, [])
    after = seen(Visitor(site.test_client()), "/proef/open", method)
    assert (after["viewer"], after["accounts"]) == ("", 0)


def test_day_is_told_anew_after_midnight(people: dict[str, tuple[int, Visitor]]) -> None:
    _, browser = people["Aaf"]
    moment = datetime(2026, 11, 22, 22, 50, tzinfo=UTC)
    days = []
    for minutes in (0, 9, 11, 20):
        with time_machine.travel(moment + timedelta(minutes=minutes), tick=False):
            browser = browser if minutes else _again(browser, moment)
            days.append(seen(browser, "/proef/eigen", "GET")["day"])

    assert days == ["2026-11-22", "2026-11-22", "2026-11-23", "2026-11-23"]


def _again(browser: Visitor, moment: datetime) -> Visitor:
    with browser.client.application.app_context(), db.engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE NONE"))
        connection.execute(
            text("UPDATE account_session SET last_seen_at = :now, ends_at = :end"),
            {"now": moment, "end": moment + timedelta(hours=12)},
        )
    return browser


def test_what_is_done_apart_stays_although_the_request_fails(
    people: dict[str, tuple[int, Visitor]], owner: Engine
) -> None:
    account_id, browser = people["Aaf"]
    for method in METHODS:
        assert browser.client.open("/proef/merk", method=method).status_code == 400

    with Session(owner) as session:
        assert list(session.scalars(select(AuditEvent.account_id))) == [account_id, account_id]


def test_what_is_done_apart_is_done_as_the_viewer(people: dict[str, tuple[int, Visitor]], owner: Engine) -> None:
    _, browser = people["Aaf"]
    for method in METHODS:
        assert browser.client.open("/proef/ander", method=method).status_code == 500

    with Session(owner) as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 0


def test_apart_undoes_its_own_work_when_that_fails(site: Flask, owner: Engine) -> None:
    def half(own: Session) -> None:
        record(own, AuditAction.READ, by=None, table="person", row=1)
        raise DomainError("proef")

    with site.app_context(), pytest.raises(DomainError):
        apart(half)
    with Session(owner) as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 0

    with site.app_context():
        apart(lambda own: record(own, AuditAction.READ, by=None, table="person", row=1))
    with Session(owner) as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 1


def test_command_looks_as_somebody_until_its_transaction_ends(
    site: Flask, people: dict[str, tuple[int, Visitor]]
) -> None:
    account_id, _ = people["Aaf"]
    with site.app_context(), Session(db.engine) as session:
        names = select(Person.name)
        assert session.scalars(names).all() == []
        look_as(session, account_id)
        assert session.scalars(names).all() == ["Aaf"]
        look_as(session, "")
        assert session.scalars(names).all() == []
        look_as(session, account_id)
        session.commit()
        assert session.scalars(names).all() == []


def test_nobody_is_looked_as_outside_a_request(site: Flask) -> None:
    with site.app_context():
        assert viewer_now() == ""


@pytest.mark.parametrize("viewer", ["1 OR 1=1", "-1", "gate ", "GATE", "99999999999999999999", "\u0661", "1;gate"])
def test_viewer_that_is_none_sees_nothing(site: Flask, people: dict[str, tuple[int, Visitor]], viewer: str) -> None:
    with site.app_context(), Session(db.engine) as session:
        session.connection()
        look_as(session, viewer)
        assert _seen_or_refused(session) == []
        session.rollback()
        session.connection()
        look_as(session, people["Aaf"][0])
        assert _seen_or_refused(session) == ["Aaf"]


def _seen_or_refused(session: Session) -> list[str]:
    try:
        return list(session.scalars(select(Person.name)))
    except DataError:
        return []


def test_site_cannot_put_its_role_off_by_accident(site: Flask) -> None:
    with site.app_context():
        for engine in db.engines.values():
            with engine.connect() as connection:
                bypasses = text("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
                assert connection.scalar(bypasses) is False
                with pytest.raises(DBAPIError):
                    connection.execute(text("ALTER TABLE person DISABLE ROW LEVEL SECURITY"))
                connection.rollback()
