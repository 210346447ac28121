"""A whole report: which parts it has, and its title."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from webapp.access.policy import Actor
from webapp.reports.pages.parts import (
    CoveragePart,
    Draw,
    NetworksPart,
    OverlapPart,
    coverage_part,
    networks_part,
    overlap_part,
)
from webapp.reports.pages.place import NOBODY, PlacePart, place_part
from webapp.reports.rules.asking import CITY_WIDE, Wanted
from webapp.reports.words.reports import subtitle_of, title_of
from webapp.vocabulary import ReportKind

Told = Callable[[float], None]
"""Hears which share of the composing is done, from 0 to 1."""


@dataclass(frozen=True)
class Report:
    """What is printed; a part that is None is left out."""

    wanted: Wanted
    title: str
    subtitle: str
    on: date
    coverage: CoveragePart | None = None
    place: PlacePart | None = None
    networks: NetworksPart | None = None
    overlap: OverlapPart | None = None


def compose(actor: Actor, wanted: Wanted, *, today: date, draw: Draw, told: Told) -> Report:
    """A report as it stands today for who asked for it; raises `DomainError` as the parts do."""
    viewer = NOBODY if wanted.leaves_house else actor
    told(0.05)
    place = place_part(actor, wanted, draw, today=today) if wanted.kind == ReportKind.NEIGHBOURHOOD else None
    told(0.3)
    is_city = wanted.kind in CITY_WIDE
    coverage = coverage_part(draw, today=today) if is_city else None
    told(0.6)
    overlap = overlap_part(viewer, today=today) if is_city else None
    told(0.8)
    networks = networks_part() if is_city else None
    told(1.0)
    return Report(
        wanted=wanted,
        title=title_of(wanted, place.name if place else None),
        subtitle=subtitle_of(wanted),
        on=today,
        coverage=coverage,
        place=place,
        networks=networks,
        overlap=overlap,
    )
