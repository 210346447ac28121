"""Events of the audit: with what they tell about or not at all, chained, and never changed afterwards."""

import threading
from datetime import UTC, datetime

import pytest
import structlog
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from tests.factories import make_account
from webapp.audit.actions import record
from webapp.database import SITE_ROLE
from webapp.models import Account, AuditEvent
from webapp.vocabulary import AuditAction


def note(session: Session, row: int | str = 1, *, by: int | None = None) -> None:
    record(session, AuditAction.CHANGED, by=by, table="person", row=row, fields=("phone", "address"))


def rows(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(AuditEvent.subject_id).order_by(AuditEvent.id)))


def broken(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT broken_audit_links()")))


def test_event_tells_who_did_what_with_which_row(own_empty: Engine) -> None:
    before = datetime.now(UTC)
    with Session(own_empty) as session, structlog.contextvars.bound_contextvars(request_id="kenmerk-1"):
        account_id = make_account(session).id
        record(
            session, AuditAction.READ, by=account_id, table="person", row=5, person_id=5, fields=("phone", "address")
        )
        session.commit()

    with Session(own_empty) as session:
        event = session.scalars(select(AuditEvent)).one()
        assert (event.id, event.account_id, event.action) == (1, account_id, AuditAction.READ)
        assert (event.subject_table, event.subject_id, event.person_id) == ("person", "5", 5)
        assert (event.fields, event.request_id) == (["address", "phone"], "kenmerk-1")
        assert before <= event.at <= datetime.now(UTC)


def test_event_is_written_with_the_change_and_not_before(own_empty: Engine) -> None:
    with Session(own_empty) as session:
        make_account(session)
        note(session)
        session.flush()
        assert session.scalars(select(AuditEvent)).all() == []
        assert rows(own_empty) == []
        session.commit()

    assert rows(own_empty) == ["1"]


def test_event_is_written_by_a_transaction_that_does_nothing_else(own_empty: Engine) -> None:
    with Session(own_empty) as session, session.begin():
        note(session)

    assert rows(own_empty) == ["1"]


def test_change_that_is_taken_back_leaves_no_event(own_empty: Engine) -> None:
    with Session(own_empty) as session:
        make_account(session)
        note(session, "teruggenomen")
        session.rollback()
        note(session, "gebleven")
        session.commit()
        session.commit()

    assert rows(own_empty) == ["gebleven"]


def test_change_that_fails_leaves_no_event(own_empty: Engine) -> None:
    with Session(own_empty) as session:
        note(session, "mislukt")
        session.add(Account(email="GEEN KLEINE LETTERS"))
        with pytest.raises(DBAPIError):
            session.commit()
        session.rollback()
        note(session, "gebleven")
        session.commit()

    assert rows(own_empty) == ["gebleven"]


def fail_in_part(session: Session) -> None:
    with session.begin_nested():
        note(session, "mislukt")
        session.add(Account(email="GEEN KLEINE LETTERS"))


def test_part_that_is_taken_back_leaves_no_event(own_empty: Engine) -> None:
    with Session(own_empty) as session:
        note(session, "vooraf")
        part = session.begin_nested()
        note(session, "teruggenomen")
        part.rollback()
        with session.begin_nested():
            note(session, "deel")
        with pytest.raises(DBAPIError):
            fail_in_part(session)
        whole = session.begin_nested()
        with session.begin_nested():
            note(session, "deel van wat is teruggenomen")
        whole.rollback()
        note(session, "achteraf")
        session.commit()

    assert rows(own_empty) == ["vooraf", "deel", "achteraf"]


def test_writers_take_turns_and_the_chain_holds(own_empty: Engine) -> None:
    barrier = threading.Barrier(4)

    def write(writer: int) -> None:
        for number in range(10):
            with Session(own_empty) as session:
                session.execute(text("SELECT 1"))
                if number == 0:
                    barrier.wait()
                note(session, f"{writer}-{number}")
                session.commit()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(rows(own_empty)) == sorted(f"{writer}-{number}" for writer in range(4) for number in range(10))
    assert broken(own_empty) == []
    with Session(own_empty) as session:
        assert list(session.scalars(select(AuditEvent.id).order_by(AuditEvent.id))) == list(range(1, 41))


@pytest.fixture
def three(own_empty: Engine) -> Engine:
    """A chain of three events."""
    for number in (1, 2, 3):
        with Session(own_empty) as session:
            note(session, number)
            session.commit()
    return own_empty


CHANGES = [
    "UPDATE audit_event SET subject_id = '9' WHERE id = 2",
    "UPDATE audit_event SET hash = hash WHERE id = 2",
    "DELETE FROM audit_event WHERE id = 2",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["NONE", SITE_ROLE])
def test_nobody_changes_what_is_written(three: Engine, role: str, change: str) -> None:
    with three.connect() as connection:
        connection.execute(text(f"SET ROLE {role}"))
        with pytest.raises(ProgrammingError):
            connection.execute(text(change))

    assert rows(three) == ["1", "2", "3"]


@pytest.mark.parametrize("viewer", ["", "gate", "1"])
def test_site_cannot_ask_for_forgetting(three: Engine, viewer: str) -> None:
    with three.connect() as connection:
        connection.execute(text(f"SET ROLE {SITE_ROLE}"))
        connection.execute(text("SELECT set_config('missie050.viewer', :viewer, true)"), {"viewer": viewer})
        connection.execute(text("SELECT set_config('missie050.forget_audit', 'on', true)"))
        with pytest.raises(ProgrammingError):
            connection.execute(text("DELETE FROM audit_event"))

    assert rows(three) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE audit_event SET subject_id = '9' WHERE id = 2", [2]),
        ("UPDATE audit_event SET account_id = 5 WHERE id = 1", [1]),
        ("UPDATE audit_event SET fields = '{}' WHERE id = 3", [3]),
        ("UPDATE audit_event SET at = at + interval '1 second' WHERE id = 2", [2]),
        ("DELETE FROM audit_event WHERE id = 2", [3]),
        ("UPDATE audit_event SET id = 7 WHERE id = 3", [7]),
    ],
)
def test_who_goes_around_the_triggers_breaks_the_chain(three: Engine, change: str, found: list[int]) -> None:
    assert broken(three) == []
    with three.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(change))

    assert broken(three) == found


@pytest.mark.parametrize(
    ("viewer", "by", "allowed"),
    [
        ("", None, True),
        ("", 1, False),
        ("gate", 1, True),
        ("gate", None, True),
        ("1", 1, True),
        ("1", 2, False),
        ("1", None, True),
    ],
)
def test_site_writes_in_nobody_elses_name(own_empty: Engine, viewer: str, by: int | None, *, allowed: bool) -> None:
    with own_empty.connect() as connection, Session(connection) as session:
        session.execute(text(f"SET ROLE {SITE_ROLE}"))
        session.execute(text("SELECT set_config('missie050.viewer', :viewer, true)"), {"viewer": viewer})
        note(session, by=by)
        if allowed:
            session.commit()
        else:
            with pytest.raises(ProgrammingError):
                session.commit()

    assert rows(own_empty) == (["1"] if allowed else [])


def test_given_number_and_hashes_are_not_taken_over(own_empty: Engine) -> None:
    with own_empty.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_event (id, at, action, subject_table, subject_id, fields, request_id,"
                " previous_hash, hash) VALUES (50, now(), 'read', 'person', '1', '{}', '', '', '')"
            )
        )

    with Session(own_empty) as session:
        assert list(session.scalars(select(AuditEvent.id))) == [1]
    assert broken(own_empty) == []
