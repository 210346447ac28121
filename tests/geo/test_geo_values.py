import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.values import Box, Point

GRONINGEN = Box(6.4, 53.1, 6.8, 53.3)


def code_of(text: str, kind: type[Point] | type[Box] = Point) -> str:
    with pytest.raises(GeoError) as caught:
        kind.parse(text)
    return caught.value.code


def test_point_is_read_from_text() -> None:
    assert Point.parse("6.56,53.21") == Point(6.56, 53.21)
    assert Point.parse(" -6.5 , +53 ") == Point(-6.5, 53.0)


def test_box_is_read_from_text() -> None:
    assert Box.parse("6.4,53.1,6.8,53.3") == GRONINGEN


@pytest.mark.parametrize("text", ["nan,53", "6,inf", "-Infinity,53", "6,NaN"])
def test_numbers_that_are_not_finite_are_refused(text: str) -> None:
    assert code_of(text) == "not_finite"


@pytest.mark.parametrize("text", ["x,53", "6,", "1e1,53", "1_0,53", "٦,53", "6;5,53", "0x6,53", "12345,1"])
def test_text_that_is_no_plain_number_is_refused(text: str) -> None:
    assert code_of(text) == "not_a_number"


def test_each_other_mistake_has_its_own_code() -> None:
    assert code_of("6") == "wrong_count"
    assert code_of("6,53,1") == "wrong_count"
    assert code_of("6\0,53") == "contains_nul"
    assert code_of("6,53" + "0" * 200) == "too_long"
    assert code_of("181,53") == "out_of_range"
    assert code_of("6,-90.1") == "out_of_range"
    assert code_of("6.8,53.1,6.4,53.3", Box) == "empty_box"
    assert code_of("6.4,53.1,6.8,53.1", Box) == "empty_box"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_point_cannot_be_made_of_what_is_not_finite(value: float) -> None:
    with pytest.raises(GeoError, match="not_finite"):
        Point(value, 53.2)


@pytest.mark.parametrize("value", ["6", None, True])
def test_point_cannot_be_made_of_what_is_no_number(value: object) -> None:
    with pytest.raises(GeoError, match="not_a_number"):
        Point(value, 53.2)  # type: ignore[arg-type] # the point of the test


def test_integer_too_large_for_a_float_is_out_of_range() -> None:
    with pytest.raises(GeoError, match="out_of_range"):
        Point(6, 10**400)


def test_box_contains_its_edge_and_nothing_beyond() -> None:
    assert GRONINGEN.contains(Point(6.4, 53.3))
    assert GRONINGEN.contains(Point(6.6, 53.2))
    assert not GRONINGEN.contains(Point(6.39, 53.2))
    assert not GRONINGEN.contains(Point(6.6, 53.31))


def test_box_has_a_center_and_grows_no_further_than_the_world() -> None:
    assert GRONINGEN.center.lon == pytest.approx(6.6)
    assert GRONINGEN.padded(0.5).east == pytest.approx(7.0)
    assert Box(-179, -89, 179, 89).padded(1) == Box(-180, -90, 180, 90)


def test_error_without_facts_shows_its_code_only() -> None:
    assert str(GeoError("contains_nul")) == "contains_nul"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_reading_a_point_gives_a_point_or_a_known_error(text: str) -> None:
    try:
        point = Point.parse(text)
    except GeoError:
        return
    assert -180 <= point.lon <= 180


@settings(deadline=None)
@given(st.lists(st.floats() | st.integers(), min_size=4, max_size=4))
def test_reading_a_box_gives_a_box_or_a_known_error(numbers: list[float]) -> None:
    try:
        box = Box.parse(",".join(map(str, numbers)))
    except GeoError:
        return
    assert box.west < box.east
