"""Taking in a message, and erasing it when its time is over."""

from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.areas.queries import NeighbourhoodName
from webapp.audit.actions import record
from webapp.contact.rules import SAME_WITHIN, erase_on
from webapp.errors import NotFound
from webapp.models import ContactMessage, FormReceipt
from webapp.outbox.actions import post_mail
from webapp.vocabulary import AuditAction


def leave_message(
    session: Session,
    neighbourhood: NeighbourhoodName,
    *,
    sender_name: str,
    reply_to: str,
    body: str,
    mailbox: str,
    list_url: str,
    today: date,
) -> ContactMessage:
    """Keep a visitor's message, and post a notice to `mailbox` that tells only that there is one."""
    message = ContactMessage(
        neighbourhood_id=neighbourhood.id,
        sender_name=sender_name,
        reply_to=reply_to,
        body=body,
        erase_on=erase_on(today),
    )
    session.add(message)
    session.flush()
    post_mail(
        session,
        recipient=mailbox,
        subject=f"Nieuw bericht voor {neighbourhood.name}",
        body=(
            f"Er is een bericht voor {neighbourhood.name}. Log in en lees het: {list_url}\n\n"
            f"Het wordt uiterlijk op {message.erase_on.isoformat()} gewist.\n"
        ),
    )
    return message


def is_sent_first(session: Session, fingerprint: bytes, *, now: datetime) -> bool:
    """Whether no such message came in the last ten minutes; notes that one came now.

    Of two at the same moment the second waits for the first to be committed, or rolled back.
    """
    noted = insert(FormReceipt).values(key_hash=fingerprint, created_at=now)
    again = noted.on_conflict_do_update(
        index_elements=[FormReceipt.key_hash],
        set_={"created_at": now},
        where=FormReceipt.created_at <= now - SAME_WITHIN,
    )
    return session.scalar(again.returning(FormReceipt.key_hash)) is not None


def erase_expired_messages(session: Session, *, today: date) -> int:
    """Erase the messages whose time is over; gives how many there were."""
    return len(
        session.scalars(
            delete(ContactMessage).where(ContactMessage.erase_on <= today).returning(ContactMessage.id)
        ).all()
    )


def erase_message(session: Session, message_id: int, *, by: int | None = None) -> None:
    """Erase one message; `by` an account, or at the command line. Raises `NotFound` code `message_unknown`."""
    erased = session.scalar(delete(ContactMessage).where(ContactMessage.id == message_id).returning(ContactMessage.id))
    if erased is None:
        raise NotFound("message_unknown", id=message_id)
    record(session, AuditAction.DELETED, by=by, table="contact_message", row=message_id)
