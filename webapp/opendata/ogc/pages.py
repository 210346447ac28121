"""The layers as pages: tables of what programs get as data, beside a map."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext

from webapp.areas.frames import MapFrame
from webapp.areas.map_frame import city_map
from webapp.areas.queries import find_geography
from webapp.clock import today
from webapp.coverage.queries import find_map_version
from webapp.extensions import db
from webapp.i18n import locale_code, long_date, number
from webapp.opendata.ogc.addresses import Link, this_site
from webapp.opendata.ogc.answering import plain, read_feature, read_features
from webapp.opendata.ogc.links import page_links
from webapp.opendata.ogc.rules.asking import Asked
from webapp.opendata.ogc.rules.layers import LAYERS, NEIGHBOURHOODS, Kind, Layer, Property, Shape
from webapp.opendata.ogc.rules.tiling import MATRIX_SET
from webapp.opendata.ogc.words import layer_text, layer_title, property_name, value_words
from webapp.vocabulary import Stage

YEARS = ("inhabitants_year", "geography_year")
"""Numbers that are written without a point between thousands."""

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LayerRow:
    """A layer in a list."""

    id: str
    title: str
    text: str
    has_tiles: bool


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """A property of a layer: its name in the data, what that means, its values, and whether to filter by it."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    can_filter: bool


