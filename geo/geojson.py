"""GeoJSON (RFC 7946) made in Python, for small sets and exports; the map's own data is made by PostGIS in `geo.sql`."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NotRequired, TypedDict

import numpy as np
import shapely

from geo.crs import Floats, Geometries
from geo.errors import GeoError

Value = str | int | float | bool | None


class Geometry(TypedDict):
    """A geometry in degrees of WGS84, longitude first."""

    type: str
    coordinates: list[object]


class Feature(TypedDict):
    """A thing with a place and properties."""

    type: Literal["Feature"]
    id: NotRequired[str | int]
    geometry: Geometry | None
    properties: dict[str, Value]


class FeatureCollection(TypedDict):
    """Features, in the order in which they are to be drawn."""

    type: Literal["FeatureCollection"]
    features: list[Feature]


def rounded(geoms: Geometries, digits: int = 5) -> Geometries:
    """Give the geometries with coordinates rounded to so many decimals; five of a degree are about a metre."""

    def round_coordinates(coordinates: Floats) -> Floats:
        return np.round(coordinates, digits)

    return np.asarray(shapely.transform(geoms, round_coordinates), dtype=np.object_)


def pick(properties: Mapping[str, Value], allowed: Collection[str]) -> dict[str, Value]:
    """Give the allowed properties, in the order of the properties.

    Raises
    ------
    GeoError
        `missing_property` when one of the allowed names is not there, so that a typing error is not silence.
    """
    missing = sorted(set(allowed) - set(properties))
    if missing:
        raise GeoError("missing_property", names=missing)
    return {name: value for name, value in properties.items() if name in allowed}


def feature_collection(
    geoms: Geometries,
    properties: Sequence[Mapping[str, Value]],
    *,
    allowed: Collection[str],
    ids: Sequence[str | int] | None = None,
    digits: int = 5,
) -> FeatureCollection:
    """Give the geometries with the allowed properties as a FeatureCollection.

    Parameters
    ----------
    geoms
        Geometries in degrees of WGS84 (EPSG:4326); None becomes a null geometry.
    properties
        One mapping per geometry.
    allowed
        Names that may leave; anything else is left behind.
    ids
        One key per geometry, or none at all.
    digits
        Decimals of a degree.

    Raises
    ------
    GeoError
        `unequal_lengths` when geometries, properties and ids differ in number; `missing_property` as for `pick`.
    """
    keys: Sequence[str | int | None] = [None] * len(geoms) if ids is None else ids
    if not len(geoms) == len(properties) == len(keys):
        raise GeoError("unequal_lengths", geoms=len(geoms), properties=len(properties), ids=len(keys))
    texts = shapely.to_geojson(rounded(geoms, digits))
    features = [
        _feature(text, key, pick(values, allowed)) for text, key, values in zip(texts, keys, properties, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _feature(text: str | None, key: str | int | None, properties: dict[str, Value]) -> Feature:
    feature: Feature = {
        "type": "Feature",
        "geometry": None if text is None else json.loads(text),
        "properties": properties,
    }
    if key is not None:
        feature["id"] = key
    return feature
