"""Rules of geography: levels of detail, which release the map is made of, who succeeds a vanished buurt."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import cos, isfinite, radians

from geo.errors import GeoError
from geo.values import Box, Point
from webapp.errors import BadInput
from webapp.vocabulary import PlacePrecision

MAX_ZOOM = 22
QUERY_LENGTH = 80

CITY = Box(6.46, 53.12, 6.76, 53.30)
"""What a map of the city shows at first."""

MUNICIPALITY_BOX = Box(6.45, 53.09, 6.79, 53.33)
"""The municipality of Groningen lies in it, with a kilometre around."""

NETHERLANDS = Box(3.0, 50.0, 8.0, 54.0)

SCHEMATIC_SLACK_METRES = 300.0
"""How far outside schematic boundaries a place may lie: so coarsely they were drawn."""


@dataclass(frozen=True)
class OutlineLevel:
    """One level of detail: up to which zoom it serves, and how far a line may move, in metres."""

    level: int
    max_zoom: int
    tolerance_metres: float


OUTLINE_LEVELS = (
    OutlineLevel(level=0, max_zoom=11, tolerance_metres=40.0),
    OutlineLevel(level=1, max_zoom=13, tolerance_metres=12.0),
    OutlineLevel(level=2, max_zoom=15, tolerance_metres=3.0),
    OutlineLevel(level=3, max_zoom=MAX_ZOOM, tolerance_metres=0.0),
)
"""A pixel is about 46 m at zoom 11, 11 m at 13 and 3 m at 15 (at 53 degrees north)."""

MOST_POINTS = 10_000
"""Above this many in view a map gets counts in place of points."""

CELL_PIXELS = 80
_METRES_PER_PIXEL = 156_543.03 * cos(radians(53.2))
"""Of web mercator at zoom 0, in Groningen."""

SUCCESSION_SHARE = 0.5
"""A new buurt is proposed to the neighbourhood that holds at least this share of it."""


def level_for_zoom(zoom: int) -> int:
    """The level of detail that serves a zoom of 0 to 22."""
    return next(each.level for each in OUTLINE_LEVELS if zoom <= each.max_zoom)


def parse_zoom(text: str | None) -> int:
    """A zoom of 0 to 22 from an address; 11 when it is left out.

    Raises `BadInput` code `zoom_invalid`.
    """
    if text is None:
        return OUTLINE_LEVELS[0].max_zoom
    # a map can stand between two zooms
    if not re.fullmatch(r"\d{1,2}(\.\d{1,10})?", text, re.ASCII):
        raise BadInput("zoom_invalid", value=text[:20])
    zoom = float(text)
    if not isfinite(zoom) or zoom > MAX_ZOOM:
        raise BadInput("zoom_invalid", value=text[:20])
    return round(zoom)


def parse_box(text: str) -> Box | None:
    """`west,south,east,north` in WGS84, None when it is left out; what reaches beyond the Netherlands is cut off.

    Raises `BadInput` code `box_invalid`, also when nothing is left.
    """
    if not text:
        return None
    try:
        box = Box.parse(text)
        # RD New has no place for the rest of the world
        return Box(
            max(box.west, NETHERLANDS.west),
            max(box.south, NETHERLANDS.south),
            min(box.east, NETHERLANDS.east),
            min(box.north, NETHERLANDS.north),
        )
    except GeoError as error:
        raise BadInput("box_invalid", reason=error.code) from error


def cell_metres(zoom: int) -> float:
    """How wide a cell of counts is on the ground, so that it is about `CELL_PIXELS` wide on screen."""
    return CELL_PIXELS * _METRES_PER_PIXEL / float(2**zoom)


def shares_a_word(typed: str, name: str) -> bool:
    """Whether a name has one of the words that were typed, whole; of a single word it may be only like it.

    Words of which none is in a name are of another place: "Amsterdam Dam" is not the Damsterdiep.
    """
    words = _plain_words(typed)
    return len(words) <= 1 or not words.isdisjoint(_plain_words(name))


def _plain_words(text: str) -> set[str]:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return set(re.findall(r"[a-z0-9]+", bare))


def parse_query(text: str | None) -> str:
    """What somebody searches for, without space around it; raises `BadInput` code `query_too_long`."""
    query = " ".join((text or "").split())
    if len(query) > QUERY_LENGTH:
        raise BadInput("query_too_long", length=len(query))
    return query


@dataclass(frozen=True)
class ReleaseKey:
    """Which release: its year, and whether its boundaries are schematic."""

    year: int
    is_schematic: bool


def supersedes(candidate: ReleaseKey, current: ReleaseKey | None) -> bool:
    """Whether `candidate` is the better one to make the map of: newer, or official instead of schematic."""
    if current is None:
        return True
    if candidate.is_schematic != current.is_schematic:
        return current.is_schematic
    return candidate.year > current.year


@dataclass(frozen=True)
class CarryOver:
    """What a new release means for the neighbourhoods that are made of the old one.

    `kept` codes are in both; `vanished` ones are official and absent from the new release; `unassigned` new
    ones belong to no neighbourhood yet. Codes that are not official come and go: they are placeholders.
    """

    kept: tuple[str, ...]
    vanished: tuple[str, ...]
    unassigned: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the new release can take over without anything being lost."""
        return not self.vanished and not self.unassigned


