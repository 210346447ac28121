"""Where several do the same, where nobody does though there is need, and where nobody knows: a theme in a place [S4].

Counted are those who do something: partners that said so, and initiatives that no such partner is behind. What is done
in the whole city stands apart, and fills nobody's hole. Unknown is never nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.errors import BadInput
from webapp.partners.rules import UNKNOWN_CELL, Answer, CellKey, CellState, Column, fill_matrix
from webapp.vocabulary import ActivityAnswer

SEVERAL = 3
"""So many who do the same in one neighbourhood are worth bringing to one table."""

HIGH_NEED = 2 / 3
"""From this index on (`webapp.coverage.rules.need`) a neighbourhood counts as one with need, whatever the theme."""


class OverlapState(StrEnum):
    """What a theme in a neighbourhood comes to; the word is part of a colour's name."""

    HOLE = "hole"
    ASKED = "asked"
    NONE = "none"
    UNKNOWN = "unknown"
    ONE = "one"
    TWO = "two"
    SEVERAL = "several"


class Shown(StrEnum):
    """Which cells the table lists; the values stand in addresses."""

    NOTABLE = ""
    HOLES = "gaten"
    OVERLAP = "dubbel"
    ALL = "alles"


class OverlapOrder(StrEnum):
    """How neighbourhoods are ordered; the values stand in addresses."""

    HOLES = ""
    NAME = "naam"
    NEED = "nood"


