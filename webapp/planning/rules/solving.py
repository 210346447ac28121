"""Finds the best plan: a maximal coverage problem over years, given to CP-SAT of OR-tools (docs/adr/0021-planner.md).

One worker and a fixed seed, with a limit in work done rather than in seconds: the same question has the same answer. A
limit in seconds stands behind that, for a machine that is very busy; a plan that it cut short is not proven.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ortools.sat.python import cp_model

from webapp.errors import DomainError
from webapp.planning.rules.plan import WHOLE, Plan, Problem, Wish, worth_of
from webapp.vocabulary import WishKind

SEED = 1
MOST_WORK = 0.6
"""In CP-SAT's own measure, which counts steps and not time: some two seconds."""

MOST_SECONDS = 4.0
"""When this is over the best plan so far counts, however little work was done."""

LINEAR = 2
"""How much of the model the linear relaxation sees: all of it, which proves most plans in one go."""

Variables = dict[tuple[int, int], Any]
"""Per neighbourhood and year, whether it is reached by then."""


def solve(problem: Problem, *, hint: Mapping[int, int] | None = None) -> Plan | None:
    """The plan that is worth most, searched from one that is known; None where the wishes exclude each other.

    Raises `DomainError` code `planner_out_of_time` when the limits are over and nothing was found: a machine that is
    hardly there.
    """
    if not problem.places:
        return Plan((), 0, 0, is_proven=True)
    model, reached = build(problem)
    for (key, year), variable in reached.items():
        if hint is not None:
            model.add_hint(variable, hint.get(key, year + 1) <= year)
    solver = make_solver()
    status = solver.solve(model)
    if status == cp_model.UNKNOWN:
        raise DomainError("planner_out_of_time")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    starts = {
        key: year
        for (key, year), variable in reached.items()
        if solver.value(variable) and not (year > problem.years[0] and solver.value(reached[key, year - 1]))
    }
    worth, bound = worth_of(problem, starts), int(solver.best_objective_bound + 0.5)
    return Plan(tuple(sorted(starts.items())), worth, max(worth, bound), is_proven=status == cp_model.OPTIMAL)


def rank_plan(problem: Problem, order: Sequence[int]) -> Plan | None:
    """The plan of a ranking: who stands higher comes earlier, as far as the wishes let them; None as `solve`.

    Its worth is that of the problem, so that the two can be compared; its bound is its own worth.
    """
    points = {key: len(order) - place for place, key in enumerate(order)}
    places = tuple(replace(place, worth=points[place.id], beside=()) for place in problem.places)
    found = solve(replace(problem, places=places, bonus=0), hint=in_order(problem, order))
    if found is None:
        return None
    worth = worth_of(problem, found.year_of)
    return Plan(found.starts, worth, worth, is_proven=found.is_proven)


def in_order(problem: Problem, order: Iterable[int]) -> dict[int, int]:
    """A start to search from: in this order, as many a year as can be, without a look at any wish."""
    return {
        key: problem.years[place // problem.pace]
        for place, key in enumerate(order)
        if place < problem.pace * len(problem.years)
    }


def find_conflict(problem: Problem) -> tuple[Wish, ...]:
    """Wishes that cannot all be kept, as few as can be named: taking away any of them, the others can."""
    wishes = list(problem.wishes)
    for wish in problem.wishes:
        rest = [each for each in wishes if each != wish]
        if not _can_keep(problem, rest):
            wishes = rest
    return tuple(wishes)


def build(problem: Problem) -> tuple[cp_model.CpModel, Variables]:
    """The model of a problem. The bench solves the same one without anything of ours around it."""
    model = cp_model.CpModel()
    reached = _reached(model, problem)
    _keep_wishes(model, problem, reached)
    terms, factors = list(reached.values()), []
    for place in problem.places:
        whole = WHOLE + (problem.bonus if place.is_beside_present else 0)
        factors += [whole * place.worth] * len(problem.years)
    for place in problem.places:
        if place.is_beside_present or not place.beside or not problem.bonus:
            continue
        for year in problem.years:
            together = model.new_bool_var("")
            model.add_implication(together, reached[place.id, year])
            model.add_bool_or([reached[each, year] for each in place.beside] + [~together])
            terms.append(together)
            factors.append(problem.bonus * place.worth)
    model.maximize(cp_model.LinearExpr.weighted_sum(terms, factors))
    return model, reached


def make_solver() -> cp_model.CpSolver:
    """A solver with the limits of this module."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.linearization_level = LINEAR
    solver.parameters.max_deterministic_time = MOST_WORK
    solver.parameters.max_time_in_seconds = MOST_SECONDS
    return solver


def _reached(model: cp_model.CpModel, problem: Problem) -> Variables:
    reached = {(place.id, year): model.new_bool_var("") for place in problem.places for year in problem.years}
    first = problem.years[0]
    for place in problem.places:
        for year in problem.years[1:]:
            model.add_implication(reached[place.id, year - 1], reached[place.id, year])
    for year in problem.years:
        now = [reached[place.id, year] for place in problem.places]
        before = [] if year == first else [reached[place.id, year - 1] for place in problem.places]
        model.add(sum(now) - sum(before) <= problem.pace)
    return reached


def _keep_wishes(model: cp_model.CpModel, problem: Problem, reached: Variables) -> None:
    first = problem.years[0]
    for wish in problem.wishes:
        for year in problem.years:
            own = reached[wish.place, year]
            if wish.kind == WishKind.BEFORE:
                other = reached[wish.other or 0, year]
                if year == first:
                    model.add(other == 0)
                else:
                    model.add_implication(other, reached[wish.place, year - 1])
            elif year < (wish.year or 0):
                model.add(own == 0)
            elif wish.kind == WishKind.IN_YEAR:
                model.add(own == 1)


def _can_keep(problem: Problem, wishes: Sequence[Wish]) -> bool:
    """Whether some plan keeps these wishes: of the places that they name, since the others can wait."""
    named = {each for wish in problem.wishes for each in (wish.place, wish.other)}
    places = tuple(replace(place, worth=0, beside=()) for place in problem.places if place.id in named)
    return solve(replace(problem, places=places, wishes=tuple(wishes), bonus=0)) is not None
