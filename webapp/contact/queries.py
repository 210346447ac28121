"""Reads of visitors' messages, for the coordinator at the command line."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from webapp.models import ContactMessage, Neighbourhood


def list_messages(session: Session) -> Sequence[Row[int, datetime, str, date]]:
    """Id, day, neighbourhood and erasing day of all messages, newest first; not what they say."""
    return session.execute(
        select(ContactMessage.id, ContactMessage.created_at, Neighbourhood.name, ContactMessage.erase_on)
        .join(Neighbourhood, Neighbourhood.id == ContactMessage.neighbourhood_id)
        .order_by(ContactMessage.created_at.desc(), ContactMessage.id.desc())
    ).all()


def find_message(session: Session, message_id: int) -> tuple[ContactMessage, str] | None:
    """A message and the name of its neighbourhood."""
    row = session.execute(
        select(ContactMessage, Neighbourhood.name)
        .join(Neighbourhood, Neighbourhood.id == ContactMessage.neighbourhood_id)
        .where(ContactMessage.id == message_id)
    ).one_or_none()
    return (row[0], row[1]) if row else None
