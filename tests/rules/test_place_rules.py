"""What somebody types as an address, and where a pin may stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.values import Point
from tests.factories import property_test
from webapp.areas.rules import (
    MUNICIPALITY_BOX,
    FoundPlace,
    TypedAddress,
    found_place_value,
    parse_found_place,
    parse_pin,
    parse_postcode,
    split_address,
)
from webapp.errors import BadInput
from webapp.vocabulary import PlacePrecision


@pytest.mark.parametrize(
    ("typed", "street", "number"),
    [
        ("Eikenlaan", "Eikenlaan", None),
        ("Eikenlaan 12", "Eikenlaan", "12"),
        ("Eikenlaan 12a, 9741 AB Groningen", "Eikenlaan", "12a"),
        ("Eikenlaan 12 9741AB", "Eikenlaan", "12"),
        ("Eikenlaan Groningen", "Eikenlaan", None),
        ("1e Willemstraat 3-2", "1e Willemstraat", "3-2"),
        ("Van Swinderenstraat 5 bis", "Van Swinderenstraat", "5 bis"),
        ("A-Weg 1", "A-Weg", "1"),
        ("Groningen", "Groningen", None),
        ("9741AB", "9741AB", None),
        ("12", "12", None),
        (", ,", ", ,", None),
    ],
)
def test_house_number_is_told_from_the_street(typed: str, street: str, number: str | None) -> None:
    assert split_address(typed) == TypedAddress(street, number)


@property_test()
@given(typed=st.text(max_size=80))
def test_any_text_can_be_split(typed: str) -> None:
    found = split_address(typed)
    assert found.street or not typed.split()


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [("9741AB", "9741AB"), ("9741 ab", "9741AB"), ("0741AB", None), ("9741", None), ("x 9741AB", None), ("", None)],
)
def test_postcode_is_known_by_its_shape(typed: str, postcode: str | None) -> None:
    assert parse_postcode(typed) == postcode


@pytest.mark.parametrize(
    ("lon", "lat"), [("6.56", "53.22"), ("6,56", "53,22"), (" 6.56 ", "53.22"), ("6.46", "53.107")]
)
def test_pin_in_the_municipality_is_a_point(lon: str, lat: str) -> None:
    point = parse_pin(lon, lat)
    assert MUNICIPALITY_BOX.contains(point)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        ("53.22", "6.56", "point_swapped"),
        ("53.22", "953", "point_invalid"),
        ("52.37", "4.9", "point_swapped"),
        ("4.9", "52.37", "point_outside"),
        ("0", "0", "point_outside"),
        ("170", "53.2", "point_outside"),
        ("nan", "53.22", "point_invalid"),
        ("6.56", "Infinity", "point_invalid"),
        ("6.56", "", "point_invalid"),
        (None, None, "point_invalid"),
        ("6.56,53.22", "", "point_invalid"),
        ("1e1", "53.22", "point_invalid"),
        ("6.56", "953", "point_invalid"),
        ("x" * 5000, "53.22", "point_invalid"),
    ],
)
def test_pin_that_cannot_be_says_why(lon: str | None, lat: str | None, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_pin(lon, lat)
    assert caught.value.code == code


def test_found_place_comes_back_as_it_was_sent() -> None:
    place = FoundPlace(Point(6.56, 53.22), PlacePrecision.STREET)
    assert found_place_value(place) == "6.560000,53.220000,street"
    assert parse_found_place(found_place_value(place)) == place


@pytest.mark.parametrize(
    "text", ["", "6.56,53.22", "6.56,53.22,somewhere", "6.56,53.22,street,x", "a,b,exact", ",,exact"]
)
def test_found_place_of_somebody_elses_making_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="point_invalid"):
        parse_found_place(text)
