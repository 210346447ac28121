"""What of a count may be told: in tens and fives, and a total that betrays no cell."""

from itertools import product

import pytest

from webapp.opendata.rules.counts import in_fives, in_tens, span_of_tens, total_in_tens


@pytest.mark.parametrize(
    ("count", "told"), [(0, 0), (1, 0), (4, 0), (5, 10), (10, 10), (14, 10), (15, 20), (104, 100), (105, 110)]
)
def test_tens_are_the_nearest_from_the_middle_up(count: int, told: int) -> None:
    assert in_tens(count) == told
    least, most = span_of_tens(told)
    assert least <= count <= most


@pytest.mark.parametrize(("count", "told"), [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_fives_begin_at_five(count: int, told: int | None) -> None:
    assert in_fives(count) == told


def least_of(told: list[int], total: int, cell: int) -> int:
    """What a cell holds at least, to who knows only what is told."""
    others = sum(span_of_tens(each)[1] for number, each in enumerate(told) if number != cell)
    return max(span_of_tens(told[cell])[0], span_of_tens(total)[0] - others)


def cracked(counts: tuple[int, ...], total: int) -> list[int]:
    """The cells of one to four that a total proves."""
    told = [in_tens(count) for count in counts]
    return [cell for cell, count in enumerate(counts) if 1 <= count <= 4 and least_of(told, total, cell) >= 1]


def test_no_small_cell_is_proven_by_a_total_in_any_city_of_up_to_four_neighbourhoods() -> None:
    for size in (1, 2, 3, 4):
        for counts in product((0, 1, 3, 4, 5, 9), repeat=size):
            assert cracked(counts, total_in_tens(counts)) == [], counts


def test_a_total_that_is_only_rounded_proves_small_cells() -> None:
    assert cracked((4, 4), in_tens(8)) == [0, 1]
    assert cracked((4, 4), total_in_tens((4, 4))) == []


def test_a_total_is_the_rounded_sum_where_the_cells_leave_room() -> None:
    assert total_in_tens((3, 2, 0, 0, 0, 1)) == in_tens(6)
    assert total_in_tens((12, 27, 8)) == in_tens(47)
    assert total_in_tens(()) == 0
