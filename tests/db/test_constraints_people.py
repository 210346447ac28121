"""What the database itself refuses about accounts, roles, people, consents and the audit."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import add_neighbourhood, make_account, make_consent, make_grant, make_partner, make_person
from webapp.audit.actions import record
from webapp.database import SITE_ROLE
from webapp.models import Account, Consent, Partner, Person, RetentionPeriod, RoleGrant
from webapp.models.personal import Retention
from webapp.vocabulary import (
    AuditAction,
    Channel,
    ConsentPurpose,
    ConsentScope,
    PartnerKind,
    Provenance,
    Role,
)

SINCE = Range(date(2025, 1, 1), None)


def refused(session: Session, make: Callable[[], object]) -> str:
    """The name of the constraint that refuses a row."""
    with pytest.raises(IntegrityError) as caught, session.begin_nested():
        make()
    return str(caught.value.orig.diag.constraint_name)  # type: ignore[union-attr]  # psycopg's own error


def add(session: Session, row: object) -> None:
    session.add(row)
    session.flush()


def grant(session: Session, account_id: int, role: Role = Role.MUNICIPALITY_VIEWER, **more: Any) -> None:
    """A role that is in force, otherwise where named."""
    given: dict[str, Any] = {"period": SINCE, "reason": "Voor een proef", "needs_approval": False}
    add(session, RoleGrant(account_id=account_id, role=role, **given | more))


@pytest.mark.parametrize("email", ["Anna@example.nl", "ANNA@EXAMPLE.NL", "a@", "a" * 247 + "@voor.nl", ""])
def test_address_of_an_account_is_in_lower_case_and_of_some_length(empty_session: Session, email: str) -> None:
    assert refused(empty_session, lambda: make_account(empty_session, email or " ")) == "ck_account_email"
    make_account(empty_session, "anna@example.nl")


def test_address_belongs_to_one_account(empty_session: Session) -> None:
    make_account(empty_session, "anna@example.nl")
    assert refused(empty_session, lambda: make_account(empty_session, "anna@example.nl")) == "uq_account_email"


def test_account_speaks_a_language_that_the_site_knows(empty_session: Session) -> None:
    assert refused(empty_session, lambda: make_account(empty_session, language="fr")) == "ck_account_language"
    make_account(empty_session, language="en")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("scopes", ["", "n", "p", "g", "np", "ng", "pg", "npg"])
def test_role_reaches_over_what_it_is_for_and_nothing_else(empty_session: Session, role: Role, scopes: str) -> None:
    own = {
        Role.NEIGHBOURHOOD_COORDINATOR: "n",
        Role.PARTNER_MEMBER: "p",
        Role.TRACK_COUNSELLOR: "p",
        Role.GROUP_LEADER: "g",
        Role.GROUP_TRAINEE: "g",
        Role.GROUP_COACH: "g",
    }.get(role, "")
    ids = {
        "n": ("neighbourhood_id", add_neighbourhood(empty_session)),
        "p": ("partner_id", make_partner(empty_session).id),
        "g": ("group_id", 1),
    }
    account = make_account(empty_session).id
    given = dict(ids[each] for each in scopes)
    if scopes == own:
        grant(empty_session, account, role, **given)
    else:
        assert refused(empty_session, lambda: grant(empty_session, account, role, **given)) == "ck_role_grant_scope"


def test_same_role_is_not_held_twice_at_a_time(empty_session: Session) -> None:
    here, there = add_neighbourhood(empty_session, "hier"), add_neighbourhood(empty_session, "daar")
    account, other = make_account(empty_session).id, make_account(empty_session).id
    coordinator = Role.NEIGHBOURHOOD_COORDINATOR

    def give(account_id: int, neighbourhood_id: int, since: date, until: date | None, **more: Any) -> None:
        make_grant(
            empty_session, account_id, coordinator, neighbourhood_id=neighbourhood_id, since=since, until=until, **more
        )

    give(account, here, date(2025, 1, 1), date(2026, 1, 1))
    overlap = (account, here, date(2025, 12, 31), None)
    assert refused(empty_session, lambda: give(*overlap)) == "ex_role_grant_once_at_a_time"
    give(*overlap, ended=True)
    give(account, there, date(2025, 1, 1), None)
    give(other, here, date(2025, 1, 1), None)
    give(account, here, date(2026, 1, 1), None)


def test_role_over_the_whole_city_is_not_held_twice_either(empty_session: Session) -> None:
    account = make_account(empty_session).id
    grant(empty_session, account, Role.CITY_COORDINATOR)
    again = refused(empty_session, lambda: grant(empty_session, account, Role.CITY_COORDINATOR))
    assert again == "ex_role_grant_once_at_a_time"
    grant(empty_session, account, Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("more", "constraint"),
    [
        ({"period": Range(TODAY, TODAY)}, "ck_role_grant_period"),
        ({"period": Range(None, TODAY)}, "ck_role_grant_period"),
        ({"reason": "x"}, "ck_role_grant_reason"),
        ({"reason": "x" * 501}, "ck_role_grant_reason"),
        ({"ended_at": datetime.now(UTC), "end_reason": "x"}, "ck_role_grant_end_reason"),
    ],
)
def test_role_has_a_beginning_and_reasons(empty_session: Session, more: dict[str, Any], constraint: str) -> None:
    account = make_account(empty_session).id
    assert refused(empty_session, lambda: grant(empty_session, account, **more)) == constraint
    grant(empty_session, account, ended_at=datetime.now(UTC), end_reason="Klaar", reason="x" * 500)


def test_nobody_gives_a_role_to_themselves(empty_session: Session) -> None:
    account, other = make_account(empty_session).id, make_account(empty_session).id
    own = refused(empty_session, lambda: grant(empty_session, account, granted_by=account))
    assert own == "ck_role_grant_not_to_oneself"
    grant(empty_session, account, granted_by=other)


def test_second_administrator_is_neither_who_gave_nor_who_gets_the_role(empty_session: Session) -> None:
    one, two, three = (make_account(empty_session).id for _ in range(3))
    for approver in (one, two):
        given = {"needs_approval": True, "granted_by": two, "approved_by": approver, "approved_at": datetime.now(UTC)}
        refusal = refused(empty_session, lambda given=given: grant(empty_session, one, Role.ADMINISTRATOR, **given))  # type: ignore[misc]  # mypy knows no default of a lambda
        assert refusal == "ck_role_grant_second_pair_of_eyes"
    given = {"needs_approval": True, "granted_by": two, "approved_by": three, "approved_at": datetime.now(UTC)}
    grant(empty_session, one, Role.ADMINISTRATOR, **given)


@pytest.mark.parametrize(
    ("given_on", "expires_on", "constraint"),
    [
        (TODAY, TODAY, "ck_consent_at_most_a_year"),
        (TODAY, TODAY - timedelta(days=1), "ck_consent_at_most_a_year"),
        (TODAY, date(2027, 11, 23), "ck_consent_at_most_a_year"),
        (TODAY, date(2027, 11, 22), None),
        (TODAY, TODAY + timedelta(days=1), None),
        (date(2028, 2, 29), date(2029, 2, 28), None),
        (date(2028, 2, 29), date(2029, 3, 1), "ck_consent_at_most_a_year"),
    ],
)
def test_consent_lasts_a_day_at_least_and_twelve_months_at_most(
    empty_session: Session, given_on: date, expires_on: date, constraint: str | None
) -> None:
    person = make_person(empty_session)

    def give() -> None:
        add(
            empty_session,
            Consent(
                person_id=person.id,
                purpose=ConsentPurpose.BE_KNOWN,
                scope=ConsentScope.CITY,
                text_version=1,
                given_on=given_on,
                expires_on=expires_on,
                channel=Channel.WEB,
            ),
        )

    if constraint:
        assert refused(empty_session, give) == constraint
    else:
        give()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"name": ""}, "ck_person_name"),
        ({"name": "x" * 81}, "ck_person_name"),
        ({"buurt_code": "BU1"}, "ck_person_buurt_code"),
        ({"buurt_code": "WK001400"}, "ck_person_buurt_code"),
        ({"buurt_code": "bu00140000"}, "ck_person_buurt_code"),
        ({"location_level": "ergens"}, "ck_person_location_level"),
    ],
)
def test_person_that_cannot_be_is_refused(empty_session: Session, values: dict[str, str], constraint: str) -> None:
    person = make_person(empty_session)
    (column, value), *_ = values.items()
    change = text(f"UPDATE person SET {column} = :value WHERE id = :id")
    found = refused(empty_session, lambda: empty_session.execute(change, {"value": value, "id": person.id}))
    assert found == constraint
    add(empty_session, Person(name="x" * 80, buurt_code="AF0014000A"))


def test_account_is_one_person(empty_session: Session) -> None:
    account = make_account(empty_session).id
    make_person(empty_session, account_id=account)
    assert refused(empty_session, lambda: make_person(empty_session, account_id=account)) == "uq_person_account_id"
    make_person(empty_session)
    make_person(empty_session)


@pytest.mark.parametrize(
    ("slug", "name", "constraint"),
    [
        ("Kerk", "Kerk", "ck_partner_slug"),
        ("kerk", "", "ck_partner_name"),
        ("kerk", "x" * 121, "ck_partner_name"),
        ("proefkerk", "Kerk", "uq_partner_slug"),
        ("kerk", "Proefkerk", "uq_partner_name"),
    ],
)
def test_partner_that_cannot_be_is_refused(empty_session: Session, slug: str, name: str, constraint: str) -> None:
    make_partner(empty_session)
    partner = Partner(slug=slug, name=name, kind=PartnerKind.CHURCH, provenance=Provenance.ENTERED)
    assert refused(empty_session, lambda: add(empty_session, partner)) == constraint


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_retention_is_a_day_at_least_and_ten_years_at_most(empty_session: Session, days: int) -> None:
    row = RetentionPeriod(kind=Retention.AUDIT, days=days)
    assert refused(empty_session, lambda: add(empty_session, row)) == "ck_retention_period_days"
    add(empty_session, RetentionPeriod(kind=Retention.AUDIT, days=1))


def test_account_takes_its_person_and_consents_along(empty_session: Session) -> None:
    account = make_account(empty_session)
    person = make_person(empty_session, account_id=account.id, known_from=TODAY)
    other = make_person(empty_session, known_from=TODAY)
    empty_session.delete(empty_session.get_one(Account, account.id))
    empty_session.flush()
    left = empty_session.execute(text("SELECT person_id FROM consent")).scalars().all()
    assert (left, empty_session.scalar(text("SELECT array_agg(id) FROM person"))) == ([other.id], [other.id])
    assert person.id != other.id


@pytest.fixture
def owner(own_empty: Engine) -> Iterator[Session]:
    """A session of the owner of the tables, with one event in the audit."""
    with Session(own_empty) as session:
        record(session, AuditAction.CREATED, by=None, table="person", row=1)
        session.commit()
        yield session
        session.rollback()


TAMPERING = ["UPDATE audit_event SET subject_id = '2'", "DELETE FROM audit_event", "TRUNCATE audit_event"]


@pytest.mark.parametrize("statement", TAMPERING)
@pytest.mark.parametrize("role", ["NONE", SITE_ROLE])
def test_audit_is_not_changed_or_emptied(owner: Session, statement: str, role: str) -> None:
    owner.execute(text(f"SET LOCAL ROLE {role}"))
    with pytest.raises(DBAPIError) as caught, owner.begin_nested():
        owner.execute(text(statement))
    assert getattr(caught.value.orig, "sqlstate", "") == "42501"
    owner.rollback()
    record(owner, AuditAction.READ, by=None, table="person", row=1)
    owner.commit()
    assert owner.scalar(text("SELECT array_agg(subject_id) FROM audit_event")) == ["1", "1"]


def test_only_the_owner_forgets_what_is_too_old(owner: Session) -> None:
    allow = text("SELECT set_config('missie050.forget_audit', 'on', true)")
    owner.execute(text(f"SET LOCAL ROLE {SITE_ROLE}"))
    owner.execute(allow)
    with pytest.raises(DBAPIError, match="permission denied"), owner.begin_nested():
        owner.execute(text("DELETE FROM audit_event"))
    owner.rollback()
    owner.execute(allow)
    with pytest.raises(DBAPIError, match="append-only"), owner.begin_nested():
        owner.execute(text("UPDATE audit_event SET subject_id = '2'"))
    owner.execute(text("DELETE FROM audit_event"))
    assert owner.scalar(text("SELECT count(*) FROM audit_event")) == 0


def test_event_cannot_choose_its_own_place_in_the_chain(owner: Session) -> None:
    owner.execute(
        text("""
            INSERT INTO audit_event
                (id, at, action, subject_table, subject_id, fields, request_id, previous_hash, hash)
            VALUES (999, now(), 'read', 'person', '1', '{}', '', 'x', 'y')
        """)
    )
    assert owner.scalars(text("SELECT id FROM audit_event ORDER BY id")).all() == [1, 2]
    assert owner.scalars(text("SELECT * FROM broken_audit_links()")).all() == []


def test_consents_and_withdrawals_are_append_only_for_the_site(empty_session: Session) -> None:
    make_consent(empty_session, make_person(empty_session).id, ConsentPurpose.BE_KNOWN, on=TODAY)
    for table in ("consent", "consent_withdrawal"):
        rights = text(
            "SELECT array_agg(r) FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE']) r"
            f" WHERE has_table_privilege('{SITE_ROLE}', '{table}', r)"
        )
        assert empty_session.scalar(rights) == ["INSERT"]
