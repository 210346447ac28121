"""Loads the neighbourhood whose presence somebody keeps, or refuses: another's is not there to be kept."""

from webapp.access.permissions import Permission
from webapp.access.policy import Target, can
from webapp.access.sessions import current_actor
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.areas.queries import NeighbourhoodName
from webapp.coverage.queries.why import Sign, find_sign, find_stage
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models import Presence


def keeps(neighbourhood: NeighbourhoodName) -> bool:
    """Whether the viewer keeps the presence of this neighbourhood."""
    return can(current_actor(), Permission.KEEP_PRESENCE, Target(neighbourhood_id=neighbourhood.id))


def get_kept_or_404(slug: str) -> NeighbourhoodName:
    """The neighbourhood at an address, if the viewer keeps its presence; raises `NotFound`."""
    found = get_neighbourhood_or_404(slug)
    if not keeps(found):
        raise NotFound("workspace_unknown")
    return found


def get_noted_or_404(neighbourhood: NeighbourhoodName, what: str, row_id: int) -> Sign | Presence:
    """A sign of life (`teken`) or a stage (`fase`) of this neighbourhood; raises `NotFound`."""
    find = find_sign if what == "teken" else find_stage
    found = find(db.session, neighbourhood.id, row_id)
    if found is None:
        raise NotFound("evidence_unknown" if what == "teken" else "stage_unknown")
    return found
