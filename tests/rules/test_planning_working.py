"""Questions, outcomes, comparisons and marks of the planner."""

from datetime import date

import pytest

from tests.rules.planning_making import bordering, candidate, facts_of
from webapp.errors import BadInput
from webapp.planning.rules.comparing import (
    Kept,
    Outcome,
    change_since,
    difference_of,
    kept_outcome,
    read_kept,
    sign_of,
)
from webapp.planning.rules.criteria import DEFAULT_WEIGHTS, Criterion, ScoreClass, rank
from webapp.planning.rules.marks import (
    Tint,
    compared_marks,
    compared_tint,
    plan_marks,
    score_marks,
    score_tint,
    year_tint,
)
from webapp.planning.rules.plan import Plan, Reached, Wish
from webapp.planning.rules.settings import Settings, WrittenWish, parse_wish, parse_wishes, resolve, shortlist
from webapp.planning.rules.working import Plans, needed_pace, work_out
from webapp.vocabulary import Inviter, PlanMethod, WishKind

BEFORE, NOT_BEFORE, IN_YEAR = WishKind.BEFORE, WishKind.NOT_BEFORE, WishKind.IN_YEAR
ON = date(2026, 11, 22)


def outcome(name: str, starts: dict[str, int], *weighted: float, count: int = 1) -> Outcome:
    reached = [Reached(2026 + place, 1 + place * count, each, each) for place, each in enumerate(weighted)]
    return Outcome(name, starts, reached)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("voor:a:b-c", WrittenWish(BEFORE, "a", other="b-c")),
        ("niet-voor:a:2028", WrittenWish(NOT_BEFORE, "a", year=2028)),
        ("in:a:2028", WrittenWish(IN_YEAR, "a", year=2028)),
        ("in:a:28", None),
        ("in:a:x", None),
        ("voor:a:B!", None),
        ("voor:A:b", None),
        ("na:a:b", None),
        ("voor:a", None),
        ("voor:a:b:c", None),
        ("", None),
    ],
)
def test_wish_in_an_address_is_read_and_written_back(text: str, wish: WrittenWish | None) -> None:
    assert parse_wish(text) == wish
    assert wish is None or str(wish) == text


def test_wishes_count_once_and_what_is_none_is_passed_over() -> None:
    assert parse_wishes(["in:a:2028", "rommel", "in:a:2028"]) == (WrittenWish(IN_YEAR, "a", year=2028),)
    assert len(parse_wishes(f"in:a{number}:2028" for number in range(50))) == 20


def test_question_becomes_an_address_and_refuses_what_means_nothing() -> None:
    wish = WrittenWish(BEFORE, "a", other="b")
    asked = Settings(pace=4, method=PlanMethod.RANKING, wishes=(wish,))
    assert asked.query() | {"nood": "5"} == asked.query()
    assert (asked.query()["tempo"], asked.query()["volgens"], asked.query()["wens"]) == ("4", "ranglijst", ["voor:a:b"])
    assert "wens" not in Settings().query()
    assert asked.slugs == {"a", "b"}
    assert asked.years(2026) == (2027, 2028, 2029, 2030, 2031)
    with pytest.raises(BadInput, match="pace_out_of_bounds"):
        Settings(pace=0)
    with pytest.raises(BadInput, match="planner_weights_zero"):
        Settings(weights=dict.fromkeys(Criterion, 0))


def test_wishes_for_places_that_there_are_not_are_told_apart() -> None:
    good, year = WrittenWish(BEFORE, "a", other="b"), WrittenWish(IN_YEAR, "a", year=2028)
    lost = (WrittenWish(BEFORE, "a", other="x"), WrittenWish(IN_YEAR, "x", year=2028))
    found = resolve([good, *lost, year], {"a": 1, "b": 2})
    assert found == ((Wish(BEFORE, 1, other=2), Wish(IN_YEAR, 1, year=2028)), lost)


def test_of_too_many_the_largest_stay_and_who_is_invited_or_wished_for() -> None:
    several = [candidate(key, inhabitants=size) for key, size in ((1, 10), (2, 30), (3, None), (4, 20), (5, 5))]
    several[4] = candidate(5, inhabitants=5, inviters=((Inviter.MUNICIPALITY, ""),))
    kept, left_out = shortlist(several, frozenset({"c"}), 3)
    assert [each.slug for each in kept] == ["e", "c", "b"]
    assert left_out == 2
    assert shortlist(several, frozenset(), 9)[1] == 0


def test_question_is_worked_out_into_a_ranking_and_two_plans() -> None:
    facts = facts_of(
        candidate(1, inhabitants=10, need=0.9, need_weight=1.0),
        candidate(2, inhabitants=500, need=0.1, need_weight=1.0),
        candidate(3, inhabitants=None),
        beside={1: (90, 2), 2: (1,)},
    )
    worked = work_out(facts, Settings(pace=1, horizon=2))
    assert [each.candidate.slug for each in worked.ranked] == ["a", "b", "c"]
    assert worked.plans is not None
    assert worked.plans.coverage.year_of == {2: 2027, 1: 2028}
    assert worked.plans.ranking.year_of == {1: 2027, 2: 2028}
    assert worked.plan == worked.plans.coverage
    assert worked.plans.lead > 0
    assert [each.weighted for each in worked.reached] == [2000, 2500, 2510]
    assert worked.outcome("x", facts.slugs).starts == {"b": 2027, "a": 2028}
    by_ranking = work_out(facts, Settings(pace=1, horizon=2, method=PlanMethod.RANKING))
    assert by_ranking.plan == worked.plans.ranking
    assert [each.slug for each in facts.without_figures] == ["c"]


