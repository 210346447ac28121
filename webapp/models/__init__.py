"""Relations of the product, one file per aggregate; behaviour lives in the slices."""

from webapp.models.area import Area, AreaRelease
from webapp.models.base import Base
from webapp.models.neighbourhood import (
    AreaSuccession,
    Neighbourhood,
    NeighbourhoodArea,
    NeighbourhoodOutline,
    PlaceName,
)
from webapp.models.outbox import ContactMessage, OutboxMail, RateHit
from webapp.models.presence import CoverageTarget, DataVersion, Evidence, Presence, WayToHelp

__all__ = [
    "Area",
    "AreaRelease",
    "AreaSuccession",
    "Base",
    "ContactMessage",
    "CoverageTarget",
    "DataVersion",
    "Evidence",
    "Neighbourhood",
    "NeighbourhoodArea",
    "NeighbourhoodOutline",
    "OutboxMail",
    "PlaceName",
    "Presence",
    "RateHit",
    "WayToHelp",
]
