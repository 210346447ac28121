"""What a network is made of, and which ties can be noted. Plain values; what it comes down to is measured elsewhere."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from webapp.errors import BadInput
from webapp.vocabulary import NodeKind, TieKind

FEWEST = 5
"""Of fewer people nothing is told to who does not coordinate them."""

STALE_AFTER = timedelta(days=365)
"""How long a tie counts as sure after somebody last said that it is so."""

OLDEST = date(1900, 1, 1)

WITHOUT_DIRECTION = frozenset({TieKind.KNOWS, TieKind.WORKS_WITH})

_DOERS = frozenset({NodeKind.GROUP, NodeKind.ORGANISATION, NodeKind.INITIATIVE})
BETWEEN: dict[TieKind, tuple[frozenset[NodeKind], frozenset[NodeKind]]] = {
    TieKind.KNOWS: (frozenset({NodeKind.PERSON}), frozenset({NodeKind.PERSON})),
    TieKind.HELPS: (
        frozenset({NodeKind.PERSON}),
        frozenset({NodeKind.PERSON, NodeKind.GROUP, NodeKind.INITIATIVE, NodeKind.ORGANISATION}),
    ),
    TieKind.LEADS: (frozenset({NodeKind.PERSON}), _DOERS),
    TieKind.MEMBER_OF: (
        frozenset({NodeKind.PERSON, NodeKind.GROUP}),
        frozenset({NodeKind.GROUP, NodeKind.ORGANISATION}),
    ),
    TieKind.MEETS_AT: (_DOERS | {NodeKind.PERSON}, frozenset({NodeKind.PLACE})),
    TieKind.WORKS_WITH: (_DOERS, _DOERS),
}
"""Between what each kind of tie can be: the first of the two does it."""


@dataclass(frozen=True, slots=True)
class Node:
    """Something in a network. `x` and `y` are RD New (EPSG:28992, metres), None where nothing is known of its place.

    `neighbourhood_id` is where it stands, the network's own first. `themes` are ids of what it is about, or what
    somebody offers. `capacity` is how many times a month a person can be asked, None when nobody told.

    `x` and `y` are to be drawn, not to be told of people: they are the inner point of the buurt that somebody told to
    live in, whose code is `buurt`, and without one (empty) just the middle of their neighbourhood.

    `elsewhere` is, of a person of another neighbourhood, with how many others it has ties that are not in this network,
    as far as who looks coordinates there too; of who lives here all ties are in it, so 0.
    """

    id: int
    kind: NodeKind
    label: str
    neighbourhood_id: int | None
    x: float | None
    y: float | None
    themes: frozenset[int] = frozenset()
    capacity: int | None = None
    address: str = ""
    """The slug of its page; empty for people and groups."""
    buurt: str = ""
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A tie between two nodes, by their places in the list of nodes; `tie_id` is None for what follows from other data.

    `kind` is a `TieKind` or a `DerivedTieKind`. It holds from `since` until `until`, that day not included.
    """

    tie_id: int | None
    kind: str
    strength: str
    since: date
    until: date | None
    confirmed_on: date
    source: str
    start: int
    end: int

    def is_stale(self, on: date) -> bool:
        """Whether nobody said for a year that it is still so."""
        return self.confirmed_on + STALE_AFTER < on


@dataclass(frozen=True, slots=True)
class Beyond:
    """A tie with somebody elsewhere whom the viewer may not know: only in which neighbourhood they are."""

    kind: str
    node: int
    neighbourhood_id: int | None


@dataclass(frozen=True)
class Network:
    """The network of a neighbourhood on a day, as one coordinator may see it.

    Who stands alone is among the nodes. `links` refer to nodes by their place in `nodes`. A node of elsewhere stands in
    it for its ties with the neighbourhood; its other ties are in the network of its own.
    """

    neighbourhood_id: int
    on: date
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    beyond: tuple[Beyond, ...] = ()

    @cached_property
    def edges(self) -> list[tuple[int, int]]:
        """Each pair that has a tie once, the lower place first."""
        return sorted({(min(link.start, link.end), max(link.start, link.end)) for link in self.links})

    @cached_property
    def beside(self) -> tuple[frozenset[int], ...]:
        """With which places each node has a tie, by place."""
        found: list[set[int]] = [set() for _ in self.nodes]
        for one, other in self.edges:
            found[one].add(other)
            found[other].add(one)
        return tuple(map(frozenset, found))

    @cached_property
    def unseen(self) -> frozenset[int]:
        """The places of what has ties here with people whom the viewer may not know."""
        return frozenset(each.node for each in self.beyond if each.neighbourhood_id == self.neighbourhood_id)

    @property
    def people(self) -> list[int]:
        """The places of the people."""
        return [place for place, node in enumerate(self.nodes) if node.kind == NodeKind.PERSON]

    @cached_property
    def own(self) -> frozenset[int]:
        """The places of what is of this neighbourhood: who lives in it, and what is not known to be of another one."""
        here = self.neighbourhood_id
        return frozenset(
            place
            for place, node in enumerate(self.nodes)
            if node.neighbourhood_id == here or (node.neighbourhood_id is None and node.kind != NodeKind.PERSON)
        )

    @property
    def residents(self) -> list[int]:
        """The places of the people who live in this neighbourhood."""
        return [place for place in self.people if place in self.own]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a tie that is to be noted."""

    node_id: int
    kind: NodeKind
    is_church: bool = False


@dataclass(frozen=True, slots=True)
class KnownNode:
    """Something that a tie can be noted of. `where` tells a neighbourhood, where that is not plain."""

    id: int
    kind: NodeKind
    name: str
    person_id: int | None = None
    neighbourhood_id: int | None = None
    where: str | None = None
    is_church: bool = False
    is_exact: bool = True

    @property
    def side(self) -> Side:
        """As the rules of ties look at it."""
        return Side(self.id, self.kind, self.is_church)


def oriented(kind: TieKind, one: Side, other: Side) -> tuple[int, int]:
    """From which node to which a tie goes, whichever was named first; without direction from the lower to the higher.

    Raises `BadInput` `tie_with_itself`, `tie_not_between` when this kind is never between these two, and
    `tie_tells_church` when it would tell who belongs to a church.
    """
    if one.node_id == other.node_id:
        raise BadInput("tie_with_itself")
    froms, tos = BETWEEN[kind]
    if not (one.kind in froms and other.kind in tos):
        one, other = other, one
    if not (one.kind in froms and other.kind in tos):
        raise BadInput("tie_not_between", kind=kind)
    if other.is_church and one.kind == NodeKind.PERSON and kind in (TieKind.MEMBER_OF, TieKind.LEADS):
        raise BadInput("tie_tells_church")
    if kind in WITHOUT_DIRECTION and one.node_id > other.node_id:
        one, other = other, one
    return one.node_id, other.node_id


def check_period(since: date, until: date | None, *, today: date) -> None:
    """Raises `BadInput` `tie_in_future`, `tie_too_old` (before 1900), `tie_ends_first` or `tie_ends_in_future`."""
    if since > today:
        raise BadInput("tie_in_future")
    if since < OLDEST:
        raise BadInput("tie_too_old")
    if until is not None and until <= since:
        raise BadInput("tie_ends_first")
    if until is not None and until > today:
        raise BadInput("tie_ends_in_future")