@dataclass(frozen=True, slots=True)
class CollectionPage:
    """One layer, and what it is made of."""

    layer: LayerRow
    properties: tuple[PropertyRow, ...]
    systems: tuple[str, ...]
    tiles: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What a feature says of a property."""

    label: str
    words: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """A feature in a table."""

    id: str
    address: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map, where its features come from, and where each of them leads; None draws neighbourhoods by their stage."""

    frame: MapFrame
    data_url: str | None
    link: str
    stages: tuple[Stage, ...] = tuple(Stage)


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """A page of features; `first` and `last` tell which of all that match."""

    layer: LayerRow
    heads: tuple[Cell, ...]
    rows: tuple[FeatureRow, ...]
    first: int
    last: int
    matched: int
    before: str | None
    after: str | None
    data_url: str
    map: Drawn | None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One feature."""

    layer: LayerRow
    row: FeatureRow
    title: str
    data_url: str
    map: Drawn | None


@dataclass(frozen=True, slots=True)
class OperationRow:
    """What can be asked of the API: where, and with which parameters (name, meaning, values)."""

    path: str
    summary: str
    description: str
    parameters: tuple[tuple[str, str, str], ...]


def layer_rows() -> tuple[LayerRow, ...]:
    """All layers."""
    return tuple(_row(layer) for layer in LAYERS.values())


def collection_page(layer: Layer, document: Document) -> CollectionPage:
    """The page of a layer, with what its document tells."""
    properties = tuple(
        PropertyRow(
            each.name,
            property_name(each),
            each.kind.value,
            tuple((choice, value_words(each, choice)) for choice in each.choices if each.kind != Kind.BOOLEAN),
            each.can_filter,
        )
        for each in layer.properties
    )
    tiles = this_site().collection(layer, f"/tiles/{MATRIX_SET}") + "/{z}/{y}/{x}" if layer.has_tiles else None
    return CollectionPage(_row(layer), properties, tuple(document["crs"]), tiles)


def items_page(layer: Layer, asked: Asked) -> ItemsPage:
    """A page of features as a table and on a map."""
    found, features = read_features(layer, asked)
    site, given = this_site(), plain()
    links = page_links(site, layer, asked, given, found, is_html=True)
    data_url = _href(links, "alternate") or ""
    return ItemsPage(
        layer=_row(layer),
        heads=tuple(Cell(property_name(each), "", each.kind in _NUMBERS) for each in layer.properties),
        rows=tuple(_feature_row(layer, feature, given) for feature in features),
        first=found.skipped + 1 if found.returned else 0,
        last=found.skipped + found.returned,
        matched=found.matched,
        before=_href(links, "prev"),
        after=_href(links, "next"),
        data_url=data_url,
        map=_drawn(layer, asked, data_url),
    )


def item_page(layer: Layer, key: str, asked: Asked) -> ItemPage:
    """One feature as a list of facts and on a map."""
    feature = read_feature(layer, key, asked)
    row = _feature_row(layer, feature, {})
    kept = {name: value for name, value in plain().items() if name != "f"}
    data_url = this_site().item(layer, key, kept | {"f": "json"})
    told = feature["properties"]
    return ItemPage(
        layer=_row(layer),
        row=row,
        title=str(told.get("title") or told.get("name") or key),
        data_url=data_url,
        map=_drawn(layer, asked, data_url, chosen=key) if feature["geometry"] else None,
    )


def operations(document: Document) -> tuple[OperationRow, ...]:
    """What the description of the API tells, for people."""
    shared = document["components"]["parameters"]
    found = []
    for path, methods in document["paths"].items():
        told = methods["get"]
        named = [shared[each["$ref"].rsplit("/", 1)[1]] for each in told["parameters"]]
        parameters = tuple((each["name"], each["description"], _values(each["schema"])) for each in named)
        found.append(OperationRow(f"GET {path}", told["summary"], told.get("description", ""), parameters))
    return tuple(found)


_NUMBERS = (Kind.WHOLE, Kind.NUMBER)


def _row(layer: Layer) -> LayerRow:
    return LayerRow(layer.id, layer_title(layer), layer_text(layer), layer.has_tiles)


def _feature_row(layer: Layer, feature: Document, given: Mapping[str, str]) -> FeatureRow:
    kept: dict[str, Any] = {
        name: given[name] for name in ("datetime", "release", "taal") if name in given and layer.has_time
    }
    key = str(feature["id"])
    cells = (
        Cell(property_name(each), _words(each, feature["properties"][each.name]), each.kind in _NUMBERS)
        for each in layer.properties
    )
    address = url_for("opendata.ogc_item", slug=layer.id, key=key, f="html", **kept)
    return FeatureRow(key, address, tuple(cells))


def _words(wanted: Property, value: Any) -> str:
    if value is None:
        return ""
    if wanted.kind == Kind.BOOLEAN:
        return str(gettext("ja") if value else gettext("nee"))
    if wanted.kind == Kind.DATE:
        return long_date(date.fromisoformat(value))
    if wanted.kind == Kind.WHOLE:
        return str(value) if wanted.name in YEARS else str(number(value))
    return str(value_words(wanted, value))


def _values(schema: Document) -> str:
    if "enum" in schema:
        return ", ".join(schema["enum"])
    return str(schema.get("format", schema["type"]))


def _href(links: list[Link], rel: str) -> str | None:
    return next((each["href"] for each in links if each["rel"] == rel), None)


def _drawn(layer: Layer, asked: Asked, data_url: str, *, chosen: str | None = None) -> Drawn | None:
    """The usual map of the city with the features on it; neighbourhoods are the usual map itself."""
    geography = find_geography(db.session, today=today())
    if layer.shape == Shape.NONE or geography is None:
        return None
    is_plain = layer is not NEIGHBOURHOODS
    day = asked.period.last if asked.period and asked.period.last else today()
    frame = city_map(
        current_app.extensions["settings"],
        locale=locale_code(),
        data_url=url_for("atlas.map_geojson"),
        at=min(day, today()),
        version=find_map_version(db.session),
        geography=geography,
        chosen=None if is_plain else chosen,
        is_plain=is_plain,
    )
    link = url_for("opendata.ogc_item", slug=layer.id, key="__slug__", f="html", taal=request.args.get("taal"))
    return Drawn(frame, _in_degrees(data_url) if is_plain else None, link)


def _in_degrees(address: str) -> str:
    """The same address in the system of browsers' maps."""
    head, _, query = address.partition("?")
    return f"{head}?{'&'.join(part for part in query.split('&') if not part.startswith('crs='))}"
