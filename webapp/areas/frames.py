"""A map of the neighbourhoods as a page carries it."""

from dataclasses import dataclass

from geo.folium_map import MapParts
from webapp.areas.queries import Geography


@dataclass(frozen=True)
class MapFrame:
    """A folium map in parts, the id of its element, and the query string its data is asked with.

    `has_points` says whether initiatives are on it.
    """

    element_id: str
    parts: MapParts
    query: str
    chosen: str | None
    geography: Geography
    has_points: bool = False
