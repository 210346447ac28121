"""Loads a neighbourhood for a view, or refuses with look-alikes."""

from webapp.areas.gazetteer import list_lookalikes
from webapp.areas.queries import NeighbourhoodName, find_neighbourhood
from webapp.errors import NotFound
from webapp.extensions import db


def get_neighbourhood_or_404(slug: str) -> NeighbourhoodName:
    """The neighbourhood at an address; raises `NotFound` with neighbourhoods that look like it."""
    found = find_neighbourhood(db.session, slug)
    if found is None:
        raise NotFound("neighbourhood_unknown", lookalikes=list_lookalikes(db.session, slug))
    return found
