"""Which column of a source means what: CBS, PDOK and the files in use each have their own names for the same thing."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeVar

from numpy.typing import NDArray

from webapp.areas.source_report import SourceError

WITHHELD_UP_TO: Final = -99990
"""CBS writes -99997, -99995 or -99999999 for a figure it keeps to itself: NULL here."""

_MAX_COUNT = 2_000_000_000
_MAX_TEXT = 200
_YEAR_SUFFIX = re.compile(r"_((?:19|20)\d\d)$", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?", re.ASCII)

Scalar = str | int | float | bool
Number = TypeVar("Number", int, float)

# Names are compared without underscores and case, so that snake_case (PDOK) and camelCase (WFS) are one.
_CODES_AND_NAMES: Final = (
    ("code", ("naam", "name")),
    ("statcode", ("statnaam", "naam")),
    ("buurtcode", ("buurtnaam", "naam")),
    ("bucode", ("bunaam", "naam")),
    ("wijkcode", ("wijknaam", "naam")),
    ("wkcode", ("wknaam", "naam")),
    ("gemeentecode", ("gemeentenaam", "naam")),
    ("gmcode", ("gmnaam", "naam")),
)
_WIJK: Final = ("wijkcode", "wkcode")
_WATER: Final = ("water", "h2o")
_TYPED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "inhabitants": ("aantalinwoners", "aantinw", "inwoners", "ainw"),
        "households": ("aantalhuishoudens", "aantalhh", "huishoudens", "ahh"),
        "pct_65plus": ("percentagepersonen65jaarenouder", "p65eojr", "pct65plus"),
        "pct_one_person_households": ("percentageeenpersoonshuishoudens", "peenphh", "pcteenpersoons"),
        "area_ha": ("oppervlaktetotaalinha", "opptot", "hatotaal", "ha"),
        "land_ha": ("oppervlaktelandinha", "oppland", "haland"),
        "water_ha": ("oppervlaktewaterinha", "oppwater", "hawater"),
    }
)
_NOT_FIGURES: Final = frozenset(
    {"id", "fid", "objectid", "ogcfid", "jrstatcode", "jaar", "rubriek", "shapelength", "shapearea", "gemeente"}
    | {name for code, names in _CODES_AND_NAMES for name in (code, *names)}
)

# Where people come from tells nothing about what a neighbourhood needs or can do: those columns are not kept.
_ABOUT_ORIGIN: Final = (
    "migratie", "herkomst", "westers", "pwestal", "pnwal", "marokk", "antil", "antaru", "surinam", "turk", "povernw",
    "geboren",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Names in the source of the columns that have a meaning here.

    Attributes
    ----------
    code, name
        The area itself.
    wijk
        Code of the wijk that a buurt lies in, if the source has it.
    water
        Whether the area is water (`JA`), if the source has it.
    typed
        Our name of a figure to the source's column.
    figures
        Source columns of the remaining figures to their name in snake_case.
    figures_year
        Year in the typed columns' own names (`inwoners_2017`), None when they carry none.
    """

    code: str
    name: str
    wijk: str | None
    water: str | None
    typed: Mapping[str, str]
    figures: Mapping[str, str]
    figures_year: int | None


@dataclass(frozen=True, slots=True)
class BadFigure:
    """A figure that cannot be, by position in the source (from 0)."""

    position: int
    column: str
    value: object


@dataclass(frozen=True, slots=True)
class TypedFigures:
    """Figures by row; see `webapp.areas.sources.SourceAreas`. `bad` are those that cannot be and were dropped."""

    inhabitants: tuple[int | None, ...]
    households: tuple[int | None, ...]
    pct_65plus: tuple[float | None, ...]
    pct_one_person_households: tuple[float | None, ...]
    area_ha: tuple[float | None, ...]
    land_ha: tuple[float | None, ...]
    water_ha: tuple[float | None, ...]
    bad: tuple[BadFigure, ...]


