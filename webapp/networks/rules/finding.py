"""The rules that find insights: what holds a network together, who stands apart, who does much, what changed."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from webapp.networks.rules.growth import growth
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
from webapp.networks.rules.measuring import (
    Bridge,
    Cut,
    HelpDistance,
    Measures,
    Piece,
    distances_to_help,
    measure_network,
)
from webapp.networks.rules.network import Network
from webapp.networks.rules.pairs import Pair, nearest_pair
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
NEAR_ENOUGH = 2.0
"""Steps: whom somebody knows, and whom those know."""
MANY_WITHOUT = 0.25
MANY_STALE = 0.25
MOST_BEYOND = 3
MOST_UNCONNECTED = 3


def find_insights(network: Network, earlier: Network | None, *, asked: Sequence[int] = ()) -> Findings:
    """What a network shows, with how far help is on each theme that is `asked` (the most asked first).

    `earlier` is the same network a quarter ago, None when that is not known. Nothing for an empty network.
    """
    if not network.nodes:
        return Findings()
    seen = Seen(network, measure_network(network), earlier, distances_to_help(network, asked))
    return in_order([each for rule in _RULES for each in rule(seen)], seen.distances)


def falls_off(network: Network, cut: Cut) -> int:
    """How much falls off without a node: people, and when somebody carries them also what is no person."""
    is_somebody = network.nodes[cut.node].kind == NodeKind.PERSON
    return sum(len(each.nodes) if is_somebody else each.people for each in cut.pieces[1:])


def is_bridge(bridge: Bridge) -> bool:
    """Whether a single tie joins parts of some size."""
    return min(each.people for each in bridge.sides) >= LEAST_FALLEN


def is_told_with_bridge(network: Network, cut: Cut, bridges: Sequence[Bridge]) -> bool:
    """Whether a node stands at an end of a single bridge, and little more than its two sides would fall apart."""
    for bridge in bridges:
        if cut.node in bridge.ends and is_bridge(bridge):
            other = next(end for end in bridge.ends if end != cut.node)
            own = tuple(each for each in cut.pieces if other not in each.nodes)
            if falls_off(network, Cut(cut.node, own, cut.share)) < LEAST_FALLEN:
                return True
    return False


def _holding_together(seen: Seen) -> Iterator[Insight]:
    network, total = seen.network, len(seen.network.people)
    for cut in seen.measures.cuts:
        fallen = falls_off(network, cut)
        if fallen < LEAST_FALLEN or is_told_with_bridge(network, cut, seen.measures.bridges):
            continue
        people = sum(each.people for each in cut.pieces[1:])
        yield Insight(
            InsightKind.HOLDS_TOGETHER,
            # where nobody would be cut off, and only things would, there is less haste
            Severity.HIGH if fallen >= MUCH_FALLEN and people >= LEAST_FALLEN else Severity.MIDDLE,
            fallen,
            (cut.node,),
            (Figure(FigureKind.FALLEN, people, total), Figure(FigureKind.PATHS, cut.share)),
            _mend(seen, cut),
            cut.pieces,
        )


def _mend(seen: Seen, cut: Cut) -> Action:
    """Join what would fall apart; where only things would, share what somebody does alone."""
    network, first = seen.network, cut.pieces[0]
    nextly = max(cut.pieces[1:], key=lambda each: (each.people, len(each.nodes)))
    if nextly.people == 0 and network.nodes[cut.node].kind == NodeKind.PERSON:
        return _share(seen, cut.node)
    return _introduce(nearest_pair(network, nextly.nodes, first.nodes, {cut.node, *seen.busy}), cut.node)


def _single_bridges(seen: Seen) -> Iterator[Insight]:
    total = len(seen.network.people)
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
            _introduce(pair, bridge.ends[0]),
            bridge.sides,
        )


def _apart(seen: Seen) -> Iterator[Insight]:
    """Parts without any tie to the largest one; equals in size are told of as two that nobody connects."""
    largest, *others = seen.measures.parts
    for part in others:
        if len(part.nodes) == 1 or not part.people:
            continue
        pair = nearest_pair(seen.network, part.nodes, largest.nodes, seen.busy)
        are_equals = part.people * AS_LARGE > largest.people
        figures = [Figure(FigureKind.PEOPLE, part.people), Figure(FigureKind.OTHER_PEOPLE, largest.people)]
        yield Insight(
            InsightKind.UNCONNECTED if are_equals else InsightKind.APART,
            Severity.HIGH,
            part.people,
            part.nodes,
            (*figures, *_away(pair)),
            _introduce(pair, part.nodes[0]),
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
        (one.nodes[0], other.nodes[0]),
        (Figure(FigureKind.PEOPLE, one.people), Figure(FigureKind.OTHER_PEOPLE, other.people), *_away(pair)),
        _introduce(pair, one.nodes[0]),
        (one, other),
    )


def _alone(seen: Seen) -> Iterator[Insight]:
    """People without any tie, also not with somebody elsewhere; and groups of which nobody is there."""
    network, degree = seen.network, seen.measures.measured.degree.tolist()
    elsewhere = {each.node for each in network.beyond}
    tied = [place for place in network.people if degree[place]]
    for place, node in enumerate(network.nodes):
        if degree[place] or place in elsewhere or node.kind not in (NodeKind.PERSON, NodeKind.GROUP):
            continue
        is_somebody = node.kind == NodeKind.PERSON
        pair = nearest_pair(network, [place], tied, seen.busy) if is_somebody else None
        yield Insight(
            InsightKind.ALONE,
            Severity.MIDDLE if is_somebody else Severity.LOW,
            0,
            (place,),
            _away(pair),
            _introduce(pair, place),
        )


def _overloaded(seen: Seen) -> Iterator[Insight]:
    for place, roles in seen.measures.roles.items():
        node = seen.network.nodes[place]
        if node.kind != NodeKind.PERSON or not _is_much(roles, node.capacity):
            continue
        told = () if node.capacity is None else (Figure(FigureKind.CAPACITY, node.capacity),)
        yield Insight(
            InsightKind.OVERLOADED,
            Severity.HIGH,
            roles - (node.capacity or 0),
            (place,),
            (Figure(FigureKind.ROLES, roles), *told),
            _share(seen, place),
        )


def _is_much(roles: int, capacity: int | None) -> bool:
    return roles >= MANY_ROLES if capacity is None else roles >= SOME_ROLES and roles > capacity


def _share(seen: Seen, place: int) -> Action:
    """Share a task of somebody with who has little to do and stands nearest."""
    roles = seen.measures.roles
    free = [each for each in seen.network.people if each != place and roles.get(each, 0) <= 1]
    pair = nearest_pair(seen.network, [place], free)
    if pair is None:
        return Action(FollowUpKind.SHARE_TASK, place)
    return Action(FollowUpKind.SHARE_TASK, place, pair.other, pair.theme_id, pair.metres)


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


def _help_far(seen: Seen) -> Iterator[Insight]:
    people = len(seen.network.people)
    for rank, each in enumerate(seen.distances):
        if not people or not _is_far(each, people):
            continue
        figures = [] if each.steps is None else [Figure(FigureKind.STEPS, each.steps)]
        action = _toward_help(seen, each)
        yield Insight(
            InsightKind.HELP_FAR,
            Severity.MIDDLE,
            # the most asked first
            -rank,
            (action.node,),
            (*figures, Figure(FigureKind.WITHOUT, len(each.without), people), Figure(FigureKind.SOURCES, each.sources)),
            action,
            theme_id=each.theme_id,
        )


def _is_far(each: HelpDistance, people: int) -> bool:
    return each.steps is None or each.steps > NEAR_ENOUGH or len(each.without) >= MANY_WITHOUT * people


def _toward_help(seen: Seen, each: HelpDistance) -> Action:
    """Bring somebody who is far from it to who can help; where nobody can, ask who knows most of the others."""
    network = seen.network
    sources = [place for place, node in enumerate(network.nodes) if each.theme_id in node.themes]
    far = each.without or each.far
    if sources and far:
        degree = seen.measures.measured.degree
        known = max(far, key=lambda place: (int(degree[place]), -place))
        return _introduce(nearest_pair(network, [known], sources, seen.busy), known)
    return Action(FollowUpKind.VISIT, _best_known(seen.measures, network.people))


def _best_known(measures: Measures, places: Collection[int]) -> int:
    measured = measures.measured
    return max(places, key=lambda place: (float(measured.betweenness[place]), int(measured.degree[place]), -place))


def _carrying(seen: Seen) -> Iterator[Insight]:
    """Where most paths pass though nothing would fall apart."""
    network, measured = seen.network, seen.measures.measured
    if len(network.nodes) < LEAST_SIZE:
        return
    busiest = _best_known(seen.measures, range(len(network.nodes)))
    share = float(measured.betweenness[busiest])
    if busiest in measured.cut_nodes or share < MUCH_PASSES:
        return
    is_somebody = network.nodes[busiest].kind == NodeKind.PERSON
    yield Insight(
        InsightKind.CARRIES,
        Severity.LOW,
        share,
        (busiest,),
        (Figure(FigureKind.PATHS, share),),
        _share(seen, busiest) if is_somebody else Action(FollowUpKind.VISIT, busiest),
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


def _introduce(pair: Pair | None, instead: int) -> Action:
    """Introduce two to each other; visit when there is nobody to introduce to."""
    if pair is None:
        return Action(FollowUpKind.VISIT, instead)
    return Action(FollowUpKind.INTRODUCE, pair.one, pair.other, pair.theme_id, pair.metres)


def _away(pair: Pair | None) -> tuple[Figure, ...]:
    return () if pair is None or not pair.metres else (Figure(FigureKind.METRES, pair.metres),)


_RULES: tuple[Rule, ...] = (
    _holding_together,
    _single_bridges,
    _apart,
    _circles_apart,
    _overloaded,
    _help_far,
    _alone,
    _stale,
    growth,
    _carrying,
    _beyond,
)
