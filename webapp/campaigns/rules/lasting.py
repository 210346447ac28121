"""Which share of a campaign's relief became something lasting [S4: development before relief].

Per line: what was reached in neighbourhoods where neighbours or a partner carry on, as part of all that was reached of
that line. A neighbourhood's own answer goes before that of the line. What nobody said anything about stays apart and
counts as neither.

Over the campaign: the plain mean of those shares over the lines of which something was reached. Parcels, visits and
hours cannot be added up; so each line counts as one, however large its numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from webapp.campaigns.rules.board import Board, Line
from webapp.vocabulary import CarriedOnBy


@dataclass(frozen=True, slots=True)
class Lasting:
    """What became of what was reached of a line, in its own unit: who carries on with how much of it."""

    line: Line
    by_neighbours: int
    by_partner: int
    ended: int
    unknown: int

    @property
    def reached(self) -> int:
        """All that was reached."""
        return self.by_neighbours + self.by_partner + self.ended + self.unknown

    @property
    def share(self) -> float | None:
        """Which part (0 to 1) goes on; None when nothing was reached."""
        return (self.by_neighbours + self.by_partner) / self.reached if self.reached else None

    @property
    def unknown_share(self) -> float:
        """Of which part (0 to 1) nobody said what becomes of it."""
        return self.unknown / self.reached if self.reached else 0.0


def lasting_of(board: Board) -> tuple[Lasting, ...]:
    """What became of each line."""
    return tuple(_of_line(board, line) for line in board.lines)


def lasting_share(lines: Iterable[Lasting]) -> float | None:
    """The share (0 to 1) of a whole campaign; None when nothing was reached."""
    shares = [each.share for each in lines if each.share is not None]
    return fmean(shares) if shares else None


def _of_line(board: Board, line: Line) -> Lasting:
    sums: dict[CarriedOnBy | None, int] = dict.fromkeys((*CarriedOnBy, None), 0)
    for place in board.places:
        found = board.carrying_on(line, place.id)
        sums[found.by if found else None] += board.cell(line.id, place.id).reached
    return Lasting(
        line,
        by_neighbours=sums[CarriedOnBy.NEIGHBOURS],
        by_partner=sums[CarriedOnBy.PARTNER],
        ended=sums[CarriedOnBy.NOBODY],
        unknown=sums[None],
    )
