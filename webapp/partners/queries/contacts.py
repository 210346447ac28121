"""Contact people of partners, always as somebody: whom the viewer may not see is not there."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.models import PartnerContact
from webapp.vocabulary import ContactAudience, Role


@dataclass(frozen=True)
class ContactRow:
    """Somebody who can be reached for a partner; `has_phone` tells whether there is a number to open."""

    id: int
    name: str
    position: str
    email: str
    has_phone: bool
    audience: ContactAudience
    given_on: date
    expires_on: date
    is_over: bool


def visible_to(viewer: Actor, *, today: date) -> ColumnElement[bool]:
    """Which contact people somebody sees: those who agreed to it, for as long as they agreed.

    Members of the partner also see whose consent lapsed, so that they can ask again; and everyone sees themselves.
    Visitors and who looks along for the municipality see no others than those for everyone.
    """
    audiences = [ContactAudience.EVERYONE]
    coordinates = viewer.holds(Role.CITY_COORDINATOR) or bool(viewer.neighbourhood_ids)
    if coordinates or viewer.partner_ids:
        audiences.append(ContactAudience.PARTNERS)
    if coordinates:
        audiences.append(ContactAudience.COORDINATORS)
    return or_(
        and_(PartnerContact.expires_on > today, PartnerContact.audience.in_(audiences)),
        PartnerContact.partner_id.in_(sorted(viewer.partner_ids)) if viewer.partner_ids else false(),
        PartnerContact.email == viewer.email if viewer.is_signed_in and viewer.email else false(),
    )


def list_contacts(session: Session, viewer: Actor, partner_id: int, *, today: date) -> list[ContactRow]:
    """The contact people of a partner whom the viewer sees, by name; the number itself is not read."""
    rows = session.execute(
        select(
            PartnerContact.id,
            PartnerContact.name,
            PartnerContact.position,
            PartnerContact.email,
            PartnerContact.phone.is_not(None),
            PartnerContact.audience,
            PartnerContact.given_on,
            PartnerContact.expires_on,
            PartnerContact.expires_on <= today,
        )
        .where(PartnerContact.partner_id == partner_id, visible_to(viewer, today=today))
        .order_by(PartnerContact.expires_on <= today, func.search_key(PartnerContact.name), PartnerContact.id)
    )
    return [ContactRow(*row) for row in rows]


def find_contact(
    session: Session, viewer: Actor, contact_id: int, *, today: date, partner_id: int | None = None
) -> PartnerContact | None:
    """A contact person whom the viewer sees, of this partner when one is named."""
    of_partner = PartnerContact.partner_id == partner_id if partner_id is not None else true()
    return session.scalar(
        select(PartnerContact).where(PartnerContact.id == contact_id, of_partner, visible_to(viewer, today=today))
    )
