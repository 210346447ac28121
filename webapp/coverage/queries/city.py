"""Composes what the page of coverage shows, in a number of statements that does not grow with the city."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from webapp.coverage.queries.presence import get_target, list_states
from webapp.coverage.queries.series import Decision, list_days_of_signs, list_decisions, list_present_spells
from webapp.coverage.rules.forecast import (
    Forecast,
    NoForecast,
    Pace,
    forecast,
    observed_pace,
    required_pace,
    years_left,
)
from webapp.coverage.rules.need import NeighbourhoodNeed
from webapp.coverage.rules.presence import Coverage, NeighbourhoodState, Target, summarise, target_share
from webapp.coverage.rules.series import (
    Amounts,
    Measure,
    Measured,
    SeriesPoint,
    Size,
    chart_days,
    measured,
    series_of,
    starts_of,
    totals_of,
)


@dataclass(frozen=True)
class Line:
    """A neighbourhood in the list: how it stands, and how much it may need."""

    state: NeighbourhoodState
    need: NeighbourhoodNeed


@dataclass(frozen=True)
class Start:
    """The first day of presence of a neighbourhood."""

    on: date
    slug: str
    name: str


@dataclass(frozen=True)
class City:
    """Coverage of the city on a date, with what was known up to then.

    `target` is the one that held on the date. `years_left` is None when the target year has passed; `required` is how
    many starts a year it would take until then. `ended` counts neighbourhoods that were present once and are no longer.
    """

    at: date
    target: Target
    coverage: Coverage
    lines: tuple[Line, ...]
    points: tuple[SeriesPoint, ...]
    totals: Amounts
    tallies: tuple[Measured, ...]
    pace: Pace
    years_left: float | None
    required: float | None
    outlook: Forecast | NoForecast
    starts: tuple[Start, ...]
    ended: int
    decisions: tuple[Decision, ...]

    @property
    def remaining(self) -> int:
        """How many neighbourhoods are not present."""
        return self.coverage.neighbourhoods.total - self.coverage.neighbourhoods.reached

    @property
    def forecast(self) -> Forecast | None:
        """The forecast, where there can be one."""
        return self.outlook if isinstance(self.outlook, Forecast) else None

    @property
    def refused(self) -> NoForecast | None:
        """Why there is no forecast, where there is none."""
        return self.outlook if isinstance(self.outlook, NoForecast) else None

    @property
    def by_target(self) -> Amounts | None:
        """What was reached when the target year began; None while that is to come."""
        end = date(self.target.target_year, 1, 1)
        return next((point.reached for point in self.points if point.at == end), None)

    @property
    def unknown_need(self) -> tuple[Line, ...]:
        """The neighbourhoods of which too little is known to tell how much they may need."""
        return tuple(line for line in self.lines if not line.need.is_known)

    def tally(self, measure: Measure) -> Measured:
        """What is reached in one measure."""
        return next(each for each in self.tallies if each.measure == measure)

    def target_share(self, day: date) -> float:
        """The share that the target line asks for on a day."""
        return target_share(day, self.target)


def get_city(session: Session, *, at: date, needs: Sequence[NeighbourhoodNeed]) -> City:
    """Coverage of the city on a date; `needs` are those of all its neighbourhoods, which no date changes.

    Five statements. Raises `DatabaseNotReady` code `not_seeded`.
    """
    target = get_target(session, at=at)
    by_slug = {need.slug: need for need in needs}
    # a neighbourhood that came while this was read is in no version that anyone asked for
    states = [state for state in list_states(session, at=at) if state.slug in by_slug]
    lines = tuple(Line(state, by_slug[state.slug]) for state in states)
    known = {line.need.id for line in lines}
    spells = [spell for spell in list_present_spells(session, until=at) if spell.neighbourhood_id in known]
    signs = list_days_of_signs(session, until=at)
    sizes = {line.need.id: Size(line.state.inhabitants, line.need.weighted_inhabitants) for line in lines}
    points = series_of(spells, signs, sizes, chart_days(target.start_year, at))
    starts = starts_of(spells)
    reached = points[-1].reached.neighbourhoods
    remaining, left = len(lines) - reached, years_left(at, target)
    pace = observed_pace([day for day, _ in starts], start_year=target.start_year, at=at)
    named = {line.need.id: line.state for line in lines}
    return City(
        at=at,
        target=target,
        coverage=summarise(states, at=at, target=target),
        lines=lines,
        points=points,
        totals=totals_of(sizes.values()),
        tallies=tuple(measured(measure, points[-1], sizes.values()) for measure in Measure),
        pace=pace,
        years_left=left,
        required=None if left is None else required_pace(remaining, left),
        outlook=forecast(pace, at=at, remaining=remaining, target=target),
        starts=tuple(Start(day, named[each].slug, named[each].name) for day, each in starts),
        ended=len(starts) - reached,
        decisions=list_decisions(session, at=at),
    )
