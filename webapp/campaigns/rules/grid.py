"""A grid of amounts that several people may fill in at once: cell by cell what to keep, and what to say of it.

A page shows amounts and sends along what it showed. Who did not touch a cell leaves it as it is now, whatever somebody
else made of it meanwhile. Who changed one that somebody else changed too is told so, and sees both.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from webapp.campaigns.rules.campaigns import parse_amount
from webapp.errors import BadInput

K = TypeVar("K", bound=Hashable)

SHOWN = 12
"""So much of what somebody typed is given back; the largest amount has six digits and a point."""


class Trouble(StrEnum):
    """What is wrong with a cell."""

    NO_AMOUNT = "no_amount"
    CHANGED = "changed"
    BELOW_DELIVERED = "below_delivered"
    TOO_MUCH = "too_much"


@dataclass(frozen=True, slots=True)
class TypedCell:
    """What somebody typed in a cell, and what stood there on the page that they saw; None: as it is now."""

    typed: str
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as the page shows it (again): what stands in it, what the page shows as there, and what is wrong."""

    typed: str
    seen: str
    trouble: Trouble | None = None
    now: int | None = None


@dataclass(frozen=True)
class Judged(Generic[K]):
    """What to keep of a grid (None: no amount any more), or, when any cell has trouble, how to show it again."""

    changes: Mapping[K, int | None]
    cells: Mapping[K, ShownCell]

    @property
    def is_sound(self) -> bool:
        """Whether every cell can be kept."""
        return not any(cell.trouble for cell in self.cells.values())

    @property
    def has_conflict(self) -> bool:
        """Whether somebody else was at the same cell."""
        return any(cell.trouble == Trouble.CHANGED for cell in self.cells.values())


def shown(amount: int | None) -> str:
    """An amount as it stands in its field."""
    return "" if amount is None else str(amount)


def grid_of(current: Mapping[K, int | None]) -> Mapping[K, ShownCell]:
    """The grid as it is now."""
    return {key: ShownCell(shown(amount), shown(amount)) for key, amount in current.items()}


def judge(current: Mapping[K, int | None], typed: Mapping[K, TypedCell]) -> Judged[K]:
    """Judge what was sent against what there is now; cells that were not sent stay as they are."""
    changes: dict[K, int | None] = {}
    cells: dict[K, ShownCell] = {}
    for key, amount in current.items():
        now = shown(amount)
        sent = typed.get(key, TypedCell(now))
        cells[key] = cell = _judge_cell(amount, sent)
        if cell.trouble is None and cell.typed != now:
            changes[key] = parse_amount(cell.typed)
    return Judged(changes, cells)


def with_trouble(cells: Mapping[K, ShownCell], troubles: Mapping[K, tuple[Trouble, int]]) -> Mapping[K, ShownCell]:
    """The grid with what else is wrong: per cell what, and the amount that its sentence names."""
    return {
        key: ShownCell(cell.typed, cell.seen, *troubles[key]) if key in troubles else cell
        for key, cell in cells.items()
    }


def _judge_cell(amount: int | None, sent: TypedCell) -> ShownCell:
    now = shown(amount)
    try:
        wanted = shown(parse_amount(sent.typed))
    except BadInput:
        return ShownCell(sent.typed[:SHOWN], now, Trouble.NO_AMOUNT)
    if wanted in (now, sent.seen):
        return ShownCell(now, now)
    if sent.seen not in (None, now):
        return ShownCell(wanted, now, Trouble.CHANGED, amount)
    return ShownCell(wanted, now)
