"""Puts the pages of coverage together, and keeps by version and date what is the same for everyone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import current_app, url_for
from flask_babel import gettext

from webapp.areas.frames import MapFrame
from webapp.areas.map_frame import city_map
from webapp.areas.queries import NeighbourhoodName, find_geography
from webapp.calendar.dates import known_day, parse_date
from webapp.calendar.time_axis import TimeAxis, time_axis
from webapp.config import Settings
from webapp.coverage.forecast_chart import ForecastChartWords, Row, forecast_chart
from webapp.coverage.queries import City, find_map_version, get_city, get_state, list_need, list_spells
from webapp.coverage.queries.city import Line
from webapp.coverage.queries.why import Sign, check_can_go, list_signs
from webapp.coverage.rules.listing import parse_line_sort, sorted_lines
from webapp.coverage.rules.need import NeighbourhoodNeed
from webapp.coverage.rules.presence import NeighbourhoodState
from webapp.coverage.rules.series import Measure, first_stale_day, parse_measure
from webapp.coverage.rules.why import Explanation, explain
from webapp.coverage.words import measure_name
from webapp.errors import DatabaseNotReady, DomainError
from webapp.extensions import db
from webapp.i18n import locale_code, long_date, number, own_language, percent, since
from webapp.models import Presence
from webapp.ui.answers import ValueCache
from webapp.vocabulary import DatePrecision

pieces = ValueCache(192)
"""What the page of coverage is composed of, by version and date: at most 100 kB each for a city."""


@dataclass(frozen=True)
class Asked:
    """What an address asks of the page: a date, an order of the list, a measure, a chosen neighbourhood."""

    at: date
    today: date
    sort: str
    measure: Measure
    chosen: str | None

    @property
    def day(self) -> date:
        """The day whose situation answers."""
        return known_day(self.at, today=self.today)

    @property
    def op(self) -> str | None:
        """The date as it stands in an address; None for today."""
        return None if self.at == self.today else self.at.isoformat()


@dataclass(frozen=True)
class Standing:
    """The part of the page that changes with the date, the order and the measure."""

    asked: Asked
    time: TimeAxis
    city: City
    rows: tuple[Row, ...]
    chart: str
    version: int

    @property
    def lines(self) -> tuple[Line, ...]:
        """The neighbourhoods in the order that was asked."""
        return sorted_lines(self.city.lines, self.asked.sort)


@dataclass(frozen=True)
class CoveragePage:
    """The page of coverage."""

    standing: Standing
    map: MapFrame


@dataclass(frozen=True)
class WhyPage:
    """Why a neighbourhood has its stage on a date."""

    neighbourhood: NeighbourhoodName
    at: date
    today: date
    state: NeighbourhoodState
    explanation: Explanation
    signs: tuple[Sign, ...]
    spells: tuple[Presence, ...]
    need: NeighbourhoodNeed

    @property
    def op(self) -> str | None:
        """The date as it stands in an address; None for today."""
        return None if self.at == self.today else self.at.isoformat()

    @property
    def day(self) -> date:
        """The day whose situation answers."""
        return known_day(self.at, today=self.today)

    def is_fresh(self, sign: Sign) -> bool:
        """Whether a sign of life still counts as recent."""
        return self.fresh_until(sign) > self.day

    @property
    def fresh_signs(self) -> tuple[Sign, ...]:
        """The signs of life that count as recent."""
        return tuple(sign for sign in self.signs if self.is_fresh(sign))

    @property
    def older_signs(self) -> tuple[Sign, ...]:
        """Those that no longer do."""
        return tuple(sign for sign in self.signs if not self.is_fresh(sign))

    def fresh_until(self, sign: Sign) -> date:
        """The day from which a sign of life no longer counts as recent."""
        return first_stale_day(sign.observed_on)

    def note_of(self, noted: Sign | Presence) -> str:
        """What was noted with it, in the reader's language."""
        return own_language(noted.note, noted.note_en)

    def until(self, spell: Presence) -> date | None:
        """The first day after a stage; None while it lasts on the day of the page."""
        ended = spell.period.upper
        return ended if ended is not None and ended <= self.day else None

    def can_be_withdrawn(self, spell: Presence) -> bool:
        """Whether a stage is no more than a mistake of today."""
        try:
            check_can_go(spell, today=self.today)
        except DomainError:
            return False
        return self.at == self.today


def parse_asked(asked: Mapping[str, str], *, today: date) -> Asked:
    """Read an address. Raises `BadInput` as `parse_date`, `parse_line_sort` and `parse_measure` do."""
    return Asked(
        at=parse_date(asked.get("op"), today=today),
        today=today,
        sort=parse_line_sort(asked.get("sorteer")),
        measure=parse_measure(asked.get("maat")),
        chosen=asked.get("wijk") or None,
    )


