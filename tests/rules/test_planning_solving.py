"""Plans over several years: against every possible one, against the ranking, and by worked examples."""

import random

import pytest

from tests.rules.planning_making import best_by_trying_all, keeps, problem_of
from webapp.errors import BadInput, DomainError
from webapp.planning.rules import solving
from webapp.planning.rules.plan import (
    Base,
    Gain,
    Plan,
    Problem,
    Wish,
    check_numbers,
    check_wishes,
    reached_by,
    worth_of,
)
from webapp.planning.rules.solving import find_conflict, in_order, rank_plan, solve
from webapp.vocabulary import WishKind

BEFORE, NOT_BEFORE, IN_YEAR = WishKind.BEFORE, WishKind.NOT_BEFORE, WishKind.IN_YEAR


def random_problem(seed: int) -> Problem:
    chance = random.Random(seed)
    count = chance.choice((3, 4, 5))
    pairs = [(a, b) for a in range(1, count + 1) for b in range(1, a) if chance.random() < 0.5]
    beside = {key: tuple(b if a == key else a for a, b in pairs if key in (a, b)) for key in range(1, count + 1)}
    wishes = []
    for _ in range(chance.choice((0, 0, 1, 2, 3))):
        kind, place = chance.choice(list(WishKind)), chance.randint(1, count)
        if kind == BEFORE:
            wishes.append(Wish(kind, place, other=place % count + 1))
        else:
            wishes.append(Wish(kind, place, year=chance.choice((2027, 2028, 2029))))
    return problem_of(
        *[chance.randint(0, 40) for _ in range(count)],
        pace=chance.choice((1, 1, 2)),
        beside=beside,
        near_present={key for key in range(1, count + 1) if chance.random() < 0.3},
        wishes=tuple(wishes),
        bonus=chance.choice((1, 8)),
    )


@pytest.mark.parametrize("part", range(4))
def test_plan_equals_trying_everything(part: int) -> None:
    impossible = 0
    for seed in range(part * 10, part * 10 + 10):
        problem = random_problem(seed)
        found, best = solve(problem), best_by_trying_all(problem)
        if found is None:
            assert best is None, seed
            impossible += 1
            continue
        assert found.worth == best, seed
        assert found.is_proven
        assert found.bound == found.worth
        assert found.gap == 0
        assert all(keeps(problem, found.year_of, wish) for wish in problem.wishes), seed
    assert impossible < 10


def test_neighbours_that_carry_each_other_come_together() -> None:
    # 1 and 2 are worth a little less apiece, and lie beside each other
    problem = problem_of(99, 99, 100, 0, pace=2, years=2, beside={1: (2,), 2: (1,)}, bonus=5)
    plan = solve(problem)
    assert plan is not None
    assert {key: year for key, year in plan.year_of.items() if year == 2027} == {1: 2027, 2: 2027}
    without = solve(problem_of(99, 99, 100, 0, pace=2, years=2, beside={1: (2,), 2: (1,)}, bonus=0))
    assert without is not None
    assert without.year_of[3] == 2027


def test_same_question_has_the_same_answer() -> None:
    problem = problem_of(*[10] * 12, pace=2, years=4, beside={1: (2, 3), 4: (5,), 5: (4,)})
    assert len({solve(problem) for _ in range(3)}) == 1


def test_plan_of_a_ranking_follows_it_where_no_wish_stands_between() -> None:
    problem = problem_of(1, 2, 3, 4, years=3)
    plan = rank_plan(problem, [4, 1, 3, 2])
    assert plan is not None
    assert plan.year_of == {4: 2027, 1: 2028, 3: 2029} == in_order(problem, [4, 1, 3, 2])
    assert plan.worth == worth_of(problem, plan.year_of) == plan.bound
    wished = problem_of(1, 2, 3, 4, years=3, wishes=(Wish(BEFORE, 2, other=4),))
    by_wish = rank_plan(wished, [4, 1, 3, 2])
    assert by_wish is not None
    assert by_wish.year_of[2] < by_wish.year_of[4]
    assert rank_plan(problem_of(1, wishes=(Wish(IN_YEAR, 1, year=2027), Wish(NOT_BEFORE, 1, year=2028))), [1]) is None