def identify_columns(names: Sequence[str]) -> Columns:
    """Find out which column is which.

    Raises
    ------
    SourceError
        `no_code_column` or `no_name_column`, with the columns that are there.
    """
    known: dict[str, str] = {}
    for each in names:
        known.setdefault(_squash(each), each)
    shown = ", ".join(names) or "geen enkele"
    pair = next((pair for pair in _CODES_AND_NAMES if pair[0] in known), None)
    if pair is None:
        raise SourceError("no_code_column", columns=shown)
    code, name = known[pair[0]], _first(known, pair[1])
    if name is None:
        raise SourceError("no_name_column", columns=shown)
    found = {ours: _first(known, choices) for ours, choices in _TYPED.items()}
    typed = {ours: column for ours, column in found.items() if column is not None}
    water = _first(known, _WATER)
    taken = {code, name, water, *typed.values()}
    return Columns(
        code=code,
        name=name,
        wijk=_first(known, _WIJK),
        water=water,
        typed=typed,
        figures={each: _snake(each) for each in names if each not in taken and _is_kept(_squash(each))},
        figures_year=_year_of(typed.values()),
    )


def _is_kept(squashed: str) -> bool:
    return squashed not in _NOT_FIGURES and not any(part in squashed for part in _ABOUT_ORIGIN)


def texts(values: NDArray[Any]) -> list[str | None]:
    """Give a column as stripped texts; None for a missing or blank one, and for what is not text or number."""
    result: list[str | None] = []
    for value in values.tolist():
        text = value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""
        result.append(text or None)
    return result


def typed_figures(columns: Columns, values: Mapping[str, NDArray[Any]]) -> TypedFigures:
    """Give the figures that have a column of their own: None where missing or withheld, impossible ones reported.

    Parameters
    ----------
    columns
        From `identify_columns`.
    values
        Source columns of equal length, at least one.
    """
    rows = len(next(iter(values.values())))
    bad: list[BadFigure] = []

    def figure(name: str, limit: float, convert: Callable[[float], Number]) -> tuple[Number | None, ...]:
        column = columns.typed.get(name)
        if column is None:
            return (None,) * rows
        return _figures(values[column], column, limit, convert, bad)

    return TypedFigures(
        inhabitants=figure("inhabitants", _MAX_COUNT, round),
        households=figure("households", _MAX_COUNT, round),
        pct_65plus=figure("pct_65plus", 100, float),
        pct_one_person_households=figure("pct_one_person_households", 100, float),
        area_ha=figure("area_ha", _MAX_COUNT, float),
        land_ha=figure("land_ha", _MAX_COUNT, float),
        water_ha=figure("water_ha", _MAX_COUNT, float),
        bad=tuple(bad),
    )


def remaining_figures(
    columns: Mapping[str, NDArray[Any]], names: Mapping[str, str], whole: Iterable[str]
) -> list[dict[str, Scalar]]:
    """Give per area the figures that have no column of their own, without the missing and withheld ones.

    Parameters
    ----------
    columns
        Columns of equal length, at least one.
    names
        Source column to name in the result.
    whole
        Columns of whole numbers, which missing values made into floats.
    """
    integral = set(whole)
    rows: list[dict[str, Scalar]] = [{} for _ in range(len(next(iter(columns.values()))))]
    for column, name in names.items():
        for row, value in zip(rows, columns[column].tolist(), strict=True):
            kept = _figure(value)
            if kept is not None:
                row[name] = int(kept) if column in integral and isinstance(kept, float) else kept
    return rows


def _figures(
    values: NDArray[Any], column: str, limit: float, convert: Callable[[float], Number], bad: list[BadFigure]
) -> tuple[Number | None, ...]:
    result: list[Number | None] = []
    for position, value in enumerate(values.tolist()):
        number = _number(value)
        if number is not None and 0 <= number <= limit:
            result.append(convert(number))
            continue
        result.append(None)
        if number is not None and number > WITHHELD_UP_TO:
            bad.append(BadFigure(position, column, value))
    return tuple(result)


def _number(value: object) -> float | None:
    """Give the number; None for a missing one, infinity for what is no number."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        text = value.strip().replace(",", ".")
        if text in {"", "."}:
            return None
        return float(text) if _DECIMAL.fullmatch(text) else math.inf
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.inf


def _figure(value: object) -> Scalar | None:
    if isinstance(value, str):
        return value[:_MAX_TEXT] or None
    if isinstance(value, bool):
        return value
    if not isinstance(value, int | float) or not math.isfinite(value) or value <= WITHHELD_UP_TO:
        return None
    return value


def _year_of(columns: Iterable[str]) -> int | None:
    years = [int(found[1]) for column in columns if (found := _YEAR_SUFFIX.search(column))]
    return max(years, default=None)


def _first(known: Mapping[str, str], choices: Iterable[str]) -> str | None:
    return next((known[choice] for choice in choices if choice in known), None)


def _squash(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _YEAR_SUFFIX.sub("", name.lower()))


def _snake(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")
