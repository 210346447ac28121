"""Nobody can tell from what is public of the networks that one to four people are there, came or left."""

from collections.abc import Iterable
from datetime import date
from itertools import product

import pytest

from webapp.networks.rules.publishing import (
    CountedPair,
    CountedPlace,
    PublicPair,
    PublicPlace,
    months_to_publish,
    publishable,
    rounded,
)

TELLING = {1, 2, 3, 4}
"""How many people would tell of somebody."""

TODAY = date(2026, 11, 22)
UP_TO = 24


def of_place(people: int) -> int | None:
    """What is public of a neighbourhood with so many people."""
    told = publishable([CountedPlace(1, people, people)], []).places
    return told[0].people if told else None


def of_pair(one: int, other: int, ties: int) -> tuple[int, int] | None:
    """What is public of the ties between two large neighbourhoods, by how many of each side have one."""
    places = [CountedPlace(1, 40, 90), CountedPlace(2, 40, 90)]
    told = publishable(places, [CountedPair(1, 2, one, other, ties, 0)]).pairs
    return (told[0].people or 0, told[0].ties or 0) if told else None


def tells_of_somebody(possible: Iterable[int]) -> bool:
    """Whether all that it can have been is one to four."""
    return set(possible) <= TELLING


def test_one_month_never_proves_that_one_to_four_are_in_a_neighbourhood() -> None:
    could_be: dict[int | None, set[int]] = {}
    for people in range(UP_TO):
        could_be.setdefault(of_place(people), set()).add(people)
    assert not any(tells_of_somebody(possible) for possible in could_be.values())
    assert could_be[None] == {0, 1, 2, 3, 4}
    # the control: a neighbourhood that is listed as one of too few tells just that
    assert tells_of_somebody(people for people in range(1, UP_TO) if of_place(people) is None)


def test_two_months_never_prove_that_one_to_four_came_or_left() -> None:
    could_be: dict[tuple[int | None, int | None], set[int]] = {}
    exact: dict[tuple[int, int], set[int]] = {}
    for before, after in product(range(UP_TO), repeat=2):
        could_be.setdefault((of_place(before), of_place(after)), set()).add(abs(after - before))
        exact.setdefault((before, after), set()).add(abs(after - before))
    assert not any(tells_of_somebody(possible) for possible in could_be.values())
    # the control: counts as they are tell when one came
    assert any(tells_of_somebody(possible) for possible in exact.values())


def test_a_pair_never_proves_that_one_to_four_of_a_side_take_part_in_one_month_or_two() -> None:
    could_be: dict[tuple[int, int] | None, set[int]] = {}
    for one, other, ties in product(range(13), range(13), range(9)):
        could_be.setdefault(of_pair(one, other, ties), set()).add(one)
    assert not any(tells_of_somebody(possible) for possible in could_be.values())
    between = [
        {abs(a - b) for a, b in product(before, after)} for before, after in product(could_be.values(), repeat=2)
    ]
    assert not any(tells_of_somebody(possible) for possible in between)
    # the control: six people in three ties are three of each side
    assert tells_of_somebody(one for one in range(7) if 6 - one <= 3 and one <= 3)


def test_a_pair_is_told_from_five_people_on_each_side_and_five_ties() -> None:
    assert of_pair(5, 5, 5) == (10, 5)
    assert [of_pair(4, 9, 9), of_pair(9, 4, 9), of_pair(9, 9, 4)] == [None] * 3


def test_what_is_shared_is_told_between_neighbourhoods_that_are_told_themselves() -> None:
    places = [CountedPlace(1, 5, 4), CountedPlace(2, 8, 12), CountedPlace(3, 4, 30)]
    shared = [CountedPair(1, 2, 1, 2, 2, 3), CountedPair(2, 3, 9, 9, 9, 3), CountedPair(1, 3, 0, 0, 0, 3)]
    found = publishable(places, shared)
    assert found.places == (PublicPlace(1, 5, 5), PublicPlace(2, 10, 10))
    assert found.pairs == (PublicPair(1, 2, None, None, 3),)


@pytest.mark.parametrize(("count", "told"), [(3, 5), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (81, 80)])
def test_numbers_are_rounded_to_fives_and_never_to_nothing(count: int, told: int) -> None:
    assert rounded(count) == told


def test_this_month_is_published_and_those_that_were_missed_since_the_last() -> None:
    november, october, august = date(2026, 11, 1), date(2026, 10, 1), date(2026, 8, 1)
    september = date(2026, 9, 1)
    assert months_to_publish((), today=TODAY) == [november]
    assert months_to_publish({august}, today=TODAY) == [september, october, november]
    assert months_to_publish({november}, today=TODAY) == []
    assert months_to_publish({date(2027, 3, 1)}, today=TODAY) == [november]


def test_months_of_before_are_published_when_asked_for_and_none_twice() -> None:
    months = months_to_publish({date(2026, 10, 1)}, today=TODAY, months=3)
    assert months == [date(2026, 8, 1), date(2026, 9, 1), date(2026, 11, 1)]
    assert months_to_publish((), today=TODAY, months=999)[0] == date(2024, 1, 1)
    assert len(months_to_publish((), today=TODAY, months=999)) == 35
