"""Rules of geography: levels of detail, which release the map is made of, who succeeds a vanished buurt."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import isfinite

from webapp.errors import BadInput

MAX_ZOOM = 22
QUERY_LENGTH = 80


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
