"""The folium maps of the neighbourhoods, for every page that shows one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from flask_babel import gettext

from geo.folium_map import AreaLayer, MapLabels, MapSpec, PointLayer, TileSource, render
from webapp.areas.frames import MapFrame
from webapp.areas.queries import Geography
from webapp.areas.rules import CITY
from webapp.config import PDOK_TILE_URL, Settings

TILE_ATTRIBUTION = "Kaartgegevens © Kadaster"
CITY_MAP = "city_map"
PLACE_MAP = "place_map"
TINTED_MAP = "tinted_map"


def city_map(
    settings: Settings,
    *,
    locale: str,
    data_url: str,
    at: date,
    version: int,
    geography: Geography,
    chosen: str | None = None,
    points_url: str | None = None,
    is_interactive: bool = True,
    is_plain: bool = False,
) -> MapFrame:
    """The map on a date. Its skeleton does not depend on date or data, so it is made once per language.

    With `points_url` there is a layer of points on it, which `components/listing_points.html` describes to it. A plain
    map does not show how far each neighbourhood is.
    """
    spec = _spec(
        settings,
        CITY_MAP,
        label=gettext("Kaart van de wijken van Groningen"),
        locale=locale,
        url=data_url,
        points_url=points_url,
        is_interactive=is_interactive,
        is_plain=is_plain,
    )
    query = f"op={at.isoformat()}&v={version}"
    return MapFrame(CITY_MAP, render(spec), query, chosen, geography, has_points=points_url is not None)


def place_map(
    settings: Settings, *, locale: str, data_url: str, geography: Geography, element_id: str = PLACE_MAP
) -> MapFrame:
    """The map on which somebody puts a pin: the neighbourhoods of today, which cannot be chosen.

    `element_id` is lower case words joined by underscores, at least two, and differs between maps on one page. Goes
    with `components/place_picker.html`.
    """
    label = gettext("Kaart om een speld op te zetten")
    spec = _spec(settings, element_id, label=label, locale=locale, url=data_url, is_interactive=False)
    return MapFrame(element_id, render(spec), "", None, geography)


def tinted_map(
    settings: Settings,
    *,
    locale: str,
    label: str,
    data_url: str,
    query: str,
    geography: Geography,
    tints: Sequence[str],
    chosen: str | None = None,
) -> MapFrame:
    """A map on which the data itself says in which of these `tints` each neighbourhood is drawn, and with which sign.

    Each is the last part of the name of two colours in the styles (`--stage-<tint>` and `--stage-<tint>-ink`); the data
    has it as `stage`, and the sign as `sign`.
    """
    spec = _spec(settings, TINTED_MAP, label=label, locale=locale, url=data_url)
    layer = AreaLayer(
        name="neighbourhoods",
        url=data_url,
        attribution=gettext("Bron: CBS / Kadaster"),
        options={"tints": " ".join(tints)},
    )
    return MapFrame(TINTED_MAP, render(replace(spec, layers=(layer,))), query, chosen, geography)


def _spec(
    settings: Settings,
    element_id: str,
    *,
    label: str,
    locale: str,
    url: str,
    points_url: str | None = None,
    is_interactive: bool = True,
    is_plain: bool = False,
) -> MapSpec:
    options: dict[str, bool] = {} if is_interactive else {"interactive": False}
    if is_plain:
        options["isPlain"] = True
    areas = AreaLayer(name="neighbourhoods", url=url, attribution=gettext("Bron: CBS / Kadaster"), options=options)
    return MapSpec(
        element_id=element_id,
        box=CITY,
        limit=CITY.padded(0.5),
        labels=MapLabels(map=label, zoom_in=gettext("Inzoomen"), zoom_out=gettext("Uitzoomen")),
        language=locale,
        layers=(areas,) if points_url is None else (areas, PointLayer(name="initiatives", url=points_url)),
        tiles=TileSource(PDOK_TILE_URL, TILE_ATTRIBUTION) if settings.tiles else None,
    )
