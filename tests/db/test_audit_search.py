from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.role_making import administrator
from tests.factories import make_account, make_administrator, make_person
from webapp.access.policy import VISITOR, Actor, Holding
from webapp.audit.actions import record
from webapp.audit.queries import check_chain, count_chain, list_events
from webapp.audit.rules import AuditFilter, Side
from webapp.vocabulary import AuditAction, Role

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)


def note(session: Session, by: int | None, row: int, *, person_id: int | None = None, at: datetime = NOW) -> None:
    """That somebody read a telephone number, and it is committed."""
    with time_machine.travel(at, tick=False):
        record(session, AuditAction.READ, by=by, table="person", row=row, person_id=person_id, fields=("phone",))
    session.commit()


def found(session: Session, wanted: AuditFilter) -> list[str]:
    """The rows that the events which fit are about."""
    return [event.subject_id for event in list_events(session, None, wanted).rows]


@pytest.mark.parametrize(
    "viewer",
    [VISITOR, Actor(account_id=1), Actor(1, holdings=(Holding(Role.CITY_COORDINATOR),))],
    ids=["no", "own", "city"],
)
def test_only_administrators_search_the_audit(empty_session: Session, viewer: Actor) -> None:
    note(empty_session, 1, 5)

    assert list_events(empty_session, viewer, AuditFilter()).rows == []
    assert count_chain(empty_session, viewer) == 0
    assert len(list_events(empty_session, administrator(1), AuditFilter()).rows) == 1
    assert count_chain(empty_session, administrator(1)) == 1


def test_somebody_is_found_by_name_address_and_number_as_doer_and_as_subject(empty_session: Session) -> None:
    doer = make_administrator(empty_session, "anna@example.nl")
    make_person(empty_session, "Anna Beheer", account_id=doer.id)
    subject = make_account(empty_session, "fenna@example.nl")
    person = make_person(empty_session, "Fenna Proef", account_id=subject.id)
    note(empty_session, doer.id, 101, person_id=person.id)
    note(empty_session, subject.id, 102)
    note(empty_session, None, 103)

    for who in ("fenna@", "Fenna Proef"):
        assert found(empty_session, AuditFilter(who=who)) == ["102", "101"]
        assert found(empty_session, AuditFilter(who=who, side=Side.BY)) == ["102"]
        assert found(empty_session, AuditFilter(who=who, side=Side.ABOUT)) == ["101"]
    assert found(empty_session, AuditFilter(who="beheer", side=Side.BY)) == ["101"]
    assert found(empty_session, AuditFilter(who=str(subject.id), side=Side.BY)) == ["102"]
    assert "101" in found(empty_session, AuditFilter(who=str(person.id), side=Side.ABOUT))
    assert found(empty_session, AuditFilter(who="niemand")) == []


def test_what_is_done_with_an_account_is_about_its_owner(empty_session: Session) -> None:
    subject = make_account(empty_session, "fenna@example.nl")
    record(empty_session, AuditAction.INVITED, by=None, table="account", row=subject.id)
    empty_session.commit()

    for who in ("fenna@example.nl", str(subject.id)):
        assert found(empty_session, AuditFilter(who=who, side=Side.ABOUT)) == [str(subject.id)]
        assert found(empty_session, AuditFilter(who=who, side=Side.BY)) == []


def test_action_table_and_days_of_groningen_narrow_the_search(empty_session: Session) -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # half past twelve at night in Groningen
    note(empty_session, 1, 1, at=late - timedelta(hours=1))
    note(empty_session, 1, 2, at=late)
    record(empty_session, AuditAction.SIGNED_IN, by=1, table="account", row=3)
    empty_session.commit()

    assert found(empty_session, AuditFilter(since=TODAY, last_day=TODAY, table="person")) == ["2"]
    assert found(empty_session, AuditFilter(last_day=TODAY - timedelta(days=1))) == ["1"]
    assert found(empty_session, AuditFilter(action=AuditAction.SIGNED_IN)) == ["3"]
    assert found(empty_session, AuditFilter(table="account")) == ["3"]


def test_pages_go_on_where_the_last_one_ended(empty_session: Session) -> None:
    for row in range(5):
        note(empty_session, 1, row)

    first = list_events(empty_session, None, AuditFilter(), limit=2)
    second = list_events(empty_session, None, AuditFilter(before=first.next_before), limit=2)
    third = list_events(empty_session, None, AuditFilter(before=second.next_before), limit=2)

    assert [event.subject_id for event in (*first.rows, *second.rows, *third.rows)] == ["4", "3", "2", "1", "0"]
    assert third.next_before is None


def test_chain_fits_until_somebody_tampers_with_it(empty_session: Session) -> None:
    for row in range(4):
        note(empty_session, 1, row)
    ids = [event.id for event in list_events(empty_session, None, AuditFilter()).rows][::-1]
    assert check_chain(empty_session, None).broken == []
    assert check_chain(empty_session, None).length == 4

    empty_session.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
    empty_session.execute(text("UPDATE audit_event SET subject_id = '99' WHERE id = :id"), {"id": ids[1]})
    assert check_chain(empty_session, None).broken == [ids[1]]
    empty_session.execute(text("DELETE FROM audit_event WHERE id = :id"), {"id": ids[1]})
    assert check_chain(empty_session, None).broken == [ids[2]]


def test_event_without_name_or_account_is_shown_as_one(empty_session: Session) -> None:
    note(empty_session, None, 1)
    note(empty_session, 987, 2)

    rows = list_events(empty_session, None, AuditFilter()).rows

    assert [(event.account_id, event.account_name, list(event.fields)) for event in rows] == [
        (987, "", ["phone"]),
        (None, "", ["phone"]),
    ]
