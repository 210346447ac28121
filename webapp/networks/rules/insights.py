"""What a network shows that somebody can do something about: insights, each with its figures and one action.

Insights are about the network, never a label on somebody; nothing of them is kept. They are about one neighbourhood:
what is counted is what is of it (`Network.own`), though a way through who lives elsewhere is a way. Their sentences:
`words.insights`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from webapp.networks.rules.distances import HelpDistance
from webapp.networks.rules.measuring import Measures, Piece
from webapp.networks.rules.network import Network
from webapp.networks.rules.pairs import Nearness
from webapp.vocabulary import FollowUpKind

FIRST = 5
"""So many insights stand open on the page, a different kind each as long as there are; the others are folded."""

MOST_OF_KIND = 10

SOME_ROLES, MANY_ROLES = 3, 5
"""Roles that are many for who told how much time there is, and for who did not."""


class InsightKind(StrEnum):
    """What a network shows; stands in `FollowUp.insight` too."""

    HOLDS_TOGETHER = "holds_together"
    SINGLE_BRIDGE = "single_bridge"
    UNCONNECTED = "unconnected"
    APART = "apart"
    OVERLOADED = "overloaded"
    HELP_FAR = "help_far"
    ALONE = "alone"
    STALE = "stale"
    GROWTH = "growth"
    CARRIES = "carries"
    BEYOND = "beyond"


class Severity(IntEnum):
    """What matters most comes first."""

    HIGH = 0
    MIDDLE = 1
    LOW = 2


class FigureKind(StrEnum):
    """What a figure behind an insight counts."""

    FALLEN = "fallen"
    PATHS = "paths"
    PEOPLE = "people"
    OTHER_PEOPLE = "other_people"
    BUURTEN = "buurten"
    ROLES = "roles"
    CAPACITY = "capacity"
    STEPS = "steps"
    SOURCES = "sources"
    WITHOUT = "without"
    STALE = "stale"
    NEWCOMERS = "newcomers"
    GONE = "gone"
    BEGUN = "begun"
    ENDED = "ended"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number behind an insight, and of how many, if it is a part of something."""

    kind: FigureKind
    value: float
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why just these two; as much of it as is known.

    `theme_id`, `nearness` and `metres` are as in `Pair`. Of who could take something over: `roles` is how many things
    they do already, `knows` whether the two have a tie, and `common` with whom or what they both have one (its place).
    """

    theme_id: int | None = None
    nearness: Nearness | None = None
    metres: float | None = None
    roles: int | None = None
    knows: bool = False
    common: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What is proposed, with whom (places of nodes), and why."""

    kind: FollowUpKind
    node: int
    other: int | None = None
    reason: Reason = Reason()


@dataclass(frozen=True, slots=True)
class Insight:
    """Something that a network shows. `subjects` are places of nodes, `impact` orders those of one kind.

    `theme_ids` are what help is far for, and `missing_ids` what nobody in the network does; the most asked first.
    """

    kind: InsightKind
    severity: Severity
    impact: float
    subjects: tuple[int, ...]
    figures: tuple[Figure, ...]
    action: Action
    pieces: tuple[Piece, ...] = ()
    theme_ids: tuple[int, ...] = ()
    missing_ids: tuple[int, ...] = ()
    neighbourhood_id: int | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What there is to say: first what matters most, then the rest; `left_out` counts by kind what is too much to list.

    `distances` is how far help is, for each theme that was asked about.
    """

    first: tuple[Insight, ...] = ()
    rest: tuple[Insight, ...] = ()
    left_out: Mapping[InsightKind, int] | None = None
    distances: tuple[HelpDistance, ...] = ()

    @property
    def all(self) -> tuple[Insight, ...]:
        """All of them."""
        return (*self.first, *self.rest)


@dataclass(frozen=True, slots=True)
class Seen:
    """What rules look at: the network, what it comes down to, how it was a quarter ago, how far help is."""

    network: Network
    measures: Measures
    earlier: Network | None
    distances: tuple[HelpDistance, ...]

    @property
    def busy(self) -> frozenset[int]:
        """Who has so much to do that others had better be asked first."""
        return frozenset(place for place, roles in self.measures.roles.items() if roles >= SOME_ROLES)


Rule = Callable[[Seen], Iterable[Insight]]


def in_order(found: Sequence[Insight], distances: tuple[HelpDistance, ...] = ()) -> Findings:
    """What matters most first, and of what matters as much ever another kind; at most `MOST_OF_KIND` of each."""
    by_kind: dict[InsightKind, list[Insight]] = {kind: [] for kind in InsightKind}
    for each in sorted(found, key=lambda insight: (insight.severity, -insight.impact, insight.subjects)):
        by_kind[each.kind].append(each)
    kinds = tuple(InsightKind)
    ranked = [
        (each.severity, number, kinds.index(kind), each)
        for kind, group in by_kind.items()
        for number, each in enumerate(group[:MOST_OF_KIND])
    ]
    ordered = tuple(each for *_, each in sorted(ranked, key=lambda row: row[:3]))
    left_out = {kind: len(group) - MOST_OF_KIND for kind, group in by_kind.items() if len(group) > MOST_OF_KIND}
    return Findings(ordered[:FIRST], ordered[FIRST:], left_out, distances)
