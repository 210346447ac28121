import inspect
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.masking import GROWTH, RdPoint, masked_point, normalised, ring_for

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
HOME = RdPoint(233_883.0, 582_065.0)
ADDRESS = "Folkingestraat 12, 9711 JW Groningen"

keys = st.binary(min_size=32, max_size=64)
addresses = st.text(max_size=60).map(lambda text: f"straat {text}")
places = st.builds(RdPoint, st.floats(10_000, 280_000), st.floats(300_000, 620_000))
densities = st.none() | st.floats(0, 30_000)


def apart(one: RdPoint, other: RdPoint) -> float:
    return math.hypot(one.x - other.x, one.y - other.y)


@given(addresses, places, densities, keys)
def test_one_address_has_one_point(address: str, place: RdPoint, density: float | None, key: bytes) -> None:
    first = masked_point(address, place, inhabitants_per_km2=density, key=key)
    random.seed(address)
    assert masked_point(address, place, inhabitants_per_km2=density, key=key) == first


def test_point_of_an_address_never_changes_between_versions_of_the_program() -> None:
    point = masked_point(ADDRESS, HOME, inhabitants_per_km2=8_000, key=KEY)
    assert (round(point.x, 3), round(point.y, 3)) == (234_011.054, 581_995.369)


def test_nothing_but_address_place_density_and_key_goes_in() -> None:
    assert list(inspect.signature(masked_point).parameters) == ["address", "point", "inhabitants_per_km2", "key"]


@given(addresses, places, densities, keys)
def test_point_lies_in_its_ring_and_never_within_a_hundred_metres(
    address: str, place: RdPoint, density: float | None, key: bytes
) -> None:
    ring = ring_for(density)
    distance = apart(place, masked_point(address, place, inhabitants_per_km2=density, key=key))
    assert ring.inner >= 100
    assert ring.inner - 1e-6 <= distance <= ring.outer + 1e-6


@given(st.floats(2.61, 30_000))
def test_ring_holds_fifty_addresses_or_more(density: float) -> None:
    assert ring_for(density).square_kilometres * density >= 50 * 2.2


@given(st.floats(2.61, 30_000))
def test_ring_is_no_larger_than_it_need_be_and_keeps_its_shape(density: float) -> None:
    ring = ring_for(density)
    assert ring.outer == 2.5 * ring.inner
    assert ring.inner / 100 in GROWTH
    assert ring.inner == 100 or ring.square_kilometres / 4 * density < 50 * 2.2


@pytest.mark.parametrize(
    ("density", "inner", "outer"),
    [
        (8_000, 100, 250),
        (700, 100, 250),
        (600, 200, 500),
        (50, 400, 1_000),
        (11, 800, 2_000),
        (3, 1_600, 4_000),
        (1, 1_600, 4_000),
        (0, 1_600, 4_000),
        (None, 1_600, 4_000),
    ],
)
def test_ring_grows_as_fewer_people_live_there(density: float | None, inner: float, outer: float) -> None:
    ring = ring_for(density)
    assert (ring.inner, ring.outer) == (inner, outer)


def test_small_change_of_density_does_not_move_the_point() -> None:
    first, second, sparse = (
        masked_point(ADDRESS, HOME, inhabitants_per_km2=density, key=KEY) for density in (2_000, 2_100, 600)
    )
    assert first == second != sparse


def test_points_in_two_rings_do_not_lie_on_one_line_with_the_door() -> None:
    angles = [
        math.atan2(point.y - HOME.y, point.x - HOME.x)
        for point in (masked_point(ADDRESS, HOME, inhabitants_per_km2=density, key=KEY) for density in (2_000, 600))
    ]
    assert abs(angles[0] - angles[1]) > 0.01


