"""Which helpers go to which needs when there are many of both: as many as possible, and then as well as possible.

A need wants some people; somebody has so many times left this month, of which a need takes one, two or four; and of
another neighbourhood no more are taken on a theme than it can spare. Links are candidates with a cost. Wanted is the
allocation with the most links, and of those the cheapest.

Per connected part of the graph it is a min-cost flow (OR-tools) as long as capacity and spare can be told in arcs.
Where that is a relaxation, its answer stands when it keeps to every limit, since then nothing can be better. Else the
part is solved as an integer programme (SCIP, in OR-tools). Greedy, the best link first, is there to compare with.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow
from ortools.linear_solver import pywraplp

SOLVER_MILLISECONDS = 3_000
"""What an integer programme may take; when that is over, the best that was found counts."""

SOURCE, SINK = 0, 1
"""Numbers of the ends of a flow."""

Numbers = npt.NDArray[np.int64]
Group = tuple[int, int]
"""A neighbourhood and a theme, from which people are borrowed."""


@dataclass(frozen=True)
class Link:
    """That a helper can help with a need, at a cost of 0 or more; `takes` is how many times a month.

    `group` is from where they would be borrowed; None in their own neighbourhood, and for an asset.
    """

    need: int
    helper: int
    cost: int
    takes: int = 1
    group: Group | None = None


@dataclass(frozen=True)
class Problem:
    """Links, how many people each need wants, what each helper has left (without a number: no limit), and spare.

    `spread` is what it costs more to take a helper, for whom there is a limit, a second time, twice that for the third,
    and so on: rather two people once than one person twice.
    """

    links: Sequence[Link]
    wanted: dict[int, int]
    left: dict[int, int]
    spare: dict[Group, int] = field(default_factory=dict)
    spread: int = 0


@dataclass(frozen=True)
class Allocation:
    """Places in `Problem.links` that are used, in order, and what they cost together, spreading included."""

    chosen: tuple[int, ...]
    cost: int

    def is_better_than(self, other: "Allocation") -> bool:
        """Whether more is covered, or as much for less."""
        return (-len(self.chosen), self.cost) < (-len(other.chosen), other.cost)


def allocate(problem: Problem) -> Allocation:
    """The best allocation."""
    if not problem.links:
        return _allocation(problem, [])
    table = _table(problem)
    chosen: list[int] = []
    for part in _parts(table):
        found = _flow(table, part, problem.spread)
        chosen += found.tolist() if _keeps_limits(table, found) else _exactly(problem, part.tolist())
    return _allocation(problem, chosen)


def allocate_greedily(problem: Problem) -> Allocation:
    """The best link first, then the next that still can: what somebody does by hand."""
    tally = _Tally(problem)
    order = sorted(range(len(problem.links)), key=lambda place: (problem.links[place].cost, place))
    return _allocation(problem, [place for place in order if tally.takes(problem.links[place])])


class _Tally:
    """What is left of everything while links are taken one by one."""

    def __init__(self, problem: Problem) -> None:
        self._wanted = dict(problem.wanted)
        self._left = dict(problem.left)
        self._spare = dict(problem.spare)

    def takes(self, link: Link) -> bool:
        """Take the link if it still can be."""
        if self._wanted.get(link.need, 0) < 1 or self._left.get(link.helper, link.takes) < link.takes:
            return False
        if link.group is not None and self._spare.get(link.group, 0) < 1:
            return False
        self._wanted[link.need] -= 1
        if link.helper in self._left:
            self._left[link.helper] -= link.takes
        if link.group is not None:
            self._spare[link.group] -= 1
        return True


def _allocation(problem: Problem, chosen: Iterable[int]) -> Allocation:
    places = tuple(sorted(chosen))
    times = Counter(problem.links[place].helper for place in places)
    again = sum(count * (count - 1) // 2 for helper, count in times.items() if helper in problem.left)
    return Allocation(places, sum(problem.links[place].cost for place in places) + problem.spread * again)


@dataclass(frozen=True)
class _Table:
    """A problem as columns: per link the numbers, from 0 on, of what it binds; per number what its limit is.

    `group` is -1 without one, and so is `left` without a limit.
    """

    need: Numbers
    helper: Numbers
    group: Numbers
    cost: Numbers
    takes: Numbers
    wanted: Numbers
    left: Numbers
    spare: Numbers


def _table(problem: Problem) -> _Table:
    links = problem.links
    needs, need = np.unique([link.need for link in links], return_inverse=True)
    helpers, helper = np.unique([link.helper for link in links], return_inverse=True)
    groups = dict.fromkeys(link.group for link in links if link.group is not None)
    numbers: dict[Group | None, int] = {None: -1, **{group: number for number, group in enumerate(groups)}}
    left = (problem.left.get(key) for key in helpers.tolist())
    return _Table(
        need,
        helper,
        np.array([numbers[link.group] for link in links] if groups else np.full(len(links), -1)),
        np.array([link.cost for link in links]),
        np.array([link.takes for link in links]),
        np.array([max(0, problem.wanted.get(key, 0)) for key in needs.tolist()]),
        np.array([-1 if most is None else max(0, most) for most in left]),
        np.array([max(0, problem.spare.get(group, 0)) for group in groups], dtype=np.int64),
    )


def _keeps_limits(table: _Table, chosen: Numbers) -> bool:
    """Whether links that a flow chose can all be used; of needs a flow never takes more than is wanted."""
    taken = np.bincount(table.helper[chosen], table.takes[chosen], len(table.left))
    groups = table.group[chosen]
    lent = np.bincount(groups[groups >= 0], minlength=len(table.spare))
    return bool(np.all((taken <= table.left) | (table.left < 0)) and np.all(lent <= table.spare))


def _parts(table: _Table) -> list[Numbers]:
    """The places of the links, by connected part: what shares a need, a helper or a group is in one."""
    first = len(table.wanted)
    helpers, groups = table.helper + first, table.group + first + len(table.left)
    has_group = table.group >= 0
    ends = np.concatenate([np.stack([table.need, helpers]), np.stack([table.need, groups])[:, has_group]], axis=1)
    labels = _labels(first + len(table.left) + len(table.spare), ends)[table.need]
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)


def _labels(count: int, ends: Numbers) -> Numbers:
    """Per node the lowest node of its part: labels go along the arcs, and jump, until nothing changes."""
    labels = np.arange(count, dtype=np.int64)
    while True:
        lowest = np.minimum(labels[ends[0]], labels[ends[1]])
        after = labels.copy()
        np.minimum.at(after, labels[ends[0]], lowest)
        np.minimum.at(after, labels[ends[1]], lowest)
        after = after[after]
        if np.array_equal(after, labels):
            return labels
        labels = after


def _flow(table: _Table, part: Numbers, spread: int) -> Numbers:
    """The cheapest of the fullest flows through needs, helpers and groups; a relaxation where those do not nest."""
    needs, need = np.unique(table.need[part], return_inverse=True)
    helpers, helper = np.unique(table.helper[part], return_inverse=True)
    need, helper = need + SINK + 1, helper + SINK + 1 + len(needs)
    wanted = table.wanted[needs]
    arcs = [_arcs(need, helper, 1, table.cost[part]), _arcs(SOURCE, np.arange(len(needs)) + SINK + 1, wanted, 0)]
    order = np.argsort(helper, kind="stable")
    begins = np.flatnonzero(np.diff(helper[order], prepend=-1))
    degrees = np.diff(begins, append=len(part))
    nodes = np.arange(len(helpers)) + SINK + 1 + len(needs)
    lends = _only_groups(table.group[part][order], begins)
    groups, group = np.unique(lends, return_inverse=True)
    heads = np.where(lends < 0, SINK, group + nodes[-1] + 1)
    takes = np.minimum.reduceat(table.takes[part][order], begins)
    left = table.left[helpers]
    times = np.where(left < 0, 1, np.minimum(left // takes, degrees))
    # an arc for each time, of which the next costs more; one for all without a limit
    each = np.repeat(np.arange(len(helpers)), times)
    nth = np.arange(len(each)) - np.repeat(np.cumsum(times) - times, times)
    arcs.append(_arcs(nodes[each], heads[each], np.where(left < 0, degrees, 1)[each], nth * spread))
    lent = groups[groups >= 0]
    arcs.append(_arcs(np.unique(heads[heads > SINK]), SINK, table.spare[lent], 0))
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(*np.concatenate(arcs, axis=1))
    solver.set_node_supply(SOURCE, int(wanted.sum()))
    solver.set_node_supply(SINK, -int(wanted.sum()))
    solver.solve_max_flow_with_min_cost()
    used: npt.NDArray[np.bool_] = solver.flows(numbers[: len(part)]) > 0
    return part[used]


def _arcs(tails: Numbers | int, heads: Numbers | int, capacities: Numbers | int, costs: Numbers | int) -> Numbers:
    """Arcs as four rows."""
    return np.stack(np.broadcast_arrays(tails, heads, capacities, costs)).astype(np.int64)


def _only_groups(groups: Numbers, begins: Numbers) -> Numbers:
    """By helper the one group that they are lent from; -1 for who is not, or from several.

    Who lends from one group only passes through it; of others the spare is looked at afterwards.
    """
    lowest, highest = np.minimum.reduceat(groups, begins), np.maximum.reduceat(groups, begins)
    return np.where(lowest == highest, lowest, -1)


def _exactly(problem: Problem, part: Sequence[int]) -> list[int]:
    """The best of a part with every limit in it; never worse than greedy, also when its time is over."""
    own = replace(problem, links=[problem.links[place] for place in part])
    by_hand = allocate_greedily(own)
    solver = pywraplp.Solver.CreateSolver("SCIP")
    solver.SetTimeLimit(SOLVER_MILLISECONDS)
    used = _programme(solver, own)
    hinted = set(by_hand.chosen)
    # from what greedy finds, so that there is an answer at once
    solver.SetHint(used, [float(number in hinted) for number in range(len(part))])
    if solver.Solve() not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return [part[number] for number in by_hand.chosen]
    found = _allocation(own, [number for number, each in enumerate(used) if round(each.solution_value())])
    return [part[number] for number in (by_hand if by_hand.is_better_than(found) else found).chosen]


def _programme(solver: Any, problem: Problem) -> list[Any]:
    """Write the problem into a solver; gives, per link, the variable that tells whether it is used."""
    limits: dict[tuple[str, object], Any] = {}

    def limit(kind: str, key: object, most: int) -> Any:
        if (kind, key) not in limits:
            limits[kind, key] = solver.Constraint(0, max(0, most))
        return limits[kind, key]

    degrees = Counter(link.helper for link in problem.links)
    dearest = sum(link.cost for link in problem.links)
    more_than_all = 1 + dearest + problem.spread * sum(degree * degree for degree in degrees.values())
    used = []
    for link in problem.links:
        is_used = solver.BoolVar("")
        used.append(is_used)
        limit("need", link.need, problem.wanted.get(link.need, 0)).SetCoefficient(is_used, 1)
        if link.helper in problem.left:
            limit("helper", link.helper, problem.left[link.helper]).SetCoefficient(is_used, link.takes)
            # as many times as there are steps paid for, of which the cheap ones come first by themselves
            limit("steps", link.helper, 0).SetCoefficient(is_used, 1)
        if link.group is not None:
            limit("group", link.group, problem.spare.get(link.group, 0)).SetCoefficient(is_used, 1)
        solver.Objective().SetCoefficient(is_used, more_than_all - link.cost)
    for helper in problem.left.keys() & degrees.keys():
        for time in range(degrees[helper]):
            step = solver.BoolVar("")
            limit("steps", helper, 0).SetCoefficient(step, -1)
            solver.Objective().SetCoefficient(step, -time * problem.spread)
    for (kind, _), constraint in limits.items():
        if kind == "steps":
            constraint.SetLb(-solver.infinity())
    solver.Objective().SetMaximization()
    return used


@dataclass(frozen=True)
class Chosen:
    """Somebody, or something, that a coordinator chose for a need."""

    need_key: str
    talent_id: int | None
    asset_id: int | None
