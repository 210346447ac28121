"""Reads `bbox`, `bbox-crs` and `crs` (OGC 17-069r4, 7.15.3; OGC 18-058r1)."""

import re
from dataclasses import dataclass

from geo.crs import RD_NEW, WGS84
from webapp.opendata.ogc.errors import BadParameter

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS_CODES = {CRS84: WGS84, RD: RD_NEW}
"""The reference systems in which can be asked and answered, and their codes; longitude or easting first in both."""

REACH = {WGS84: (3.0, 50.0, 8.0, 54.0), RD_NEW: (0.0, 300_000.0, 300_000.0, 630_000.0)}
"""All that lies in the layers lies within this, and between these two systems can be converted there."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
_MOST_DIGITS = 400
_SIDES, _SIDES_WITH_HEIGHTS = 4, 6
_ALL_AROUND = 180.0

Sides = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Boxes:
    """What is asked for: west, south, east and north of one box, or of two where it crosses the date line.

    Cut off to where something can lie; `parts` is empty when nothing can.
    """

    srid: int
    parts: tuple[Sides, ...]


def parse_crs(text: str, name: str) -> int:
    """The code of a reference system; raises `BadParameter` code `ogc_crs_unknown`."""
    if text not in CRS_CODES:
        raise BadParameter("ogc_crs_unknown", name=name, value=text, allowed=tuple(CRS_CODES))
    return CRS_CODES[text]


def uri_of(srid: int) -> str:
    """The address by which a reference system is known."""
    return next(uri for uri, code in CRS_CODES.items() if code == srid)


def parse_bbox(text: str, srid: int) -> Boxes:
    """The box that is asked for, of four numbers, or of six with heights, which are left out of account.

    South and north may stand in either order. In degrees, a west that is east of east goes across the date line.

    Raises `BadParameter` code `ogc_bbox_count` unless there are four or six, or `ogc_bbox_number`.
    """
    parts = text.split(",")
    if len(parts) not in (_SIDES, _SIDES_WITH_HEIGHTS):
        raise BadParameter("ogc_bbox_count", name="bbox", value=text)
    if not all(len(part) <= _MOST_DIGITS and _NUMBER.fullmatch(part) for part in parts):
        raise BadParameter("ogc_bbox_number", name="bbox", value=text)
    numbers = [float(part) for part in parts]
    if len(numbers) == _SIDES_WITH_HEIGHTS:
        numbers = [*numbers[0:2], *numbers[3:5]]
    west, south, east, north = numbers
    south, north = min(south, north), max(south, north)
    if srid == WGS84 and west > east:
        boxes = [(west, south, _ALL_AROUND, north), (-_ALL_AROUND, south, east, north)]
    else:
        boxes = [(min(west, east), south, max(west, east), north)]
    cut = (_cut(box, REACH[srid]) for box in boxes)
    return Boxes(srid, tuple(box for box in cut if box is not None))


def _cut(box: Sides, reach: Sides) -> Sides | None:
    west, south = max(box[0], reach[0]), max(box[1], reach[1])
    east, north = min(box[2], reach[2]), min(box[3], reach[3])
    return (west, south, east, north) if west <= east and south <= north else None
