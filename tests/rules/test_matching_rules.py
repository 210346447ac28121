"""How an offer is weighed: bounds, what makes it better or worse, and the reasons that it gives."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.factories import property_test
from webapp.matching.rules.ranking import (
    DEFAULT_WEIGHTS,
    PARTS,
    Fit,
    Reason,
    ReasonCode,
    Weights,
    cost_of,
    score,
    spare_of,
)
from webapp.vocabulary import NeedUrgency, Requirement

PERFECT = Fit(is_exact=True, level=2, asked_level=1, metres=0)
FITS = some.builds(
    Fit,
    is_exact=some.booleans(),
    level=some.integers(0, 2),
    asked_level=some.integers(0, 2),
    metres=some.floats(0, 20_000),
    overlap_minutes=some.none() | some.integers(0, 10_080),
    asked_minutes=some.none() | some.integers(1, 10_080),
    speaks=some.none() | some.booleans(),
    language=some.none() | some.just("ar"),
    times_left=some.none() | some.integers(0, 60),
    papers=some.just(()) | some.just((Requirement.VOG,)),
    asked_days_ago=some.none() | some.integers(0, 400),
)
WEIGHTS = some.builds(Weights, **{name: some.integers(0, 10) for name in PARTS}, rest_days=some.integers(0, 365))


@given(fit=FITS, weights=WEIGHTS)
@property_test()
def test_score_lies_between_nothing_and_all_with_a_reason_for_what_is_less(fit: Fit, weights: Weights) -> None:
    found = score(fit, weights)
    assert 0 <= found.value <= 1
    assert 0 <= found.points <= 100
    if found.value < 1:
        assert any(reason.part < 1 for reason in found.reasons)
    assert [Reason.from_json(reason.to_json()).code for reason in found.reasons] == [  # type: ignore[union-attr]  # its own code
        reason.code for reason in found.reasons
    ]


@given(fit=FITS)
@property_test(50)
def test_nothing_beats_a_perfect_fit(fit: Fit) -> None:
    assert score(PERFECT).value == 1
    assert score(fit).value <= 1


@pytest.mark.parametrize(
    ("worse", "part"),
    [
        ({"is_exact": False}, "theme"),
        ({"level": 0}, "level"),
        ({"metres": 1000.0}, "distance"),
        ({"overlap_minutes": 60, "asked_minutes": 180}, "time"),
        ({"speaks": False, "language": "ar"}, "language"),
        ({"times_left": 1}, "capacity"),
        ({"asked_days_ago": 3}, "rest"),
    ],
)
def test_each_weight_counts_only_for_its_own_part(worse: dict[str, object], part: str) -> None:
    fit = replace(PERFECT, **worse)  # type: ignore[arg-type]  # names of its fields
    zero = replace(DEFAULT_WEIGHTS, **dict.fromkeys(PARTS, 0))
    assert score(fit).value < 1
    assert score(fit, replace(DEFAULT_WEIGHTS, **{part: 0})).value == 1
    assert score(fit, replace(zero, **{part: 10})).value < 1
    assert score(fit, zero).value == 1


def test_nearness_halves_with_every_kilometre() -> None:
    only_distance = replace(DEFAULT_WEIGHTS, **dict.fromkeys(PARTS, 0) | {"distance": 10})
    values = [score(replace(PERFECT, metres=metres), only_distance).value for metres in (0, 1000, 2000)]
    assert values == pytest.approx([1, 0.5, 0.25])


def test_reasons_tell_numbers() -> None:
    fit = Fit(
        is_exact=True,
        level=1,
        asked_level=2,
        metres=420.4,
        overlap_minutes=120,
        asked_minutes=600,
        speaks=True,
        language="ar",
        times_left=2,
        papers=(Requirement.VOG,),
        asked_days_ago=4,
    )
    told = {reason.code: dict(reason.values) for reason in score(fit).reasons}
    assert told == {
        ReasonCode.THEME_EXACT: {},
        ReasonCode.LEVEL_LOWER: {"level": 1, "asked": 2},
        ReasonCode.DISTANCE: {"metres": 400, "minutes": 5},
        ReasonCode.TIME_OVERLAP: {"minutes": 120},
        ReasonCode.LANGUAGE_SPOKEN: {"language": "ar"},
        ReasonCode.CAPACITY_LEFT: {"left": 2},
        ReasonCode.PAPERS_IN_ORDER: {"papers": "vog"},
        ReasonCode.ASKED_RECENTLY: {"days": 4},
    }


def test_reason_of_another_time_is_left_out() -> None:
    assert Reason.from_json({"code": "star_sign", "part": 1}) is None
    assert Reason.from_json({}) is None


def test_who_was_asked_long_ago_has_rested() -> None:
    codes = {reason.code for reason in score(replace(PERFECT, asked_days_ago=30)).reasons}
    assert ReasonCode.ASKED_RECENTLY not in codes


@given(worth=some.floats(0, 1), other=some.floats(0, 1))
@property_test(50)
def test_more_urgent_needs_cost_less_whatever_the_fit(worth: float, other: float) -> None:
    costs = [
        cost_of(worth, NeedUrgency.NOW),
        cost_of(other, NeedUrgency.THIS_MONTH),
        cost_of(worth, NeedUrgency.WHEN_POSSIBLE),
    ]
    assert costs == sorted(costs)
    assert min(costs) >= 0


@pytest.mark.parametrize(
    ("people", "asked", "reserve", "lent", "spare"),
    [(3, 0, 1, 0, 2), (3, 1, 1, 0, 1), (3, 0, 1, 2, 0), (1, 2, 1, 0, 0)],
)
def test_spare_is_offers_minus_needs_minus_reserve_minus_lent(
    people: int, asked: int, reserve: int, lent: int, spare: int
) -> None:
    assert spare_of(people, asked=asked, reserve=reserve, lent=lent) == spare


def test_default_weights_are_within_bounds() -> None:
    assert all(0 <= weight <= 10 for weight in DEFAULT_WEIGHTS.parts.values())
    assert set(DEFAULT_WEIGHTS.parts) < set(asdict(DEFAULT_WEIGHTS))
