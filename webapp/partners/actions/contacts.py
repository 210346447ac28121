"""Contact people of partners: with their consent, to whom and for how long they said."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.encryption import KeyRing
from webapp.errors import DomainError
from webapp.models import PartnerContact
from webapp.privacy.rules import MONTHS, expiry
from webapp.vocabulary import AuditAction, Channel, ContactAudience

PHONE = "phone"


@dataclass(frozen=True)
class ContactFacts:
    """How somebody can be reached, and to whom they agreed that it is shown. The e-mail address in lower case."""

    name: str
    position: str
    email: str
    phone: str
    audience: ContactAudience
    channel: Channel


def read_contact(contact: PartnerContact, ring: KeyRing) -> ContactFacts:
    """What is kept about a contact person, readable; account for it first when this is somebody else's."""
    return ContactFacts(
        name=contact.name,
        position=contact.position,
        email=contact.email,
        phone=open_phone(contact, ring),
        audience=contact.audience,
        channel=contact.channel,
    )


def open_phone(contact: PartnerContact, ring: KeyRing) -> str:
    """The phone number of a contact person; empty when there is none. Account for it first."""
    sealed = contact.phone
    return "" if sealed is None else ring.open_sealed(sealed, table="partner_contact", column=PHONE, row=contact.id)


def needs_new_consent(before: ContactFacts, after: ContactFacts) -> bool:
    """Whether a change goes beyond what was agreed to: it is another person, or more people see them."""
    order = [ContactAudience.COORDINATORS, ContactAudience.PARTNERS, ContactAudience.EVERYONE]
    return before.email != after.email or order.index(after.audience) > order.index(before.audience)


def add_contact(
    session: Session, partner_id: int, facts: ContactFacts, *, months: int, by: int | None, today: date, ring: KeyRing
) -> int:
    """Somebody who can be reached for a partner, as they agreed today, for 3, 6 or 12 months; gives the row's id.

    Raises `DomainError` code `consent_months`.
    """
    expires_on = _expires_on(months, today)
    # the number is bound to its row, and who writes a row may not read every one of them
    contact_id: int = session.scalars(select(func.nextval("partner_contact_id_seq"))).one()
    session.add(
        PartnerContact(
            id=contact_id,
            partner_id=partner_id,
            **_columns(facts, contact_id, ring),
            given_on=today,
            expires_on=expires_on,
        )
    )
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="partner_contact", row=contact_id)
    return contact_id


def change_contact(
    session: Session,
    contact: PartnerContact,
    facts: ContactFacts,
    *,
    months: int | None,
    by: int,
    today: date,
    ring: KeyRing,
) -> tuple[str, ...]:
    """Keep what is different; with `months` they agreed anew, from today. Gives the names of the fields.

    Raises `DomainError` code `consent_needed` when it goes beyond what was agreed to, `consent_months`.
    """
    before = read_contact(contact, ring)
    if months is None and needs_new_consent(before, facts):
        raise DomainError("consent_needed")
    changed = [name for name in ContactFacts.__dataclass_fields__ if getattr(facts, name) != getattr(before, name)]
    for name, value in _columns(facts, contact.id, ring).items():
        if name in changed:
            setattr(contact, name, value)
    if months is not None:
        contact.given_on, contact.expires_on = today, _expires_on(months, today)
        changed.append("expires_on")
    session.flush()
    if changed:
        record(session, AuditAction.CHANGED, by=by, table="partner_contact", row=contact.id, fields=changed)
    return tuple(changed)


def remove_contact(session: Session, contact: PartnerContact, *, by: int) -> None:
    """Keep nothing more of a contact person: by a member of the partner, or by themselves."""
    record(session, AuditAction.DELETED, by=by, table="partner_contact", row=contact.id)
    session.delete(contact)
    session.flush()


def _expires_on(months: int, today: date) -> date:
    if months not in MONTHS:
        raise DomainError("consent_months")
    return expiry(today, months)


def _columns(facts: ContactFacts, row: int, ring: KeyRing) -> dict[str, object]:
    sealed = ring.seal(facts.phone, table="partner_contact", column=PHONE, row=row) if facts.phone else None
    return {
        "name": facts.name,
        "position": facts.position,
        "email": facts.email,
        "phone": sealed,
        "audience": facts.audience,
        "channel": facts.channel,
    }
