"""What is shown of a network: how each node stands in it, what came and went, and what the filters leave. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from geo.graph import Measured
from webapp.networks.rules.filters import Filters, Listed, TieAge
from webapp.networks.rules.network import Beyond, Link, Network, Node
from webapp.vocabulary import NodeKind

NEW_FOR = timedelta(days=91)
"""How long a tie counts as new."""

CIRCLE = 3
"""Of so many names on a community is a circle."""

BRIDGING = 0.05
"""From this share of the shortest paths on somebody connects others."""

PAGE_ROWS = 50


class Role(StrEnum):
    """How a node stands in the network; from the one that it hangs on to the one that stands apart.

    Who sees a part of a network is told nothing that the rest could refute: then it is unsure.
    """

    HOLDS = "holds"
    CONNECTS = "connects"
    PART = "part"
    ONE_TIE = "one_tie"
    APART = "apart"
    ELSEWHERE = "elsewhere"
    OUTWARD = "outward"
    ALONE = "alone"
    UNSURE = "unsure"


class Change(StrEnum):
    """What happened between two days."""

    SAME = "same"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class NodeShown:
    """A node and how it stands. `group` is its circle, from 0 by their earliest member; None for who is in none.

    `ties` is how many of its ties are shown, `beyond` how many it has with people of other neighbourhoods who are not
    shown, and `weight` its betweenness. Role, circle and weight are those of the whole network, whatever is shown of
    it. Ties with people here whom the viewer may not know are told of the whole only: per name they would say who.
    """

    node: Node
    role: Role
    group: int | None
    ties: int
    beyond: int
    weight: float
    change: Change

    @property
    def key(self) -> str:
        """By what it is known in addresses and in the data of the picture."""
        return f"n{self.node.id}"


@dataclass(frozen=True, slots=True)
class TieShown:
    """A tie and its two sides; `is_stale` when nobody said for a year that it is still so."""

    link: Link
    start: NodeShown
    end: NodeShown
    is_stale: bool
    change: Change

    @property
    def is_derived(self) -> bool:
        """Whether it follows from other data."""
        return self.link.source == "derived"


@dataclass(frozen=True, slots=True)
class Changes:
    """How many came and went between two days."""

    new_ties: int
    gone_ties: int
    new_nodes: int
    gone_nodes: int


@dataclass(frozen=True)
class Joined:
    """One network of two days, for one picture: the later one, and what of the earlier one is gone.

    `nodes` and `links` tell per node and per link of `network` what happened to it.
    """

    network: Network
    nodes: tuple[Change, ...]
    links: tuple[Change, ...]

    @property
    def edges(self) -> list[tuple[int, int]]:
        """Each pair that has a tie on the later day once."""
        return _pairs(
            link for link, change in zip(self.network.links, self.links, strict=True) if change != Change.GONE
        )


@dataclass(frozen=True)
class Shown:
    """What the filters leave of a network; `nodes_in_all` and `ties_in_all` are what there is without them.

    Where some ties are left out, only the nodes that have one of the others are there.
    """

    nodes: tuple[NodeShown, ...]
    ties: tuple[TieShown, ...]
    beyond: tuple[tuple[NodeShown, Beyond], ...]
    nodes_in_all: int
    ties_in_all: int

    @property
    def changes(self) -> Changes:
        """How much of it came and went."""
        nodes, ties = Counter(each.change for each in self.nodes), Counter(each.change for each in self.ties)
        return Changes(ties[Change.NEW], ties[Change.GONE], nodes[Change.NEW], nodes[Change.GONE])

    @property
    def alone(self) -> tuple[NodeShown, ...]:
        """Who or what has no tie at all, by name."""
        found = [each for each in self.nodes if each.role == Role.ALONE and each.change != Change.GONE]
        return tuple(sorted(found, key=lambda each: (each.node.label.casefold(), each.node.id)))

    def find(self, key: str) -> NodeShown | None:
        """A node by its key; None when it is not there, or filtered out."""
        return next((each for each in self.nodes if each.key == key), None)

    def ties_of(self, node: NodeShown) -> tuple[TieShown, ...]:
        """The ties of one node, those of today first, by the other's name."""

        def order(tie: TieShown) -> tuple[bool, str, str]:
            other = tie.end if tie.start == node else tie.start
            return tie.change == Change.GONE, other.node.label.casefold(), tie.link.kind

        return tuple(sorted((each for each in self.ties if node in (each.start, each.end)), key=order))

    def group_names(self) -> dict[int, str]:
        """What each community gathers around: what is no person and has most ties there; left out where there is none.

        The names are of this viewer's network.
        """
        found: dict[int, NodeShown] = {}
        for each in self.nodes:
            if each.group is None or each.node.kind == NodeKind.PERSON:
                continue
            best = found.get(each.group)
            if best is None or (-each.ties, each.node.id) < (-best.ties, best.node.id):
                found[each.group] = each
        return {group: each.node.label for group, each in sorted(found.items())}


