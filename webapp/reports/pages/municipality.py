"""The part of a report for the municipality: one release, read as the role that can read nothing else."""

from dataclasses import dataclass

from webapp.errors import DomainError, NotFound
from webapp.opendata.pages.municipality import PrintPage, print_page
from webapp.opendata.queries.releases import AreaRow
from webapp.opendata.rules.asking import Level, Measure
from webapp.opendata.sessions import open_as
from webapp.opendata.shown import known_measures
from webapp.reports.pages.parts import Draw, Picture, draw_city
from webapp.reports.queries.shapes import list_release_shapes
from webapp.reports.words.pictures import release_chart_alt, release_map_alt
from webapp.vocabulary import OpenAreaKind, Reader

LEVELS = (Level.NEIGHBOURHOODS, Level.WIJKEN, Level.BUURTEN)
MEASURES = (
    Measure.STAGE,
    Measure.COVERAGE,
    Measure.INHABITANTS,
    Measure.OVER_65,
    Measure.LIVING_ALONE,
    "pct_low_income_households",
    Measure.INITIATIVES,
    Measure.ASSETS,
)
"""What fits on the width of a page."""


@dataclass(frozen=True)
class LevelTable:
    """The areas of a level, and which of the measures are known of them."""

    level: Level
    rows: tuple[AreaRow, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class MunicipalityPart:
    """A release on paper: its totals, map, time, and a table for each level."""

    page: PrintPage
    map: Picture
    chart: Picture | None
    tables: tuple[LevelTable, ...]


def municipality_part(draw: Draw) -> MunicipalityPart:
    """The newest release; raises `DomainError` code `report_no_release` while there is none."""
    try:
        pages = [print_page({"niveau": level.value}) for level in LEVELS]
    except NotFound as error:
        raise DomainError("report_no_release") from error
    first = pages[0]
    with open_as(Reader.MUNICIPALITY) as session:
        shapes = list_release_shapes(session, first.head.id, OpenAreaKind.NEIGHBOURHOOD)
    svg = draw_city(shapes, {row.code: row for row in first.rows})
    return MunicipalityPart(
        page=first,
        map=Picture(draw(svg), release_map_alt(first.head)),
        chart=Picture(draw(first.chart), release_chart_alt(first.series)) if first.chart else None,
        tables=tuple(LevelTable(page.level, page.rows, known_measures(_own(page.level), page.rows)) for page in pages),
    )


def _own(level: Level) -> tuple[str, ...]:
    return tuple(each for each in MEASURES if level != Level.WIJKEN or each != Measure.STAGE)
