"""The rules that find insights: what holds a network together, who stands apart, who does much, what changed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from webapp.networks.rules.distances import distances_to_help
from webapp.networks.rules.growth import growth
from webapp.networks.rules.help_far import help_far
from webapp.networks.rules.insights import (
    MANY_ROLES,
    SOME_ROLES,
    Action,
    Figure,
    FigureKind,
    Findings,
    Insight,
    InsightKind,
    Rule,
    Seen,
    Severity,
    in_order,
)
from webapp.networks.rules.measuring import Bridge, Cut, Piece, measure_network
from webapp.networks.rules.network import Network
from webapp.networks.rules.pairs import nearest_pair
from webapp.networks.rules.proposing import away, best_known, introduce, share
from webapp.vocabulary import FollowUpKind, NodeKind

LEAST_FALLEN = 2
"""Somebody with one friend holds nothing together; so little falls off that it is no news."""
MUCH_FALLEN = 5
LEAST_SIZE = 10
"""In a smaller network everybody stands between others."""
MUCH_PASSES = 0.25
LEAST_CIRCLE = 4
AS_LARGE = 3
"""Parts of which one is less than so many times the other are each other's equals."""
MANY_STALE = 0.25
MOST_BEYOND = 3
MOST_UNCONNECTED = 3


def find_insights(network: Network, earlier: Network | None, *, asked: Sequence[int] = ()) -> Findings:
    """What a network shows, with how far help is on each theme that is `asked` (the most asked first).

    `earlier` is the same network a quarter ago, None when that is not known. Nothing for an empty network. Who sees a
    part of a network is told nothing that the rest of it could refute.
    """
    if not network.nodes:
        return Findings()
    seen = Seen(network, measure_network(network), earlier, distances_to_help(network, asked))
    found = (each for rule in _RULES for each in rule(seen))
    return in_order([each for each in found if not is_doubtful(network, each)], seen.distances)


def is_doubtful(network: Network, insight: Insight) -> bool:
    """Whether people whom the viewer may not know could join what seems apart, or shorten a way."""
    if insight.kind in (InsightKind.CARRIES, InsightKind.HELP_FAR):
        return bool(network.unseen)
    return sum(not network.unseen.isdisjoint(each.nodes) for each in insight.pieces) > 1


def falls_off(network: Network, cut: Cut) -> int:
    """How much of the neighbourhood falls off without a node: people, and when somebody carries them also things."""
    is_somebody = network.nodes[cut.node].kind == NodeKind.PERSON
    return sum(len(each.own) if is_somebody else each.people for each in cut.own_pieces[1:])


def is_bridge(bridge: Bridge) -> bool:
    """Whether a single tie joins parts of some size."""
    return min(each.people for each in bridge.sides) >= LEAST_FALLEN


def is_told_with_bridge(network: Network, cut: Cut, bridges: Sequence[Bridge]) -> bool:
    """Whether a node stands at an end of a single bridge, and little more than its two sides would fall apart."""
    at_end = [bridge for bridge in bridges if cut.node in bridge.ends and is_bridge(bridge)]
    return any(falls_off(network, _without_side(cut, bridge)) < LEAST_FALLEN for bridge in at_end)


def _without_side(cut: Cut, bridge: Bridge) -> Cut:
    """What falls apart at one end of a bridge, but for what is behind the other end."""
    other = next(end for end in bridge.ends if end != cut.node)
    return Cut(cut.node, tuple(each for each in cut.pieces if other not in each.nodes), cut.share)


def _holding_together(seen: Seen) -> Iterator[Insight]:
    network, total = seen.network, len(seen.network.residents)
    for cut in seen.measures.cuts:
        fallen = falls_off(network, cut)
        if fallen < LEAST_FALLEN or is_told_with_bridge(network, cut, seen.measures.bridges):
            continue
        people = sum(each.people for each in cut.own_pieces[1:])
        yield Insight(
            InsightKind.HOLDS_TOGETHER,
            # where nobody would be cut off, and only things would, there is less haste
            Severity.HIGH if fallen >= MUCH_FALLEN and people >= LEAST_FALLEN else Severity.MIDDLE,
            fallen,
            (cut.node,),
            (Figure(FigureKind.FALLEN, people, total), Figure(FigureKind.PATHS, cut.share)),
            _mend(seen, cut),
            cut.own_pieces,
        )


