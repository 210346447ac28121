"""Delivery rounds: every stop once, within what a volunteer carries and does, against every possible order."""

import random
from itertools import pairwise, permutations

import pytest

from webapp.campaigns.rules.rounds_routing import (
    MOST_MINUTES,
    MOST_PARCELS,
    MOST_STOPS,
    STOP_MINUTES,
    Load,
    by_hand,
    crow_metres,
    plan_rounds,
)
from webapp.errors import BadInput


def scattered(count: int, *, seed: int = 1, metres: int = 1500) -> list[list[int]]:
    """Distances of a pick-up point and this many stops around it."""
    chance = random.Random(seed)
    stops = [(chance.uniform(-metres, metres), chance.uniform(-metres, metres)) for _ in range(count)]
    return crow_metres([(0.0, 0.0), *stops])


def length(order: tuple[int, ...], metres: list[list[int]]) -> int:
    places = [0, *(stop + 1 for stop in order)]
    return sum(metres[one][other] for one, other in pairwise(places))


def test_no_stops_give_no_rounds() -> None:
    assert plan_rounds([], [[0]], Load()).rounds == ()


def test_one_stop_is_one_round_with_the_way_there_and_the_time_at_the_door() -> None:
    found = plan_rounds([2], crow_metres([(0, 0), (300, 400)]), Load(metres_a_minute=250))
    (only,) = found.rounds
    assert (only.stops, only.metres, only.minutes) == ((0,), 500, 2 + STOP_MINUTES)
    assert found.metres == 500


@pytest.mark.parametrize("seed", range(5))
def test_a_round_of_six_stops_is_the_shortest_of_all_orders(seed: int) -> None:
    metres = scattered(6, seed=seed)
    found = plan_rounds([1] * 6, metres, Load(parcels=6, minutes=600))
    assert [sorted(each.stops) for each in found.rounds] == [list(range(6))]
    assert found.metres == min(length(order, metres) for order in permutations(range(6)))


@pytest.mark.parametrize("count", [25, 60])
def test_every_stop_is_in_one_round_that_fits_and_it_is_no_longer_than_by_hand(count: int) -> None:
    metres, load, parcels = scattered(count), Load(parcels=12, minutes=50), [1 + stop % 3 for stop in range(count)]
    found = plan_rounds(parcels, metres, load)
    hand = by_hand(range(count), parcels, metres, load)
    assert sorted(stop for each in found.rounds for stop in each.stops) == list(range(count))
    assert all(sum(parcels[stop] for stop in each.stops) <= load.parcels for each in found.rounds)
    assert all(each.minutes <= load.minutes for each in found.rounds)
    assert [each.metres for each in found.rounds] == [length(each.stops, metres) for each in found.rounds]
    assert len(found.rounds) <= len(hand)
    assert found.metres < sum(length(tuple(route), metres) for route in hand)
    assert found == plan_rounds(parcels, metres, load)


def test_what_nobody_can_carry_or_reach_in_time_stands_apart_and_the_rest_goes_on() -> None:
    metres = crow_metres([(0, 0), (100, 0), (200, 0), (90_000, 0)])
    found = plan_rounds([1, 13, 1], metres, Load(parcels=12, minutes=60))
    assert [each.stops for each in found.rounds] == [(0,)]
    assert (found.too_heavy, found.too_far) == ((1,), (2,))


def test_when_nothing_fits_there_are_no_rounds() -> None:
    assert plan_rounds([5], scattered(1), Load(parcels=4)).rounds == ()


@pytest.mark.parametrize(
    ("load", "code"),
    [
        (Load(parcels=0), "round_parcels"),
        (Load(parcels=MOST_PARCELS + 1), "round_parcels"),
        (Load(minutes=0), "round_minutes"),
        (Load(minutes=MOST_MINUTES + 1), "round_minutes"),
    ],
)
def test_a_load_that_nobody_can_be_asked_is_refused(load: Load, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        plan_rounds([1], scattered(1), load)
    assert refused.value.code == code


def test_two_thousand_stops_are_refused_before_any_work() -> None:
    with pytest.raises(BadInput) as refused:
        plan_rounds([1] * 2000, [], Load())
    assert (refused.value.code, refused.value.detail["most"]) == ("too_many_stops", MOST_STOPS)
