"""What speaks for a neighbourhood, and how it is weighed: unknown is apart, and never zero."""

import pytest

from tests.rules.planning_making import bordering, candidate
from webapp.errors import BadInput
from webapp.planning.rules.criteria import (
    DEFAULT_WEIGHTS,
    Because,
    Candidate,
    ChurchNear,
    Criterion,
    ScoreClass,
    rank,
    reasons_of,
)
from webapp.vocabulary import Inviter, Stage

MUNICIPALITY = ((Inviter.MUNICIPALITY, ""),)


def told(of: Candidate, criterion: Criterion) -> tuple[float | None, Because]:
    reason = next(each for each in reasons_of(of) if each.criterion == criterion)
    return reason.score, reason.because


def only(criterion: Criterion) -> dict[Criterion, int]:
    return {each: int(each == criterion) for each in Criterion}


@pytest.mark.parametrize(
    ("facts", "criterion", "score", "because"),
    [
        ({}, Criterion.NEED, None, Because.UNKNOWN),
        ({"need": 0.7}, Criterion.NEED, 0.7, Because.FIGURE),
        ({}, Criterion.SIGNALS, None, Because.NOBODY_LOOKED),
        ({"stage": Stage.EXPLORING}, Criterion.SIGNALS, 0, Because.NOTHING),
        ({"signals": 1}, Criterion.SIGNALS, 0.6, Because.FIGURE),
        ({"signals": 50}, Criterion.SIGNALS, 1, Because.FIGURE),
        ({}, Criterion.ASSETS, None, Because.NOBODY_LOOKED),
        ({"assets": 1}, Criterion.ASSETS, 0.75, Because.FIGURE),
        ({"assets": 9}, Criterion.ASSETS, 1, Because.FIGURE),
        ({"assets": 1, "inhabitants": None}, Criterion.ASSETS, 0.5, Because.FIGURE),
        ({}, Criterion.CARRIERS, None, Because.TOO_FEW),
        ({"carriers": 10}, Criterion.CARRIERS, 0.75, Because.FIGURE),
        ({}, Criterion.NETWORK, 0, Because.NO_NEIGHBOUR),
        ({"beside": (bordering(strength=None),)}, Criterion.NETWORK, None, Because.UNKNOWN),
        ({"beside": (bordering(), bordering(strength=0.8))}, Criterion.NETWORK, 0.8, Because.FIGURE),
        ({}, Criterion.BRIDGES, 0, Because.NO_NEIGHBOUR),
        ({"beside": (bordering(),)}, Criterion.BRIDGES, 0, Because.NOTHING),
        ({"beside": (bordering(spare=2), bordering(spare=3))}, Criterion.BRIDGES, 0.75, Because.FIGURE),
        ({}, Criterion.INVITATION, 0, Because.NOTHING),
        ({"inviters": MUNICIPALITY}, Criterion.INVITATION, 1, Because.FIGURE),
        ({}, Criterion.CHURCH, None, Because.UNKNOWN),
        ({"church": ChurchNear.INSIDE}, Criterion.CHURCH, 1, Because.INSIDE),
        ({"church": ChurchNear.NEAR}, Criterion.CHURCH, 0.5, Because.NEAR),
        ({"church": ChurchNear.NONE}, Criterion.CHURCH, 0, Because.NOTHING),
    ],
)
def test_score_of_a_criterion_and_why(
    facts: dict[str, object], criterion: Criterion, score: float | None, because: Because
) -> None:
    found, why = told(candidate(**facts), criterion)
    assert why == because
    assert found == (score if score is None else pytest.approx(score))


def test_what_is_unknown_does_not_count() -> None:
    [first, second] = rank([candidate(1, need=0.4), candidate(2)], only(Criterion.NEED) | {Criterion.INVITATION: 1})
    # known: 0.4 and no invitation; of the other only that there is no invitation
    assert (first.candidate.slug, first.total, first.known) == ("a", 0.2, 1)
    assert (second.candidate.slug, second.total, second.known) == ("b", 0, 0.5)


def test_who_is_unknown_in_all_that_weighs_stands_last_in_a_class_of_its_own() -> None:
    ranked = rank([candidate(1), candidate(2, need=0.01)], only(Criterion.NEED))
    assert [each.candidate.slug for each in ranked] == ["b", "a"]
    assert [each.score_class for each in ranked] == [ScoreClass.A, ScoreClass.UNKNOWN]
    assert ranked[1].total is None


def test_invitation_moves_a_neighbourhood_up() -> None:
    need = {"need": 0.5, "need_weight": 1.0}
    before = rank([candidate(1, **need), candidate(2, **need)], DEFAULT_WEIGHTS)
    after = rank([candidate(1, **need), candidate(2, **need, inviters=MUNICIPALITY)], DEFAULT_WEIGHTS)
    assert [each.candidate.slug for each in before] == ["a", "b"]
    assert [each.candidate.slug for each in after] == ["b", "a"]


def test_classes_are_fifths_and_equal_totals_share_one() -> None:
    needs = [0.9, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
    ranked = rank([candidate(key, need=need) for key, need in enumerate(needs, start=1)], only(Criterion.NEED))
    assert "".join(each.score_class for each in ranked) == "AAABCCDDEE"


def test_order_does_not_depend_on_the_order_that_came_in() -> None:
    several = [candidate(key, need=0.5) for key in (3, 1, 2)]
    assert [each.candidate.id for each in rank(several, only(Criterion.NEED))] == [1, 2, 3]


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        (dict.fromkeys(Criterion, 0), "planner_weights_zero"),
        (DEFAULT_WEIGHTS | {Criterion.NEED: -1}, "weight_out_of_bounds"),
        (DEFAULT_WEIGHTS | {Criterion.NEED: 11}, "weight_out_of_bounds"),
    ],
)
def test_weights_that_mean_nothing_are_refused(weights: dict[Criterion, int], code: str) -> None:
    with pytest.raises(BadInput, match=code):
        rank([], weights)
    assert rank([], DEFAULT_WEIGHTS) == ()


@pytest.mark.parametrize(
    ("facts", "value"),
    [({}, 1000), ({"need_weight": 1.5}, 1500), ({"inhabitants": None, "need_weight": 2.0}, None)],
    ids=["of unknown need", "by need", "of unknown size"],
)
def test_value_is_inhabitants_by_need(facts: dict[str, object], value: float | None) -> None:
    assert candidate(**facts).value == value
