"""The allocation of helpers to needs: against every possible one, against greedy, and by worked examples."""

import random
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pytest
from ortools.linear_solver import pywraplp

from webapp.matching.rules.allocation import (
    Allocation,
    Link,
    Problem,
    _allocation,
    allocate,
    allocate_greedily,
)

SELWERD, VINKHUIZEN = (1, 7), (2, 7)


def random_problem(seed: int, *, needs: int = 4, helpers: int = 4, mixed: bool = True) -> Problem:
    """Some needs and helpers, with takes, groups and limits of every sort."""
    chance = random.Random(seed)
    takes = {need: chance.choice((1, 1, 2, 4)) if mixed else 1 for need in range(needs)}
    links = [
        Link(
            need=need,
            helper=helper,
            cost=chance.randrange(100),
            takes=takes[need],
            group=(helper % 3, need % 2) if mixed and chance.random() < 0.4 else None,
        )
        for need in range(needs)
        for helper in range(helpers)
        if chance.random() < 0.5
    ]
    return Problem(
        links=links,
        wanted={need: chance.choice((1, 1, 1, 2)) for need in range(needs)},
        left={helper: chance.choice((1, 2, 4)) for helper in range(helpers) if chance.random() < 0.9},
        spare={(place, theme): chance.randrange(3) for place in range(3) for theme in range(2)},
        spread=chance.choice((0, 15)),
    )


def keeps_limits(problem: Problem, chosen: Sequence[int]) -> bool:
    """Counted link by link, another way than the allocation does."""
    links = [problem.links[place] for place in chosen]
    needs, groups = Counter(link.need for link in links), Counter(link.group for link in links if link.group)
    helpers: Counter[int] = Counter()
    for link in links:
        helpers[link.helper] += link.takes
    return (
        all(count <= problem.wanted[need] for need, count in needs.items())
        and all(taken <= problem.left.get(helper, taken) for helper, taken in helpers.items())
        and all(count <= problem.spare[group] for group, count in groups.items())
    )


def best_by_trying_all(problem: Problem) -> Allocation:
    """The best of all sets of links that keep to the limits."""
    places = range(len(problem.links))
    for size in range(min(len(places), sum(problem.wanted.values())), -1, -1):
        kept = [chosen for chosen in combinations(places, size) if keeps_limits(problem, chosen)]
        if kept:
            return min((_allocation(problem, each) for each in kept), key=lambda each: each.cost)
    raise AssertionError


@pytest.mark.parametrize("mixed", [False, True], ids=["a flow", "with takes and groups"])
def test_allocation_equals_trying_everything_on_small_cases(mixed: bool) -> None:
    for seed in range(60):
        problem = random_problem(seed, needs=3, helpers=4, mixed=mixed)
        found, best = allocate(problem), best_by_trying_all(problem)
        assert keeps_limits(problem, found.chosen), seed
        assert (len(found.chosen), found.cost) == (len(best.chosen), best.cost), seed


def test_allocation_is_never_worse_than_greedy_on_a_thousand_cases() -> None:
    better = 0
    for seed in range(1000):
        problem = random_problem(seed, needs=8, helpers=8, mixed=seed % 25 == 0)
        found, greedy = allocate(problem), allocate_greedily(problem)
        assert keeps_limits(problem, found.chosen), seed
        assert keeps_limits(problem, greedy.chosen), seed
        assert not greedy.is_better_than(found), seed
        better += found.is_better_than(greedy)
    # the control: greedy is no optimum
    assert better > 100


def test_greedy_that_takes_the_best_link_first_leaves_somebody_out() -> None:
    links = [Link(1, 1, cost=0), Link(1, 2, cost=1), Link(2, 1, cost=1)]
    problem = Problem(links, wanted={1: 1, 2: 1}, left={1: 1, 2: 1})
    assert allocate_greedily(problem).chosen == (0,)
    assert allocate(problem) == Allocation((1, 2), 2)


@pytest.mark.parametrize(("reserve", "count"), [(0, 2), (1, 2), (2, 1), (3, 0)])
def test_three_teachers_and_two_needs_elsewhere_keep_to_the_reserve(reserve: int, count: int) -> None:
    links = [Link(need, teacher, cost=10 * teacher, group=SELWERD) for need in (1, 2) for teacher in (1, 2, 3)]
    problem = Problem(links, wanted={1: 1, 2: 1}, left={1: 1, 2: 1, 3: 1}, spare={SELWERD: 3 - reserve})
    assert len(allocate(problem).chosen) == count


def test_need_of_every_week_takes_four_times_of_a_month() -> None:
    links = [Link(1, 1, cost=0, takes=4), Link(2, 1, cost=5), Link(3, 1, cost=5)]
    wanted = {1: 1, 2: 1, 3: 1}
    assert allocate(Problem(links, wanted, left={1: 4})).chosen == (1, 2)
    assert allocate(Problem(links, wanted, left={1: 5})).chosen == (0, 1)
    assert allocate(Problem(links, wanted, left={1: 6})).chosen == (0, 1, 2)


def test_helper_without_a_number_has_no_limit() -> None:
    links = [Link(need, 1, cost=need) for need in range(5)]
    assert len(allocate(Problem(links, dict.fromkeys(range(5), 1), left={})).chosen) == 5


def test_one_person_in_two_groups_counts_in_each() -> None:
    links = [Link(1, 1, cost=0, group=SELWERD), Link(2, 1, cost=0, group=VINKHUIZEN), Link(1, 2, cost=9, group=SELWERD)]
    wanted, left = {1: 1, 2: 1}, {1: 2, 2: 1}
    assert len(allocate(Problem(links, wanted, left, {SELWERD: 1, VINKHUIZEN: 1})).chosen) == 2
    assert allocate(Problem(links, wanted, left, {SELWERD: 1, VINKHUIZEN: 0})).chosen == (0,)
    assert allocate(Problem(links, wanted, left, {})).chosen == ()


def test_rather_two_people_once_than_one_twice() -> None:
    links = [Link(1, 1, cost=10), Link(2, 1, cost=10), Link(1, 2, cost=25), Link(2, 2, cost=30)]
    wanted, left = {1: 1, 2: 1}, {1: 4, 2: 4}
    assert allocate(Problem(links, wanted, left, spread=0)) == Allocation((0, 1), 20)
    assert allocate(Problem(links, wanted, left, spread=10)) == Allocation((0, 1), 30)
    assert allocate(Problem(links, wanted, left, spread=20)) == Allocation((1, 2), 35)


def test_when_the_solver_finds_nothing_in_its_time_greedy_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(pywraplp.Solver, "Solve", lambda solver: asked.append(solver) or pywraplp.Solver.NOT_SOLVED)
    for seed in range(60):
        problem = random_problem(seed)
        found = allocate(problem)
        assert keeps_limits(problem, found.chosen)
        assert not allocate_greedily(problem).is_better_than(found)
    assert asked


def test_nothing_to_allocate_gives_nothing() -> None:
    assert allocate(Problem([], {}, {})) == Allocation((), 0)
    assert allocate(Problem([Link(1, 1, cost=3)], {1: 0}, {1: 1})) == Allocation((), 0)


def test_same_problem_gives_the_same_allocation() -> None:
    problem = random_problem(5, needs=8, helpers=8)
    assert allocate(problem) == allocate(problem)
