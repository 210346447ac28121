"""Vector tiles as bytes."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam
from sqlalchemy.orm import Session

from geo.crs import WEB_MERCATOR
from geo.sql import as_counted_tile, as_tile
from webapp.areas.rules import level_for_zoom
from webapp.opendata.ogc.queries.features import conditions_of, values_of
from webapp.opendata.ogc.queries.sources import NEIGHBOURHOOD, OUTLINE, Source, source_of
from webapp.opendata.ogc.queries.versions import version_of
from webapp.opendata.ogc.rules.asking import Asked
from webapp.opendata.ogc.rules.layers import AREAS, LAYERS, NEIGHBOURHOODS, Layer, Shape
from webapp.opendata.ogc.rules.tiling import Tile, is_counted

SLIM = {
    "neighbourhoods": ("name", "stage", "is_present", "is_stale"),
    "initiatives": ("theme",),
    "places": ("kind",),
    "areas": ("kind", "name", "stage", "inhabitants"),
}
"""What a feature in a tile says of itself: little, since every tile carries it. The id leads to the rest."""


@dataclass(frozen=True, slots=True)
class _Form:
    layer: str
    filters: tuple[str, ...]
    has_period: bool
    is_counted: bool


def get_tile(session: Session, layer: Layer, tile: Tile, asked: Asked, *, today: date) -> tuple[str, bytes]:
    """The version of the data, and the tile; empty where nothing lies."""
    names = tuple(name for name, _ in asked.filters)
    counted = layer.shape == Shape.POINT and is_counted(tile)
    statement = _statement(_Form(layer.id, names, asked.period is not None, counted))
    values = {
        **values_of(layer, asked, today),
        "zoom": tile.zoom,
        "column": tile.column,
        "row": tile.row,
        "level": level_for_zoom(min(tile.zoom, 22)),
    }
    row = session.execute(statement, values).one()
    return row.version or "0", bytes(row.tile or b"")


@lru_cache(maxsize=64)
def _statement(form: _Form) -> Select[*tuple[Any, ...]]:
    layer = LAYERS[form.layer]
    source = source_of(layer, has_release="release" in form.filters)
    rows = source.rows
    if layer is NEIGHBOURHOODS:
        at_level = OUTLINE.c.level == bindparam("level", type_=Integer)
        rows = rows.join(OUTLINE, (OUTLINE.c.neighbourhood_id == NEIGHBOURHOOD.c.id) & at_level)
        geometry: ColumnElement[Any] = OUTLINE.c.mercator
    else:
        geometry = source.shapes[WEB_MERCATOR]
    conditions = conditions_of(layer, source, form.filters, has_period=form.has_period)
    if form.is_counted:
        made = as_counted_tile(rows, geometry=geometry, layer=layer.id, conditions=conditions)
    else:
        made = as_tile(
            rows,
            geometry=geometry,
            feature_id=None if layer is AREAS else _number(layer, source),
            properties=_properties(layer, source),
            layer=layer.id,
            conditions=conditions,
        )
    return made.add_columns(version_of(layer).label("version"))


def _number(layer: Layer, source: Source) -> Any:
    """A whole number, as tiles want it; of a layer that is known by other ids, those are a property."""
    return NEIGHBOURHOOD.c.id if layer is NEIGHBOURHOODS else source.key


def _properties(layer: Layer, source: Source) -> dict[str, Any]:
    own = {} if layer.has_number_keys else {"code" if layer is AREAS else "slug": source.key}
    return {**own, **{name: source.columns[name] for name in SLIM[layer.id]}}
