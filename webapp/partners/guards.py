"""Loads a partner for a view, and tells what the viewer may do with it."""

from webapp.access.permissions import Permission
from webapp.access.policy import Target, can
from webapp.access.sessions import current_actor
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models import Partner
from webapp.partners.queries import find_partner
from webapp.vocabulary import AgreementSide


def get_partner(slug: str) -> Partner:
    """The partner at an address; raises `NotFound` code `partner_unknown`."""
    found = find_partner(db.session, slug)
    if found is None:
        raise NotFound("partner_unknown")
    return found


def get_partner_for(slug: str, permission: Permission) -> Partner:
    """The partner at an address over which the viewer has this permission; to others it is not there."""
    found = get_partner(slug)
    if not may(permission, found):
        raise NotFound("partner_unknown")
    return found


def may(permission: Permission, partner: Partner) -> bool:
    """Whether the viewer has this permission over a partner."""
    return can(current_actor(), permission, Target(partner_id=partner.id))


def side_in(partner: Partner) -> AgreementSide:
    """For which of the two the viewer speaks about agreements: a member for the partner, others for Missie050."""
    is_member = partner.id in current_actor().partner_ids
    return AgreementSide.PARTNER if is_member else AgreementSide.MISSIE050


def account_id() -> int:
    """By whom a change is made: only who is signed in comes that far."""
    return current_actor().account_id or 0
