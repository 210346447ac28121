"""Judges official geography that was read, row by row but by the array: codes, names, shapes, place, figures.

Every finding is collected before anything is decided, so that a person sees all there is to mend at once.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.areas import Flags, Repaired, has_finite_coordinates, repair
from geo.crs import RD_NEW, WEB_MERCATOR, Geometries, transform
from webapp.areas.source_columns import Columns, texts
from webapp.areas.source_files import RawTable
from webapp.areas.source_report import Finding, Severity, SourceError
from webapp.vocabulary import AreaKind

RdBounds = tuple[float, float, float, float]
"""West, south, east, north in metres of RD New."""

GRONINGEN: Final = "GM0014"
GRONINGEN_BOUNDS: Final[RdBounds] = (225_000.0, 567_000.0, 251_000.0, 595_500.0)
"""The municipality since 2019, Haren and Ten Boer included, with some two kilometres around it."""

_NETHERLANDS_BOUNDS: Final[RdBounds] = (-10_000.0, 300_000.0, 300_000.0, 640_000.0)
_CODE = re.compile(r"(?:BU|AF)[0-9]{4}[0-9A-Z]{4}|WK[0-9]{4}[0-9A-Z]{2}|GM[0-9]{4}", re.ASCII)
_KINDS: Final = {"BU": AreaKind.BUURT, "AF": AreaKind.BUURT, "WK": AreaKind.WIJK, "GM": AreaKind.GEMEENTE}
_WIJK_CODE = re.compile(r"WK[0-9]{4}[0-9A-Z]{2}", re.ASCII)
_MAX_NAME = 120
_POLYGONAL = (3, 6, 7)
_NUMBERS_THAT_ARE_NONE = (
    b"\0\0\0\0\0\0\xf8\x7f",
    b"\0\0\0\0\0\0\xf8\xff",
    b"\0\0\0\0\0\0\xf0\x7f",
    b"\0\0\0\0\0\0\xf0\xff",
)
_TYPE_NAMES: Final = {-1: "een onleesbare vorm", 0: "een punt", 1: "een lijn", 2: "een lijn", 4: "punten", 5: "lijnen"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asked for.

    Attributes
    ----------
    kind
        Kind of area; None for whatever the codes say.
    municipality
        `GM` and four digits; None for all of the country.
    bounds
        Where areas of Groningen (GM0014) must lie, RD New.
    """

    kind: AreaKind | None = None
    municipality: str | None = GRONINGEN
    bounds: RdBounds = GRONINGEN_BOUNDS


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows that can come in, in the order of the source.

    Attributes
    ----------
    kind
        What all of them are.
    rows
        Positions in the source, from 0.
    codes, names, parent_codes
        By row.
    geoms
        Valid MultiPolygons in RD New (EPSG:28992).
    findings
        By feature, those that are about many last.
    """

    kind: AreaKind
    rows: NDArray[np.intp]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    parent_codes: tuple[str | None, ...]
    geoms: Geometries
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Log:
    """Collects findings, and which rows they refuse."""

    codes: Sequence[str | None]
    refused: Flags
    findings: list[Finding] = field(default_factory=list)

    def add(self, severity: Severity, code: str, row: int, **detail: object) -> None:
        self.findings.append(Finding(severity, code, row + 1, self.codes[row], detail))
        if severity is Severity.PROBLEM:
            self.refused[row] = True

    def problem(self, code: str, row: int, **detail: object) -> None:
        self.add(Severity.PROBLEM, code, row, **detail)


def municipality_of(code: str) -> str:
    """Give the gemeente that the digits of a code name: `BU00140000` lies in `GM0014`."""
    return "GM" + code[2:6]


def parent_of(code: str, wijk: str | None = None) -> str | None:
    """Give the wijk of a buurt, the gemeente of a wijk, and None for a gemeente.

    Parameters
    ----------
    code
        A known code.
    wijk
        What the source says a buurt lies in; the digits of the code decide where that is no code of a wijk.
    """
    kind = _KINDS[code[:2]]
    if kind is AreaKind.BUURT:
        return wijk if wijk is not None and _WIJK_CODE.fullmatch(wijk) else "WK" + code[2:8]
    return municipality_of(code) if kind is AreaKind.WIJK else None


def judge(table: RawTable, columns: Columns, wanted: Wanted) -> Judged:
    """Judge every row, and give the ones without a problem.

    Raises
    ------
    SourceError
        When no judgement per row makes sense: `no_codes`, `mixed_kinds`, `other_kind`, `none_of_municipality`,
        `crs_mismatch`.
    """
    codes = [None if each is None else each.upper() for each in texts(table.columns[columns.code])]
    log = _Log(codes, np.zeros(len(codes), dtype=bool))
    rows = _rows_by_code(table, columns, wanted, log)
    kind = _kind_of([code for row in rows if (code := codes[row]) is not None], wanted)
    _check_duplicates(rows, log)
    names = _names(table, columns, rows, log)
    repaired = _shapes(table, rows, wanted, log)
    good = ~log.refused[rows]
    kept = rows[good]
    wijken = texts(table.columns[columns.wijk]) if columns.wijk is not None else [None] * len(codes)
    kept_codes = tuple(str(codes[row]) for row in kept)
    findings = sorted(log.findings, key=lambda each: (each.feature is None, each.feature or 0))
    return Judged(
        kind=kind,
        rows=kept,
        codes=kept_codes,
        names=tuple(names[row] for row in kept.tolist()),
        parent_codes=tuple(parent_of(code, wijken[row]) for code, row in zip(kept_codes, kept, strict=True)),
        geoms=repaired.geoms[good],
        findings=tuple(findings),
    )


def _rows_by_code(table: RawTable, columns: Columns, wanted: Wanted, log: _Log) -> NDArray[np.intp]:
    """Give the rows with a known code that were asked for; report water, unknown codes and other municipalities."""
    water = texts(table.columns[columns.water]) if columns.water is not None else [None] * len(log.codes)
    kept: list[int] = []
    elsewhere = 0
    for row, (code, wet) in enumerate(zip(log.codes, water, strict=True)):
        if wet is not None and wet.upper() == "JA":
            log.add(Severity.LEFT_OUT, "water", row)
        elif code is None or not _CODE.fullmatch(code):
            log.problem("unknown_code", row, value="(leeg)" if code is None else repr(code[:40]))
        elif wanted.municipality is not None and municipality_of(code) != wanted.municipality:
            elsewhere += 1
        else:
            kept.append(row)
    if elsewhere:
        detail = {"municipality": wanted.municipality}
        log.findings.append(Finding(Severity.LEFT_OUT, "other_municipality", detail=detail, count=elsewhere))
        if not kept and not log.refused.any():
            raise SourceError("none_of_municipality", municipality=wanted.municipality)
    return np.array(kept, dtype=np.intp)


def _kind_of(codes: Sequence[str], wanted: Wanted) -> AreaKind:
    kinds = Counter(_KINDS[code[:2]] for code in codes)
    if not kinds:
        raise SourceError("no_codes")
    if len(kinds) > 1:
        raise SourceError("mixed_kinds", kinds=", ".join(f"{count} × {kind}" for kind, count in kinds.most_common()))
    kind = next(iter(kinds))
    if wanted.kind is not None and wanted.kind is not kind:
        raise SourceError("other_kind", asked=wanted.kind.value, found=kind.value)
    return kind


def _check_duplicates(rows: NDArray[np.intp], log: _Log) -> None:
    first: dict[str | None, int] = {}
    for row in rows.tolist():
        earlier = first.setdefault(log.codes[row], row)
        if earlier != row:
            log.problem("duplicate_code", row, first=earlier + 1)


def _names(table: RawTable, columns: Columns, rows: NDArray[np.intp], log: _Log) -> dict[int, str]:
    found = texts(table.columns[columns.name][rows])
    names: dict[int, str] = {}
    for row, name in zip(rows.tolist(), found, strict=True):
        if name is None:
            log.problem("missing_name", row)
        elif len(name) > _MAX_NAME or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in name):
            log.problem("bad_name", row, limit=_MAX_NAME)
        else:
            names[row] = unicodedata.normalize("NFC", name)
    return names


def _shapes(table: RawTable, rows: NDArray[np.intp], wanted: Wanted, log: _Log) -> Repaired:
    """Give the repaired shapes of the rows in RD New; report what cannot be one and what was changed."""
    wkb = table.wkb[rows]
    with np.errstate(invalid="ignore"):
        geoms = np.asarray(shapely.from_wkb(wkb, on_invalid="fix"), dtype=np.object_)
    finite = has_finite_coordinates(geoms)
    types = shapely.get_type_id(geoms)
    polygonal = finite & np.isin(types, _POLYGONAL)
    for position in np.flatnonzero(~polygonal).tolist():
        row = int(rows[position])
        if wkb[position] is None:
            log.problem("no_geometry", row)
        elif not finite[position] or (types[position] < 0 and _holds_no_number(wkb[position])):
            log.problem("nan", row)
        else:
            log.problem("not_a_polygon", row, type=_TYPE_NAMES.get(int(types[position]), "iets anders"))
    geoms[~polygonal] = None
    fitting = _fits_system(geoms, table.epsg)
    for position in np.flatnonzero(polygonal & ~fitting).tolist():
        log.problem("wrong_crs", int(rows[position]), epsg=table.epsg)
    geoms[~fitting] = None
    repaired = repair(transform(geoms, table.epsg, RD_NEW))
    _report_repairs(repaired, rows, log)
    for position in np.flatnonzero(polygonal & fitting & repaired.lost).tolist():
        log.problem("only_slivers", int(rows[position]))
    _check_place(repaired, rows, wanted, log)
    return repaired


def _holds_no_number(wkb: bytes) -> bool:
    """Tell whether NaN or infinity stands in a WKB too broken to be read: a ring cannot close on NaN."""
    return any(pattern in wkb for pattern in _NUMBERS_THAT_ARE_NONE)


def _fits_system(geoms: Geometries, epsg: int) -> Flags:
    """Tell per geometry whether its coordinates can be of the system; a missing or empty one can.

    Raises
    ------
    SourceError
        `crs_mismatch` when most of them cannot: then the file is labelled wrongly.
    """
    bounds = shapely.bounds(geoms)
    measured = np.isfinite(bounds).all(axis=1)
    fits: Flags = np.ones(len(geoms), dtype=bool)
    if not measured.any():
        return fits
    west, south, east, north = bounds[measured].T
    middle_x, middle_y = np.median((west + east) / 2), np.median((south + north) / 2)
    degrees = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)  # noqa: PLR2004
    looks_like = None
    if epsg in (RD_NEW, WEB_MERCATOR):
        fits[measured] = ~degrees
        if np.mean(degrees) > 0.5:  # noqa: PLR2004
            looks_like = "graden (EPSG:4326)"
    else:
        fits[measured] = degrees
        if np.mean(degrees) <= 0.5:  # noqa: PLR2004
            looks_like = "meters (EPSG:28992)"
        elif 50 < middle_x < 54 and 3 < middle_y < 8:  # noqa: PLR2004
            looks_like = "verwisseld: eerst lengte, dan breedte"
    if looks_like is not None:
        raise SourceError("crs_mismatch", epsg=epsg, looks_like=looks_like)
    return fits


def _report_repairs(repaired: Repaired, rows: NDArray[np.intp], log: _Log) -> None:
    for position in np.flatnonzero(repaired.made_valid).tolist():
        log.add(Severity.REPAIRED, "made_valid", int(rows[position]))
    for position in np.flatnonzero(repaired.others_dropped).tolist():
        log.add(Severity.REPAIRED, "others_dropped", int(rows[position]))
    for position in np.flatnonzero((repaired.slivers_dropped > 0) & ~repaired.lost).tolist():
        dropped = int(repaired.slivers_dropped[position])
        log.add(Severity.REPAIRED, "sliver", int(rows[position]), slivers=dropped)


def _check_place(repaired: Repaired, rows: NDArray[np.intp], wanted: Wanted, log: _Log) -> None:
    """Report areas that do not lie wholly where their code says."""
    present = ~repaired.lost
    bounds = shapely.bounds(repaired.geoms)
    in_country = _within(bounds, _NETHERLANDS_BOUNDS)
    in_groningen = _within(bounds, wanted.bounds)
    of_groningen = np.array([municipality_of(str(log.codes[row])) == GRONINGEN for row in rows], dtype=bool)
    for position in np.flatnonzero(present & of_groningen & ~in_groningen).tolist():
        log.problem("outside_municipality", int(rows[position]))
    for position in np.flatnonzero(present & ~of_groningen & ~in_country).tolist():
        log.problem("outside_country", int(rows[position]))


def _within(bounds: NDArray[np.float64], limits: RdBounds) -> Flags:
    west, south, east, north = limits
    inside: Flags = (bounds[:, 0] >= west) & (bounds[:, 1] >= south) & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)
    return inside
