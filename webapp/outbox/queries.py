"""What stands in the outbox: how much, and what was given up. Never what a mail says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import OutboxMail
from webapp.outbox.rules import masked


@dataclass(frozen=True)
class MailCounts:
    """How many mails wait, were sent, and were given up."""

    waiting: int
    sent: int
    dead: int


@dataclass(frozen=True)
class DeadMail:
    """A mail that was given up; its recipient is masked."""

    id: int
    recipient: str
    subject: str
    attempts: int
    dead_at: datetime
    last_error: str


def count_mail(session: Session) -> MailCounts:
    """The counts of the whole outbox."""
    sent, dead = OutboxMail.sent_at.is_not(None), OutboxMail.dead_at.is_not(None)
    row = session.execute(
        select(func.count().filter(~sent, ~dead), func.count().filter(sent), func.count().filter(dead)).select_from(
            OutboxMail
        )
    ).one()
    return MailCounts(*row)


def list_dead_mail(session: Session) -> list[DeadMail]:
    """All mails that were given up, the oldest first."""
    rows = session.scalars(
        select(OutboxMail).where(OutboxMail.dead_at.is_not(None)).order_by(OutboxMail.dead_at, OutboxMail.id)
    )
    return [
        DeadMail(
            id=mail.id,
            recipient=masked(mail.recipient),
            subject=mail.subject,
            attempts=mail.attempts,
            dead_at=mail.dead_at,
            last_error=mail.last_error or "",
        )
        for mail in rows
        if mail.dead_at is not None
    ]
