"""Reads of the audit, newest first, through one filter: who may search it sees all of it, anybody else nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, false, func, or_, select, true
from sqlalchemy.orm import Session

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, can
from webapp.audit.rules import PAGE_ROWS, AuditFilter, Side, parse_id
from webapp.clock import CITY_TIMEZONE
from webapp.models import Account, AuditEvent, Person
from webapp.vocabulary import AuditAction


@dataclass(frozen=True)
class Event:
    """One thing that was done or read. Without an account: by a visitor or command; only who has a role has a name."""

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
        select(AuditEvent, func.coalesce(Person.name, ""))
        .outerjoin(Person, Person.account_id == AuditEvent.account_id)
        .where(visible_to(viewer), *_conditions(wanted))
        .order_by(AuditEvent.id.desc())
        .limit(limit + 1)
    ).all()
    events = [_event(event, name) for event, name in rows[:limit]]
    return EventPage(events, events[-1].id if len(rows) > limit else None)


def count_chain(session: Session, viewer: Actor | None) -> int:
    """How many events there are."""
    return session.scalar(select(func.count()).select_from(AuditEvent).where(visible_to(viewer))) or 0


def check_chain(session: Session, viewer: Actor | None) -> Chain:
    """Compute the whole chain anew."""
    broken = session.scalars(select(func.broken_audit_links()).where(visible_to(viewer))).all()
    return Chain(count_chain(session, viewer), sorted(broken))


def _event(row: AuditEvent, name: str) -> Event:
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
    number = parse_id(who)
    if number is not None:
        by, about = AuditEvent.account_id == number, _about_account_or_person(str(number), number)
    else:
        found = or_(Account.email.icontains(who, autoescape=True), Person.name.icontains(who, autoescape=True))
        accounts = select(Account.id).outerjoin(Person, Person.account_id == Account.id).where(found)
        people = select(Person.id).outerjoin(Account, Account.id == Person.account_id).where(found)
        by = AuditEvent.account_id.in_(accounts)
        texts = select(cast(Account.id, String)).outerjoin(Person, Person.account_id == Account.id).where(found)
        about = or_(
            AuditEvent.person_id.in_(people),
            and_(AuditEvent.subject_table == "account", AuditEvent.subject_id.in_(texts)),
        )
    return {Side.BY: by, Side.ABOUT: about, Side.BOTH: or_(by, about)}[side]


def _about_account_or_person(text: str, number: int) -> ColumnElement[bool]:
    own_row = and_(AuditEvent.subject_table.in_(("account", "person")), AuditEvent.subject_id == text)
    return or_(AuditEvent.person_id == number, own_row)