def test_question_with_wishes_that_cannot_be_has_a_reason_and_still_a_ranking() -> None:
    facts = facts_of(candidate(1), candidate(2, beside=(bordering(),)))
    ring = (WrittenWish(IN_YEAR, "a", year=2027), WrittenWish(NOT_BEFORE, "a", year=2028))
    worked = work_out(facts, Settings(wishes=ring))
    assert worked.refusal is not None
    assert worked.refusal.code == "wishes_exclude_each_other"
    assert len(worked.refusal.wishes) == 2
    assert worked.plan is None
    assert worked.outcome("x", facts.slugs).starts == {}
    assert [each.year for each in worked.reached] == [2026]
    assert len(worked.ranked) == 2
    present = work_out(facts, Settings(wishes=(WrittenWish(IN_YEAR, "buur", year=2027),)))
    assert present.refusal is not None
    assert present.refusal.code == "wish_already_present"


def test_lead_of_a_plan_without_worth_is_nothing() -> None:
    nothing = Plan((), 0, 0, is_proven=True)
    assert Plans(nothing, nothing).lead == 0


def test_pace_that_is_needed() -> None:
    pace = needed_pace(16, target_year=2030, today=date(2027, 1, 1), horizon=4)
    assert (pace.needed, pace.needed_in_plan) == (pytest.approx(5.333, abs=0.01), 4)
    assert needed_pace(16, target_year=2025, today=ON, horizon=4).needed is None


def test_difference_is_told_of_the_year_in_which_it_is_largest() -> None:
    one = outcome("een", {"a": 2027, "b": 2028}, 100, 190, 200)
    other = outcome("ander", {"b": 2027, "a": 2028}, 100, 110, 200)
    found = difference_of(one, other)
    assert found is not None
    assert (found.earlier, found.later, found.year) == (("a",), ("b",), 2027)
    assert (found.amount, found.share) == (80, pytest.approx(80 / 110))
    assert difference_of(one, one) is None
    nothing = difference_of(outcome("een", {"a": 2027}, 0, 5), outcome("ander", {"a": 2028}, 0, 0))
    assert nothing is not None
    assert nothing.share is None


def test_difference_in_pace_is_not_put_down_to_a_neighbourhood() -> None:
    found = difference_of(
        outcome("een", {"a": 2027, "b": 2027}, 100, 190, count=2), outcome("ander", {"b": 2027}, 100, 110)
    )
    assert found is not None
    assert (found.earlier, found.later) == ((), ())


@pytest.mark.parametrize(
    ("years", "sign", "tint"),
    [
        ([2027, 2028], "A", Tint.ONE),
        ([None, 2028], "B", Tint.TWO),
        ([2029, 2028, 2028], "BC", Tint.TWO),
        ([2029, None, 2027], "C", Tint.THREE),
        ([2027, 2027], "=", Tint.SAME),
        ([2027, 2027, None], "AB", Tint.ONE),
        ([None, None], "-", Tint.LATER),
    ],
)
def test_sign_says_in_which_scenario_it_is_first(years: list[int | None], sign: str, tint: Tint) -> None:
    assert sign_of(years) == sign
    assert compared_tint(sign) == tint


def test_what_was_kept_is_compared_with_now() -> None:
    then = kept_outcome(outcome("x", {"a": 2027}, 10, 20.4), on=ON)
    assert read_kept(then.to_json()) == Kept(ON, {"a": 2027}, 2027, 2, 20)
    assert read_kept({}) is None
    assert change_since(None, then) is None
    assert change_since(read_kept(then.to_json()), then) is None
    later = change_since(then, kept_outcome(outcome("x", {"a": 2028, "b": 2027}, 10, 20.4), on=ON))
    assert later is not None
    assert later.moved == ("a", "b")
    more = change_since(then, kept_outcome(outcome("x", {"a": 2027}, 10, 30), on=ON))
    assert more is not None
    assert more.moved == ()


def test_marks_say_class_year_and_scenario() -> None:
    ranked = rank([candidate(1, need=0.5), candidate(2)], {each: int(each == Criterion.NEED) for each in Criterion})
    assert score_marks(ranked) == {1: ("planner-a", "A"), 2: ("planner-unknown", "?")}
    assert score_tint(ScoreClass.E) == Tint.E
    plan = Plan(((1, 2028),), 1, 1, is_proven=True)
    assert plan_marks(ranked, plan, (2027, 2028)) == {1: ("planner-b", "28"), 2: ("planner-later", "–")}
    assert plan_marks(ranked, None, (2027, 2028))[1] == ("planner-later", "–")
    sides = [outcome("een", {"a": 2027}, 1), outcome("ander", {"a": 2028}, 1)]
    assert compared_marks({"a": 1, "b": 2}, sides) == {1: ("planner-one", "A"), 2: ("planner-later", "–")}


def test_years_share_five_tints_from_dark_to_light() -> None:
    ten = tuple(range(2027, 2037))
    assert [year_tint(year, ten).value[-1] for year in ten] == list("aabbccddee")
    assert [year_tint(year, (2027, 2028)).value[-1] for year in (2027, 2028)] == ["a", "b"]


def test_every_weight_has_a_default_that_counts() -> None:
    assert set(DEFAULT_WEIGHTS) == set(Criterion)
    assert all(DEFAULT_WEIGHTS.values())