def joined(later: Network, earlier: Network | None = None) -> Joined:
    """The network of a day, or of two days in one; nothing has changed where there is no earlier one."""
    if earlier is None:
        return Joined(later, (Change.SAME,) * len(later.nodes), (Change.SAME,) * len(later.links))
    ids, old_ids = {each.id for each in later.nodes}, {each.id for each in earlier.nodes}
    nodes = (*later.nodes, *(each for each in earlier.nodes if each.id not in ids))
    place = {each.id: number for number, each in enumerate(nodes)}
    held, holds = _ties_of(earlier), _ties_of(later)
    gone = [link for key, link in held.items() if key not in holds]
    links = (*later.links, *(_moved(link, earlier, place) for link in gone))
    changes = [Change.SAME if _key(link, later) in held else Change.NEW for link in later.links]
    return Joined(
        Network(later.neighbourhood_id, later.on, nodes, links, later.beyond),
        tuple(
            Change.GONE if each.id not in ids else Change.SAME if each.id in old_ids else Change.NEW for each in nodes
        ),
        (*changes, *(Change.GONE for _ in gone)),
    )


def show(whole: Joined, measured: Measured, filters: Filters, themes: frozenset[int] | None = None) -> Shown:
    """What the filters leave, measured over all of it; `themes` are the ids that a node must have one of, if any."""
    network = whole.network
    fits = [
        (not filters.kinds or node.kind in filters.kinds) and (themes is None or bool(node.themes & themes))
        for node in network.nodes
    ]
    links = [
        (link, change)
        for link, change in zip(network.links, whole.links, strict=True)
        if fits[link.start] and fits[link.end] and _is_asked(link, filters, network)
    ]
    beyond = [
        each
        for each in network.beyond
        if fits[each.node] and not filters.age and (not filters.ties or each.kind in filters.ties)
    ]
    nodes = _stand(whole, measured, links, beyond)
    tied = {place for link, _ in links for place in (link.start, link.end)} | {each.node for each in beyond}
    return Shown(
        nodes=tuple(
            each for place, each in enumerate(nodes) if fits[place] and (place in tied or not filters.is_by_tie)
        ),
        ties=tuple(
            TieShown(link, nodes[link.start], nodes[link.end], link.is_stale(network.on), change)
            for link, change in links
        ),
        beyond=tuple((nodes[each.node], each) for each in beyond),
        nodes_in_all=len(nodes) - whole.nodes.count(Change.GONE),
        ties_in_all=len(network.links) - whole.links.count(Change.GONE),
    )


def _stand(
    whole: Joined, measured: Measured, links: Iterable[tuple[Link, Change]], beyond: Iterable[Beyond]
) -> tuple[NodeShown, ...]:
    """Every node as it stands in the whole network, with how many of the shown ties it has."""
    ties = Counter(place for link, change in links if change != Change.GONE for place in (link.start, link.end))
    network = whole.network
    elsewhere = Counter(each.node for each in beyond if each.neighbourhood_id != network.neighbourhood_id)
    outward = {each.node for each in network.beyond}
    circles = _circles(measured, [node.id for node in network.nodes])
    largest = int((measured.component == 0).sum())
    parts = Counter(measured.component.tolist())
    return tuple(
        NodeShown(
            node=node,
            role=_role_here(
                network,
                place,
                _role(
                    place,
                    measured,
                    is_outward=place in outward,
                    is_apart=parts[int(measured.component[place])] < largest,
                ),
            ),
            group=circles.get(int(measured.group[place])),
            ties=ties[place],
            beyond=elsewhere[place],
            weight=float(measured.betweenness[place]),
            change=whole.nodes[place],
        )
        for place, node in enumerate(network.nodes)
    )


