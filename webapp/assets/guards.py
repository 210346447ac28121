"""Loads an asset for a view, and tells what the viewer may do with it."""

from webapp.access.permissions import Permission
from webapp.access.policy import Target, can
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.assets.composing import sees_all
from webapp.assets.queries import find_asset
from webapp.errors import DomainError, NotFound
from webapp.extensions import db
from webapp.models import Asset
from webapp.partners.queries import list_neighbourhoods


def may_edit(neighbourhood_id: int) -> bool:
    """Whether the viewer keeps the assets of a neighbourhood."""
    return can(current_actor(), Permission.EDIT_ASSETS, Target(neighbourhood_id=neighbourhood_id))


def get_asset_to_edit(slug: str) -> Asset:
    """The asset at an address, if the viewer keeps those there; raises `NotFound` code `asset_unknown`."""
    found = find_asset(db.session, slug, sees_all=sees_all(current_actor()))
    if found is None or not may_edit(found.neighbourhood_id):
        raise NotFound("asset_unknown")
    return found


def require_scope(neighbourhood_id: int) -> None:
    """Refuse a neighbourhood whose assets the viewer does not keep: `DomainError` code `asset_not_yours`."""
    if not may_edit(neighbourhood_id):
        raise DomainError("asset_not_yours")


def list_own_places() -> list[NeighbourhoodName]:
    """The neighbourhoods whose assets the viewer keeps, by name."""
    return [each for each in list_neighbourhoods(db.session) if may_edit(each.id)]


def account_id() -> int:
    """By whom a change is made: only who is signed in comes that far."""
    return current_actor().account_id or 0
