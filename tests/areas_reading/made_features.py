"""Features made for a test, with their own squares in the city."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import RD_NEW, WGS84, transform

WriteGeoJson = Callable[..., Path]
WriteLayer = Callable[..., Path]


def square(east: float, north: float, metres: float = 500.0) -> BaseGeometry:
    """A square in RD New by its south-west corner."""
    return shapely.box(east, north, east + metres, north + metres)


def in_degrees(geom: BaseGeometry) -> BaseGeometry:
    result: BaseGeometry = transform(np.array([geom], dtype=object), RD_NEW, WGS84)[0]
    return result


def buurt(number: int, geom: object = "square", **properties: object) -> dict[str, Any]:
    """A feature with code BU0014xxxx; its own square in the city unless told otherwise."""
    if geom == "square":
        geom = json.loads(shapely.to_geojson(in_degrees(square(232_000 + 600 * number, 580_000))))
    named = {"code": f"BU0014{number:04}", "naam": f"Buurt {number}"} | properties
    return {"type": "Feature", "properties": named, "geometry": geom}


def geometry_of(geom: BaseGeometry) -> Any:
    """GeoJSON of a geometry in RD New, in degrees."""
    return json.loads(shapely.to_geojson(in_degrees(geom)))
