"""What a network comes down to: its parts and their names, what it hangs on, who does how much.

Pure: a `Network` in, plain values out. Nodes are their places in `Network.nodes`. The metrics are those of `geo.graph`,
over all of the network: a way through somebody who lives elsewhere is a way. What is counted is what is of the
neighbourhood (`Network.own`): who lives elsewhere and has one tie here may have many there, so stands in no number of
who falls off, stands apart or has much to do, gives no part its name, and is not what makes it large.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from geo.graph import Measured, falls_apart, measure
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
    """Nodes that hang together, in rising order; those of the neighbourhood itself are `own`.

    `people` is how many of its own are people, and `named_by` after which of its own it is called, if any.
    """

    nodes: tuple[int, ...]
    own: tuple[int, ...]
    people: int
    named_by: int | None


@dataclass(frozen=True, slots=True)
class Cut:
    """A node without which its part falls apart, and into what; the largest first. `share` is its betweenness.

    The node may be of elsewhere; what is lost without it is of the neighbourhood.
    """

    node: int
    pieces: tuple[Piece, ...]
    share: float

    @property
    def own_pieces(self) -> tuple[Piece, ...]:
        """The pieces in which anything is of the neighbourhood, where most of that is first."""
        return tuple(sorted((each for each in self.pieces if each.own), key=lambda each: -len(each.own)))

    @property
    def fallen(self) -> int:
        """How many nodes of the neighbourhood are no longer with most of the others."""
        return sum(len(each.own) for each in self.own_pieces[1:])


@dataclass(frozen=True, slots=True)
class Bridge:
    """The one tie between two parts: its ends, and the part at each of them."""

    ends: tuple[int, int]
    sides: tuple[Piece, Piece]

    @property
    def smaller(self) -> Piece:
        """The part that would stand apart without this tie."""
        return min(self.sides, key=lambda each: len(each.own))


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
    cuts = _cuts(network, measured)
    return Measures(
        measured=measured,
        parts=_grouped(network, measured.component.tolist()),
        circles=_grouped(network, measured.group.tolist()),
        cuts=cuts,
        bridges=_bridges(network, measured, cuts),
        roles=count_roles(network.links),
    )


def count_roles(links: Iterable[Link]) -> dict[int, int]:
    """In how many things everyone has something to do, by place; each thing once, however somebody is tied to it."""
    done = {(link.start, link.end) for link in links if link.kind in ROLES}
    return dict(Counter(start for start, _ in done))


def _piece(network: Network, nodes: Collection[int]) -> Piece:
    """A part with its name: the group, initiative, place or organisation of here with the most ties inside it."""
    within = set(nodes)
    own = tuple(sorted(network.own & within))
    naming = [place for place in own if network.nodes[place].kind in _NAMING]
    named_by = min(
        naming,
        key=lambda place: (
            -len(network.beside[place] & within),
            _NAMING.index(network.nodes[place].kind),
            network.nodes[place].id,
        ),
        default=None,
    )
    people = sum(network.nodes[place].kind == NodeKind.PERSON for place in own)
    return Piece(tuple(sorted(nodes)), own, people, named_by)


def _grouped(network: Network, numbers: list[int]) -> tuple[Piece, ...]:
    members: dict[int, list[int]] = defaultdict(list)
    for place, number in enumerate(numbers):
        members[number].append(place)
    return tuple(_piece(network, members[number]) for number in sorted(members))


def _cuts(network: Network, measured: Measured) -> tuple[Cut, ...]:
    """What hangs on single nodes; where most falls off first.

    The more falls off, the more paths pass: so nothing of weight is missed by looking only where most pass.
    """
    count, edges = len(network.nodes), network.edges
    busiest = sorted(measured.cut_nodes, key=lambda place: (-float(measured.betweenness[place]), place))[:MOST_CUTS]
    found = [
        Cut(
            place,
            tuple(_piece(network, each) for each in falls_apart(count, edges, place)),
            float(measured.betweenness[place]),
        )
        for place in busiest
    ]
    return tuple(sorted(found, key=lambda cut: (-cut.fallen, -cut.share, cut.node)))


def _bridges(network: Network, measured: Measured, cuts: Sequence[Cut]) -> tuple[Bridge, ...]:
    """The single ties, with what is at each side; only those that part more than one node from the others."""
    cut_at = {cut.node: cut for cut in cuts}
    found = []
    for one, other in sorted(measured.bridges):
        if one not in cut_at or other not in cut_at:
            # the one at the end has nobody else: that is no bridge between two parts
            continue
        there = next(piece for piece in cut_at[one].pieces if other in piece.nodes)
        whole = np.flatnonzero(measured.component == measured.component[one]).tolist()
        here = _piece(network, sorted(set(whole) - set(there.nodes)))
        found.append(Bridge((one, other), (here, there)))
    return tuple(sorted(found, key=lambda each: (-len(each.smaller.own), each.ends)))
