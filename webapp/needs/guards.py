"""Loads the neighbourhood and the needs of a workspace for a view, or refuses: somebody else's are not there."""

from webapp.access.permissions import Permission
from webapp.access.policy import Target, can
from webapp.access.sessions import current_actor
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.areas.queries import NeighbourhoodName
from webapp.audit.reading import account_for_reading
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models import Need
from webapp.needs.actions import SEALED, read_words
from webapp.needs.queries import find_own, find_worked, list_own_sealed
from webapp.ui.keys import key_ring
from webapp.vocabulary import NeedKind


def get_workplace_or_404(slug: str, permission: Permission = Permission.KEEP_NEEDS) -> NeighbourhoodName:
    """The neighbourhood at an address, if the viewer has this permission there; raises `NotFound`."""
    found = get_neighbourhood_or_404(slug)
    if not can(current_actor(), permission, Target(neighbourhood_id=found.id)):
        raise NotFound("workspace_unknown")
    return found


def get_need_or_404(place: NeighbourhoodName, key: str) -> Need:
    """A need of a neighbourhood that the viewer may know of; raises `NotFound`."""
    found = find_worked(db.session, current_actor(), place.id, key)
    if found is None:
        raise NotFound("need_unknown")
    return found


def get_public_or_404(place: NeighbourhoodName, key: str) -> Need:
    """Something that a neighbourhood lacks, to be changed or closed; raises `NotFound`, also for what somebody asks."""
    found = get_need_or_404(place, key)
    if found.kind != NeedKind.PUBLIC:
        raise NotFound("need_unknown")
    return found


def get_own_or_404(key: str) -> Need:
    """What the viewer asks; raises `NotFound`."""
    found = find_own(db.session, current_actor(), key)
    if found is None:
        raise NotFound("need_unknown")
    return found


def open_words(need: Need) -> str:
    """The words of a need for the viewer; that somebody else's were read stands in the audit before they are shown.

    The need must be one that the viewer may know of: `get_need_or_404` gives no other.
    """
    if need.kind == NeedKind.PRIVATE and need.sealed_words is not None and need.person_id != current_actor().person_id:
        account_for_reading("need", need.id, person_id=need.person_id, fields=(SEALED,))
    return read_words(need, key_ring())


def open_own_words() -> dict[str, str]:
    """The viewer's own words, by the key of what they ask: only they read them here."""
    return {each.key: read_words(each, key_ring()) for each in list_own_sealed(db.session, current_actor())}
