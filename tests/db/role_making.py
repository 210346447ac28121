"""Who gives roles in these tests, and the letters that go out."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.policy import Actor, Holding
from webapp.accounts.links import LinkMail, LinkMaker
from webapp.models import AuditEvent, OutboxMail
from webapp.roles.actions import Letters
from webapp.vocabulary import AuditAction, Role

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
LETTERS = Letters(
    maker=LinkMaker(b"k" * 32, "https://missie050.example.nl", "/uitnodiging"),
    invitation={"nl": LinkMail("Uitnodiging", "Hier: {link}"), "en": LinkMail("Invitation", "Here: {link}")},
    notice={"nl": LinkMail("Gewijzigd", "Log in: {link}"), "en": LinkMail("Changed", "Sign in: {link}")},
    approval={"nl": LinkMail("Kijk mee", "Beheer: {link}"), "en": LinkMail("Have a look", "Desk: {link}")},
    sign_in_url="https://missie050.example.nl/inloggen/wachtwoord",
    desk_url="https://missie050.example.nl/beheer",
)


def administrator(account_id: int) -> Actor:
    """The actor of an account that administers."""
    return Actor(account_id=account_id, holdings=(Holding(Role.ADMINISTRATOR),))


def mail_to(session: Session, email: str) -> list[tuple[str, str]]:
    """Subject and body of what was posted to an address, the oldest first."""
    rows = session.scalars(select(OutboxMail).where(OutboxMail.recipient == email).order_by(OutboxMail.id))
    return [(mail.subject, mail.body) for mail in rows]


def accounted(session: Session) -> list[tuple[AuditAction, int | None, str, int | None]]:
    """What the audit holds after a commit: action, by whom, of which table, about whom."""
    session.commit()
    rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [(event.action, event.account_id, event.subject_table, event.person_id) for event in rows]
