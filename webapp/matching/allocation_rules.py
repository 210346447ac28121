"""Which helpers go to which needs when there are many of both: as many as possible, and then as well as possible.

A need wants some people; somebody has so many times left this month, of which a need takes one, two or four; and of
another neighbourhood no more are taken on a theme than it can spare. Links are candidates with a cost. Wanted is the
allocation with the most links, and of those the cheapest.

Per connected part of the graph it is a min-cost flow (OR-tools) as long as capacity and spare can be told in arcs.
Where that is a relaxation, its answer stands when it keeps to every limit, since then nothing can be better. Else the
part is solved as an integer programme (SCIP, in OR-tools). Greedy, the best link first, is there to compare with.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow
from ortools.linear_solver import pywraplp

SOLVER_MILLISECONDS = 3_000
"""What an integer programme may take; when that is over, the best that was found counts."""

SOURCE, SINK = 0, 1
"""Numbers of the ends of a flow."""

Key = TypeVar("Key", bound=Hashable)
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
    chosen: list[int] = []
    for part in _parts(problem):
        found = _flow(problem, part)
        if not _keeps_limits(problem, found):
            found = _exactly(problem, part)
        chosen += found
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


def _keeps_limits(problem: Problem, chosen: Iterable[int]) -> bool:
    tally = _Tally(problem)
    return all(tally.takes(problem.links[place]) for place in chosen)


def _parts(problem: Problem) -> list[list[int]]:
    """The places of the links, by connected part: what shares a need, a helper or a group is in one."""
    links = problem.links
    if not links:
        return []
    needs = _numbered([link.need for link in links])
    helpers = _numbered([link.helper for link in links]) + needs.max() + 1
    first = int(helpers.max()) + 1
    groups = _numbered([link.group or (-1, -1) for link in links]) + first
    has_group = np.array([link.group is not None for link in links])
    ends = np.concatenate([np.stack([needs, helpers]), np.stack([needs, groups])[:, has_group]], axis=1)
    labels = _labels(int(ends.max()) + 1, ends)[needs]
    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    return [part.tolist() for part in np.split(order, cuts)]


def _numbered(keys: Sequence[object]) -> npt.NDArray[np.int64]:
    """Each key as a number from 0 on."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def _labels(count: int, ends: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
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


def _flow(problem: Problem, part: Sequence[int]) -> list[int]:
    """The cheapest of the fullest flows through needs, helpers and groups; a relaxation where those do not nest."""
    links = [problem.links[place] for place in part]
    needs = _places((link.need for link in links), SINK + 1)
    degrees = Counter(link.helper for link in links)
    helpers = _places(degrees, SINK + 1 + len(needs))
    arcs = [(needs[link.need], helpers[link.helper], 1, link.cost) for link in links]
    wanted = [max(0, problem.wanted.get(need, 0)) for need in needs]
    arcs += [(SOURCE, node, count, 0) for node, count in zip(needs.values(), wanted, strict=True)]
    lends = _only_groups(links)
    groups = _places((group for group in lends.values() if group is not None), SINK + 1 + len(needs) + len(helpers))
    takes: dict[int, int] = {}
    for link in links:
        takes[link.helper] = min(link.takes, takes.get(link.helper, link.takes))
    for helper, node in helpers.items():
        group = lends[helper]
        head = SINK if group is None else groups[group]
        if helper in problem.left:
            times = min(problem.left[helper] // takes[helper], degrees[helper])
            arcs += [(node, head, 1, time * problem.spread) for time in range(times)]
        else:
            arcs.append((node, head, degrees[helper], 0))
    arcs += [(node, SINK, max(0, problem.spare.get(group, 0)), 0) for group, node in groups.items()]
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(*np.array(arcs, dtype=np.int64).T)
    solver.set_node_supply(SOURCE, sum(wanted))
    solver.set_node_supply(SINK, -sum(wanted))
    solver.solve_max_flow_with_min_cost()
    flows = solver.flows(numbers[: len(links)])
    return [place for place, flow in zip(part, flows.tolist(), strict=True) if flow]


def _places(keys: Iterable[Key], first: int) -> dict[Key, int]:
    """Each key with a number of its own, from `first` on."""
    return {key: number for number, key in enumerate(dict.fromkeys(keys), first)}


def _only_groups(links: Sequence[Link]) -> dict[int, Group | None]:
    """By helper the one group that they are lent from; None for who is not, or from several.

    Who lends from one group only passes through it; of others the spare is looked at afterwards.
    """
    found: dict[int, Group | None] = {}
    for link in links:
        found[link.helper] = link.group if found.get(link.helper, link.group) == link.group else None
    return found


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
