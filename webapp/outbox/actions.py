"""Posting a mail, and what the worker notes about it."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.models import OutboxMail
from webapp.outbox.rules import delay_after

ERROR_LENGTH = 500


def post_mail(session: Session, *, recipient: str, subject: str, body: str) -> OutboxMail:
    """Write a mail into the outbox, in the caller's transaction: it is sent if and only if that commits."""
    mail = OutboxMail(recipient=recipient, subject=subject, body=body)
    session.add(mail)
    session.flush()
    return mail


def send_next(session: Session, send: Callable[[OutboxMail], None], *, now: datetime) -> bool:
    """Take one mail that is due, hand it to `send`, and note how that went; False when none is due.

    `send` raises `OSError` (as smtplib's errors are) when it fails, and `ValueError` for a mail that cannot be
    written, which is given up in time and holds nobody up. The row stays locked meanwhile, so
    that two workers never send the same mail; a worker that dies in between leaves it to be sent again
    (at least once).
    """
    mail = session.scalar(
        select(OutboxMail)
        .where(OutboxMail.sent_at.is_(None), OutboxMail.dead_at.is_(None), OutboxMail.next_attempt_at <= now)
        .order_by(OutboxMail.next_attempt_at, OutboxMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if mail is None:
        return False
    mail.attempts += 1
    try:
        send(mail)
    except (OSError, ValueError) as error:
        mail.last_error = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
        delay = delay_after(mail.attempts)
        if delay is None:
            mail.dead_at = now
        else:
            mail.next_attempt_at = now + delay
    else:
        mail.sent_at = now
        mail.last_error = None
    session.flush()
    return True


def forget_sent_mail(session: Session, *, before: datetime) -> int:
    """Remove mail that was sent before a moment; gives how many there were. What failed for good stays to be seen."""
    return len(session.scalars(delete(OutboxMail).where(OutboxMail.sent_at < before).returning(OutboxMail.id)).all())
