"""Addresses as somebody pastes them: what is read, what is told to be wrong, and in what order doors are passed."""

import pytest

from webapp.campaigns.rules.rounds_routing import MOST_STOPS
from webapp.campaigns.rules.rounds_stops import (
    ADDRESS_LENGTH,
    MOST_AT_ADDRESS,
    REMARK_LENGTH,
    LineTrouble,
    TypedStop,
    address_key,
    house_number,
    in_door_order,
    read_stops,
    street_of,
)
from webapp.errors import BadInput


@pytest.mark.parametrize(
    ("line", "stop"),
    [
        ("Eikenlaan 12a", TypedStop("Eikenlaan 12a")),
        ("Eikenlaan 12a; 2; achterom", TypedStop("Eikenlaan 12a", 2, "achterom")),
        ("Eikenlaan 12a;;achterom; links", TypedStop("Eikenlaan 12a", 1, "achterom links")),
        ("Eikenlaan 12\t3", TypedStop("Eikenlaan 12", 3)),
        ("Eikenlaan 12, 9741 AB Groningen", TypedStop("Eikenlaan 12, 9741 AB Groningen")),
        ("Eikenlaan 12,2,tweede bel, hard drukken", TypedStop("Eikenlaan 12", 2, "tweede bel, hard drukken")),
        ('"Eikenlaan 12, 9741 AB";4', TypedStop("Eikenlaan 12, 9741 AB", 4)),
        ('"Eikenlaan 12"', TypedStop("Eikenlaan 12")),
    ],
)
def test_a_line_is_read_as_it_is_pasted_from_wherever(line: str, stop: TypedStop) -> None:
    found = read_stops(f"\n{line}\n")
    assert (found.stops, found.wrong) == ((stop,), ())


@pytest.mark.parametrize("heading", ["adres;aantal;opmerking", "Adres,Aantal", "Straat"])
def test_headings_are_passed_over(heading: str) -> None:
    assert read_stops(f"{heading}\nEikenlaan 1;2").stops == (TypedStop("Eikenlaan 1", 2),)


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("; 2", LineTrouble.NO_ADDRESS),
        ("????", LineTrouble.NO_ADDRESS),
        ("x" * (ADDRESS_LENGTH + 1), LineTrouble.LONG_ADDRESS),
        ("Eikenlaan 1; veel", LineTrouble.NO_COUNT),
        ("Eikenlaan 1; 0", LineTrouble.NO_COUNT),
        (f"Eikenlaan 1; {MOST_AT_ADDRESS + 1}", LineTrouble.NO_COUNT),
        ("Eikenlaan 1; 1; " + "a" * (REMARK_LENGTH + 1), LineTrouble.LONG_REMARK),
        ("Eikenlaan 1; 1; mevrouw Jansen", LineTrouble.TELLS_OF_SOMEBODY),
        ("Eikenlaan 1; 1; is net geopereerd", LineTrouble.TELLS_OF_SOMEBODY),
        ("Mevr. Jansen Eikenlaan 1", LineTrouble.TELLS_OF_SOMEBODY),
    ],
)
def test_a_line_that_cannot_be_taken_in_is_told_with_its_number(line: str, trouble: LineTrouble) -> None:
    found = read_stops(f"Zonnelaan 3\n{line}")
    assert [(each.number, each.trouble) for each in found.wrong] == [(2, trouble)]


def test_the_same_address_twice_is_told() -> None:
    found = read_stops("Eikenlaan 1\nEIKENLAAN   1.")
    assert [(each.number, each.trouble) for each in found.wrong] == [(2, LineTrouble.TWICE)]
    assert address_key("Éikenlaan 1-a") == "eikenlaan 1 a"


@pytest.mark.parametrize(
    ("text", "code"), [("", "stops_none"), (" \n\n", "stops_none"), ("adres;aantal", "stops_none")]
)
def test_nothing_to_read_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_stops(text)
    assert refused.value.code == code


def test_two_thousand_lines_are_refused_with_the_limit() -> None:
    with pytest.raises(BadInput) as refused:
        read_stops("\n".join(f"Eikenlaan {number}" for number in range(1, 2001)))
    assert (refused.value.code, refused.value.detail) == ("too_many_stops", {"count": 2000, "most": MOST_STOPS})


def test_street_and_house_number_are_found_in_an_address() -> None:
    assert (street_of("Eikenlaan 12a, 9741 AB"), house_number("Eikenlaan 12a")) == ("Eikenlaan", 12)
    assert house_number("Eikenlaan") == 0


def test_in_a_street_doors_are_passed_by_house_number() -> None:
    planned = [("Eikenlaan 9", 400), ("Eikenlaan 10", 0), ("Eikenlaan 1", 0), ("Zonnelaan 2", 300)]
    passed = in_door_order(planned, lambda each: each[1], lambda each: each[0])
    assert [(address, metres) for (address, _), metres in passed] == [
        ("Eikenlaan 1", 400),
        ("Eikenlaan 9", 0),
        ("Eikenlaan 10", 0),
        ("Zonnelaan 2", 300),
    ]
