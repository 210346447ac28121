"""How much is asked, promised and there, as one viewer is told it.

Coordinators see amounts as they are. Others see none that could point to a household: below five is not told (and
nothing is not told apart from a few), what is told is rounded to fives, and a total is rounded on its own, so that
taking the others from it gives no exact amount either.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from webapp.privacy.small_counts import FEWEST_TOLD

STEP = 5
SHARE_STEP = 0.1
"""To what shares are rounded for who sees rounded amounts: a finer one would tell a small part of a large whole."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount as it is shown: `value` is None when nobody said, and with `is_few` when it is too small to tell."""

    value: int | None
    is_few: bool = False


UNKNOWN = Figure(None)
FEW = Figure(None, is_few=True)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What is asked (None: nobody said), what is promised of that, and what is there."""

    asked: int | None = None
    committed: int = 0
    reached: int = 0

    @property
    def lacking(self) -> int:
        """How much is asked and not promised."""
        return max(0, (self.asked or 0) - self.committed)

    @property
    def is_empty(self) -> bool:
        """Whether nobody said or did anything."""
        return self.asked is None and not self.committed and not self.reached


@dataclass(frozen=True, slots=True)
class Told:
    """Amounts as one viewer is told them."""

    asked: Figure
    committed: Figure
    reached: Figure

    @property
    def committed_share(self) -> float | None:
        """Which part of what is asked is promised, at most 1; None when that cannot be said."""
        return _share(self.committed, self.asked)

    @property
    def reached_share(self) -> float | None:
        """Which part of what is asked is there, at most 1; None when that cannot be said."""
        return _share(self.reached, self.asked)

    @property
    def pace(self) -> "Pace":
        """How far this is."""
        asked = self.asked.value
        if self.asked.is_few or asked == 0:
            return Pace.QUIET
        if asked is None:
            return Pace.UNKNOWN
        if (self.reached.value or 0) >= asked:
            return Pace.REACHED
        if (self.committed.value or 0) >= asked:
            return Pace.PROMISED
        return Pace.PARTLY if 2 * (self.committed.value or 0) >= asked else Pace.LACKING


class Pace(StrEnum):
    """How far a line is in a neighbourhood; the word is part of a colour's name."""

    UNKNOWN = "campaign-unknown"
    QUIET = "campaign-quiet"
    LACKING = "campaign-lacking"
    PARTLY = "campaign-partly"
    PROMISED = "campaign-promised"
    REACHED = "campaign-reached"


SIGNS = {
    Pace.UNKNOWN: "?",
    Pace.QUIET: "–",
    Pace.LACKING: "!",
    Pace.PARTLY: "½",
    Pace.PROMISED: "+",
    Pace.REACHED: "✓",
}
"""What stands on the map, so that colour never stands alone."""


def figure(amount: int | None, *, is_exact: bool) -> Figure:
    """An amount as a viewer is told it."""
    if amount is None:
        return UNKNOWN
    if is_exact:
        return Figure(amount)
    if amount < FEWEST_TOLD:
        return FEW
    return Figure(STEP * ((2 * amount + STEP) // (2 * STEP)))


def told(amounts: Amounts, *, is_exact: bool) -> Told:
    """Amounts as a viewer is told them, each on its own."""
    return Told(*(figure(each, is_exact=is_exact) for each in (amounts.asked, amounts.committed, amounts.reached)))


def told_share(share: float | None, *, is_exact: bool) -> float | None:
    """A share (0 to 1) as a viewer is told it: to tenths for who is told rounded amounts."""
    return share if share is None or is_exact else round(round(share / SHARE_STEP) * SHARE_STEP, 1)


def total(amounts: Iterable[Amounts]) -> Amounts:
    """The sum; asked is None only when nobody said anything."""
    found = list(amounts)
    asked = [each.asked for each in found if each.asked is not None]
    return Amounts(
        sum(asked) if asked else None,
        sum(each.committed for each in found),
        sum(each.reached for each in found),
    )


def _share(part: Figure, whole: Figure) -> float | None:
    if not whole.value:
        return None
    return min(1.0, (part.value or 0) / whole.value)