def test_no_more_start_than_the_pace_and_nothing_is_planned_of_nothing() -> None:
    plan = solve(problem_of(5, 5, 5, 5, pace=3, years=1))
    assert plan is not None
    assert len(plan.starts) == 3
    assert solve(problem_of()) == Plan((), 0, 0, is_proven=True)


def test_conflict_names_only_the_wishes_that_exclude_each_other() -> None:
    harmless = Wish(NOT_BEFORE, 4, year=2028)
    ring = (Wish(BEFORE, 1, other=2), Wish(BEFORE, 2, other=1), Wish(IN_YEAR, 1, year=2028))
    problem = problem_of(1, 2, 3, 4, wishes=(harmless, *ring))
    assert solve(problem) is None
    # without the year neither of the two need ever start
    assert find_conflict(problem) == ring
    full = (Wish(IN_YEAR, 1, year=2027), Wish(IN_YEAR, 2, year=2027))
    assert find_conflict(problem_of(1, 2, 3, 4, wishes=(*full, harmless))) == full


def test_plan_that_is_cut_short_is_not_proven_and_tells_what_may_be_left(monkeypatch: pytest.MonkeyPatch) -> None:
    worths = [random.Random(1).randint(1, 99) for _ in range(60)]
    beside = {key: tuple({key % 60 + 1, (key + 6) % 60 + 1} - {key}) for key in range(1, 61)}
    # neighbours that count three times as much as the place itself make it hard
    problem = problem_of(*worths, pace=2, years=8, beside=beside, bonus=30)
    monkeypatch.setattr(solving, "MOST_WORK", 0.02)
    plan = solve(problem, hint=in_order(problem, range(1, 61)))
    assert plan is not None
    assert not plan.is_proven
    assert plan.worth == worth_of(problem, plan.year_of) < plan.bound
    assert 0 < plan.gap < 1


def test_plan_without_time_for_a_first_answer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "MOST_SECONDS", 0.0)
    with pytest.raises(DomainError, match="planner_out_of_time"):
        solve(problem_of(*range(1, 60), pace=2, years=8, beside={1: (2,)}))


def test_gap_is_what_may_be_left_to_win() -> None:
    assert Plan((), 90, 100, is_proven=False).gap == pytest.approx(0.1)
    assert Plan((), 0, 0, is_proven=True).gap == 0


def test_neighbourhoods_are_reached_year_by_year() -> None:
    reached = reached_by(Base(2026, 1, 10, 12), {1: Gain(5, 6), 2: Gain(7, 3)}, {1: 2028, 2: 2027}, (2027, 2028))
    assert [(each.year, each.neighbourhoods, each.inhabitants, each.weighted) for each in reached] == [
        (2026, 1, 10, 12),
        (2027, 2, 17, 15),
        (2028, 3, 22, 21),
    ]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(BEFORE, 1, other=1), "wish_same_place"),
        (Wish(BEFORE, 1, other=90), "wish_already_present"),
        (Wish(IN_YEAR, 90, year=2027), "wish_already_present"),
        (Wish(IN_YEAR, 7, year=2027), "wish_without_figures"),
        (Wish(IN_YEAR, 1, year=2030), "wish_outside_plan"),
        (Wish(NOT_BEFORE, 1, year=2030), None),
        (Wish(BEFORE, 1, other=2), None),
    ],
)
def test_wish_that_cannot_be_is_told(wish: Wish, code: str | None) -> None:
    refusal = check_wishes(problem_of(1, 2, wishes=(wish,)), present=[90])
    assert (refusal and refusal.code) == code
    assert refusal is None or refusal.wishes == (wish,)


@pytest.mark.parametrize(
    ("pace", "horizon", "code"),
    [
        (0, 5, "pace_out_of_bounds"),
        (500, 5, "pace_out_of_bounds"),
        (3, 0, "horizon_out_of_bounds"),
        (3, 11, "horizon_out_of_bounds"),
    ],
)
def test_numbers_that_mean_nothing_are_refused(pace: int, horizon: int, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        check_numbers(pace, horizon)
    check_numbers(1, 10)