def standing_of(asked: Asked) -> Standing:
    """What changes with the date; raises `DatabaseNotReady` code `not_seeded`."""
    version = find_map_version(db.session)
    city = pieces.get(
        ("city", version, asked.today, asked.day),
        lambda: get_city(db.session, at=asked.day, needs=_needs(version, asked.today)),
    )
    rows = rows_of(city, asked.measure)
    chart = pieces.get(
        ("chart", version, asked.today, asked.day, asked.measure, locale_code()),
        lambda: forecast_chart(rows, words=chart_words(city, asked.measure)),
    )
    return Standing(
        asked=asked,
        time=time_axis(start_year=city.target.start_year, today=asked.today, at=asked.at),
        city=city,
        rows=rows,
        chart=chart,
        version=version,
    )


def page_of(standing: Standing) -> CoveragePage:
    """The whole page; raises `DatabaseNotReady` code `not_seeded`."""
    day, version = standing.asked.today, standing.version
    geography = pieces.get(("geography", version, day), lambda: find_geography(db.session, today=day))
    if geography is None:
        raise DatabaseNotReady("not_seeded")
    settings: Settings = current_app.extensions["settings"]
    frame = city_map(
        settings,
        locale=locale_code(),
        data_url=url_for("atlas.map_geojson"),
        at=standing.asked.at,
        version=version,
        geography=geography,
        chosen=standing.asked.chosen,
    )
    return CoveragePage(standing, frame)


def why_page(neighbourhood: NeighbourhoodName, *, at: date, today: date) -> WhyPage:
    """Why a neighbourhood has its stage, as of a date; a day after today shows today."""
    day = known_day(at, today=today)
    state = get_state(db.session, neighbourhood.slug, at=day)
    if state is None:
        raise DatabaseNotReady("not_seeded")
    signs = list_signs(db.session, neighbourhood.id, at=day)
    needs = {need.id: need for need in _needs(find_map_version(db.session), today)}
    if neighbourhood.id not in needs:
        # it came a moment ago
        needs = {need.id: need for need in list_need(db.session, today=today)}
    return WhyPage(
        neighbourhood=neighbourhood,
        at=at,
        today=today,
        state=state,
        explanation=explain(state, [(sign.kind, sign.observed_on) for sign in signs], at=day),
        signs=signs,
        spells=tuple(list_spells(db.session, neighbourhood.id, at=day)),
        need=needs[neighbourhood.id],
    )


def rows_of(city: City, measure: Measure) -> tuple[Row, ...]:
    """What the chart draws and its table tells, in one measure.

    Which neighbourhoods come next is not known, so each start of the forecast counts as the mean of those that remain.
    """
    total = city.totals.of(measure) or 1.0
    told = [
        Row(
            at=point.at,
            target=city.target_share(point.at),
            reached=point.reached.of(measure) / total,
            fresh=point.fresh.of(measure) / total,
        )
        for point in city.points
    ]
    if city.forecast is None:
        return (*told, *_rest_of_line(city))
    now = city.points[-1].reached.of(measure) / total
    each = (1.0 - now) / city.remaining
    ahead = [
        Row(
            at=point.at,
            target=city.target_share(point.at),
            reached=now if point.at == city.at else None,
            fresh=told[-1].fresh if point.at == city.at else None,
            expected=now + each * point.expected,
            low=now + each * point.low,
            high=now + each * point.high,
        )
        for point in city.forecast.points
    ]
    return (*told[:-1], *ahead)


def chart_words(city: City, measure: Measure) -> ForecastChartWords:
    """What stands on the chart, and what is read aloud instead of it."""
    tally = city.tally(measure)
    told = gettext(
        "Dekking in de maat %(measure)s, tot %(date)s: %(reached)s van %(total)s, dat is %(share)s. "
        "De doellijn vraagt %(target)s.",
        measure=measure_name(measure).lower(),
        date=long_date(city.at),
        reached=number(tally.reached.reached),
        total=number(tally.reached.total),
        share=percent(tally.reached.share),
        target=percent(city.coverage.target_share),
    )
    return ForecastChartWords(
        reached=gettext("bereikt"),
        target=gettext("doel"),
        expected=gettext("bij dit tempo"),
        description=f"{told} {ahead_words(city)}".strip(),
    )


def ahead_words(city: City) -> str:
    """In one sentence when all neighbourhoods are reached at this pace; empty when that cannot be told."""
    found = city.forecast
    if found is None:
        return ""
    if found.reached_on is None:
        return str(gettext("Bij dit tempo zijn in 2200 nog niet alle wijken bereikt."))
    month = since(found.reached_on, DatePrecision.MONTH)
    return str(gettext("Bij dit tempo zijn alle wijken bereikt in %(month)s.", month=month))


def _needs(version: int, day: date) -> tuple[NeighbourhoodNeed, ...]:
    return pieces.get(("need", version, day), lambda: list_need(db.session, today=day))


def _rest_of_line(city: City) -> tuple[Row, ...]:
    """The end of the target line, where it is still to come and there is no forecast to reach it with."""
    end = date(city.target.target_year, 1, 1)
    return (Row(at=end, target=1.0),) if end > city.at else ()
