"""Reads streets from a file: a table with name, lon and lat, or lines and points in a format of geography."""

import csv
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
import shapely

from geo.areas import has_finite_coordinates
from geo.crs import RD_NEW, WGS84, Geometries, transform
from webapp.areas.rules import parse_pin
from webapp.areas.source_columns import texts
from webapp.areas.source_files import MEGABYTE, RawTable, read_file
from webapp.areas.source_report import Severity, SourceError
from webapp.areas.validation import GRONINGEN_BOUNDS
from webapp.errors import BadInput

MAX_BYTES: Final = 250 * MEGABYTE
MAX_NAME: Final = 80

_NAMES: Final = (
    "name", "naam", "straatnaam", "straat", "openbareruimtenaam", "sttnaam", "street",
)  # fmt: skip
_LONS: Final = ("lon", "lng", "longitude", "lengtegraad")
_LATS: Final = ("lat", "latitude", "breedtegraad")
_POINTS_AND_LINES: Final = (0, 1, 4, 5)

STREET_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "missing_name": "geen naam",
        "bad_name": "naam met stuurtekens of langer dan {limit} tekens",
        "no_geometry": "geen vorm",
        "nan": "coördinaat die geen gewoon getal is (NaN of oneindig)",
        "not_a_line": "geen lijn of punt",
        "point_invalid": "lon en lat zijn geen plek: {value}",
        "point_swapped": "lengte en breedte lijken verwisseld: {value}. Eerst lon (rond 6,5), dan lat (rond 53,2)",
        "elsewhere": "buiten de gemeente, weggelaten",
    }
)


@dataclass(frozen=True, slots=True)
class StreetFinding:
    """Something about one row, or the same about many: `row` counts from 1, `code` is a key in `STREET_TEXTS`."""

    severity: Severity
    code: str
    row: int | None = None
    name: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    count: int = 1

    @property
    def message(self) -> str:
        """One line for a person: which row, which street, what."""
        what = STREET_TEXTS[self.code].format_map(self.detail)
        return f"rijen ({self.count}): {what}" if self.row is None else f"rij {self.row} ({self.name or '?'}): {what}"


@dataclass(frozen=True, slots=True)
class StreetTable:
    """Streets as a file gives them: names, their points and lines in RD New (EPSG:28992), and what was found."""

    origin: str
    names: tuple[str, ...]
    geoms: Geometries
    findings: tuple[StreetFinding, ...]
    rows_read: int


class StreetProblem(SourceError):
    """Rows have problems and the caller did not choose to go on without them; `findings` holds all findings."""

    def __init__(self, findings: Sequence[StreetFinding]) -> None:
        super().__init__("features_refused", count=sum(each.severity is Severity.PROBLEM for each in findings))
        self.findings = tuple(findings)


def read_streets(path: Path, *, skip_bad: bool = False, max_bytes: int = MAX_BYTES) -> StreetTable:
    """Read streets and judge every row.

    What lies outside the municipality's box is left out and counted.

    Raises
    ------
    SourceError
        The file as a whole cannot be read; `message` says in Dutch what to do.
    StreetProblem
        Rows have problems and `skip_bad` is false.
    """
    names, geoms, findings = (
        _from_csv(path, max_bytes) if path.suffix.lower() == ".csv" else _from_geography(path, max_bytes)
    )
    if not names:
        raise SourceError("no_features", path=path.name)
    _judge_names(names, findings)
    refused = {each.row for each in findings if each.severity is Severity.PROBLEM}
    if refused and not skip_bad:
        raise StreetProblem(sorted(findings, key=_by_row))
    west, south, east, north = GRONINGEN_BOUNDS
    here = shapely.intersects(geoms, shapely.box(west, south, east, north))
    good = np.array([row not in refused for row in range(1, len(names) + 1)])
    elsewhere = int((good & ~here).sum())
    if elsewhere:
        findings.append(StreetFinding(Severity.LEFT_OUT, "elsewhere", count=elsewhere))
    kept = np.flatnonzero(good & here)
    if not len(kept):
        raise SourceError("nothing_left_of_streets", count=len(names))
    return StreetTable(
        origin=path.name,
        names=tuple(unicodedata.normalize("NFC", str(names[row])) for row in kept.tolist()),
        geoms=geoms[kept],
        findings=tuple(sorted(findings, key=_by_row)),
        rows_read=len(names),
    )


Read = tuple[list[str | None], Geometries, list[StreetFinding]]


def _by_row(finding: StreetFinding) -> tuple[bool, int]:
    return finding.row is None, finding.row or 0


