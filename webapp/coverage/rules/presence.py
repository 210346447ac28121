"""Rules of presence and coverage [S4].

Dates are `datetime.date`; `at` is the day that is looked at, never the clock.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from webapp.calendar.dates import EARLIEST, LATEST
from webapp.errors import DomainError
from webapp.vocabulary import DatePrecision, EvidenceKind, Provenance, Stage

STAGES: tuple[Stage, ...] = tuple(Stage)
"""All stages, from nothing to carried by the neighbourhood itself."""

PRESENT_STAGES = frozenset({Stage.ACTIVE, Stage.SELF_SUSTAINING})
"""Stages that count toward the target [S4]."""

EVIDENCE_KINDS_NEEDED: dict[Stage, int] = {
    Stage.UNREACHED: 0,
    Stage.EXPLORING: 0,
    Stage.STARTING: 1,
    Stage.ACTIVE: 2,
    Stage.SELF_SUSTAINING: 3,
}
"""How many of the four kinds of evidence a stage rests on (docs/adr/0006-presence-rules.md)."""

STALE_AFTER_YEARS = 1
"""Evidence without a sign of life for this long is stale [S4]."""


@dataclass(frozen=True)
class NeighbourhoodState:
    """How a neighbourhood stands on a date.

    `since` is the first day of the present stage (None when there never was one), as exact as
    `since_precision` says; `last_sign_on` is the newest evidence on or before the date.
    `inhabitants` is None when no figure is known; `inhabitants_estimated` when part of it is an estimate.
    """

    slug: str
    name: str
    stage: Stage
    since: date | None
    since_precision: DatePrecision
    provenance: Provenance | None
    inhabitants: int | None
    inhabitants_estimated: bool
    last_sign_on: date | None
    is_stale: bool

    @property
    def is_present(self) -> bool:
        """Whether the neighbourhood counts toward the target."""
        return self.stage in PRESENT_STAGES

    @property
    def is_demo(self) -> bool:
        """Whether the present stage is demonstration data."""
        return self.provenance == Provenance.DEMO


@dataclass(frozen=True)
class Target:
    """The straight line from no to every neighbourhood, from 1 January of one year to 1 January of the other."""

    start_year: int
    target_year: int


@dataclass(frozen=True)
class Tally:
    """A number reached out of a total; `unknown` counts neighbourhoods that have no figure."""

    reached: int
    total: int
    unknown: int = 0

    @property
    def share(self) -> float:
        """Reached as a share of the total, 0 to 1; 0 when there is nothing to reach."""
        return self.reached / self.total if self.total else 0.0


@dataclass(frozen=True)
class Coverage:
    """Coverage of the city on a date, with all evidence and with fresh evidence only."""

    at: date
    neighbourhoods: Tally
    inhabitants: Tally
    fresh_neighbourhoods: Tally
    fresh_inhabitants: Tally
    by_stage: dict[Stage, int]
    target_share: float
    has_demo: bool

    @property
    def target_neighbourhoods(self) -> int:
        """How many neighbourhoods the target line asks for, to the nearest whole one."""
        return round(self.target_share * self.neighbourhoods.total)

    @property
    def behind(self) -> int:
        """How many neighbourhoods short of the target line; 0 when on or above it."""
        return max(0, self.target_neighbourhoods - self.neighbourhoods.reached)


@dataclass(frozen=True)
class CoveragePoint:
    """Coverage on one date of the series behind the chart: shares 0 to 1."""

    at: date
    neighbourhoods: int
    neighbourhoods_total: int
    inhabitants: int
    inhabitants_total: int
    fresh_neighbourhoods: int
    target_share: float

    @property
    def share(self) -> float:
        """Neighbourhoods with presence as a share of all."""
        return self.neighbourhoods / self.neighbourhoods_total if self.neighbourhoods_total else 0.0


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def is_stale(stage: Stage, last_sign_on: date | None, at: date) -> bool:
    """Whether a stage that rests on evidence has had no sign of life in the year up to `at` [S4]."""
    if EVIDENCE_KINDS_NEEDED[stage] == 0:
        return False
    return last_sign_on is None or last_sign_on <= years_before(at, STALE_AFTER_YEARS)


def evidence_short(stage: Stage, kinds: Collection[EvidenceKind]) -> int:
    """How many more kinds of evidence `stage` needs beside `kinds`; 0 when it may stand."""
    return max(0, EVIDENCE_KINDS_NEEDED[stage] - len(set(kinds)))


def check_stage_change(
    stage: Stage, *, on: date, kinds: Collection[EvidenceKind], current_since: date | None, today: date
) -> None:
    """Refuse a change of stage that the rules do not allow.

    Raises `DomainError` with code `stage_in_future`, `stage_before_current` or `stage_needs_evidence`
    (`missing` and `needed` in its detail).
    """
    if on > today:
        raise DomainError("stage_in_future", on=on)
    if current_since is not None and on <= current_since:
        raise DomainError("stage_before_current", on=on, current_since=current_since)
    missing = evidence_short(stage, kinds)
    if missing:
        raise DomainError("stage_needs_evidence", stage=stage, needed=EVIDENCE_KINDS_NEEDED[stage], missing=missing)


def target_share(at: date, target: Target) -> float:
    """The share that the straight target line asks for at a date, 0 to 1 [S4]."""
    start, end = date(target.start_year, 1, 1), date(target.target_year, 1, 1)
    return min(1.0, max(0.0, (at - start).days / (end - start).days))


def check_target(target: Target) -> None:
    """Raise `DomainError` code `target_years` unless the line runs forward within 1900 to 2200."""
    if not EARLIEST.year <= target.start_year < target.target_year <= LATEST.year:
        raise DomainError("target_years", start_year=target.start_year, target_year=target.target_year)


def summarise(states: Iterable[NeighbourhoodState], *, at: date, target: Target) -> Coverage:
    """Coverage on a date from the state of every neighbourhood on that date."""
    every = list(states)
    present = [state for state in every if state.is_present]
    fresh = [state for state in present if not state.is_stale]
    return Coverage(
        at=at,
        neighbourhoods=Tally(len(present), len(every)),
        inhabitants=_inhabitants(present, every),
        fresh_neighbourhoods=Tally(len(fresh), len(every)),
        fresh_inhabitants=_inhabitants(fresh, every),
        by_stage={stage: sum(state.stage == stage for state in every) for stage in STAGES},
        target_share=target_share(at, target),
        has_demo=any(state.is_demo for state in every),
    )


def _inhabitants(reached: Iterable[NeighbourhoodState], every: Iterable[NeighbourhoodState]) -> Tally:
    known = [state.inhabitants for state in every]
    return Tally(
        reached=sum(state.inhabitants or 0 for state in reached),
        total=sum(number or 0 for number in known),
        unknown=sum(number is None for number in known),
    )
