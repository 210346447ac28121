"""The folium map of the neighbourhoods, for every page that shows it."""

from datetime import date

from flask_babel import gettext

from geo.folium_map import AreaLayer, MapLabels, MapSpec, TileSource, render
from geo.values import Box
from webapp.atlas.pages import Geography, MapFrame
from webapp.config import PDOK_TILE_URL, Settings

CITY = Box(6.46, 53.12, 6.76, 53.30)
"""Where the municipality of Groningen lies."""

TILE_ATTRIBUTION = "Kaartgegevens © Kadaster"


def city_map(
    settings: Settings,
    *,
    locale: str,
    data_url: str,
    at: date,
    version: int,
    geography: Geography,
    chosen: str | None = None,
) -> MapFrame:
    """The map on a date. Its skeleton does not depend on date or data, so it is made once per language."""
    spec = MapSpec(
        element_id="city_map",
        box=CITY,
        limit=CITY.padded(0.5),
        labels=MapLabels(
            map=gettext("Kaart van de wijken van Groningen"),
            zoom_in=gettext("Inzoomen"),
            zoom_out=gettext("Uitzoomen"),
        ),
        language=locale,
        layers=(AreaLayer(name="neighbourhoods", url=data_url, attribution=gettext("Bron: CBS / Kadaster")),),
        tiles=TileSource(PDOK_TILE_URL, TILE_ATTRIBUTION) if settings.tiles else None,
    )
    return MapFrame(
        parts=render(spec),
        query=f"op={at.isoformat()}&v={version}",
        chosen=chosen,
        geography=geography,
    )
