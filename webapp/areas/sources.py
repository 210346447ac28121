"""Official geography of a year, from a file or from PDOK, read, judged and put in one shape."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import numpy as np

from geo.crs import RD_NEW, WGS84, Geometries, transform_xy
from webapp.areas.pdok import BASE_URL, LonLatBox, PdokLimits, PdokRequest, Progress, read_pages
from webapp.areas.source_columns import (
    BadFigure,
    Columns,
    Scalar,
    identify_columns,
    remaining_figures,
    typed_figures,
)
from webapp.areas.source_files import MEGABYTE, RawTable, read_file
from webapp.areas.source_report import Finding, Severity, SourceError, SourceProblem
from webapp.areas.validation import GRONINGEN, GRONINGEN_BOUNDS, Judged, RdBounds, Wanted, judge, municipality_of
from webapp.vocabulary import AreaKind

FIRST_YEAR: Final = 1995
LAST_YEAR: Final = 2100
MAX_BYTES: Final = 250 * MEGABYTE

_PDOK = re.compile(r"pdok(?::([0-9]{4}))?", re.ASCII | re.IGNORECASE)
_MUNICIPALITY = re.compile(r"GM[0-9]{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SourceAreas:
    """Areas of one kind and year, ready to be stored; the tuples and arrays are of one length and order.

    Attributes
    ----------
    kind, year
        Of all areas.
    origin
        Where they came from: a file's name, or `PDOK wijken-en-buurten-YEAR`.
    codes, names
        Official, except where `is_official` is false: countryside made as a remainder, code `AF…`.
    parent_codes
        The wijk of a buurt, the gemeente of a wijk, None for a gemeente.
    municipality_codes
        `GM` and four digits, from the digits of the code.
    geoms
        Valid, non-empty MultiPolygons in RD New (EPSG:28992).
    inhabitants, households
        Counts; None where the source has none or keeps it to itself.
    pct_65plus, pct_one_person_households
        Percentages, 0 to 100.
    area_ha, land_ha, water_ha
        Hectares as the source gives them, not measured on the shape.
    figures
        The source's other columns by their name in snake_case, without missing and withheld values.
    figures_year
        Year that the figures' own column names give (`inwoners_2017`); None when they give none.
    findings
        All findings, by feature. With `skip_bad` those of severity `problem` tell what was left out.
    features_read
        Number of features in the source.
    """

    kind: AreaKind
    year: int
    origin: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    parent_codes: tuple[str | None, ...]
    municipality_codes: tuple[str, ...]
    is_official: tuple[bool, ...]
    geoms: Geometries
    inhabitants: tuple[int | None, ...]
    households: tuple[int | None, ...]
    pct_65plus: tuple[float | None, ...]
    pct_one_person_households: tuple[float | None, ...]
    area_ha: tuple[float | None, ...]
    land_ha: tuple[float | None, ...]
    water_ha: tuple[float | None, ...]
    figures: tuple[dict[str, Scalar], ...]
    figures_year: int | None
    findings: tuple[Finding, ...]
    features_read: int

    def __len__(self) -> int:
        """Give the number of areas."""
        return len(self.codes)


def read_source(
    source: str | Path,
    *,
    year: int,
    municipality: str | None = GRONINGEN,
    kind: AreaKind | None = None,
    skip_bad: bool = False,
    bounds: RdBounds = GRONINGEN_BOUNDS,
    max_bytes: int = MAX_BYTES,
    http_client: httpx.Client | None = None,
    base_url: str = BASE_URL,
    budget_seconds: float = 60.0,
    on_progress: Progress | None = None,
) -> SourceAreas:
    """Read official geography and judge every feature of it.

    Parameters
    ----------
    source
        Path of a GeoJSON, a GeoPackage or a zip with a Shapefile; or `pdok`, `pdok:2024`.
    year
        Year of the geography, 1995 to 2100.
    municipality
        Which gemeente to take, `GM` and four digits; None for all of the country.
    kind
        Which kind is asked for; None is what the codes say, and buurten where a source has more layers.
    skip_bad
        Go on without the features that have a problem; otherwise they stop everything.
    bounds
        Where the areas of Groningen must lie: west, south, east, north in metres of RD New.
    max_bytes
        A larger file or answer is refused.
    http_client, base_url
        To reach PDOK with; None makes a client of its own.
    budget_seconds
        How long PDOK may take in all.
    on_progress
        Called with a step (`read`, `download`, `judge`, `done`), a number of features and the total when known.

    Raises
    ------
    SourceError
        The source as a whole cannot be read; `message` says in Dutch what to do.
    SourceProblem
        Features have problems and `skip_bad` is false; `findings` holds every one.
    """
    tell = on_progress or _say_nothing
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise SourceError("year_out_of_range", year=year)
    if municipality is not None and not _MUNICIPALITY.fullmatch(municipality):
        raise SourceError("bad_municipality", municipality=municipality[:40])
    wanted = Wanted(kind=kind, municipality=municipality, bounds=bounds)
    if found := _PDOK.fullmatch(str(source).strip()):
        if found[1] is not None and int(found[1]) != year:
            raise SourceError("year_mismatch", source_year=found[1], year=year)
        asked = PdokRequest(year, kind or AreaKind.BUURT, municipality, _box(municipality, bounds))
        limits = PdokLimits(budget_seconds=budget_seconds, max_bytes=max_bytes)
        pages = read_pages(asked, client=http_client, base_url=base_url, limits=limits, on_progress=on_progress)
        table, origin = _merged(pages), f"PDOK wijken-en-buurten-{year}"
    else:
        table, origin = read_file(Path(source), kind=kind, max_bytes=max_bytes), Path(source).name
        tell("read", len(table.wkb), len(table.wkb))
    if len(table.wkb) == 0:
        raise SourceError("no_features", path=origin)
    columns = identify_columns(list(table.columns))
    tell("judge", 0, len(table.wkb))
    judged = judge(table, columns, wanted)
    areas = _assemble(table, columns, judged, year=year, origin=origin)
    problems = sum(each.severity is Severity.PROBLEM for each in areas.findings)
    if problems and not skip_bad:
        raise SourceProblem("features_refused", areas.findings, count=problems)
    if not areas.codes:
        raise SourceError("nothing_left", count=len(table.wkb))
    tell("done", len(areas), len(areas))
    return areas


def _say_nothing(_step: str, _done: int, _total: int | None) -> None:
    """Stand in for a caller who does not follow the progress."""


def _box(municipality: str | None, bounds: RdBounds) -> LonLatBox | None:
    """Give the bounds of Groningen in degrees, a little wide, to ask PDOK by; None for any other municipality."""
    if municipality != GRONINGEN:
        return None
    west, south, east, north = bounds
    corners = np.array([west, east, west, east]), np.array([south, south, north, north])
    lon, lat = transform_xy(*corners, RD_NEW, WGS84)
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _merged(pages: Sequence[RawTable]) -> RawTable:
    """Put the pages of an answer under one another; a column that a page lacks is empty there."""
    filled = [page for page in pages if len(page.wkb)]
    if len(filled) < 2:  # noqa: PLR2004
        return (filled or list(pages))[0]
    names = list(dict.fromkeys(name for page in filled for name in page.columns))
    columns = {
        name: np.concatenate(
            [
                page.columns[name].astype(object)
                if name in page.columns
                else np.full(len(page.wkb), None, dtype=object)
                for page in filled
            ]
        )
        for name in names
    }
    whole = frozenset(
        name for name in names if all(name in page.whole_columns for page in filled if name in page.columns)
    )
    return RawTable(columns, whole, np.concatenate([page.wkb for page in filled]), filled[0].epsg)


def _assemble(table: RawTable, columns: Columns, judged: Judged, *, year: int, origin: str) -> SourceAreas:
    """Put the rows that can come in into one value, with their figures."""
    chosen = {name: values[judged.rows] for name, values in table.columns.items()}
    typed = typed_figures(columns, chosen)
    return SourceAreas(
        kind=judged.kind,
        year=year,
        origin=origin,
        codes=judged.codes,
        names=judged.names,
        parent_codes=judged.parent_codes,
        municipality_codes=tuple(municipality_of(code) for code in judged.codes),
        is_official=tuple(not code.startswith("AF") for code in judged.codes),
        geoms=judged.geoms,
        inhabitants=typed.inhabitants,
        households=typed.households,
        pct_65plus=typed.pct_65plus,
        pct_one_person_households=typed.pct_one_person_households,
        area_ha=typed.area_ha,
        land_ha=typed.land_ha,
        water_ha=typed.water_ha,
        figures=tuple(remaining_figures(chosen, columns.figures, table.whole_columns)),
        figures_year=columns.figures_year,
        findings=_with_figures(judged, typed.bad),
        features_read=len(table.wkb),
    )


def _with_figures(judged: Judged, bad: Sequence[BadFigure]) -> tuple[Finding, ...]:
    findings = [
        Finding(
            Severity.REPAIRED,
            "figure_dropped",
            int(judged.rows[each.position]) + 1,
            judged.codes[each.position],
            _detail(each),
        )
        for each in bad
    ]
    if not findings:
        return judged.findings
    return tuple(sorted([*judged.findings, *findings], key=lambda each: (each.feature is None, each.feature or 0)))


def _detail(figure: BadFigure) -> Mapping[str, object]:
    return {"column": figure.column, "value": repr(figure.value)[:40]}
