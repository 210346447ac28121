"""Reads of visitors' messages, for coordinators and at the command line."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Date, Row, Select, cast, func, or_, select, true
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.clock import CITY_TIMEZONE
from webapp.contact.rules import KEPT_DAYS
from webapp.models import ContactMessage, Neighbourhood, RetentionPeriod, WayToHelp
from webapp.models.personal import Retention
from webapp.privacy.queries import list_periods
from webapp.vocabulary import Role

MessageRow = Row[int, datetime, str, date]
"""Id, moment, neighbourhood and day of a message on which it is gone (`erase_on`); not what it says."""


def list_messages(session: Session) -> Sequence[MessageRow]:
    """All messages, newest first."""
    return session.execute(_rows()).all()


def list_messages_from(session: Session, reply_to: str) -> Sequence[MessageRow]:
    """The messages from one e-mail address, whatever its case, newest first."""
    return session.execute(_rows().where(func.lower(ContactMessage.reply_to) == reply_to.strip().lower())).all()


def find_way_to_help(session: Session, way_id: int, *, neighbourhood_id: int) -> WayToHelp | None:
    """Something that a visitor can do in this neighbourhood, or in every one."""
    return session.scalar(
        select(WayToHelp).where(
            WayToHelp.id == way_id,
            or_(WayToHelp.neighbourhood_id == neighbourhood_id, WayToHelp.neighbourhood_id.is_(None)),
        )
    )


def find_message(session: Session, message_id: int) -> tuple[ContactMessage, str] | None:
    """A message and the name of its neighbourhood."""
    row = session.execute(
        select(ContactMessage, Neighbourhood.name)
        .join(Neighbourhood, Neighbourhood.id == ContactMessage.neighbourhood_id)
        .where(ContactMessage.id == message_id)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def visible_to(viewer: Actor) -> ColumnElement[bool]:
    """Which messages somebody reads: those to the neighbourhoods that they coordinate, or all in the city."""
    if viewer.holds(Role.CITY_COORDINATOR):
        return true()
    return ContactMessage.neighbourhood_id.in_(sorted(viewer.neighbourhood_ids))


def list_visible_messages(session: Session, viewer: Actor) -> Sequence[MessageRow]:
    """The messages that the viewer may read, newest first."""
    return session.execute(_rows().where(visible_to(viewer))).all()


def find_visible_message(session: Session, viewer: Actor, message_id: int) -> tuple[ContactMessage, str] | None:
    """A message that the viewer may read, and the name of its neighbourhood."""
    row = session.execute(
        select(ContactMessage, Neighbourhood.name)
        .join(Neighbourhood, Neighbourhood.id == ContactMessage.neighbourhood_id)
        .where(ContactMessage.id == message_id, visible_to(viewer))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def gone_on(session: Session, message: ContactMessage) -> date:
    """The day on which a message is erased at the latest; a shorter period counts for messages that are there too."""
    arrived_on = message.created_at.astimezone(CITY_TIMEZONE).date()
    return min(message.erase_on, arrived_on + timedelta(days=list_periods(session)[Retention.MESSAGE]))


def _rows() -> Select[int, datetime, str, date]:
    chosen = select(RetentionPeriod.days).where(RetentionPeriod.kind == Retention.MESSAGE).scalar_subquery()
    arrived_on = cast(func.timezone(CITY_TIMEZONE.key, ContactMessage.created_at), Date)
    goes_on = func.least(ContactMessage.erase_on, arrived_on + func.coalesce(chosen, KEPT_DAYS)).label("erase_on")
    return (
        select(ContactMessage.id, ContactMessage.created_at, Neighbourhood.name, goes_on)
        .join(Neighbourhood, Neighbourhood.id == ContactMessage.neighbourhood_id)
        .order_by(ContactMessage.created_at.desc(), ContactMessage.id.desc())
    )
