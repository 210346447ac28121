"""The parts that reports are put together from: one frozen value each, made by the functions behind the pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from flask import render_template

from webapp.access.policy import Actor
from webapp.areas.queries import find_geography
from webapp.coverage.forecast_chart import Row
from webapp.coverage.overlap_words import overlap_sentences
from webapp.coverage.pages import Asked, Standing, chart_words, standing_of
from webapp.coverage.queries import City
from webapp.coverage.queries.overlap import Overlap, get_overlap
from webapp.coverage.rules.listing import LINE_SORTS
from webapp.coverage.rules.overlap import OverlapOrder, OverlapRow, ordered
from webapp.coverage.rules.presence import NeighbourhoodState
from webapp.coverage.rules.series import Measure
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.networks.queries.city import find_months, get_city
from webapp.networks.rules.city import City as NetworkCity
from webapp.networks.words.city import city_sentences
from webapp.partners.rules import MatrixFilter
from webapp.reports.queries.shapes import Shape, list_shapes
from webapp.reports.rules.maps import Sheet, is_near, sheet_of
from webapp.reports.words.pictures import map_alt, place_map_alt, whole_city
from webapp.vocabulary import Stage

Draw = Callable[[str], str]
"""Keeps a picture for the report, and gives the address at which it stands."""

NOTHING = "<svg xmlns='http://www.w3.org/2000/svg'/>"
MAP_WIDTH = 640
CITY_RATIO, PLACE_RATIO = 0.95, 0.62
"""Of the height of a map to its width: of the city, and of a neighbourhood with what lies around it."""
AROUND = 0.6
"""How much of a neighbourhood's own width is shown on each side of it."""


class Staged(Protocol):
    """Something that is in a stage; None for what belongs to no neighbourhood."""

    @property
    def stage(self) -> Stage | None:
        """How far it is."""

    @property
    def is_stale(self) -> bool | None:
        """Whether there was no sign of life for a year."""


@dataclass(frozen=True)
class Picture:
    """A picture at its address, and the same in words."""

    address: str
    alt: str


@dataclass(frozen=True)
class CoveragePart:
    """How far the city is on a day, how it came there and where that leads, and each neighbourhood."""

    standing: Standing
    chart: Picture
    map: Picture
    is_schematic: bool

    @property
    def city(self) -> City:
        """All of it, as the page of coverage has it."""
        return self.standing.city

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows behind the chart that are printed: each first of January, and the day itself."""
        day = self.standing.asked.day
        return tuple(row for row in self.standing.rows if row.at == day or (row.at.month, row.at.day) == (1, 1))


@dataclass(frozen=True)
class NetworksPart:
    """What is public of the networks in the newest month; its numbers are in fives."""

    month: date
    city: NetworkCity
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class OverlapPart:
    """Where several do the same, and where nobody does though there is need."""

    overlap: Overlap
    rows: tuple[OverlapRow, ...]
    sentences: tuple[str, ...]


def coverage_part(draw: Draw, *, at: date, today: date) -> CoveragePart:
    """The coverage of the city on a day, with its chart and its map: what the page of coverage shows."""
    standing = standing_of(Asked(at, today, LINE_SORTS[0], Measure.NEIGHBOURHOODS, None))
    geography = find_geography(db.session, today=today)
    states = {line.state.slug: line.state for line in standing.city.lines}
    return CoveragePart(
        standing=standing,
        chart=Picture(draw(standing.chart), chart_words(standing.city, Measure.NEIGHBOURHOODS).description),
        map=Picture(draw(draw_city(list_shapes(db.session), states)), map_alt(standing.city.coverage)),
        is_schematic=geography is not None and geography.is_schematic,
    )


def place_map(draw: Draw, state: NeighbourhoodState, states: Sequence[NeighbourhoodState]) -> Picture | None:
    """A neighbourhood with what lies around it; None while it has no shape."""
    shapes = list_shapes(db.session)
    own = [shape for shape in shapes if shape.slug == state.slug]
    if not own:
        return None
    sheet = sheet_of(own, ratio=PLACE_RATIO, margin=AROUND)
    near = [shape for shape in shapes if is_near(shape, sheet)]
    svg = _map(near, sheet, {each.slug: each for each in states}, chosen=state.slug)
    return Picture(draw(svg), place_map_alt(state, near))


def networks_part(*, until: date) -> NetworksPart | None:
    """The networks of the newest month up to a day that is public; None while there is none."""
    months = [each for each in find_months(db.session) if each.month <= until]
    if not months:
        return None
    city = get_city(db.session, month=months[-1].month)
    return NetworksPart(months[-1].month, city, tuple(city_sentences(city)))


def overlap_part(actor: Actor, *, today: date) -> OverlapPart:
    """Overlap and holes as this viewer may see them."""
    overlap = get_overlap(db.session, actor, MatrixFilter(), own_language, today=today, whole_city=whole_city())
    return OverlapPart(overlap, ordered(overlap.rows, OverlapOrder.HOLES), tuple(overlap_sentences(overlap)))


def draw_city(shapes: Sequence[Shape], states: Mapping[str, Staged]) -> str:
    """The map of the whole city as SVG text, each area with the letter of its stage; `states` by slug."""
    return _map(shapes, sheet_of(shapes, ratio=CITY_RATIO), states) if shapes else NOTHING


def _map(shapes: Sequence[Shape], sheet: Sheet, states: Mapping[str, Staged], chosen: str | None = None) -> str:
    return render_template(
        "reports/paper/city_map.html",
        shapes=shapes,
        sheet=sheet,
        states=states,
        chosen=chosen,
        with_names=chosen is not None,
        width=MAP_WIDTH,
    )
