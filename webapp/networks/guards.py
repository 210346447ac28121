"""Loads what a page of the network is about, or refuses."""

from webapp.areas.queries import NeighbourhoodName
from webapp.errors import DomainError, NotFound
from webapp.extensions import db
from webapp.networks.queries.groups import GroupRow, find_group
from webapp.networks.queries.ties import TieRow, find_tie


def get_tie_or_404(neighbourhood: NeighbourhoodName, tie_id: int) -> TieRow:
    """A tie of a neighbourhood of which the viewer may know both sides; raises `NotFound`."""
    found = find_tie(db.session, neighbourhood.id, tie_id)
    if found is None:
        raise NotFound("tie_unknown")
    return found


def find_same_tie(neighbourhood: NeighbourhoodName, error: DomainError | None) -> TieRow | None:
    """The tie that is there already, if that is why something was refused and the viewer may see it."""
    tie_id = error.detail.get("tie_id") if error is not None else None
    return find_tie(db.session, neighbourhood.id, tie_id) if isinstance(tie_id, int) else None


def get_group_or_404(neighbourhood: NeighbourhoodName, group_id: int) -> GroupRow:
    """A group of a neighbourhood; raises `NotFound`."""
    found = find_group(db.session, neighbourhood.id, group_id)
    if found is None:
        raise NotFound("group_unknown")
    return found