def _circles(measured: Measured, ids: list[int]) -> dict[int, int]:
    """The number of each community that is a circle: by its earliest member, so that more ties rarely change it."""
    members: dict[int, list[int]] = defaultdict(list)
    for node_id, group in zip(ids, measured.group.tolist(), strict=True):
        members[group].append(node_id)
    first = sorted((min(each), group) for group, each in members.items() if len(each) >= CIRCLE)
    return {group: number for number, (_, group) in enumerate(first)}


def sorted_nodes(nodes: Iterable[NodeShown], sort: str, kind_names: Mapping[NodeKind, str]) -> list[NodeShown]:
    """By role (what the network hangs on first), name, group or number of ties (most first); `-` turns it round."""
    names = sorted(nodes, key=lambda each: (each.node.label.casefold(), each.node.id))
    roles = list(Role)
    keys = {
        "rol": lambda each: (roles.index(each.role), -each.weight, -each.ties),
        "naam": lambda _each: (),
        "groep": lambda each: (each.group is None, each.group or 0, kind_names[each.node.kind]),
        "relaties": lambda each: (-each.ties,),
    }
    return _turned(sorted(names, key=keys[sort.removeprefix("-")]), sort)


def sorted_ties(ties: Iterable[TieShown], sort: str, kind_names: Mapping[str, str]) -> list[TieShown]:
    """By the first of the two, kind, the second of the two, or since when (newest first); `-` turns it round."""

    def names(each: TieShown) -> tuple[str, str, int]:
        return each.start.node.label.casefold(), each.end.node.label.casefold(), each.link.since.toordinal()

    keys = {
        "van": lambda _each: (),
        "soort": lambda each: (kind_names[each.link.kind],),
        "naar": lambda each: (each.end.node.label.casefold(),),
        "sinds": lambda each: (-each.link.since.toordinal(),),
    }
    return _turned(sorted(sorted(ties, key=names), key=keys[sort.removeprefix("-")]), sort)


def pages_of(listed: Listed, shown: Shown) -> int:
    """How many pages the table has, at least one."""
    rows = shown.nodes if listed == Listed.NODES else shown.ties
    return max(1, -(-len(rows) // PAGE_ROWS))


def _turned(rows: list, sort: str) -> list:  # type: ignore[type-arg]  # of whichever rows it was given
    return rows[::-1] if sort.startswith("-") else rows


def _role(place: int, measured: Measured, *, is_outward: bool, is_apart: bool) -> Role:
    others = int(measured.degree[place])
    if others == 0:
        return Role.OUTWARD if is_outward else Role.ALONE
    is_bridging = float(measured.betweenness[place]) >= BRIDGING
    if others > 1 and is_bridging:
        return Role.HOLDS if place in measured.cut_nodes else Role.CONNECTS
    if is_apart:
        return Role.APART
    return Role.PART if others > 1 else Role.ONE_TIE


def _role_here(network: Network, place: int, role: Role) -> Role:
    """A role as far as it can be told: of who lives elsewhere most is elsewhere, and of a part little is sure."""
    if role in (Role.CONNECTS, Role.PART) and place in network.own:
        return role
    if network.unseen:
        return Role.UNSURE
    is_guest = network.nodes[place].kind == NodeKind.PERSON and place not in network.own
    return Role.ELSEWHERE if is_guest and role not in (Role.HOLDS, Role.CONNECTS) else role


def _is_asked(link: Link, filters: Filters, network: Network) -> bool:
    if filters.ties and link.kind not in filters.ties:
        return False
    if filters.age == TieAge.NEW:
        return link.since > network.on - NEW_FOR
    if filters.age is None:
        return True
    return link.is_stale(network.on) == (filters.age == TieAge.STALE)


def _pairs(links: Iterable[Link]) -> list[tuple[int, int]]:
    return sorted({(min(link.start, link.end), max(link.start, link.end)) for link in links})


def _key(link: Link, network: Network) -> tuple[int, int, str]:
    return network.nodes[link.start].id, network.nodes[link.end].id, link.kind


def _ties_of(network: Network) -> dict[tuple[int, int, str], Link]:
    return {_key(link, network): link for link in network.links}


def _moved(link: Link, network: Network, place: Mapping[int, int]) -> Link:
    start, end = place[network.nodes[link.start].id], place[network.nodes[link.end].id]
    return Link(
        link.tie_id,
        link.kind,
        link.strength,
        link.since,
        link.until,
        link.confirmed_on,
        link.source,
        start,
        end,
    )
