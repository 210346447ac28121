"""What of a count may be told. Nobody can prove from it that somewhere one to four households ask for something.

What is asked is told in tens. A cell of 0 to 4 and a cell of nothing look the same, and a total never tells more of
such a cell than that: it is rounded on its own, and is never higher than the cells leave room for. Neutral counts of
people are told from five on, in fives, and without a total.
"""

from collections.abc import Collection

TEN, FIVE = 10, 5
FEWEST = 5
"""Of fewer people nothing is told."""

MOST_OF_NOTHING = TEN // 2 - 1
"""How many a nought in tens may stand for."""


def in_tens(count: int) -> int:
    """To the nearest ten, from the middle up: 4 is 0, and 5 is 10."""
    return TEN * ((count + TEN // 2) // TEN)


def span_of_tens(told: int) -> tuple[int, int]:
    """The least and the most that a number in tens may stand for."""
    return max(0, told - TEN // 2), told + MOST_OF_NOTHING


def total_in_tens(counts: Collection[int]) -> int:
    """The total of counts whose cells are told in tens: rounded on its own, at most what no cell is betrayed by.

    A cell that is told as nought would be proven when the total is more than all other cells can hold. The most that
    may be told follows from the cells as they are told, not from the counts, so that it gives nothing away itself.
    """
    told = [in_tens(count) for count in counts]
    total = in_tens(sum(counts))
    if 0 not in told:
        return total
    others = sum(span_of_tens(each)[1] for each in told) - MOST_OF_NOTHING
    return min(total, TEN * ((others + TEN // 2) // TEN))


def in_fives(count: int) -> int | None:
    """To the nearest five, from the middle up; None for what is too little to tell."""
    if count < FEWEST:
        return None
    return FIVE * ((count + FIVE // 2) // FIVE)