def is_official(code: str) -> bool:
    """Whether a code is of CBS; `AF…` marks countryside made as a remainder."""
    return not code.startswith("AF")


def carry_over(
    member_codes: Collection[str],
    release_codes: Iterable[str],
    *,
    succeeded: Collection[str] = (),
    refused: Collection[str] = (),
) -> CarryOver:
    """Compare the codes that neighbourhoods are made of with those of a release.

    `succeeded` are old codes in whose place a new one was proposed; `refused` are new codes that a person left
    outside every neighbourhood.
    """
    members, release = set(member_codes), set(release_codes)
    return CarryOver(
        kept=tuple(sorted(members & release)),
        vanished=tuple(sorted(code for code in members - release - set(succeeded) if is_official(code))),
        unassigned=tuple(sorted(release - members - set(refused))),
    )


class AddressSource(StrEnum):
    """Who knew an address: the gazetteer in our own database, or PDOK's Locatieserver."""

    GAZETTEER = "gazetteer"
    PDOK = "pdok"


@dataclass(frozen=True)
class TypedAddress:
    """What somebody typed as an address: the street or place, and the house number behind it if there was one."""

    street: str
    number: str | None = None


_POSTCODE = re.compile(r"([1-9][0-9]{3}) ?([A-Z]{2})", re.ASCII | re.IGNORECASE)
_POSTCODE_WITHIN = re.compile(rf"\b{_POSTCODE.pattern}\b", re.ASCII | re.IGNORECASE)
_TOWN_BEHIND = re.compile(r"(?<=\w) +groningen$", re.IGNORECASE)
_NUMBER_BEHIND = re.compile(
    r"(?P<street>.*[^\W\d].*?) (?P<number>[0-9]{1,5}(?: ?[a-z])?(?:[-/ ][0-9a-z]{1,4})?)", re.ASCII | re.IGNORECASE
)


def split_address(query: str) -> TypedAddress:
    """The street and the house number in a query such as `Eikenlaan 12a, 9741 AB Groningen`.

    What stands behind a comma, a postcode and the name of the city are left out, unless nothing else was typed.
    """
    before = query.partition(",")[0].strip()
    bare = _TOWN_BEHIND.sub("", _POSTCODE_WITHIN.sub("", before)).strip()
    street = " ".join((bare or before or query).split())
    found = _NUMBER_BEHIND.fullmatch(street)
    return TypedAddress(found["street"], found["number"]) if found else TypedAddress(street)


def parse_postcode(query: str) -> str | None:
    """A Dutch postcode as `9741AB`; None when the query is something else."""
    found = _POSTCODE.fullmatch(query)
    return f"{found[1]}{found[2]}".upper() if found else None


def parse_pin(lon_text: str | None, lat_text: str | None) -> Point:
    """The place of a pin, from the longitude and the latitude as a form sends them (WGS84).

    Raises `BadInput` code `point_invalid` for what is no place on earth, `point_swapped` when the two look exchanged,
    and `point_outside` for a place outside the box around the municipality; whether it lies inside the
    municipality itself is for `is_in_municipality` to say.
    """
    try:
        # some keyboards and spreadsheets write a decimal comma
        point = Point.parse(",".join((text or "").strip().replace(",", ".") for text in (lon_text, lat_text)))
    except GeoError as error:
        raise BadInput("point_invalid") from error
    if MUNICIPALITY_BOX.contains(point):
        return point
    if abs(point.lon) <= 90 and NETHERLANDS.contains(Point(point.lat, point.lon)):  # noqa: PLR2004  (degrees)
        raise BadInput("point_swapped", lon=point.lon, lat=point.lat)
    raise BadInput("point_outside", lon=point.lon, lat=point.lat)


@dataclass(frozen=True)
class FoundPlace:
    """A place that was chosen out of search results; and how exactly it was known."""

    point: Point
    precision: PlacePrecision


def found_place_value(place: FoundPlace) -> str:
    """A found place as the value of a radio button: `6.56012,53.22034,street`."""
    return f"{place.point.lon:.6f},{place.point.lat:.6f},{place.precision}"


def parse_found_place(text: str) -> FoundPlace:
    """Read what `found_place_value` wrote; raises as `parse_pin` does."""
    lon, _, rest = text.partition(",")
    lat, _, word = rest.partition(",")
    if word not in list(PlacePrecision):
        raise BadInput("point_invalid")
    return FoundPlace(parse_pin(lon, lat), PlacePrecision(word))
