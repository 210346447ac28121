"""Coverage over time: from spells of presence and signs of life to what was reached on each day.

Sums are kept while going through the days once, so that the work grows with what happened and not with days times
neighbourhoods.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.coverage.rules.need import NeighbourhoodNeed
from webapp.coverage.rules.presence import STALE_AFTER_YEARS, NeighbourhoodState, Tally
from webapp.errors import BadInput

MOST_QUARTERS = 80
"""A chart of more years than this allows has a point per year."""


class Measure(StrEnum):
    """In what coverage is told; the values stand in addresses."""

    NEIGHBOURHOODS = "wijken"
    INHABITANTS = "inwoners"
    NEED = "nood"


def parse_measure(text: str | None) -> Measure:
    """In what coverage is asked, neighbourhoods when it is left out; raises `BadInput` code `measure_invalid`."""
    if not text:
        return Measure.NEIGHBOURHOODS
    try:
        return Measure(text)
    except ValueError:
        raise BadInput("measure_invalid", value=text[:20]) from None


@dataclass(frozen=True)
class Spell:
    """A time in which a neighbourhood was present; `until` is the first day after it, None while it lasts."""

    neighbourhood_id: int
    since: date
    until: date | None


@dataclass(frozen=True)
class Size:
    """How much a neighbourhood counts for: None where it is not known."""

    inhabitants: int | None
    weighted: float | None


@dataclass(frozen=True)
class Amounts:
    """What is reached: neighbourhoods, inhabitants, and inhabitants who count by the need of their neighbourhood."""

    neighbourhoods: int = 0
    inhabitants: int = 0
    weighted: float = 0.0

    def of(self, measure: Measure) -> float:
        """One of the three."""
        return {
            Measure.NEIGHBOURHOODS: float(self.neighbourhoods),
            Measure.INHABITANTS: float(self.inhabitants),
            Measure.NEED: self.weighted,
        }[measure]


@dataclass(frozen=True)
class SeriesPoint:
    """Coverage on a day, with all evidence and with fresh evidence only."""

    at: date
    reached: Amounts
    fresh: Amounts


@dataclass(frozen=True)
class Measured:
    """Coverage in one measure on a date: with all evidence, and with fresh evidence only."""

    measure: Measure
    reached: Tally
    fresh: Tally


def totals_of(sizes: Iterable[Size]) -> Amounts:
    """What there is to reach; what is not known adds nothing, and is counted by `measured`."""
    every = list(sizes)
    return Amounts(
        len(every), sum(size.inhabitants or 0 for size in every), sum(size.weighted or 0.0 for size in every)
    )


def measured(measure: Measure, point: SeriesPoint, sizes: Iterable[Size]) -> Measured:
    """Coverage in a measure, with how many neighbourhoods it cannot tell of; weighted inhabitants to whole ones."""
    every = list(sizes)
    unknown = {
        Measure.NEIGHBOURHOODS: 0,
        Measure.INHABITANTS: sum(size.inhabitants is None for size in every),
        Measure.NEED: sum(size.weighted is None for size in every),
    }[measure]
    total = round(totals_of(every).of(measure))
    return Measured(
        measure,
        Tally(round(point.reached.of(measure)), total, unknown),
        Tally(round(point.fresh.of(measure)), total, unknown),
    )


def need_tally(states: Iterable[NeighbourhoodState], needs: Iterable[NeighbourhoodNeed]) -> Tally:
    """Inhabitants of neighbourhoods that are present, each counting by its need, out of all of whom that is known."""
    present = {state.slug for state in states if state.is_present}
    every = list(needs)
    return Tally(
        reached=round(sum(need.weighted_inhabitants or 0.0 for need in every if need.slug in present)),
        total=round(sum(need.weighted_inhabitants or 0.0 for need in every)),
        unknown=sum(not need.is_known for need in every),
    )


def first_stale_day(sign: date) -> date:
    """The day from which a sign of life alone no longer counts: `is_stale` told the other way round."""
    try:
        return sign.replace(year=sign.year + STALE_AFTER_YEARS)
    except ValueError:
        return date(sign.year + STALE_AFTER_YEARS, 3, 1)


def fresh_spells(spell: Spell, signs: Iterable[date]) -> tuple[Spell, ...]:
    """The parts of a spell in which there was a sign of life in the year before; `signs` in order of time."""
    found: list[Spell] = []
    for sign in signs:
        since, until = max(sign, spell.since), first_stale_day(sign)
        if spell.until is not None:
            until = min(until, spell.until)
        if found and found[-1].until is not None and since <= found[-1].until:
            since = found.pop().since
        if since < until:
            found.append(Spell(spell.neighbourhood_id, since, until))
    return tuple(found)


def series_of(
    spells: Iterable[Spell], signs: Mapping[int, Sequence[date]], sizes: Mapping[int, Size], days: Sequence[date]
) -> tuple[SeriesPoint, ...]:
    """Coverage on each of `days`, which are in order. `signs` are the days of evidence per neighbourhood, in order."""
    every = list(spells)
    fresh = [part for spell in every for part in fresh_spells(spell, signs.get(spell.neighbourhood_id, ()))]
    reached = _sums(every, sizes, days)
    return tuple(SeriesPoint(*point) for point in zip(days, reached, _sums(fresh, sizes, days), strict=True))


def starts_of(spells: Iterable[Spell]) -> tuple[tuple[date, int], ...]:
    """The first day of presence of each neighbourhood that ever was present, with its id, in order of time."""
    first: dict[int, date] = {}
    for spell in spells:
        first[spell.neighbourhood_id] = min(spell.since, first.get(spell.neighbourhood_id, spell.since))
    return tuple(sorted((day, neighbourhood_id) for neighbourhood_id, day in first.items()))


def chart_days(start_year: int, at: date) -> tuple[date, ...]:
    """The days of a chart up to `at`: the first of each quarter, or of each year when that would be many, and `at`."""
    years = range(start_year, at.year + 1)
    months = (1, 4, 7, 10) if len(years) * 4 <= MOST_QUARTERS else (1,)
    firsts = (date(year, month, 1) for year in years for month in months)
    return (*(day for day in firsts if day < at), at)


def _sums(spells: Iterable[Spell], sizes: Mapping[int, Size], days: Sequence[date]) -> list[Amounts]:
    """What the spells that run on each day come to together."""
    changes: defaultdict[date, list[tuple[int, Size]]] = defaultdict(list)
    for spell in spells:
        size = sizes[spell.neighbourhood_id]
        changes[spell.since].append((1, size))
        if spell.until is not None:
            changes[spell.until].append((-1, size))
    due = sorted(changes, reverse=True)
    neighbourhoods, inhabitants, weighted = 0, 0, 0.0
    found = []
    for day in days:
        while due and due[-1] <= day:
            for sign, size in changes[due.pop()]:
                neighbourhoods += sign
                inhabitants += sign * (size.inhabitants or 0)
                weighted += sign * (size.weighted or 0.0)
        found.append(Amounts(neighbourhoods, inhabitants, max(0.0, weighted)))
    return found
