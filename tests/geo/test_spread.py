import math
import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.spread import Place, spread

SPACING = 12.0
INNER_POINT = (233_883.0, 582_065.0)

coordinates = st.integers(-40, 40).map(float) | st.floats(-40, 40, allow_subnormal=False)
places = st.tuples(coordinates, coordinates)
crowds = st.lists(places, max_size=60)


def nearest(found: list[Place]) -> float:
    return min((math.dist(one, other) for one, other in combinations(found, 2)), default=math.inf)


def moves(points: list[Place], found: list[Place]) -> list[float]:
    return [math.dist(point, place) for point, place in zip(points, found, strict=True)]


@given(crowds)
def test_nobody_stands_nearer_than_the_spacing(points: list[Place]) -> None:
    assert nearest(spread(points, SPACING)) >= SPACING - 1e-6


@given(crowds, st.randoms(use_true_random=False))
def test_order_of_the_points_makes_no_difference(points: list[Place], lots: random.Random) -> None:
    shuffled = list(points)
    lots.shuffle(shuffled)
    assert sorted(zip(points, spread(points, SPACING), strict=True)) == sorted(
        zip(shuffled, spread(shuffled, SPACING), strict=True)
    )


@given(crowds)
def test_points_that_are_apart_already_stay(points: list[Place]) -> None:
    apart = spread(points, SPACING)
    assert spread(apart, SPACING * (1 - 1e-9)) == apart


@given(crowds, st.lists(places.map(lambda place: (place[0] + 1_000, place[1])), max_size=10))
def test_what_stands_elsewhere_does_not_matter(points: list[Place], elsewhere: list[Place]) -> None:
    assert spread([*points, *elsewhere], SPACING)[: len(points)] == spread(points, SPACING)


@given(crowds)
def test_nobody_goes_farther_than_a_disc_that_holds_all(points: list[Place]) -> None:
    # n discs of a diameter of the spacing, laid as a sunflower lays them, and one step for the gaps
    most = SPACING * (math.sqrt(2 * len(points)) / 1.6 + 1)
    assert all(moved <= most for moved in moves(points, spread(points, SPACING)))


@given(crowds)
def test_who_moves_had_somebody_too_near(points: list[Place]) -> None:
    found = spread(points, SPACING)
    for number, (point, place) in enumerate(zip(points, found, strict=True)):
        others = found[:number] + found[number + 1 :]
        assert point == place or any(math.dist(point, other) < SPACING for other in others)


@pytest.mark.parametrize("count", [2, 7, 100, 2_000])
def test_equal_points_fill_a_disc_of_about_their_own_size(count: int) -> None:
    found = spread([INNER_POINT] * count, SPACING)
    farthest = max(math.dist(INNER_POINT, place) for place in found)
    assert found[0] == INNER_POINT
    assert SPACING * math.sqrt(count) / 4 <= farthest <= SPACING * (math.sqrt(count) / 1.6 + 1)


def test_crowd_around_a_place_takes_no_more_room_than_twice_what_it_needs() -> None:
    draw = np.random.default_rng(6)
    points = [(float(x), float(y)) for x, y in INNER_POINT + draw.normal(scale=5, size=(500, 2))]
    found = spread(points, SPACING)
    assert nearest(found) >= SPACING - 1e-6
    assert max(moves(points, found)) <= SPACING * math.sqrt(500) / 1.6 + 5 * 5 + SPACING


def test_two_thousand_people_at_the_inner_points_of_their_buurten_each_have_a_place() -> None:
    points = [(233_000.0 + 500 * (number % 12), 580_000.0 + 500 * (number % 13)) for number in range(2_000)]
    assert len(set(spread(points, SPACING))) == 2_000


def test_no_points_are_no_places() -> None:
    assert spread([], SPACING) == []


def test_whole_numbers_are_places_too() -> None:
    assert spread([(0, 0), (0, 0)], 1)[0] == (0.0, 0.0)


@pytest.mark.parametrize("spacing", [0.0, -1.0, 1e-6])
def test_spacing_that_keeps_nobody_apart_is_refused(spacing: float) -> None:
    with pytest.raises(GeoError, match="bad_spacing"):
        spread([INNER_POINT], spacing)


@pytest.mark.parametrize(
    ("points", "spacing", "field"),
    [
        ([INNER_POINT], math.nan, "spacing"),
        ([INNER_POINT], math.inf, "spacing"),
        ([(math.nan, 0.0)], 1.0, "points"),
        ([(0.0, -math.inf)], 1.0, "points"),
    ],
)
def test_what_is_no_number_is_refused(points: list[Place], spacing: float, field: str) -> None:
    with pytest.raises(GeoError, match="not_finite") as caught:
        spread(points, spacing)
    assert caught.value.detail == {"field": field}