@dataclass(frozen=True, slots=True)
class Work:
    """An initiative on a theme in a neighbourhood (None: the whole city), and the partners that are behind it."""

    initiative_id: int
    theme_id: int
    neighbourhood_id: int | None
    partner_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Count:
    """One thing with a theme in a neighbourhood, by its own id: an asset, or a need that is public."""

    id: int
    theme_id: int
    neighbourhood_id: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known: what partners answered, initiatives, assets, public needs, and per neighbourhood its need."""

    answers: Sequence[Answer]
    works: Sequence[Work]
    assets: Sequence[Count]
    asks: Sequence[Count]
    needs: Mapping[int, float | None]


@dataclass(frozen=True, slots=True)
class OverlapCell:
    """A theme in a neighbourhood. `doers` are partners, and initiatives without one; `asks` public needs.

    `is_stale` is whether what partners answered is older than a year.
    """

    state: OverlapState = OverlapState.UNKNOWN
    partners: int = 0
    initiatives: int = 0
    doers: int = 0
    assets: int = 0
    asks: int = 0
    is_stale: bool = False

    @property
    def sign(self) -> str:
        """What stands in the picture beside the colour."""
        return {
            OverlapState.HOLE: "0 !",
            OverlapState.ASKED: "? !",
            OverlapState.NONE: "0",
            OverlapState.UNKNOWN: "?",
        }.get(self.state, str(self.doers))

    @property
    def is_hole(self) -> bool:
        """Whether nobody does anything though there is need, for all that is known."""
        return self.state == OverlapState.HOLE

    @property
    def is_overlap(self) -> bool:
        """Whether several do the same."""
        return self.state == OverlapState.SEVERAL


def fill_overlap(
    columns: Sequence[Column], places: Collection[int], facts: Facts, *, today: date
) -> dict[CellKey, OverlapCell]:
    """A cell for each neighbourhood and column, and for each column one of the whole city (None as neighbourhood)."""
    answered = fill_matrix(columns, facts.answers, today=today)
    partners = _by_cell(
        columns,
        ((a.neighbourhood_id, a.theme_id, a.partner_id) for a in facts.answers if a.answer == ActivityAnswer.DOES),
    )
    initiatives = _by_cell(columns, ((w.neighbourhood_id, w.theme_id, w.initiative_id) for w in facts.works))
    assets = _by_cell(columns, ((each.neighbourhood_id, each.theme_id, each.id) for each in facts.assets))
    asks = _by_cell(columns, ((each.neighbourhood_id, each.theme_id, each.id) for each in facts.asks))
    behind = {work.initiative_id: work.partner_ids for work in facts.works}
    cells = {}
    for place in (None, *places):
        index = None if place is None else facts.needs.get(place)
        for column in columns:
            key = CellKey(place, column.theme_id)
            doing, own = partners.get(key, set()), initiatives.get(key, set())
            asked = asks.get(key, set())
            partner_cell = answered.get(key, UNKNOWN_CELL)
            doers = doing.union(*(behind[each] for each in own))
            count = len(doers) + sum(not behind[each] for each in own)
            cells[key] = OverlapCell(
                state=state_of(
                    count,
                    is_known=partner_cell.state != CellState.UNKNOWN,
                    has_need=bool(asked) or (index is not None and index >= HIGH_NEED),
                ),
                partners=len(doing),
                initiatives=len(own),
                doers=count,
                assets=len(assets.get(key, ())),
                asks=len(asked),
                is_stale=partner_cell.is_stale,
            )
    return cells


def state_of(doers: int, *, is_known: bool, has_need: bool) -> OverlapState:
    """What so many doers come to; `is_known` is whether partners answered, `has_need` whether help is wanted."""
    if doers >= SEVERAL:
        return OverlapState.SEVERAL
    if doers:
        return OverlapState.ONE if doers == 1 else OverlapState.TWO
    if is_known:
        return OverlapState.HOLE if has_need else OverlapState.NONE
    return OverlapState.ASKED if has_need else OverlapState.UNKNOWN


def _by_cell(columns: Sequence[Column], found: Iterable[tuple[int | None, int, int]]) -> dict[CellKey, set[int]]:
    """What there is, each thing once in a cell, although it has two themes of that column."""
    column_of = {theme_id: column.theme_id for column in columns for theme_id in column.theme_ids}
    cells: dict[CellKey, set[int]] = {}
    for place, theme_id, own_id in found:
        if theme_id in column_of:
            cells.setdefault(CellKey(place, column_of[theme_id]), set()).add(own_id)
    return cells


# --- rows, and what stands out in them ---


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """A neighbourhood and its cells, one for each column; `index` is its need, None when unknown."""

    id: int | None
    slug: str
    name: str
    index: float | None
    cells: tuple[OverlapCell, ...]

    @property
    def holes(self) -> int:
        """In how many columns nobody does anything though there is need."""
        return sum(cell.is_hole for cell in self.cells)

    @property
    def unknown_asked(self) -> int:
        """In how many columns there is need, and nobody knows what is done."""
        return sum(cell.state == OverlapState.ASKED for cell in self.cells)


def ordered(rows: Iterable[OverlapRow], order: OverlapOrder) -> tuple[OverlapRow, ...]:
    """By holes, then what is asked and unknown, then need; by need, the most first; or by name. Unknown goes last."""
    by_name = sorted(rows, key=lambda row: row.name.casefold())
    if order == OverlapOrder.NAME:
        return tuple(by_name)
    by_need = sorted(by_name, key=lambda row: -(row.index if row.index is not None else -1.0))
    if order == OverlapOrder.NEED:
        return tuple(by_need)
    return tuple(sorted(by_need, key=lambda row: (-row.holes, -row.unknown_asked)))


def is_shown(cell: OverlapCell, shown: Shown) -> bool:
    """Whether the table lists a cell."""
    if shown == Shown.ALL:
        return True
    if shown == Shown.OVERLAP:
        return cell.is_overlap
    is_open = cell.state in (OverlapState.HOLE, OverlapState.ASKED)
    return is_open or (shown == Shown.NOTABLE and cell.is_overlap)


@dataclass(frozen=True, slots=True)
class ThemeFinding:
    """What stands out of one column: its place among the columns, and neighbourhoods by name with their doers."""

    column: int
    holes: tuple[str, ...]
    asked: tuple[str, ...]
    most: tuple[str, int] | None
    """Where most do something, and how many; None where nowhere several do."""


def find_notable(rows: Sequence[OverlapRow], columns: int, *, most: int) -> tuple[ThemeFinding, ...]:
    """The columns of which there is something to tell, those with most holes first, `most` of them."""
    found = []
    for place in range(columns):
        cells = [(row.name, row.cells[place]) for row in rows]
        busiest = max(cells, key=lambda each: each[1].doers, default=None)
        finding = ThemeFinding(
            column=place,
            holes=tuple(name for name, cell in cells if cell.is_hole),
            asked=tuple(name for name, cell in cells if cell.state == OverlapState.ASKED),
            most=(busiest[0], busiest[1].doers) if busiest is not None and busiest[1].is_overlap else None,
        )
        if finding.holes or finding.asked or finding.most:
            found.append(finding)
    return tuple(sorted(found, key=lambda each: (-len(each.holes), -len(each.asked), each.column))[:most])


def parse_shown(text: str | None) -> Shown:
    """Which cells an address asks for; raises `BadInput` code `overlap_shown`."""
    try:
        return Shown(text or "")
    except ValueError:
        raise BadInput("overlap_shown", value=(text or "")[:20]) from None


def parse_overlap_order(text: str | None) -> OverlapOrder:
    """How an address wants neighbourhoods ordered; raises `BadInput` code `sort_invalid`."""
    try:
        return OverlapOrder(text or "")
    except ValueError:
        raise BadInput("sort_invalid", value=(text or "")[:20]) from None
