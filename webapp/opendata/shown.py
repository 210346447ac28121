"""What a release says of areas, as values to sort, to tint a map with and to write down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.coverage.rules import STAGES
from webapp.opendata.queries.releases import AreaRow
from webapp.opendata.rules.asking import NAME, Level, Measure, Order
from webapp.opendata.rules.classes import SHARE_LIMITS, Classes, classes_of
from webapp.opendata.rules.indicators import DECIMALS, INDICATOR_OF, Unit

CLASS_TINTS = ("class-1", "class-2", "class-3", "class-4", "class-5")
UNKNOWN_TINT = "class-unknown"
UNKNOWN_SIGN = "?"


@dataclass(frozen=True, slots=True)
class Tinted:
    """How an area is drawn: the tint, and a sign that says the same."""

    code: str
    tint: str
    sign: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A class on the map: values from `least` (None: no limit) to below `most`, and how many areas have such a one."""

    tint: str
    sign: str
    least: float | None
    most: float | None
    count: int


def value_of(code: str, row: AreaRow) -> float | None:
    """What a release says of an area on a measure, as a number; a stage by its order."""
    own: dict[str, float | None] = {
        Measure.STAGE: None if row.stage is None else STAGES.index(row.stage),
        Measure.COVERAGE: row.share,
        Measure.INHABITANTS: row.inhabitants,
        Measure.OVER_65: row.pct_65plus,
        Measure.LIVING_ALONE: row.pct_one_person_households,
        Measure.INITIATIVES: row.initiatives,
        Measure.ASSETS: row.assets,
    }
    return own[code] if code in own else row.figures.get(code)


def known_measures(codes: Iterable[str], rows: Sequence[AreaRow]) -> tuple[str, ...]:
    """The measures of which something is known somewhere: a column of nothing helps nobody."""
    return tuple(code for code in codes if any(value_of(code, row) is not None for row in rows))


def sorted_rows(rows: Iterable[AreaRow], order: Order) -> list[AreaRow]:
    """The rows in an order; what is unknown comes last, also downwards, and equals by name."""
    by_name = sorted(rows, key=lambda row: (row.name, row.code))
    if order.by == NAME:
        return by_name[::-1] if order.is_down else by_name
    known = [(value, row) for row in by_name if (value := value_of(order.by, row)) is not None]
    known.sort(key=lambda pair: -pair[0] if order.is_down else pair[0])
    return [row for _, row in known] + [row for row in by_name if value_of(order.by, row) is None]


def classes_for(code: str, rows: Iterable[AreaRow]) -> Classes:
    """The classes of a measure on the map."""
    if code == Measure.COVERAGE:
        return Classes(SHARE_LIMITS)
    unit = INDICATOR_OF[code].unit if code in INDICATOR_OF else None
    is_fine = unit in (Unit.PER_CENT, Unit.PEOPLE, Unit.EUROS) or code in (Measure.OVER_65, Measure.LIVING_ALONE)
    return classes_of((value_of(code, row) for row in rows), decimals=DECIMALS if is_fine else 0)


def tinted(code: str, rows: Sequence[AreaRow], letters: dict[str, str]) -> list[Tinted]:
    """How each area is drawn; `letters` are the signs of the stages."""
    if code == Measure.STAGE:
        return [
            Tinted(row.code, row.stage or UNKNOWN_TINT, letters.get(row.stage or "", UNKNOWN_SIGN), bool(row.is_stale))
            for row in rows
        ]
    classes = classes_for(code, rows)
    return [_in_class(row, classes.of(value_of(code, row))) for row in rows]


def legend(code: str, rows: Sequence[AreaRow]) -> list[LegendLine]:
    """The classes of a measure with how many areas are in each, the lowest first; not for stages."""
    classes = classes_for(code, rows)
    found = [classes.of(value_of(code, row)) for row in rows]
    limits = (None, *classes.limits, None)
    lines = [
        LegendLine(CLASS_TINTS[number], str(number + 1), limits[number], limits[number + 1], found.count(number))
        for number in range(classes.count)
    ]
    unknown = found.count(None)
    return [*lines, *([LegendLine(UNKNOWN_TINT, UNKNOWN_SIGN, None, None, unknown)] if unknown else [])]


def level_has_people(level: Level) -> bool:
    """Whether a level has counts of people: only Missie050's own neighbourhoods, which are the largest."""
    return level == Level.NEIGHBOURHOODS


def _in_class(row: AreaRow, number: int | None) -> Tinted:
    if number is None:
        return Tinted(row.code, UNKNOWN_TINT, UNKNOWN_SIGN, is_stale=False)
    return Tinted(row.code, CLASS_TINTS[number], str(number + 1), is_stale=False)
