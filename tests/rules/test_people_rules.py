"""What a coordinator reads of somebody's place, and how an address is written down."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.people.rules import Address, address_from_text, normal_postcode, shown_place
from webapp.vocabulary import LocationLevel

HOME = Address("Eikenlaan", "20", "9741 AB", "Groningen")
WHOLE = "Eikenlaan 20, 9741 AB Groningen"


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        (LocationLevel.HIDDEN, ""),
        (LocationLevel.BUURT, "Selwerd-West"),
        (LocationLevel.MASKED, "Selwerd-West"),
        (LocationLevel.STREET, "Eikenlaan"),
        (LocationLevel.EXACT, WHOLE),
    ],
)
def test_place_is_shown_no_more_exactly_than_somebody_chose(level: LocationLevel, shown: str) -> None:
    assert shown_place(level, buurt="Selwerd-West", address=HOME) == shown


@pytest.mark.parametrize("level", LocationLevel)
@pytest.mark.parametrize("address", [None, Address()])
def test_without_an_address_the_buurt_is_all_that_there_is(level: LocationLevel, address: Address | None) -> None:
    expected = "" if level is LocationLevel.HIDDEN else "Selwerd-West"
    assert shown_place(level, buurt="Selwerd-West", address=address) == expected
    assert shown_place(level, buurt=None, address=address) == ""


@pytest.mark.parametrize("level", [LocationLevel.HIDDEN, LocationLevel.BUURT, LocationLevel.MASKED])
def test_address_without_a_buurt_is_not_shown_instead_of_it(level: LocationLevel) -> None:
    assert shown_place(level, buurt=None, address=HOME) == ""


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        (Address(town="Groningen"), "Groningen"),
        (Address(postcode="9741 AB"), "9741 AB"),
        (Address(street="Eikenlaan"), "Eikenlaan"),
        (Address(street="Eikenlaan", number="20"), "Eikenlaan 20"),
        (Address(street="Eikenlaan", number="20", town="Groningen"), "Eikenlaan 20, Groningen"),
        (Address(postcode="9741 AB", town="Groningen"), "9741 AB Groningen"),
    ],
)
def test_whole_address_has_no_loose_commas_or_spaces(address: Address, whole: str) -> None:
    assert shown_place(LocationLevel.EXACT, buurt=None, address=address) == whole


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9712ab", "9712 AB"),
        ("9712 AB", "9712 AB"),
        (" 97 12 a b ", "9712 AB"),
        ("9712", "9712"),
        ("9712 ABC", "9712 ABC"),
        ("AB12 97", "AB12 97"),
        ("971234", "971234"),
        ("D-26121", "D-26121"),
        ("", ""),
    ],
)
def test_dutch_postcode_gets_its_shape_and_another_stays_as_typed(typed: str, kept: str) -> None:
    assert normal_postcode(typed) == kept
    assert normal_postcode(kept) == kept


text_lines = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
metres = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@property_test()
@given(address=st.builds(Address, text_lines, text_lines, text_lines, text_lines, metres, metres))
def test_address_comes_back_as_it_was_written_down(address: Address) -> None:
    assert address_from_text(address.to_text()) == address


def test_address_is_written_down_in_one_way_whatever_its_order() -> None:
    assert list(json.loads(HOME.to_text())) == ["number", "postcode", "street", "town", "x", "y"]
    assert "é" in Address(street="Café").to_text()


@pytest.mark.parametrize("field", ["street", "number", "postcode", "town"])
def test_address_is_empty_when_nobody_filled_anything_in(field: str) -> None:
    assert Address().is_empty
    assert Address(x=1.0, y=2.0).is_empty
    assert not Address(**{field: "x"}).is_empty  # type: ignore[arg-type]  # a name of a text
