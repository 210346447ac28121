"""Reads of visitors' messages, for the coordinator at the command line."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import ContactMessage, Neighbourhood, WayToHelp

MessageRow = Row[int, datetime, str, date]
"""Id, moment, neighbourhood and erasing day of a message; not what it says."""


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


def _rows() -> Select[int, datetime, str, date]:
    return (
        select(ContactMessage.id, ContactMessage.created_at, Neighbourhood.name, ContactMessage.erase_on)
        .join(Neighbourhood, Neighbourhood.id == ContactMessage.neighbourhood_id)
        .order_by(ContactMessage.created_at.desc(), ContactMessage.id.desc())
    )
