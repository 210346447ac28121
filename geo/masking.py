"""A point that stands for an address without giving it away."""

import hashlib
import hmac
import math
import re
import unicodedata
from dataclasses import dataclass

from geo.errors import GeoError

INNER_METRES = 100.0
OUTER_METRES = 250.0
LEAST_ADDRESSES = 50
INHABITANTS_PER_ADDRESS = 2.2
"""CBS: 2.1 in the Netherlands, fewer in the city of Groningen; rounded up, since more makes the ring larger."""
GROWTH = (1, 2, 4, 8, 16)
"""By how much both radii of the ring can be multiplied; the last gives the largest ring, of 1,600 to 4,000 m."""

_MIN_KEY_BYTES = 32
_NUMBER_OR_LETTERS = re.compile(r"\d+|[^\W\d_]+")
_REACH_X = (-100_000.0, 400_000.0)
_REACH_Y = (200_000.0, 700_000.0)


@dataclass(frozen=True, slots=True)
class RdPoint:
    """A place in metres of RD New (EPSG:28992); the limits are wide, and keep degrees out.

    Raises
    ------
    GeoError
        `not_finite` or `out_of_range`, with the field's name.
    """

    x: float
    y: float

    def __post_init__(self) -> None:
        """Refuse what is no place in or near the Netherlands."""
        for name, value, (low, high) in (("x", self.x, _REACH_X), ("y", self.y, _REACH_Y)):
            if not math.isfinite(value):
                raise GeoError("not_finite", field=name)
            if not low <= value <= high:
                raise GeoError("out_of_range", field=name, low=low, high=high)


@dataclass(frozen=True, slots=True)
class Ring:
    """The radii between which a masked point lies, in metres from the true one."""

    inner: float
    outer: float

    @property
    def square_kilometres(self) -> float:
        """Its area."""
        return math.pi * (self.outer**2 - self.inner**2) / 1e6


def ring_for(inhabitants_per_km2: float | None) -> Ring:
    """The smallest ring that is expected to hold 50 addresses, taken as 110 inhabitants.

    It starts at 100 to 250 m, and both radii double together, so that a lonely house is not the nearest one to its own
    masked point. It grows in steps, not smoothly: a new figure of CBS then hardly ever moves a point (see
    `masked_point`). Where the density is unknown, or below some 2.6 inhabitants per square kilometre (a buurt with
    next to nobody, whose figure says nothing about the land around it), it is the largest: 1,600 to 4,000 m.

    Raises
    ------
    GeoError
        `not_a_density` for a negative or not finite number.
    """
    largest = Ring(INNER_METRES * GROWTH[-1], OUTER_METRES * GROWTH[-1])
    if inhabitants_per_km2 is None:
        return largest
    if not math.isfinite(inhabitants_per_km2) or inhabitants_per_km2 < 0:
        raise GeoError("not_a_density", value=inhabitants_per_km2)
    needed = LEAST_ADDRESSES * INHABITANTS_PER_ADDRESS
    rings = (Ring(INNER_METRES * growth, OUTER_METRES * growth) for growth in GROWTH)
    return next((ring for ring in rings if ring.square_kilometres * inhabitants_per_km2 >= needed), largest)


def normalised(address: str) -> str:
    """The address without case, accents, spaces and punctuation: `Straat 12 A` and `straat 12a` give `straat|12|a`.

    Numbers stay apart from each other: 1-12 and 11-2 are two addresses, and one that shared the other's hash would
    tell its inhabitants how far the other's point was moved. Abbreviations are not written out: pass the address as
    the register of addresses spells it.

    Raises
    ------
    GeoError
        `address_empty` when it holds no letter or digit.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", address).casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    parts: list[str] = []
    for run in _NUMBER_OR_LETTERS.findall(bare):
        if parts and not run.isdecimal() and not parts[-1].isdecimal():
            parts[-1] += run
        else:
            parts.append(run)
    if not parts:
        raise GeoError("address_empty")
    return "|".join(parts)


def masked_point(address: str, point: RdPoint, *, inhabitants_per_km2: float | None, key: bytes) -> RdPoint:
    """Give the one point, in RD New, at which an address is shown to whoever may not see where it is.

    Direction and distance come from a keyed hash (HMAC-SHA256) of the address and its ring, and are spread evenly over
    the ring's area. Nothing else goes in: every record, edit, day and viewer gets the same point, never nearer than
    100 m.

    What an attacker cannot learn: averaging gives nothing, however many records, edits or accounts are looked at,
    since there is only one point; and without the key nobody can compute the points of candidate addresses.

    What an attacker can learn: that the address lies in the ring around the point, where it is one of some 50, or of
    fewer where the buurt's inhabitants live unevenly (water, a park, a dike with one house); that two records have the
    same address, since they have the same point; and, by entering addresses of his choice and comparing points,
    whether a guess was right: limit who enters addresses and how many. An address that changes its ring, or that was
    entered in two spellings that normalise differently, has two independent points, and who kept both can intersect
    their rings; the hash takes in the ring so that the two do not lie on one line to the door.

    Parameters
    ----------
    address
        As the register of addresses spells it, town or postcode included; see `normalised`.
    point
        The true place, in metres of RD New.
    inhabitants_per_km2
        Of the buurt; None when unknown; see `ring_for`.
    key
        At least 32 secret bytes that never change: another key gives every address another point.

    Raises
    ------
    GeoError
        `key_too_short`, `address_empty` or `not_a_density`.
    """
    if len(key) < _MIN_KEY_BYTES:
        raise GeoError("key_too_short", bytes=len(key), least=_MIN_KEY_BYTES)
    ring = ring_for(inhabitants_per_km2)
    message = f"missie050 masked point 1\n{ring.inner:.0f}-{ring.outer:.0f}\n{normalised(address)}"
    digest = hmac.digest(key, message.encode("utf-8", "surrogatepass"), hashlib.sha256)
    turn, share = (int.from_bytes(part) / 2.0**64 for part in (digest[:8], digest[8:16]))
    angle = 2 * math.pi * turn
    # even over the area, not over the distance: else points crowd near the inner edge
    distance = math.sqrt(ring.inner**2 + share * (ring.outer**2 - ring.inner**2))
    return RdPoint(point.x + distance * math.cos(angle), point.y + distance * math.sin(angle))
