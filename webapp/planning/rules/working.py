"""From what is known and what is asked for to a ranking, a plan, and what it reaches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from webapp.coverage.rules.forecast import required_pace, years_between
from webapp.planning.rules.comparing import Outcome
from webapp.planning.rules.criteria import Candidate, Ranked, rank
from webapp.planning.rules.plan import (
    Base,
    Gain,
    Place,
    Plan,
    Problem,
    Reached,
    Refusal,
    check_wishes,
    reached_by,
)
from webapp.planning.rules.settings import Settings, WrittenWish, resolve
from webapp.planning.rules.solving import find_conflict, in_order, rank_plan, solve
from webapp.vocabulary import PlanMethod


@dataclass(frozen=True)
class Facts:
    """What a plan is made of.

    Attributes
    ----------
    this_year
        The year of today; a plan begins in the next.
    candidates, left_out
        Neighbourhoods that are not present, and how many more there are that are not looked at.
    names, slugs
        Of all neighbourhoods, by id.
    beside
        Which neighbourhoods lie next to each candidate.
    present
        Those that are reached.
    base, gains
        What is reached today, and what each neighbourhood adds.
    """

    this_year: int
    candidates: tuple[Candidate, ...]
    left_out: int
    names: Mapping[int, str]
    slugs: Mapping[int, str]
    beside: Mapping[int, tuple[int, ...]]
    present: frozenset[int]
    base: Base
    gains: Mapping[int, Gain]

    @property
    def without_figures(self) -> tuple[Candidate, ...]:
        """Candidates of which nobody knows how many people live there: ranked, and not planned."""
        return tuple(each for each in self.candidates if each.value is None)


@dataclass(frozen=True)
class Plans:
    """The plan that reaches most, and the one that follows the ranking."""

    coverage: Plan
    ranking: Plan

    @property
    def lead(self) -> float:
        """How much more the best one is worth than the ranking's, as a share of that."""
        return self.coverage.worth / self.ranking.worth - 1 if self.ranking.worth else 0.0


@dataclass(frozen=True)
class Worked:
    """A question worked out. Without `plans` the `refusal` says why there are none.

    `lost` are wishes for neighbourhoods that there are not, which are passed over; `reached` is that of the plan that
    was asked for, and only the year before it where there is none.
    """

    settings: Settings
    ranked: tuple[Ranked, ...]
    problem: Problem
    plans: Plans | None
    refusal: Refusal | None
    lost: tuple[WrittenWish, ...]
    reached: tuple[Reached, ...]

    @property
    def plan(self) -> Plan | None:
        """The plan by the method that was asked for."""
        if self.plans is None:
            return None
        return self.plans.coverage if self.settings.method == PlanMethod.COVERAGE else self.plans.ranking

    def outcome(self, name: str, slugs: Mapping[int, str]) -> Outcome:
        """What came of it, under a name."""
        starts = {slugs[key]: year for key, year in self.plan.starts} if self.plan else {}
        return Outcome(name, starts, self.reached)


Solve = Callable[[Problem, tuple[int, ...]], Plans | Refusal]
"""Makes the plans of a problem, given the order of the ranking; the site keeps what came out."""


def make_plans(problem: Problem, order: tuple[int, ...]) -> Plans | Refusal:
    """Both plans, or which wishes exclude each other. Raises as `solve`."""
    coverage = solve(problem, hint=in_order(problem, order))
    ranking = rank_plan(problem, order)
    if coverage is None or ranking is None:
        return Refusal("wishes_exclude_each_other", find_conflict(problem))
    return Plans(coverage, ranking)


def work_out(facts: Facts, settings: Settings, *, make: Solve = make_plans) -> Worked:
    """Rank the candidates and plan them. Raises `DomainError` code `planner_out_of_time`."""
    ranked = rank(facts.candidates, settings.weights)
    ids = {slug: key for key, slug in facts.slugs.items()}
    wishes, lost = resolve(settings.wishes, ids)
    problem = Problem(_places(facts), settings.years(facts.this_year), settings.pace, wishes)
    found: Plans | Refusal | None = check_wishes(problem, present=facts.present)
    if found is None:
        planned = {place.id for place in problem.places}
        found = make(problem, tuple(each.candidate.id for each in ranked if each.candidate.id in planned))
    plans, refusal = (found, None) if isinstance(found, Plans) else (None, found)
    worked = Worked(settings, ranked, problem, plans, refusal, lost, ())
    starts, years = (worked.plan.year_of, problem.years) if worked.plan else ({}, ())
    reached = tuple(reached_by(facts.base, facts.gains, starts, years))
    return Worked(settings, ranked, problem, plans, refusal, lost, reached)


def _places(facts: Facts) -> tuple[Place, ...]:
    known = {each.id: each for each in facts.candidates if each.value is not None}
    return tuple(
        Place(
            id=key,
            worth=round(each.value or 0),
            beside=tuple(other for other in facts.beside.get(key, ()) if other in known),
            is_beside_present=bool(each.beside),
        )
        for key, each in sorted(known.items())
    )


@dataclass(frozen=True)
class NeededPace:
    """How many starts a year it takes to be everywhere.

    `left` neighbourhoods are not reached. To reach all by 1 January of the target year it takes `needed` a year,
    None when that day is over; to do so within the plan `needed_in_plan`.
    """

    left: int
    target_year: int
    needed: float | None
    needed_in_plan: float


def needed_pace(left: int, *, target_year: int, today: date, horizon: int) -> NeededPace:
    """The pace that is needed, as on the page of coverage."""
    years = years_between(today, date(target_year, 1, 1))
    needed = required_pace(left, years) if years > 0 else None
    return NeededPace(left, target_year, needed, required_pace(left, horizon))
