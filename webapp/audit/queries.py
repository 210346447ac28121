"""Reads of the audit, newest first, through one filter: who may search it sees all of it, anybody else nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    column,
    false,
    func,
    or_,
    select,
    table,
    true,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, can
from webapp.audit.rules import PAGE_ROWS, AuditFilter, Side, parse_who
from webapp.clock import CITY_TIMEZONE
from webapp.models import Account, AuditEvent, Person, RoleGrant
from webapp.vocabulary import AuditAction, Role

OWNED = table("row_of_account", column("account_id", Integer), column("table_name", String), column("row_id", Integer))
"""Whose rows are whose, by number; only administrators and the command line see any."""

_HOLDER = aliased(Account, name="holder")


@dataclass(frozen=True)
class Event:
    """One thing that was done or read. Without an account: by a visitor or command; only who has a role has a name.

    `role` and `email` are those of today, of the role or the account that it is about; None when that is gone.
    """

    id: int
    at: datetime
    account_id: int | None
    account_name: str
    action: AuditAction
    subject_table: str
    subject_id: str
    person_id: int | None
    fields: Sequence[str]
    request_id: str
    role: Role | None = None
    email: str | None = None


@dataclass(frozen=True)
class EventPage:
    """A page of events, and the number before which the next one begins; None after the last."""

    rows: Sequence[Event]
    next_before: int | None


@dataclass(frozen=True)
class Chain:
    """How many events there are, and which do not fit to the one before."""

    length: int
    broken: Sequence[int]


def visible_to(viewer: Actor | None) -> ColumnElement[bool]:
    """Which events somebody may search; None is whoever works at the command line."""
    return true() if viewer is None or can(viewer, Permission.SEARCH_AUDIT) else false()


def list_events(session: Session, viewer: Actor | None, wanted: AuditFilter, *, limit: int = PAGE_ROWS) -> EventPage:
    """The events that fit, newest first."""
    rows = session.execute(
        select(AuditEvent, func.coalesce(Person.name, ""), RoleGrant.role, _HOLDER.email)
        .outerjoin(Person, Person.account_id == AuditEvent.account_id)
        .outerjoin(RoleGrant, RoleGrant.id == _subject_of("role_grant"))
        .outerjoin(_HOLDER, _HOLDER.id == func.coalesce(RoleGrant.account_id, _subject_of("account")))
        .where(visible_to(viewer), *_conditions(wanted))
        .order_by(AuditEvent.id.desc())
        .limit(limit + 1)
    ).all()
    events = [_event(*row) for row in rows[:limit]]
    return EventPage(events, events[-1].id if len(rows) > limit else None)


def count_chain(session: Session, viewer: Actor | None) -> int:
    """How many events there are."""
    return session.scalar(select(func.count()).select_from(AuditEvent).where(visible_to(viewer))) or 0


def check_chain(session: Session, viewer: Actor | None) -> Chain:
    """Compute the whole chain anew."""
    broken = session.scalars(select(func.broken_audit_links()).where(visible_to(viewer))).all()
    return Chain(count_chain(session, viewer), sorted(broken))


def _subject_of(table_name: str) -> ColumnElement[int]:
    """The number of the row of a table that an event is about; NULL when it is about something else, or many."""
    is_number = and_(AuditEvent.subject_table == table_name, AuditEvent.subject_id.regexp_match("^[0-9]{1,9}$"))
    return case((is_number, cast(AuditEvent.subject_id, Integer)))


def _event(row: AuditEvent, name: str, role: Role | None, email: str | None) -> Event:
    return Event(
        id=row.id,
        at=row.at,
        account_id=row.account_id,
        account_name=name,
        action=row.action,
        subject_table=row.subject_table,
        subject_id=row.subject_id,
        person_id=row.person_id,
        fields=row.fields,
        request_id=row.request_id,
        role=role,
        email=email,
    )


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.who:
        conditions.append(_concerns(wanted.who, wanted.side))
    if wanted.action is not None:
        conditions.append(AuditEvent.action == wanted.action)
    if wanted.table:
        conditions.append(AuditEvent.subject_table == wanted.table)
    if wanted.since is not None:
        conditions.append(AuditEvent.at >= datetime.combine(wanted.since, time.min, CITY_TIMEZONE))
    if wanted.last_day is not None:
        day_after = wanted.last_day + timedelta(days=1)
        conditions.append(AuditEvent.at < datetime.combine(day_after, time.min, CITY_TIMEZONE))
    if wanted.before is not None:
        conditions.append(AuditEvent.id < wanted.before)
    return conditions


def _concerns(who: str, side: Side) -> ColumnElement[bool]:
    sought = parse_who(who)
    if sought.table is not None:
        by, about = _of_row(sought.table, sought.number or 0)
    elif sought.number is not None:
        by, about = AuditEvent.account_id == sought.number, _about_account_or_person(sought.number)
    else:
        by, about = _of_named(sought.text)
    return {Side.BY: by, Side.ABOUT: about, Side.BOTH: or_(by, about)}[side]


def _about_account_or_person(number: int) -> ColumnElement[bool]:
    own_row = and_(AuditEvent.subject_table.in_(("account", "person")), AuditEvent.subject_id == str(number))
    return or_(AuditEvent.person_id == number, own_row)


def _of_row(table: str, number: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What one account or person did, and what is about them; also when they are gone."""
    accounts = select(OWNED.c.account_id).where(OWNED.c.table_name == table, OWNED.c.row_id == number)
    itself = and_(AuditEvent.subject_table == table, AuditEvent.subject_id == str(number))
    by, about = AuditEvent.account_id.in_(accounts), or_(itself, _about(accounts))
    if table == "person":
        return by, or_(about, AuditEvent.person_id == number)
    return or_(by, AuditEvent.account_id == number), about


def _of_named(text: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What they did whose name or address holds this, and what is about them."""
    found = or_(Account.email.icontains(text, autoescape=True), Person.name.icontains(text, autoescape=True))
    accounts = select(Account.id).outerjoin(Person, Person.account_id == Account.id).where(found)
    people = select(Person.id).where(Person.name.icontains(text, autoescape=True))
    return AuditEvent.account_id.in_(accounts), or_(AuditEvent.person_id.in_(people), _about(accounts))


def _about(accounts: Select[int]) -> ColumnElement[bool]:
    """What is about the owners of accounts: their person, which the viewer need not see, and rows of theirs."""
    owned = OWNED.c.account_id.in_(accounts)
    people = select(OWNED.c.row_id).where(owned, OWNED.c.table_name == "person")
    rows = select(OWNED.c.table_name, cast(OWNED.c.row_id, String)).where(owned)
    return or_(AuditEvent.person_id.in_(people), tuple_(AuditEvent.subject_table, AuditEvent.subject_id).in_(rows))
