"""All of a campaign in one value: per line and neighbourhood what is asked, promised and there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.campaigns.rules.campaigns import CarryOn
from webapp.campaigns.rules.figures import Amounts, Pace, Told, told, total
from webapp.vocabulary import CampaignLineKind

Key = tuple[int, int]
"""A line and a neighbourhood."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a campaign."""

    id: int
    kind: CampaignLineKind
    name: str
    unit: str
    ends_on: date
    carry_on: CarryOn | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Board:
    """The lines, all neighbourhoods by name, and of each pair of them that has any the amounts.

    `pledged` is what there is of a line: all supplies together, confirmed (of those alone is divided) and hoped for.
    `carried_on` is who goes on where, where a neighbourhood has an answer of its own.
    """

    lines: tuple[Line, ...]
    places: tuple[Place, ...]
    cells: Mapping[Key, Amounts]
    pledged: Mapping[int, tuple[int, int]]
    carried_on: Mapping[Key, CarryOn]

    def line(self, line_id: int | None) -> Line | None:
        """A line by its id; the first one for None; None when it is not of this campaign."""
        if line_id is None:
            return self.lines[0] if self.lines else None
        return next((each for each in self.lines if each.id == line_id), None)

    def cell(self, line_id: int, place_id: int) -> Amounts:
        """What is known of a line in a neighbourhood."""
        return self.cells.get((line_id, place_id), Amounts())

    def of_line(self, line_id: int) -> Amounts:
        """A line over all neighbourhoods."""
        return total(amounts for key, amounts in self.cells.items() if key[0] == line_id)

    def lacking(self, line_id: int) -> int:
        """How much of a line neighbourhoods ask that is not promised to them."""
        return sum(amounts.lacking for key, amounts in self.cells.items() if key[0] == line_id)

    def taking_part(self) -> tuple[Place, ...]:
        """The neighbourhoods that ask for something or get something, by name."""
        ids = {place_id for (_, place_id), amounts in self.cells.items() if not amounts.is_empty}
        return tuple(each for each in self.places if each.id in ids)

    def carrying_on(self, line: Line, place_id: int) -> CarryOn | None:
        """Who goes on with a line in a neighbourhood: its own answer before that of the line; None: nobody said."""
        return self.carried_on.get((line.id, place_id), line.carry_on)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked at all."""
        return not any(amounts.asked for amounts in self.cells.values())


@dataclass(frozen=True, slots=True)
class LineTold:
    """A line over the whole city, as a viewer is told it.

    For coordinators: `lacking` is what is asked in neighbourhoods and not promised there, `pledged` all there is,
    `hoped` what of it is not sure yet. None for others.
    """

    line: Line
    whole: Told
    lacking: int | None = None
    pledged: int | None = None
    hoped: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """A line in one neighbourhood, as a viewer is told it."""

    place: Place
    told: Told

    @property
    def pace(self) -> Pace:
        """How far it is there."""
        return self.told.pace


def lines_told(board: Board, *, is_exact: bool) -> tuple[LineTold, ...]:
    """The lines over the whole city."""
    made = []
    for line in board.lines:
        whole = told(board.of_line(line.id), is_exact=is_exact)
        sure, hoped = board.pledged.get(line.id, (0, 0))
        made.append(
            LineTold(line, whole, board.lacking(line.id), sure + hoped, hoped) if is_exact else LineTold(line, whole)
        )
    return tuple(made)


def places_told(board: Board, line: Line, *, is_exact: bool) -> tuple[PlaceTold, ...]:
    """A line in each neighbourhood that takes part in the campaign, by name."""
    return tuple(
        PlaceTold(place, told(board.cell(line.id, place.id), is_exact=is_exact)) for place in board.taking_part()
    )


def count_paces(rows: Sequence[PlaceTold], *, places: int) -> tuple[tuple[Pace, int], ...]:
    """How many of all neighbourhoods (`places`) are how far, in the order of the legend; the rest did not say."""
    paces = [*(row.pace for row in rows), *[Pace.UNKNOWN] * (places - len(rows))]
    return tuple((pace, paces.count(pace)) for pace in Pace)
