"""Counts of people so small that they could point to somebody: they are not told, and no sum tells them."""

from collections.abc import Iterable
from dataclasses import dataclass

FEWEST_TOLD = 5
"""Fewer people than this are not counted out to who does not know them; the database keeps to it (migration 0034)."""


ROUGHLY = 2
"""As how many they count where something is reckoned with them, so that nothing that follows from it tells more."""


@dataclass(frozen=True, slots=True)
class ToldSum:
    """The sum of what may be told; `leaves_out` says that there is more, too little to tell."""

    count: int
    leaves_out: bool = False


def sum_told(counts: Iterable[int | None]) -> ToldSum:
    """Add up counts of which None is one that is not told.

    That one is left out, so that taking the others from the sum does not find it.
    """
    found = list(counts)
    return ToldSum(sum(each or 0 for each in found), any(each is None for each in found))
