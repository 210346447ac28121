"""Points and boxes in WGS84 degrees, checked once, when they are made."""

import math
import re
from dataclasses import dataclass
from typing import Self

from geo.errors import GeoError

_MAX_TEXT = 120
_NUMBER = re.compile(r"[+-]?[0-9]{1,4}(?:\.[0-9]{1,20})?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Point:
    """A place, in degrees of WGS84 (EPSG:4326).

    Raises
    ------
    GeoError
        `not_a_number`, `not_finite` or `out_of_range`, with the field's name.
    """

    lon: float
    lat: float

    def __post_init__(self) -> None:
        """Refuse what is no place on earth."""
        _check_degrees("lon", self.lon, 180.0)
        _check_degrees("lat", self.lat, 90.0)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `lon,lat`, such as `6.56,53.21`.

        Raises
        ------
        GeoError
            Also `too_long`, `contains_nul`, `wrong_count` and `not_a_number` for text that holds no two numbers.
        """
        lon, lat = _parse_numbers(text, ("lon", "lat"))
        return cls(lon, lat)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with area, in degrees of WGS84 (EPSG:4326), not across the date line.

    Raises
    ------
    GeoError
        As for `Point`, and `empty_box` when west is not west of east or south not south of north.
    """

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        """Refuse what is no rectangle on earth."""
        _check_degrees("west", self.west, 180.0)
        _check_degrees("south", self.south, 90.0)
        _check_degrees("east", self.east, 180.0)
        _check_degrees("north", self.north, 90.0)
        if self.west >= self.east or self.south >= self.north:
            raise GeoError("empty_box", west=self.west, south=self.south, east=self.east, north=self.north)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `west,south,east,north`, the `bbox` of OGC API Features; errors as for `Point.parse`."""
        west, south, east, north = _parse_numbers(text, ("west", "south", "east", "north"))
        return cls(west, south, east, north)

    @property
    def center(self) -> Point:
        """The middle of the box."""
        return Point((self.west + self.east) / 2, (self.south + self.north) / 2)

    def contains(self, point: Point) -> bool:
        """Tell whether the point lies in the box or on its edge."""
        return self.west <= point.lon <= self.east and self.south <= point.lat <= self.north

    def padded(self, fraction: float) -> Self:
        """Give the box grown on every side by a fraction of its size, kept within the world."""
        across = (self.east - self.west) * fraction
        along = (self.north - self.south) * fraction
        return type(self)(
            max(-180.0, self.west - across),
            max(-90.0, self.south - along),
            min(180.0, self.east + across),
            min(90.0, self.north + along),
        )


def _check_degrees(name: str, value: float, limit: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise GeoError("not_a_number", field=name)
    if isinstance(value, float) and not math.isfinite(value):
        raise GeoError("not_finite", field=name)
    if abs(value) > limit:
        raise GeoError("out_of_range", field=name, value=value, limit=limit)


def _parse_numbers(text: str, names: tuple[str, ...]) -> list[float]:
    if len(text) > _MAX_TEXT:
        raise GeoError("too_long", length=len(text), limit=_MAX_TEXT)
    if "\0" in text:
        raise GeoError("contains_nul")
    parts = [part.strip(" ") for part in text.split(",")]
    if len(parts) != len(names):
        raise GeoError("wrong_count", expected=len(names), found=len(parts))
    for name, part in zip(names, parts, strict=True):
        if _NOT_FINITE.fullmatch(part):
            raise GeoError("not_finite", field=name)
        if not _NUMBER.fullmatch(part):
            raise GeoError("not_a_number", field=name)
    return [float(part) for part in parts]