def _mend(seen: Seen, cut: Cut) -> Action:
    """Join what would fall apart; where only things would, share what somebody does alone."""
    network, (first, *others) = seen.network, cut.own_pieces
    nextly = max(others, key=lambda each: (each.people, len(each.own)))
    if nextly.people == 0 and network.nodes[cut.node].kind == NodeKind.PERSON:
        return share(seen, cut.node)
    return introduce(nearest_pair(network, nextly.nodes, first.nodes, {cut.node, *seen.busy}), cut.node)


def _single_bridges(seen: Seen) -> Iterator[Insight]:
    total = len(seen.network.residents)
    for bridge in seen.measures.bridges:
        if not is_bridge(bridge):
            continue
        one, other = bridge.sides
        pair = nearest_pair(seen.network, one.nodes, other.nodes, without={*bridge.ends, *seen.busy})
        yield Insight(
            InsightKind.SINGLE_BRIDGE,
            Severity.HIGH,
            bridge.smaller.people,
            bridge.ends,
            (Figure(FigureKind.FALLEN, bridge.smaller.people, total),),
            introduce(pair, bridge.ends[0]),
            bridge.sides,
        )


def _apart(seen: Seen) -> Iterator[Insight]:
    """Parts without any tie to the largest one; equals in size are told of as two that nobody connects.

    Somebody with ties only with who lives elsewhere does not stand apart: they are with those.
    """
    largest, *others = sorted(seen.measures.parts, key=lambda each: -len(each.own))
    for part in others:
        if len(part.own) <= 1 or not part.people:
            continue
        pair = nearest_pair(seen.network, part.nodes, largest.nodes, seen.busy)
        are_equals = part.people * AS_LARGE > largest.people
        figures = [Figure(FigureKind.PEOPLE, part.people), Figure(FigureKind.OTHER_PEOPLE, largest.people)]
        yield Insight(
            InsightKind.UNCONNECTED if are_equals else InsightKind.APART,
            Severity.HIGH,
            part.people,
            part.own,
            (*figures, *away(pair)),
            introduce(pair, part.own[0]),
            (largest, part),
        )


def _circles_apart(seen: Seen) -> Iterator[Insight]:
    """Circles within one part that have no tie, and nobody who knows somebody of both."""
    measured, circles = seen.measures.measured, seen.measures.circles
    circle_of = measured.group.tolist()
    beside: dict[int, set[int]] = {place: {circle_of[place]} for place in range(len(circle_of))}
    for one, other in seen.network.edges:
        beside[one].add(circle_of[other])
        beside[other].add(circle_of[one])
    joined = {pair for near in beside.values() for pair in combinations(sorted(near), 2)}
    large = [
        number for number, circle in enumerate(circles) if circle.people >= LEAST_CIRCLE and _is_close(seen, circle)
    ]
    found = [
        (one, other)
        for one, other in combinations(large, 2)
        if (one, other) not in joined
        and measured.component[circles[one].nodes[0]] == measured.component[circles[other].nodes[0]]
    ]
    found.sort(key=lambda pair: (-min(circles[each].people for each in pair), pair))
    for pair in found[:MOST_UNCONNECTED]:
        yield _circle_pair(seen, circles[pair[0]], circles[pair[1]])


def _is_close(seen: Seen, circle: Piece) -> bool:
    """Whether a circle is one: as many ties as members, or somebody or something to which half of them are tied."""
    within = set(circle.nodes)
    inner = [edge for edge in seen.network.edges if within.issuperset(edge)]
    tied = Counter(place for edge in inner for place in edge)
    return len(inner) >= len(within) or max(tied.values(), default=0) * 2 >= len(within)


def _circle_pair(seen: Seen, one: Piece, other: Piece) -> Insight:
    pair = nearest_pair(seen.network, one.nodes, other.nodes, seen.busy)
    return Insight(
        InsightKind.UNCONNECTED,
        Severity.MIDDLE,
        min(one.people, other.people),
        (one.own[0], other.own[0]),
        (Figure(FigureKind.PEOPLE, one.people), Figure(FigureKind.OTHER_PEOPLE, other.people), *away(pair)),
        introduce(pair, one.own[0]),
        (one, other),
    )


