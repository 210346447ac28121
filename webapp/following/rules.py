"""What can be followed, and when news on it is due."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite
from typing import Any

import shapely

from geo.errors import GeoError
from geo.values import Point
from webapp.areas.rules import MUNICIPALITY_BOX
from webapp.clock import start_of_day
from webapp.errors import BadInput
from webapp.vocabulary import DigestRhythm, FollowKind

RADII = (250, 500, 1000, 2000, 4000)
"""Metres around a place that can be followed."""

MOST_CORNERS = 2000
AREA_TEXT_LENGTH = 200_000
"""Characters that 2,000 corners take at most."""

MOST_TITLES = 30
"""Initiatives that one mail with news names; the rest are on the site."""

_FEWEST_CORNERS = 3
_DIGITS = 6
_WEEK = timedelta(days=6)

Corners = tuple[tuple[float, float], ...]
"""The corners of an area as longitude and latitude (WGS84), the first one again at the end."""


@dataclass(frozen=True)
class Circle:
    """So many metres around a place."""

    point: Point
    metres: int


@dataclass(frozen=True)
class Wish:
    """What somebody wants to follow, and how often to hear of it; `area` goes with its kind, as the ids do."""

    kind: FollowKind
    rhythm: DigestRhythm
    neighbourhood_id: int | None = None
    theme_id: int | None = None
    area: Corners | Circle | None = None


def parse_area(text: str) -> Corners:
    """The area that somebody drew, from GeoJSON of one polygon without holes, in WGS84.

    Raises `BadInput` code `area_unreadable`, `area_too_detailed` (more than 2,000 corners), `area_too_small` (fewer
    than three), `area_outside` (a corner outside the box around the municipality) or `area_crosses_itself`.
    """
    if len(text) > AREA_TEXT_LENGTH:
        raise BadInput("area_too_detailed", most=MOST_CORNERS)
    ring = _ring_of(text)
    if len(ring) > MOST_CORNERS + 1:
        raise BadInput("area_too_detailed", most=MOST_CORNERS)
    corners = [_corner(each) for each in ring]
    if corners and corners[0] != corners[-1]:
        corners.append(corners[0])
    if len(set(corners)) < _FEWEST_CORNERS:
        raise BadInput("area_too_small")
    shape = shapely.Polygon(corners)
    if not shape.is_valid or shape.area == 0:
        raise BadInput("area_crosses_itself")
    return tuple(corners)


def well_known_text(corners: Corners) -> str:
    """An area as WKT."""
    return f"POLYGON(({', '.join(f'{lon:.6f} {lat:.6f}' for lon, lat in corners)}))"


def due_before(rhythm: DigestRhythm, now: datetime) -> datetime:
    """News is due for who was mailed last before this moment: not today, or not in the last seven days."""
    today = start_of_day(now)
    return today if rhythm == DigestRhythm.DAILY else start_of_day(today - _WEEK)


def _ring_of(text: str) -> Sequence[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput("area_unreadable") from error
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    rings = found.get("coordinates") if isinstance(found, dict) and found.get("type") == "Polygon" else None
    if not isinstance(rings, list) or len(rings) != 1 or not isinstance(rings[0], list):
        raise BadInput("area_unreadable")
    return rings[0]


def _corner(pair: Any) -> tuple[float, float]:
    if not isinstance(pair, list) or len(pair) != 2 or not all(map(_is_number, pair)):  # noqa: PLR2004  (lon and lat)
        raise BadInput("area_unreadable")
    try:
        point = Point(round(float(pair[0]), _DIGITS), round(float(pair[1]), _DIGITS))
    except GeoError as error:
        raise BadInput("area_outside") from error
    if not MUNICIPALITY_BOX.contains(point):
        raise BadInput("area_outside")
    return point.lon, point.lat


def _is_number(value: Any) -> bool:
    # JSON of Python knows NaN, and numbers that no float holds
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return isfinite(value)
    except OverflowError:
        return False
