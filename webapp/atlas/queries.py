"""Composes what the public pages show, in a number of statements that does not grow with the city."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from webapp.areas.frames import MapFrame
from webapp.areas.queries import (
    Buurt,
    NeighbourhoodName,
    list_bordering,
    list_buurten,
)
from webapp.atlas.pages import (
    BuurtRow,
    EvidenceItem,
    Neighbour,
    NeighbourhoodFigures,
    NeighbourhoodPage,
    StageSpell,
    Standing,
    WayToHelp,
)
from webapp.atlas.rules import month_starts, sort_states
from webapp.calendar.dates import known_day
from webapp.calendar.time_axis import time_axis
from webapp.coverage.queries import (
    list_coverage,
    list_evidence,
    list_spells,
    list_states,
    list_ways_to_help,
)
from webapp.coverage.rules import STALE_AFTER_YEARS, CoveragePoint, Target, summarise, years_before
from webapp.discovery.queries import find_short
from webapp.listings.neighbourhood import get_local
from webapp.listings.pages import PointsFrame
from webapp.listings.queries import OwnLanguage, count_shown
from webapp.models import Evidence, Neighbourhood, Presence
from webapp.networks.rules.publishing import PublicPlace


def get_series(session: Session, *, target: Target, today: date) -> tuple[CoveragePoint, ...]:
    """Coverage at the start of every month since the start year, and today."""
    return list_coverage(session, month_starts(start_year=target.start_year, until=today), target=target)


def get_standing(
    session: Session,
    *,
    at: date,
    today: date,
    sort: str,
    target: Target,
    series: tuple[CoveragePoint, ...],
    chart: str,
    points_query: str,
) -> Standing:
    """The part of the start page that changes with the date; a day after today shows today."""
    day = known_day(at, today=today)
    states = list_states(session, at=day)
    return Standing(
        time=time_axis(start_year=target.start_year, today=today, at=at),
        coverage=summarise(states, at=day, target=target),
        target=target,
        states=sort_states(states, sort),
        series=series,
        chart=chart,
        sort=sort,
        initiatives=count_shown(session, at=day),
        points_query=points_query,
    )


def get_neighbourhood_page(
    session: Session,
    neighbourhood: NeighbourhoodName,
    *,
    at: date,
    today: date,
    frame: MapFrame,
    points: PointsFrame,
    target: Target,
    own_language: OwnLanguage,
    minute: int | None = None,
    network: PublicPlace | None = None,
) -> NeighbourhoodPage:
    """Everything that the page of one neighbourhood shows, as of a date; a day after today shows today.

    By the `minute` of today (`webapp.listings.composing.minute_now`) what is over is not what comes next. `network` is
    what may be told of who stands in its network today.
    """
    day = known_day(at, today=today)
    states = {state.slug: state for state in list_states(session, at=day)}
    buurten = list_buurten(session, neighbourhood.id, today=today)
    record = session.get_one(Neighbourhood, neighbourhood.id)
    fresh_after = years_before(day, STALE_AFTER_YEARS)
    return NeighbourhoodPage(
        state=states[neighbourhood.slug],
        time=time_axis(start_year=target.start_year, today=today, at=at),
        aliases=tuple(record.aliases),
        figures=figures(buurten),
        buurten=tuple(
            BuurtRow(
                code=buurt.code,
                name=buurt.name,
                is_official=buurt.is_official,
                inhabitants=buurt.inhabitants,
                inhabitants_estimated=buurt.inhabitants_estimated,
                households=buurt.households,
                area_ha=buurt.area_ha,
            )
            for buurt in buurten
        ),
        spells=tuple(_spell(row, day, own_language) for row in list_spells(session, neighbourhood.id, at=day)),
        evidence=tuple(
            _evidence(row, fresh_after, own_language) for row in list_evidence(session, neighbourhood.id, at=day)
        ),
        ways_to_help=tuple(
            WayToHelp(
                id=row.id,
                title=own_language(row.title, row.title_en),
                text=own_language(row.text, row.text_en),
                minutes=row.minutes,
                provenance=row.provenance,
            )
            for row in list_ways_to_help(session, neighbourhood.id)
        ),
        neighbours=tuple(
            Neighbour(slug=slug, name=states[slug].name, stage=states[slug].stage)
            for slug in list_bordering(session, neighbourhood.id)
        ),
        local=(
            get_local(
                session,
                neighbourhood.id,
                neighbourhood.slug,
                today=today,
                own_language=own_language,
                minute=minute,
            )
            if at >= today
            else None
        ),
        discovery=find_short(session, neighbourhood.id) if at >= today else None,
        network=network if at >= today else None,
        map=frame,
        points=points,
    )


def figures(buurten: Sequence[Buurt]) -> NeighbourhoodFigures:
    """Sums over buurten, and percentages weighted by inhabitants or households; None where too little is known.

    A figure that some inhabited buurt lacks would be a sum over part of the neighbourhood beside inhabitants
    of all of it, so it counts as unknown.
    """
    inhabited = [buurt for buurt in buurten if buurt.inhabitants]
    whole = all(buurt.households is not None for buurt in inhabited)
    years = {buurt.inhabitants_year for buurt in buurten if buurt.inhabitants_year is not None}
    return NeighbourhoodFigures(
        inhabitants=_total([buurt.inhabitants for buurt in buurten]),
        inhabitants_estimated=any(buurt.inhabitants_estimated for buurt in buurten),
        inhabitants_year=max(years, default=None),
        households=_total([buurt.households for buurt in buurten]) if whole else None,
        pct_65plus=_weighted([(buurt.pct_65plus, buurt.inhabitants) for buurt in inhabited]) if whole else None,
        pct_one_person_households=(
            _weighted([(buurt.pct_one_person_households, buurt.households) for buurt in inhabited]) if whole else None
        ),
        area_ha=sum(buurt.area_ha for buurt in buurten),
    )


def _total(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _weighted(pairs: Sequence[tuple[float | None, int | None]]) -> float | None:
    known = [(value, weight) for value, weight in pairs if value is not None and weight]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None


def _spell(row: Presence, at: date, own_language: OwnLanguage) -> StageSpell:
    since, until = row.period.lower, row.period.upper
    assert since is not None  # noqa: S101  (the database refuses a stage without a beginning)
    return StageSpell(
        stage=row.stage,
        since=since,
        until=until if until is not None and until <= at else None,
        precision=row.since_precision,
        provenance=row.provenance,
        note=own_language(row.note, row.note_en),
    )


def _evidence(row: Evidence, fresh_after: date, own_language: OwnLanguage) -> EvidenceItem:
    return EvidenceItem(
        kind=row.kind,
        observed_on=row.observed_on,
        precision=row.precision,
        provenance=row.provenance,
        note=own_language(row.note, row.note_en),
        is_fresh=row.observed_on > fresh_after,
    )
