"""What an address of the municipality's pages asks for: which areas, what of them, in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from webapp.errors import BadInput
from webapp.opendata.rules.indicators import INDICATOR_OF, Unit
from webapp.vocabulary import OpenAreaKind

FEWEST_COMPARED, MOST_COMPARED = 2, 4
PAGE_SIZE = 200
"""So many rows stand on one page of the table."""


class Level(StrEnum):
    """Which areas; the value is what stands in the address."""

    BUURTEN = "buurten"
    WIJKEN = "wijken"
    NEIGHBOURHOODS = "missie050-wijken"


KIND_OF = {
    Level.BUURTEN: OpenAreaKind.BUURT,
    Level.WIJKEN: OpenAreaKind.WIJK,
    Level.NEIGHBOURHOODS: OpenAreaKind.NEIGHBOURHOOD,
}


class Measure(StrEnum):
    """What is told of an area beside the figures of `INDICATORS`; the value is what stands in the address."""

    STAGE = "fase"
    COVERAGE = "dekking"
    INHABITANTS = "inwoners"
    OVER_65 = "pct_65plus"
    LIVING_ALONE = "pct_eenpersoons"
    INITIATIVES = "initiatieven"
    ASSETS = "assets"


UNITS = {
    Measure.STAGE: None,
    Measure.COVERAGE: Unit.PER_CENT,
    Measure.INHABITANTS: Unit.PEOPLE,
    Measure.OVER_65: Unit.PER_CENT,
    Measure.LIVING_ALONE: Unit.PER_CENT,
    Measure.INITIATIVES: None,
    Measure.ASSETS: None,
}
NAME = "naam"


@dataclass(frozen=True, slots=True)
class Order:
    """In which order the table stands: by name, or by what is told of an area; `is_down` the most first."""

    by: str = NAME
    is_down: bool = False

    @property
    def text(self) -> str:
        """As it stands in the address."""
        return f"-{self.by}" if self.is_down else self.by


@dataclass(frozen=True, slots=True)
class View:
    """What of a release is shown."""

    level: Level
    shown: str
    order: Order
    page: int


def measures_of(level: Level) -> tuple[str, ...]:
    """What can be put on the map: a CBS wijk has no stage of its own."""
    own = [each.value for each in Measure if level != Level.WIJKEN or each != Measure.STAGE]
    return (*own, *INDICATOR_OF)


def parse_view(asked: Mapping[str, str]) -> View:
    """What an address asks for; raises `BadInput` code `release_view_invalid` for what is not there."""
    level = parse_level(asked.get("niveau") or Level.NEIGHBOURHOODS.value)
    possible = measures_of(level)
    shown = asked.get("kaart") or possible[0]
    if shown not in possible:
        # from another level one comes along with what that had
        if shown != Measure.STAGE:
            raise BadInput("release_view_invalid", value=shown[:20])
        shown = possible[0]
    return View(level, shown, _order(asked.get("sorteer") or NAME, possible), _page(asked.get("pagina") or "1"))


def parse_level(text: str) -> Level:
    """The level in an address; raises `BadInput` code `release_view_invalid`."""
    try:
        return Level(text)
    except ValueError as error:
        raise BadInput("release_view_invalid", value=text[:20]) from error


def chosen_codes(asked: Sequence[str]) -> tuple[str, ...]:
    """The areas to compare: each once, in the order of asking."""
    return tuple(dict.fromkeys(each for each in asked if each))


def can_compare(codes: Sequence[str]) -> bool:
    """Whether there are enough to compare, and not too many to stand beside each other."""
    return FEWEST_COMPARED <= len(codes) <= MOST_COMPARED


def _order(text: str, possible: Sequence[str]) -> Order:
    by = text.removeprefix("-")
    if by not in (NAME, *possible):
        return Order()
    return Order(by, text.startswith("-"))


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) > 0):  # noqa: PLR2004  (no list is longer)
        raise BadInput("release_view_invalid", value=text[:20])
    return int(text)
