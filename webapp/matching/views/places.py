"""What views of matching share: the workspace of a neighbourhood, and links for mails."""

from flask import current_app

from webapp.access.permissions import Permission
from webapp.access.policy import Target, can
from webapp.access.sessions import current_actor
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.areas.queries import NeighbourhoodName
from webapp.config import Settings
from webapp.errors import NotFound
from webapp.matching.links import Links


def get_workspace(slug: str, permission: Permission) -> NeighbourhoodName:
    """The neighbourhood of a workspace that the viewer may work in; any other is not there. Raises `NotFound`."""
    place = get_neighbourhood_or_404(slug)
    if not can(current_actor(), permission, Target(neighbourhood_id=place.id)):
        raise NotFound("workspace_unknown")
    return place


def site_links() -> Links:
    """What makes the addresses in mails of this site."""
    settings: Settings = current_app.extensions["settings"]
    return Links(settings.secret_key, settings.public_url)
