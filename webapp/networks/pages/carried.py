"""What the page of a network carries to its template."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.areas.frames import MapFrame
from webapp.areas.queries import NeighbourhoodName
from webapp.networks.rules.filters import Asked
from webapp.networks.rules.showing import Changes, NodeShown, Shown, TieShown
from webapp.themes.queries import ThemeName
from webapp.vocabulary import NodeKind

MOST_MONTHS, FEWEST_MONTHS = 48, 13
"""How many months back the slider begins at most and at least; a date before that can be typed."""


@dataclass(frozen=True)
class Slider:
    """The slider of months: number `position` of `last`, counted from `start`; the last one is today itself."""

    start: date
    position: int
    last: int


def slider_of(on: date, today: date, begun: date | None) -> Slider:
    """Where a day stands on the slider of months; a day before its start stands at the near end.

    It starts with the month in which the network began (`begun`, None for not yet), a year and four years ago at the
    near and at the far end.
    """
    ago = FEWEST_MONTHS if begun is None else min(MOST_MONTHS, max(FEWEST_MONTHS, _months(begun, today)))
    year, month = divmod(today.year * 12 + today.month - 1 - ago, 12)
    start = date(year, month + 1, 1)
    last = _months(start, today) + (1 if today.day > 1 else 0)
    return Slider(start, last if on >= today else max(0, _months(start, on)), last)


@dataclass(frozen=True)
class NetworkPage:
    """The network of a neighbourhood on a day, as its coordinator sees it.

    `rows` are those of the table on this page; `chosen` is the node that the address names, and `is_gone` whether that
    one is not (or no longer) there. `data_query` is with what the picture asks its data; `beyond` how many ties lead to
    each other neighbourhood, the most first, with None for not known
    where; `is_part` whether some are with people here whom the viewer may not know.
    """

    place: NeighbourhoodName
    asked: Asked
    shown: Shown
    rows: Sequence[NodeShown] | Sequence[TieShown]
    pages: int
    chosen: NodeShown | None
    is_gone: bool
    changes: Changes | None
    themes: Sequence[ThemeName]
    beyond: Sequence[tuple[str | None, int]]
    is_part: bool
    slider: Slider
    data_query: str
    map: MapFrame | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in the network at all."""
        return self.shown.nodes_in_all == 0 and not self.shown.nodes

    @property
    def kinds(self) -> Sequence[tuple[NodeKind, int]]:
        """How many of each kind are shown, in the order of the kinds."""
        counted = Counter(each.node.kind for each in self.shown.nodes)
        return [(kind, counted[kind]) for kind in NodeKind if counted[kind]]

    @property
    def groups(self) -> Sequence[tuple[int, int, str]]:
        """The communities: number, how many are in it, and what it gathers around (empty when that is nothing)."""
        counted = Counter(each.group for each in self.shown.nodes if each.group is not None)
        names = self.shown.group_names()
        return [(group, count, names.get(group, "")) for group, count in sorted(counted.items())]

    def themes_of(self, shown: NodeShown) -> list[str]:
        """What a node is about, or what somebody offers, in the order of the themes."""
        return [each.name for each in self.themes if each.id in shown.node.themes]

    def link(self, **changes: object) -> dict[str, object]:
        """The words of an address with which this page is shown, with changes."""
        return self.asked.query(**changes)


def _months(start: date, day: date) -> int:
    return (day.year - start.year) * 12 + day.month - start.month