def _alone(seen: Seen) -> Iterator[Insight]:
    """People without any tie, also not with somebody elsewhere; and groups of which nobody is there.

    They are introduced to who stands nearest where something speaks for that one, and visited otherwise.
    """
    network, degree = seen.network, seen.measures.measured.degree.tolist()
    elsewhere = {each.node for each in network.beyond}
    tied = [place for place in network.residents if degree[place]]
    for place, node in enumerate(network.nodes):
        if degree[place] or place in elsewhere or node.kind not in (NodeKind.PERSON, NodeKind.GROUP):
            continue
        is_somebody = node.kind == NodeKind.PERSON
        pair = nearest_pair(network, [place], tied, seen.busy) if is_somebody else None
        chosen = pair if pair and pair.has_reason else None
        yield Insight(
            InsightKind.ALONE,
            Severity.MIDDLE if is_somebody else Severity.LOW,
            0,
            (place,),
            away(chosen),
            introduce(chosen, place),
        )


def _overloaded(seen: Seen) -> Iterator[Insight]:
    """Who lives here and has much to do; who lives elsewhere is told of there."""
    for place in seen.network.residents:
        node, roles = seen.network.nodes[place], seen.measures.roles.get(place, 0)
        if not _is_much(roles, node.capacity):
            continue
        told = () if node.capacity is None else (Figure(FigureKind.CAPACITY, node.capacity),)
        yield Insight(
            InsightKind.OVERLOADED,
            Severity.HIGH,
            roles - (node.capacity or 0),
            (place,),
            (Figure(FigureKind.ROLES, roles), *told),
            share(seen, place),
        )


def _is_much(roles: int, capacity: int | None) -> bool:
    return roles >= MANY_ROLES if capacity is None else roles >= SOME_ROLES and roles > capacity


def _stale(seen: Seen) -> Iterator[Insight]:
    """What nobody confirmed for a year, in one insight: first the tie on which most hangs, then the oldest."""
    network = seen.network
    noted = [link for link in network.links if link.tie_id is not None]
    stale = [link for link in noted if link.is_stale(network.on)]
    if not stale:
        return
    bridges = seen.measures.measured.bridges
    first = min(
        stale,
        key=lambda link: (
            (min(link.start, link.end), max(link.start, link.end)) not in bridges,
            link.confirmed_on,
            link.start,
            link.end,
        ),
    )
    yield Insight(
        InsightKind.STALE,
        Severity.MIDDLE if len(stale) >= MANY_STALE * len(noted) else Severity.LOW,
        len(stale),
        (first.start, first.end),
        (Figure(FigureKind.STALE, len(stale), len(noted)),),
        Action(FollowUpKind.CONFIRM_TIE, first.start, first.end),
    )


def _carrying(seen: Seen) -> Iterator[Insight]:
    """Where in the neighbourhood most paths pass though nothing would fall apart."""
    network, measured = seen.network, seen.measures.measured
    if len(network.own) < LEAST_SIZE:
        return
    busiest = best_known(seen.measures, network.own)
    passes = float(measured.betweenness[busiest])
    if busiest in measured.cut_nodes or passes < MUCH_PASSES:
        return
    is_somebody = network.nodes[busiest].kind == NodeKind.PERSON
    yield Insight(
        InsightKind.CARRIES,
        Severity.LOW,
        passes,
        (busiest,),
        (Figure(FigureKind.PATHS, passes),),
        share(seen, busiest) if is_somebody else Action(FollowUpKind.VISIT, busiest),
    )


def _beyond(seen: Seen) -> Iterator[Insight]:
    """Neighbourhoods with which there are ties already: whom the viewer may not know, and whom they do."""
    network, here = seen.network, seen.network.neighbourhood_id
    ties = [(each.neighbourhood_id, each.node) for each in network.beyond if each.neighbourhood_id not in (None, here)]
    for link in network.links:
        for near, far in ((link.start, link.end), (link.end, link.start)):
            other = network.nodes[far].neighbourhood_id
            if network.nodes[near].neighbourhood_id == here and other not in (None, here):
                ties.append((other, near))
    counted = Counter(place for place, _ in ties)
    for neighbourhood_id, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST_BEYOND]:
        through = Counter(node for place, node in ties if place == neighbourhood_id)
        by = max(through, key=lambda node: (network.nodes[node].kind == NodeKind.PERSON, through[node], -node))
        yield Insight(
            InsightKind.BEYOND,
            Severity.LOW,
            count,
            (by,),
            (Figure(FigureKind.BEYOND, count),),
            Action(FollowUpKind.VISIT, by),
            neighbourhood_id=neighbourhood_id,
        )


_RULES: tuple[Rule, ...] = (
    _holding_together,
    _single_bridges,
    _apart,
    _circles_apart,
    _overloaded,
    help_far,
    _alone,
    _stale,
    growth,
    _carrying,
    _beyond,
)
