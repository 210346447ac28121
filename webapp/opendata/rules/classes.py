"""Five classes for a figure on the map, with limits that say something: equal numbers of areas, rounded."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

CLASSES = 5
SHARE_LIMITS = (0.2, 0.4, 0.6, 0.8)
"""Of a share of 0 to 1: what can be compared between two months needs limits that stay."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Limits between classes, upwards: a value at a limit is in the class above it."""

    limits: tuple[float, ...]

    @property
    def count(self) -> int:
        """How many classes there are."""
        return len(self.limits) + 1

    def of(self, value: float | None) -> int | None:
        """The class of a value, from 0; None for an unknown one."""
        return None if value is None else bisect_right(self.limits, value)


def classes_of(values: Iterable[float | None], *, decimals: int = 0) -> Classes:
    """At most five classes with about as many areas each; fewer where values are few or alike."""
    known = sorted(value for value in values if value is not None)
    limits: list[float] = []
    for part in range(1, CLASSES):
        if not known:
            break
        limit = round(known[len(known) * part // CLASSES], decimals)
        if known[0] < limit and (not limits or limit > limits[-1]):
            limits.append(limit)
    return Classes(tuple(limits))
