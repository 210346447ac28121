"""How fast neighbourhoods are reached, how fast that would have to go, and what it comes to (docs/adr/0020).

A *start* is a neighbourhood's first day of presence. Starts are taken to come one by one at a steady rate that is not
known (Poisson); after `n` starts in `t` years, and with Jeffreys' prior, the rate is Gamma(n + 1/2, t), and the number
of starts in the years to come is negative binomial. The band holds what comes out in eight of ten such futures. Nobody
is taken to leave, and which neighbourhood comes next is not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import exp, log

from webapp.calendar.dates import LATEST
from webapp.coverage.rules.presence import Target, years_before

LEAST_STARTS = 3
"""With fewer starts there is no band: they tell too little of a rate."""

LEAST_YEARS = 1.0
"""For so long starts must have been looked at."""

BAND = (0.1, 0.9)
"""Of ten futures one lies below and one above."""

PRIOR_STARTS = 0.5
DAYS_A_YEAR = 365.2425
HALVINGS = 40
MOST_YEARS_SHOWN = 10


class NoForecast(StrEnum):
    """Why there is no forecast."""

    TOO_FEW_STARTS = "too_few_starts"
    TOO_SHORT = "too_short"
    ALL_REACHED = "all_reached"


@dataclass(frozen=True)
class Pace:
    """How many starts there were in how many years."""

    starts: int
    years: float

    @property
    def a_year(self) -> float:
        """Starts a year; 0 when no time has passed."""
        return self.starts / self.years if self.years else 0.0


@dataclass(frozen=True)
class ForecastPoint:
    """How many of the remaining neighbourhoods have been started by a day: at the pace, and the ends of the band."""

    at: date
    expected: float
    low: int
    high: int


@dataclass(frozen=True)
class Forecast:
    """What the pace up to `at` comes to. A day is None when it lies beyond the year 2200.

    `reached_on` is the day on which all are reached at this pace; one of ten futures is there before `earliest`, and
    one of ten not yet on `latest`.
    """

    at: date
    pace: Pace
    remaining: int
    reached_on: date | None
    earliest: date | None
    latest: date | None
    points: tuple[ForecastPoint, ...]


def years_between(first: date, last: date) -> float:
    """Years from one day to a later one: whole ones, and the part of the running one that has passed."""
    whole = last.year - first.year
    if years_before(first, -whole) > last:
        whole -= 1
    begun, ends = years_before(first, -whole), years_before(first, -whole - 1)
    return whole + (last - begun).days / (ends - begun).days


def years_left(at: date, target: Target) -> float | None:
    """Years from a day to the end of the target line; None when that has passed."""
    end = date(target.target_year, 1, 1)
    return years_between(at, end) if at < end else None


def required_pace(remaining: int, years: float) -> float:
    """How many starts a year it takes to reach all that remain in so many years, which are more than none.

    Twenty neighbourhoods with four present and three years left: 16 / 3 = 5.33.
    """
    return remaining / years


def observed_pace(starts: Sequence[date], *, start_year: int, at: date) -> Pace:
    """The starts up to a day, over the time since the start of the target line, or since the first one before that."""
    known = [day for day in starts if day <= at]
    since = min([date(start_year, 1, 1), *known])
    return Pace(len(known), years_between(since, at) if since < at else 0.0)


def refusal(pace: Pace, remaining: int) -> NoForecast | None:
    """Why there can be no forecast; None when there can."""
    if remaining == 0:
        return NoForecast.ALL_REACHED
    if pace.starts < LEAST_STARTS:
        return NoForecast.TOO_FEW_STARTS
    if pace.years < LEAST_YEARS:
        return NoForecast.TOO_SHORT
    return None


def forecast(pace: Pace, *, at: date, remaining: int, target: Target) -> Forecast | NoForecast:
    """What the pace comes to, on the first of January of years to come, up to the target or when all are reached."""
    refused = refusal(pace, remaining)
    if refused is not None:
        return refused
    expected = _later(at, remaining / pace.a_year)
    days = shown_days(at, target=target, reached_on=expected)
    return Forecast(
        at=at,
        pace=pace,
        remaining=remaining,
        reached_on=expected,
        earliest=_later(at, _waiting_time(pace, remaining, BAND[0])),
        latest=_later(at, _waiting_time(pace, remaining, BAND[1])),
        points=tuple(_point(day, pace, at=at, remaining=remaining) for day in days),
    )


def shown_days(at: date, *, target: Target, reached_on: date | None) -> tuple[date, ...]:
    """`at` and each first of January after it, until the target and the end at this pace are in view; ten at most."""
    end = max(target.target_year, (reached_on or LATEST).year + 1)
    last = min(max(end, at.year + 2), at.year + MOST_YEARS_SHOWN, LATEST.year)
    return (at, *(date(year, 1, 1) for year in range(at.year + 1, last + 1)))


def chance_of(starts: int, pace: Pace, years: float) -> float:
    """The chance of at least so many starts in so many years to come."""
    return 1.0 - sum(_chances(pace, years, starts))


def _point(day: date, pace: Pace, *, at: date, remaining: int) -> ForecastPoint:
    years = years_between(at, day)
    low, high = (_quantile(pace, years, share, remaining) for share in BAND)
    return ForecastPoint(day, min(float(remaining), pace.a_year * years), low, high)


def _chances(pace: Pace, years: float, count: int) -> list[float]:
    """The chances of 0, 1, … `count - 1` starts in so many years; in logarithms, since they can be very small."""
    shape = pace.starts + PRIOR_STARTS
    none, more = log(pace.years / (pace.years + years)), years / (pace.years + years)
    chance, found = shape * none, []
    for number in range(count):
        found.append(exp(chance))
        chance += log((number + shape) / (number + 1)) + log(more) if more else -1e9
    return found


def _quantile(pace: Pace, years: float, share: float, most: int) -> int:
    """The fewest starts that at least this share of futures does not go beyond; never over `most`."""
    together = 0.0
    for number, chance in enumerate(_chances(pace, years, most)):
        together += chance
        if together >= share:
            return number
    return most


def _waiting_time(pace: Pace, remaining: int, share: float) -> float:
    """In how many years this share of futures has so many starts; beyond what dates can tell when it takes longer."""
    low, high = 0.0, float(LATEST.year)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if chance_of(remaining, pace, middle) < share:
            low = middle
        else:
            high = middle
    return high


def _later(at: date, years: float) -> date | None:
    days = years * DAYS_A_YEAR
    return at + timedelta(days=round(days)) if days <= (LATEST - at).days else None
