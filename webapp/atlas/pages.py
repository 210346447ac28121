"""What the start page and the neighbourhood page are made of: one frozen value each."""

from dataclasses import dataclass
from datetime import date

from webapp.areas.frames import MapFrame
from webapp.calendar.time_axis import TimeAxis
from webapp.coverage.rules import Coverage, CoveragePoint, NeighbourhoodState, Target
from webapp.discovery.queries import ShortDiscovery
from webapp.listings.neighbourhood import Local
from webapp.listings.pages import PointsFrame
from webapp.networks.rules.publishing import PublicPlace
from webapp.vocabulary import DatePrecision, EvidenceKind, Provenance, Stage


@dataclass(frozen=True)
class Standing:
    """The part of the start page that changes with the date: line, list, chart, legend counts."""

    time: TimeAxis
    coverage: Coverage
    target: Target
    states: tuple[NeighbourhoodState, ...]
    series: tuple[CoveragePoint, ...]
    chart: str
    sort: str
    initiatives: int
    """How many are shown on the date."""
    points_query: str
    """With what the map asks for them."""


@dataclass(frozen=True)
class StartPage:
    """The start page on a date."""

    standing: Standing
    map: MapFrame
    points: PointsFrame


@dataclass(frozen=True)
class StageSpell:
    """One stage of a neighbourhood's history; `until` is the first day after it, None while it lasts."""

    stage: Stage
    since: date
    until: date | None
    precision: DatePrecision
    provenance: Provenance
    note: str


@dataclass(frozen=True)
class EvidenceItem:
    """A sign of life on a date."""

    kind: EvidenceKind
    observed_on: date
    precision: DatePrecision
    provenance: Provenance
    note: str
    is_fresh: bool


@dataclass(frozen=True)
class BuurtRow:
    """An official buurt in a neighbourhood, with its figures."""

    code: str
    name: str
    is_official: bool
    inhabitants: int | None
    inhabitants_estimated: bool
    households: int | None
    area_ha: float


@dataclass(frozen=True)
class WayToHelp:
    """Something small and concrete that a visitor can do in a neighbourhood."""

    id: int
    title: str
    text: str
    minutes: int | None
    provenance: Provenance


@dataclass(frozen=True)
class NeighbourhoodFigures:
    """Key figures of a neighbourhood: sums and means, weighted by inhabitants, over its buurten."""

    inhabitants: int | None
    inhabitants_estimated: bool
    inhabitants_year: int | None
    households: int | None
    pct_65plus: float | None
    pct_one_person_households: float | None
    area_ha: float


@dataclass(frozen=True)
class Neighbour:
    """A neighbourhood that borders on the one shown."""

    slug: str
    name: str
    stage: Stage


@dataclass(frozen=True)
class NeighbourhoodPage:
    """The page of one neighbourhood on a date."""

    state: NeighbourhoodState
    time: TimeAxis
    aliases: tuple[str, ...]
    figures: NeighbourhoodFigures
    buurten: tuple[BuurtRow, ...]
    spells: tuple[StageSpell, ...]
    evidence: tuple[EvidenceItem, ...]
    ways_to_help: tuple[WayToHelp, ...]
    neighbours: tuple[Neighbour, ...]
    local: Local | None
    """What happens there today; None for a page that looks back."""
    discovery: ShortDiscovery | None
    """The discovery process that runs there; None for a page that looks back."""
    network: PublicPlace | None
    """How many stand in its network; None where that is not told, and for a page that looks back."""
    map: MapFrame
    points: PointsFrame