def _from_csv(path: Path, max_bytes: int) -> Read:
    rows = _csv_rows(path, max_bytes)
    header = next(rows, [])
    name, lon, lat = (_column(header, wanted) for wanted in (_NAMES, _LONS, _LATS))
    if name is None or lon is None or lat is None:
        raise SourceError("no_street_columns", columns=", ".join(header)[:200] or "(geen)")
    names: list[str | None] = []
    points: list[tuple[float, float] | None] = []
    findings: list[StreetFinding] = []
    for number, cells in enumerate(rows, start=1):
        padded = [*cells, *[""] * (max(name, lon, lat) + 1 - len(cells))]
        names.append(" ".join(padded[name].split()) or None)
        points.append(_point(number, names[-1], padded[lon], padded[lat], findings))
    placed = [None if point is None else shapely.Point(point) for point in points]
    return names, transform(np.array(placed, dtype=object), WGS84, RD_NEW), findings


def _csv_rows(path: Path, max_bytes: int) -> Iterator[list[str]]:
    """The rows that are not empty, header first; semicolons as Dutch spreadsheets write them, or commas."""
    try:
        if path.stat().st_size > max_bytes:
            megabytes = path.stat().st_size // MEGABYTE
            raise SourceError("file_too_big", path=path, megabytes=megabytes, limit=max_bytes // MEGABYTE)
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            for row in csv.reader(file, delimiter=";" if first.count(";") > first.count(",") else ","):
                if any(cell.strip() for cell in row):
                    yield [cell.strip() for cell in row]
    except FileNotFoundError as error:
        raise SourceError("file_missing", path=path) from error
    except UnicodeDecodeError as error:
        raise SourceError("not_utf8", path=path, position=error.start) from error
    except (OSError, csv.Error) as error:
        raise SourceError("file_unreadable", path=path, reason=str(error)[:160]) from error


def _column(header: Sequence[str], wanted: Sequence[str]) -> int | None:
    plain = [cell.lower().replace("_", "").replace(" ", "") for cell in header]
    return next((plain.index(each) for each in wanted if each in plain), None)


def _point(row: int, name: str | None, lon: str, lat: str, findings: list[StreetFinding]) -> tuple[float, float] | None:
    try:
        point = parse_pin(lon, lat)
    except BadInput as error:
        if error.code == "point_outside":
            # left out with all others that lie elsewhere: no place, so in no box
            return None
        detail = {"value": f"{lon[:20]} {lat[:20]}"}
        findings.append(StreetFinding(Severity.PROBLEM, error.code, row, name, detail))
        return None
    return point.lon, point.lat


def _from_geography(path: Path, max_bytes: int) -> Read:
    try:
        table = read_file(path, kind=None, max_bytes=max_bytes)
    except SourceError as error:
        if error.code in ("layer_missing", "layer_ambiguous"):
            raise SourceError("street_layers", path=path.name, layers=error.detail["layers"]) from error
        raise
    column = _column(list(table.columns), _NAMES)
    if column is None:
        raise SourceError("no_street_name_column", columns=", ".join(table.columns)[:200])
    names: list[str | None] = [
        None if each is None else " ".join(each.split()) or None for each in texts(list(table.columns.values())[column])
    ]
    findings: list[StreetFinding] = []
    return names, _shapes(table, names, findings), findings


def _shapes(table: RawTable, names: Sequence[str | None], findings: list[StreetFinding]) -> Geometries:
    """Points and lines in RD New; None where the row has something else, which is reported."""
    with np.errstate(invalid="ignore"):
        geoms = np.asarray(shapely.from_wkb(table.wkb, on_invalid="ignore"), dtype=np.object_)
    finite = has_finite_coordinates(geoms)
    fits = np.isin(shapely.get_type_id(geoms), _POINTS_AND_LINES) & ~shapely.is_empty(geoms)
    for position in np.flatnonzero(~(finite & fits)).tolist():
        code = "no_geometry" if geoms[position] is None else "not_a_line" if finite[position] else "nan"
        findings.append(StreetFinding(Severity.PROBLEM, code, position + 1, names[position]))
    geoms[~(finite & fits)] = None
    return transform(geoms, table.epsg, RD_NEW)


def _judge_names(names: Sequence[str | None], findings: list[StreetFinding]) -> None:
    for number, name in enumerate(names, start=1):
        if name is None:
            findings.append(StreetFinding(Severity.PROBLEM, "missing_name", number))
        elif len(name) > MAX_NAME or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in name):
            findings.append(StreetFinding(Severity.PROBLEM, "bad_name", number, name[:40], {"limit": MAX_NAME}))
