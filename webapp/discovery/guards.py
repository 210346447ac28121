"""Loads the neighbourhood of a workspace for a view, or refuses: somebody else's is not there."""

from webapp.access.permissions import Permission
from webapp.access.policy import Target, can
from webapp.access.sessions import current_actor
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.areas.queries import NeighbourhoodName
from webapp.discovery.queries import Event, find_event
from webapp.errors import NotFound
from webapp.extensions import db


def get_worked_in_or_404(slug: str, permission: Permission) -> NeighbourhoodName:
    """The neighbourhood at an address, if the viewer has this permission there; raises `NotFound`."""
    found = get_neighbourhood_or_404(slug)
    if not can(current_actor(), permission, Target(neighbourhood_id=found.id)):
        raise NotFound("workspace_unknown")
    return found


def get_event_or_404(neighbourhood: NeighbourhoodName, event_id: int) -> Event:
    """Something that happened in a process of this neighbourhood; raises `NotFound`."""
    found = find_event(db.session, neighbourhood.id, event_id)
    if found is None:
        raise NotFound("discovery_event_unknown")
    return found
