"""Posting a mail, what the worker notes about it, and what a person decides about one that was given up."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.errors import DomainError
from webapp.models import OutboxMail
from webapp.outbox.rules import delay_after, without_address

ERROR_LENGTH = 500


def post_mail(
    session: Session, *, recipient: str, subject: str, body: str, unsubscribe_url: str | None = None
) -> OutboxMail:
    """Write a mail into the outbox, in the caller's transaction: it is sent if and only if that commits.

    Mail with news has an `unsubscribe_url`, to which a mail program posts when its reader wants no more of it.
    """
    mail = OutboxMail(recipient=recipient, subject=subject, body=body, unsubscribe_url=unsubscribe_url)
    session.add(mail)
    session.flush()
    return mail


def send_next(session: Session, send: Callable[[OutboxMail], None], *, now: datetime) -> bool:
    """Take one mail that is due, hand it to `send`, and note how that went; False when none is due.

    `send` raises `OSError` (as smtplib's errors are) when it fails, and `ValueError` for a mail that cannot be
    written, which is given up in time and holds nobody up. The row stays locked meanwhile, so
    that two workers never send the same mail; a worker that dies in between leaves it to be sent again
    (at least once). What was sent is emptied: its words can hold a link that lets somebody in.
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
        mail.last_error = without_address(f"{type(error).__name__}: {error}", mail.recipient)[:ERROR_LENGTH]
        delay = delay_after(mail.attempts)
        if delay is None:
            mail.dead_at = now
        else:
            mail.next_attempt_at = now + delay
    else:
        mail.sent_at = now
        mail.last_error = None
        mail.body, mail.unsubscribe_url = "", None
    session.flush()
    return True


def retry_mail(session: Session, mail_id: int, *, now: datetime) -> None:
    """Let a mail that was given up, or that waits, be tried from now on; raises `DomainError` code `mail_unknown`."""
    _found(
        session.scalar(
            update(OutboxMail)
            .where(OutboxMail.id == mail_id, OutboxMail.sent_at.is_(None))
            .values(dead_at=None, attempts=0, next_attempt_at=now)
            .returning(OutboxMail.id)
        ),
        mail_id,
    )


def retry_dead_mail(session: Session, *, now: datetime) -> int:
    """Let all mail that was given up be tried again; gives how many there are."""
    again = (
        update(OutboxMail)
        .where(OutboxMail.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, next_attempt_at=now)
        .returning(OutboxMail.id)
    )
    return len(session.scalars(again).all())


def drop_mail(session: Session, mail_id: int) -> None:
    """Remove a mail that was not sent, for good; raises `DomainError` code `mail_unknown`."""
    unsent = delete(OutboxMail).where(OutboxMail.id == mail_id, OutboxMail.sent_at.is_(None))
    _found(session.scalar(unsent.returning(OutboxMail.id)), mail_id)


def _found(touched: int | None, mail_id: int) -> None:
    if touched is None:
        raise DomainError("mail_unknown", id=mail_id)
