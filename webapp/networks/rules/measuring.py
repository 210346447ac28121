"""What a network comes down to: its parts and their names, what it hangs on, who does how much, how far help is.

Pure: a `Network` in, plain values out. Nodes are their places in `Network.nodes`. The metrics are those of `geo.graph`.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from geo.graph import Measured, falls_apart, measure, steps_from
from webapp.networks.rules.network import Link, Network
from webapp.vocabulary import DerivedTieKind, NodeKind, TieKind

MOST_CUTS = 40
"""Of so many nodes that their part hangs on, those that most paths pass, it is worked out what falls off."""

ROLES = frozenset({TieKind.LEADS, DerivedTieKind.ORGANISES, DerivedTieKind.VOLUNTEERS_AT, DerivedTieKind.KEEPS})
"""Ties in which somebody has something to do, again and again."""

_NAMING = (NodeKind.GROUP, NodeKind.INITIATIVE, NodeKind.PLACE, NodeKind.ORGANISATION)
"""What a part is named after, when two are as large."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Nodes that hang together, in rising order; how many are people, and after which of them it is called, if any."""

    nodes: tuple[int, ...]
    people: int
    named_by: int | None


@dataclass(frozen=True, slots=True)
class Cut:
    """A node without which its part falls apart, and into what; the largest first. `share` is its betweenness."""

    node: int
    pieces: tuple[Piece, ...]
    share: float

    @property
    def fallen(self) -> int:
        """How many nodes are no longer with most of the others."""
        return sum(len(each.nodes) for each in self.pieces[1:])


@dataclass(frozen=True, slots=True)
class Bridge:
    """The one tie between two parts: its ends, and the part at each of them."""

    ends: tuple[int, int]
    sides: tuple[Piece, Piece]

    @property
    def smaller(self) -> Piece:
        """The part that would stand apart without this tie."""
        return min(self.sides, key=lambda each: len(each.nodes))


@dataclass(frozen=True, slots=True)
class HelpDistance:
    """How far people are from the nearest node with a theme.

    `steps` is the mean number of ties on the way, of the people who have a way; None when nobody has. `sources` is how
    many nodes have the theme; `without` are the people who have no way there, `far` those three steps or more away.
    """

    theme_id: int
    sources: int
    steps: float | None
    without: tuple[int, ...]
    far: tuple[int, ...]


@dataclass(frozen=True)
class Measures:
    """All that is worked out of a network; the arrays of `measured` are by node.

    `parts` are what hangs together, largest first, and `circles` the communities within. `roles` is how many things
    each person does (only who does any).
    """

    measured: Measured
    parts: tuple[Piece, ...]
    circles: tuple[Piece, ...]
    cuts: tuple[Cut, ...]
    bridges: tuple[Bridge, ...]
    roles: dict[int, int]


def measure_network(network: Network) -> Measures:
    """The measures of a network; of the empty one too."""
    count, edges = len(network.nodes), network.edges
    measured = measure(count, edges)
    inside = _neighbours(edges)
    cuts = _cuts(network, measured, inside)
    return Measures(
        measured=measured,
        parts=_grouped(network, measured.component.tolist(), inside),
        circles=_grouped(network, measured.group.tolist(), inside),
        cuts=cuts,
        bridges=_bridges(network, measured, cuts, inside),
        roles=count_roles(network.links),
    )


def count_roles(links: Iterable[Link]) -> dict[int, int]:
    """In how many things everyone has something to do, by place; each thing once, however somebody is tied to it."""
    done = {(link.start, link.end) for link in links if link.kind in ROLES}
    return dict(Counter(start for start, _ in done))


def distances_to_help(network: Network, theme_ids: Sequence[int]) -> tuple[HelpDistance, ...]:
    """How far people are from help on each theme, in the order of the themes."""
    count, edges, people = len(network.nodes), network.edges, network.people
    sources: dict[int, list[int]] = defaultdict(list)
    for place, node in enumerate(network.nodes):
        for theme in node.themes:
            sources[theme].append(place)
    return tuple(_distance(count, edges, people, theme, sources[theme]) for theme in theme_ids)


def _distance(
    count: int, edges: list[tuple[int, int]], people: list[int], theme: int, sources: list[int]
) -> HelpDistance:
    steps = steps_from(count, edges, sources) if sources else np.full(count, -1)
    own = steps[people] if people else np.zeros(0, dtype=np.int64)
    reached = own[own >= 0]
    return HelpDistance(
        theme_id=theme,
        sources=len(sources),
        steps=float(reached.mean()) if len(reached) else None,
        without=tuple(place for place, far in zip(people, own.tolist(), strict=True) if far < 0),
        far=tuple(place for place, far in zip(people, own.tolist(), strict=True) if far >= 3),  # noqa: PLR2004  (see `HelpDistance`)
    )


def _neighbours(edges: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in edges:
        found[one].add(other)
        found[other].add(one)
    return found


def _piece(network: Network, nodes: Collection[int], neighbours: dict[int, set[int]]) -> Piece:
    """A part with its name: the group, initiative, place or organisation with the most ties inside it."""
    within = set(nodes)
    naming = [place for place in nodes if network.nodes[place].kind in _NAMING]
    named_by = min(
        naming,
        key=lambda place: (
            -len(neighbours.get(place, set()) & within),
            _NAMING.index(network.nodes[place].kind),
            network.nodes[place].id,
        ),
        default=None,
    )
    people = sum(network.nodes[place].kind == NodeKind.PERSON for place in nodes)
    return Piece(tuple(sorted(nodes)), people, named_by)


def _grouped(network: Network, numbers: list[int], neighbours: dict[int, set[int]]) -> tuple[Piece, ...]:
    members: dict[int, list[int]] = defaultdict(list)
    for place, number in enumerate(numbers):
        members[number].append(place)
    return tuple(_piece(network, members[number], neighbours) for number in sorted(members))


def _cuts(network: Network, measured: Measured, neighbours: dict[int, set[int]]) -> tuple[Cut, ...]:
    """What hangs on single nodes; where most falls off first.

    The more falls off, the more paths pass: so nothing of weight is missed by looking only where most pass.
    """
    count, edges = len(network.nodes), network.edges
    busiest = sorted(measured.cut_nodes, key=lambda place: (-float(measured.betweenness[place]), place))[:MOST_CUTS]
    found = [
        Cut(
            place,
            tuple(_piece(network, each, neighbours) for each in falls_apart(count, edges, place)),
            float(measured.betweenness[place]),
        )
        for place in busiest
    ]
    return tuple(sorted(found, key=lambda cut: (-cut.fallen, -cut.share, cut.node)))


def _bridges(
    network: Network, measured: Measured, cuts: Sequence[Cut], neighbours: dict[int, set[int]]
) -> tuple[Bridge, ...]:
    """The single ties, with what is at each side; only those that part more than one node from the others."""
    cut_at = {cut.node: cut for cut in cuts}
    found = []
    for one, other in sorted(measured.bridges):
        if one not in cut_at or other not in cut_at:
            # the one at the end has nobody else: that is no bridge between two parts
            continue
        there = next(piece for piece in cut_at[one].pieces if other in piece.nodes)
        whole = np.flatnonzero(measured.component == measured.component[one]).tolist()
        here = _piece(network, sorted(set(whole) - set(there.nodes)), neighbours)
        found.append(Bridge((one, other), (here, there)))
    return tuple(sorted(found, key=lambda each: (-len(each.smaller.nodes), each.ends)))
