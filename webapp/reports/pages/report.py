"""A whole report: which parts it has, and its title."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from webapp.access.policy import Actor
from webapp.reports.pages.city_level import (
    CampaignsPart,
    Place,
    PlansPart,
    SignalsPart,
    a_year_before,
    campaigns_part,
    plans_part,
    signals_part,
)
from webapp.reports.pages.municipality import MunicipalityPart, municipality_part
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
from webapp.reports.pages.year import YearPart, last_day, year_part
from webapp.reports.rules.asking import Wanted
from webapp.reports.words.reports import subtitle_of, title_of
from webapp.vocabulary import ReportKind

Told = Callable[[float], None]
"""Hears which share of the composing is done, from 0 to 1."""


@dataclass(frozen=True)
class Report:
    """What is printed; a part that is None is left out. `on` is the day that it is about."""

    wanted: Wanted
    title: str
    subtitle: str
    on: date
    coverage: CoveragePart | None = None
    place: PlacePart | None = None
    networks: NetworksPart | None = None
    overlap: OverlapPart | None = None
    plans: PlansPart | None = None
    campaigns: CampaignsPart | None = None
    signals: SignalsPart | None = None
    year: YearPart | None = None
    municipality: MunicipalityPart | None = None


def compose(actor: Actor, wanted: Wanted, *, today: date, draw: Draw, told: Told) -> Report:
    """A report as it stands today for who asked for it; raises `DomainError` as the parts do."""
    told(0.05)
    if wanted.kind == ReportKind.NEIGHBOURHOOD:
        return _of_place(actor, wanted, today=today, draw=draw, told=told)
    if wanted.kind == ReportKind.MUNICIPALITY:
        part = municipality_part(draw)
        told(1.0)
        return Report(wanted, title_of(wanted, None), subtitle_of(wanted), part.page.head.as_of, municipality=part)
    return _of_city(actor, wanted, today=today, draw=draw, told=told)


def _of_place(actor: Actor, wanted: Wanted, *, today: date, draw: Draw, told: Told) -> Report:
    viewer, since = NOBODY if wanted.leaves_house else actor, a_year_before(today)
    place = place_part(actor, wanted, draw, today=today)
    told(0.6)
    campaigns = campaigns_part(viewer, since=since, place_id=wanted.neighbourhood_id)
    told(0.8)
    where = Place(place.why.neighbourhood.id, place.why.neighbourhood.slug)
    signals = signals_part(actor, leaves_house=wanted.leaves_house, since=since, place=where)
    told(1.0)
    title = title_of(wanted, place.name)
    return Report(wanted, title, subtitle_of(wanted), today, place=place, campaigns=campaigns, signals=signals)


def _of_city(actor: Actor, wanted: Wanted, *, today: date, draw: Draw, told: Told) -> Report:
    viewer = NOBODY if wanted.leaves_house else actor
    at = today if wanted.year is None else last_day(wanted.year, today=today)
    since = a_year_before(today) if wanted.year is None else date(wanted.year, 1, 1)
    coverage = coverage_part(draw, at=at, today=today)
    told(0.3)
    year = None if wanted.year is None else year_part(wanted.year, leaves_house=wanted.leaves_house, today=today)
    overlap = overlap_part(viewer, today=today) if wanted.year in (None, today.year) else None
    told(0.5)
    plans = plans_part(actor, draw, today=today) if wanted.year is None else None
    told(0.7)
    campaigns = campaigns_part(viewer, since=since)
    told(0.8)
    signals = signals_part(actor, leaves_house=wanted.leaves_house, since=since)
    told(0.9)
    networks = networks_part(until=at)
    told(1.0)
    return Report(
        wanted=wanted,
        title=title_of(wanted, None),
        subtitle=subtitle_of(wanted),
        on=at,
        coverage=coverage,
        networks=networks,
        overlap=overlap,
        plans=plans,
        campaigns=campaigns,
        signals=signals,
        year=year,
    )