@given(addresses, keys, keys)
def test_other_key_gives_another_point(address: str, key: bytes, other: bytes) -> None:
    same = masked_point(address, HOME, inhabitants_per_km2=None, key=key) == masked_point(
        address, HOME, inhabitants_per_km2=None, key=other
    )
    # HMAC fills a short key up with zeros
    assert same == (key.rstrip(b"\0") == other.rstrip(b"\0"))


def test_next_door_has_a_point_of_its_own() -> None:
    first, second = (
        masked_point(f"Straat {number}", HOME, inhabitants_per_km2=8_000, key=KEY) for number in ("12a", "12b")
    )
    assert first != second


@pytest.mark.parametrize(
    "spelling",
    [
        "straat 12a",
        "STRAAT 12 A",
        " Straat\t12\u00a0a ",
        "Straat 12-A",
        "Stráàt 12a",
        "Stra\u0301at 12a",
        "straat １２a",
    ],
)
def test_spellings_of_one_address_share_its_point(spelling: str) -> None:
    assert normalised(spelling) == "straat|12|a"
    assert masked_point(spelling, HOME, inhabitants_per_km2=None, key=KEY) == masked_point(
        "Straat 12 A", HOME, inhabitants_per_km2=None, key=KEY
    )


@given(st.text("abcdefgh éëï'-.", min_size=1).map(lambda name: f"a{name}"), st.integers(1, 999), st.sampled_from("abc"))
def test_case_and_spaces_make_no_difference(street: str, number: int, addition: str) -> None:
    plain = normalised(f"{street} {number}{addition}")
    assert normalised(f"  {street.upper()}{number} {addition.upper()} ") == plain
    assert normalised(plain) == plain


@pytest.mark.parametrize(
    ("one", "other"), [("Straat 1 12", "Straat 11 2"), ("Straat 1-12", "Straat 112"), ("Straat 12", "Straat 12a")]
)
def test_other_numbers_are_another_address(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_spread_is_even_over_the_ring() -> None:
    count, slices = 8_000, 8
    by_angle, by_area = [0] * slices, [0] * slices
    for number in range(count):
        point = masked_point(f"Straat {number}", HOME, inhabitants_per_km2=8_000, key=KEY)
        turn = math.atan2(point.y - HOME.y, point.x - HOME.x) / (2 * math.pi) % 1
        share = (apart(HOME, point) ** 2 - 100**2) / (250**2 - 100**2)
        by_angle[int(turn * slices)] += 1
        by_area[min(int(share * slices), slices - 1)] += 1
    # 1,000 each, with a standard deviation of 30
    assert all(880 < found < 1_120 for found in by_angle + by_area)


@pytest.mark.parametrize("address", ["", "  ", "--", "\u0301", "!?"])
def test_address_without_letter_or_digit_is_refused(address: str) -> None:
    with pytest.raises(GeoError, match="address_empty"):
        masked_point(address, HOME, inhabitants_per_km2=None, key=KEY)


def test_short_key_is_refused() -> None:
    with pytest.raises(GeoError, match="key_too_short") as caught:
        masked_point(ADDRESS, HOME, inhabitants_per_km2=None, key=KEY[:31])
    assert caught.value.detail == {"bytes": 31, "least": 32}


@pytest.mark.parametrize("density", [-1, -99_997, math.nan, math.inf])
def test_what_is_no_density_is_refused(density: float) -> None:
    with pytest.raises(GeoError, match="not_a_density"):
        masked_point(ADDRESS, HOME, inhabitants_per_km2=density, key=KEY)


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [(6.56, 53.21, "out_of_range"), (math.nan, 582_065, "not_finite"), (233_883, math.inf, "not_finite")],
)
def test_what_is_no_place_in_rd_new_is_refused(x: float, y: float, code: str) -> None:
    with pytest.raises(GeoError, match=code):
        RdPoint(x, y)


def test_lone_surrogate_in_an_address_is_no_crash() -> None:
    assert masked_point("straat \ud800 1", HOME, inhabitants_per_km2=None, key=OTHER_KEY)
