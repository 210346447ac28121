"""Which neighbourhoods next: a plan of 120 neighbourhoods over ten years, against the bare solver on the same model."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import shapely
from ortools.sat.python import cp_model

from bench.errors import BenchError
from bench.plan import Plan
from bench.results import Row, at_most
from bench.shapes import SEED, city_areas
from bench.turns import in_turn, seconds
from webapp.planning.rules.criteria import Bordering, Candidate, ChurchNear
from webapp.planning.rules.plan import MOST_PLACES, Base, Gain, Problem
from webapp.planning.rules.settings import Settings, shortlist
from webapp.planning.rules.solving import in_order, solve
from webapp.planning.rules.working import Facts, work_out
from webapp.vocabulary import Stage

_YEAR, _HORIZON, _PACE = 2026, 10, 5
_VERTICES = 40
_NATIONAL = 14_500
_PRESENT_OF = 10
"""One in so many neighbourhoods is present already."""


def planner(plan: Plan) -> Iterator[Row]:
    """The plan alone against its floor; then a whole question, ranking and both plans, here and in the country."""
    facts = _facts(plan.polygons)
    problem = work_out(facts, Settings(pace=_PACE, horizon=_HORIZON)).problem
    order = [place.id for place in sorted(problem.places, key=lambda place: -place.worth)]
    ours, floor = partial(_ours, problem, order), partial(_bare, problem)
    if ours() != floor():
        raise BenchError("ours and the floor do not find plans that are worth the same", ours=ours(), floor=floor())
    own, floors = in_turn(plan.rounds, ours, floor)
    ratios = tuple(figure / other for figure, other in zip(own, floors, strict=True))
    size = f"{plan.polygons} neighbourhoods, {_HORIZON} years"
    row = Row("planner, best plan", size, "s", own, floors, ratios)
    yield replace(row, goals=(at_most("ours:floor", ratios, 1.5), at_most("s", own, 1)))
    yield _question(plan, facts, size, 2)
    yield _question(plan, _facts(_NATIONAL), f"{_NATIONAL:,} neighbourhoods, of which {MOST_PLACES} are looked at", 4)


def _question(plan: Plan, facts: Facts, size: str, most: float) -> Row:
    """A question as the page asks it, in at most so many seconds, without what the database does."""
    settings = Settings(pace=_PACE, horizon=_HORIZON)

    def ask() -> None:
        kept, left_out = shortlist(facts.candidates, frozenset(), MOST_PLACES)
        worked = work_out(replace(facts, candidates=tuple(kept), left_out=left_out), settings)
        if worked.plans is None or not worked.plans.coverage.is_proven:
            raise BenchError("the plan is not proven to be the best", size=size)

    own = tuple(seconds(ask) for _ in range(plan.rounds))
    return Row("planner, whole question", size, "s", own, goals=(at_most("s", own, most),))


def _ours(problem: Problem, order: list[int]) -> int:
    found = solve(problem, hint=in_order(problem, order))
    if found is None or not found.is_proven:
        raise BenchError("the plan is not proven to be the best")
    return found.worth


def _bare(problem: Problem) -> int:
    """The same model, as somebody would write it who has only the solver."""
    model = cp_model.CpModel()
    years = range(len(problem.years))
    reached: dict[tuple[int, int], Any] = {}
    terms, factors = [], []
    for place in problem.places:
        for year in years:
            reached[place.id, year] = model.new_bool_var("")
            if year:
                model.add_implication(reached[place.id, year - 1], reached[place.id, year])
            terms.append(reached[place.id, year])
            factors.append((10 + place.is_beside_present) * place.worth)
    for year in years:
        starts = [reached[place.id, year] for place in problem.places]
        before = [reached[place.id, year - 1] for place in problem.places] if year else []
        model.add(sum(starts) - sum(before) <= problem.pace)
    for place in problem.places:
        if place.beside and not place.is_beside_present:
            for year in years:
                both = model.new_bool_var("")
                model.add_implication(both, reached[place.id, year])
                model.add_bool_or([reached[each, year] for each in place.beside] + [~both])
                terms.append(both)
                factors.append(place.worth)
    model.maximize(cp_model.LinearExpr.weighted_sum(terms, factors))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    if solver.solve(model) != cp_model.OPTIMAL:
        raise BenchError("the bare solver does not prove its plan")
    return round(solver.objective_value)


def _facts(count: int) -> Facts:
    """So many neighbourhoods that tile the city, of sizes and needs as they come, a tenth of them present."""
    draw = np.random.default_rng(SEED)
    beside = _beside(count)
    present = frozenset(range(0, count, _PRESENT_OF))
    sizes = np.exp(draw.normal(8.2, 0.7, count)).astype(int)
    needs = draw.random(count)
    candidates = tuple(
        Candidate(
            id=key,
            slug=f"n{key}",
            name=f"Wijk {key}",
            stage=Stage.EXPLORING if key % 3 else Stage.UNREACHED,
            inhabitants=int(sizes[key]),
            need=float(needs[key]),
            need_weight=float(2 * needs[key]),
            signals=key % 4,
            assets=key % 6,
            carriers=5 * (key % 5) or None,
            beside=tuple(Bordering(each, f"Wijk {each}", 0.5, each % 4) for each in beside[key] if each in present),
            inviters=(),
            church=list(ChurchNear)[key % 3],
        )
        for key in range(count)
        if key not in present
    )
    return Facts(
        this_year=_YEAR,
        candidates=candidates,
        left_out=0,
        names={key: f"Wijk {key}" for key in range(count)},
        slugs={key: f"n{key}" for key in range(count)},
        beside=beside,
        present=present,
        base=Base(_YEAR, len(present), 0, 0),
        gains={key: Gain(float(sizes[key]), float(sizes[key])) for key in range(count)},
    )


def _beside(count: int) -> dict[int, tuple[int, ...]]:
    geoms = city_areas(count, _VERTICES).geoms
    pairs = shapely.STRtree(geoms).query(geoms, predicate="intersects").T.tolist()
    found: dict[int, list[int]] = {key: [] for key in range(count)}
    for one, other in pairs:
        if one != other:
            found[one].append(other)
    return {key: tuple(sorted(each)) for key, each in found.items()}
