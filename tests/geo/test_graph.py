"""The metrics hold against brute force that shares no thought with them: paths are listed, nodes are taken away."""

import math
import random
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.graph import (
    LEAST_PIVOTS,
    Measured,
    falls_apart,
    largest_share,
    layout,
    mean_reach,
    measure,
    steps_from,
)

Pair = tuple[int, int]
Network = tuple[int, list[Pair]]
MOST = 8


@st.composite
def networks(draw: st.DrawFn, least: int = 0, most: int = MOST) -> Network:
    """A count and its edges: any order, any direction."""
    count = draw(st.integers(least, most))
    pairs = st.sampled_from(list(combinations(range(count), 2)))
    edges = draw(st.lists(pairs, unique=True)) if count > 1 else []
    turned = draw(st.lists(st.booleans(), min_size=len(edges), max_size=len(edges)))
    return count, [(b, a) if turn else (a, b) for (a, b), turn in zip(edges, turned, strict=True)]


def steps_by_hand(nodes: Iterable[int], edges: Iterable[Pair], sources: Iterable[int]) -> dict[int, int]:
    beside: dict[int, set[int]] = {node: set() for node in nodes}
    for a, b in edges:
        if a in beside and b in beside:
            beside[a].add(b)
            beside[b].add(a)
    found = dict.fromkeys(sources, 0)
    queue = deque(found)
    while queue:
        node = queue.popleft()
        for other in sorted(beside[node] - set(found)):
            found[other] = found[node] + 1
            queue.append(other)
    return found


def parts_by_hand(nodes: Iterable[int], edges: Iterable[Pair]) -> list[list[int]]:
    left, edges = list(nodes), list(edges)
    parts: list[list[int]] = []
    while left:
        part = sorted(steps_by_hand(left, edges, [left[0]]))
        left = [node for node in left if node not in part]
        parts.append(part)
    return sorted(parts, key=lambda part: (-len(part), part))


def shortest_paths(count: int, edges: list[Pair], source: int, target: int) -> list[list[int]]:
    """Every simple path that is as short as the shortest, found by walking all of them."""
    joined = {frozenset(edge) for edge in edges}
    paths: list[list[int]] = []
    walks = deque([[source]])
    while walks:
        walk = walks.popleft()
        if paths and len(walk) > len(paths[0]):
            break
        if walk[-1] == target:
            paths.append(walk)
            continue
        walks.extend([*walk, node] for node in range(count) if node not in walk and {walk[-1], node} in joined)
    return paths


def betweenness_by_hand(count: int, edges: list[Pair]) -> list[float]:
    found = [0.0] * count
    for source, target in combinations(range(count), 2):
        paths = shortest_paths(count, edges, source, target)
        for node in (node for path in paths for node in path[1:-1]):
            found[node] += 1 / len(paths)
    pairs = (count - 1) * (count - 2) / 2
    return [share / pairs if pairs else 0.0 for share in found]


def clique(first: int, size: int) -> list[Pair]:
    return list(combinations(range(first, first + size), 2))


def neighbourhood(count: int, ties: int, seed: int = 1) -> list[Pair]:
    """Ties with those around, and some across: a ring with short cuts."""
    lots = random.Random(seed)
    found: set[Pair] = set()
    while len(found) < ties:
        a = lots.randrange(count)
        b = lots.randrange(count) if lots.random() < 0.05 else (a + 1 + int(lots.expovariate(0.2))) % count
        if a != b:
            found.add((min(a, b), max(a, b)))
    return sorted(found)


def same(one: Measured, other: Measured) -> bool:
    arrays = ("degree", "betweenness", "component", "group")
    plain = ("is_sampled", "error", "cut_nodes", "bridges")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays) and all(
        getattr(one, name) == getattr(other, name) for name in plain
    )


@given(networks())
def test_betweenness_is_the_share_of_shortest_paths_that_pass(network: Network) -> None:
    found = measure(*network)
    assert found.betweenness == pytest.approx(betweenness_by_hand(*network), abs=1e-12)
    assert (found.is_sampled, found.error) == (False, 0.0)


@given(networks())
def test_degree_is_the_number_of_neighbours(network: Network) -> None:
    count, edges = network
    assert measure(count, edges).degree.tolist() == [sum(node in edge for edge in edges) for node in range(count)]


@given(networks())
def test_components_are_numbered_by_falling_size(network: Network) -> None:
    count, edges = network
    found = measure(count, edges).component
    parts = [np.flatnonzero(found == number).tolist() for number in range(len(set(found.tolist())))]
    assert parts == parts_by_hand(range(count), edges)


@given(networks())
def test_cut_nodes_are_those_without_which_a_part_falls_apart(network: Network) -> None:
    count, edges = network
    whole = parts_by_hand(range(count), edges)
    for node in range(count):
        others = [each for each in range(count) if each != node]
        part = next(part for part in whole if node in part)
        pieces = [piece for piece in parts_by_hand(others, edges) if piece[0] in part]
        assert falls_apart(count, edges, node) == pieces
        assert (node in measure(count, edges).cut_nodes) == (len(pieces) > 1)


@given(networks())
def test_bridges_are_those_without_which_a_part_falls_apart(network: Network) -> None:
    count, edges = network
    parts = len(parts_by_hand(range(count), edges))
    assert measure(count, edges).bridges == {
        (min(edge), max(edge))
        for edge in edges
        if len(parts_by_hand(range(count), [other for other in edges if other != edge])) > parts
    }


@given(networks(), st.data())
def test_largest_share_is_of_those_who_stay(network: Network, data: st.DataObject) -> None:
    count, edges = network
    gone = data.draw(st.sets(st.integers(0, count - 1)) if count else st.just(set()))
    stay = [node for node in range(count) if node not in gone]
    expected = len(parts_by_hand(stay, edges)[0]) / len(stay) if stay else None
    assert largest_share(count, edges, gone) == (None if expected is None else pytest.approx(expected))


@given(networks(), st.integers(1, 4), st.data())
def test_mean_reach_counts_others_within_the_steps(network: Network, steps: int, data: st.DataObject) -> None:
    count, edges = network
    among = data.draw(st.none() | (st.sets(st.integers(0, count - 1)) if count else st.just(set())))
    meant = set(range(count)) if among is None else among
    reached = [
        sum(0 < far <= steps and other in meant for other, far in steps_by_hand(range(count), edges, [node]).items())
        for node in meant
    ]
    expected = pytest.approx(sum(reached) / len(reached)) if reached else None
    assert mean_reach(count, edges, steps, among) == expected


@given(networks(), st.data())
def test_steps_are_those_to_the_nearest_source(network: Network, data: st.DataObject) -> None:
    count, edges = network
    sources = data.draw(st.sets(st.integers(0, count - 1)) if count else st.just(set()))
    by_hand = steps_by_hand(range(count), edges, sources)
    assert steps_from(count, edges, sources).tolist() == [by_hand.get(node, -1) for node in range(count)]


@given(networks(), st.randoms(use_true_random=False))
def test_order_direction_and_doubles_make_no_difference(network: Network, lots: random.Random) -> None:
    count, edges = network
    other = [edge[::-1] for edge in edges] + edges[:2]
    lots.shuffle(other)
    assert same(measure(count, edges), measure(count, other))
    assert same(measure(count, edges), measure(count, np.array(edges, dtype=np.int32).reshape(-1, 2)))
    assert np.array_equal(layout(count, edges), layout(count, other))


@given(networks())
def test_groups_divide_each_part(network: Network) -> None:
    count, edges = network
    found = measure(count, edges)
    for number in set(found.group.tolist()):
        members = np.flatnonzero(found.group == number)
        assert len(set(found.component[members].tolist())) == 1
        assert len(parts_by_hand(members.tolist(), edges)) == 1
    sizes = np.bincount(found.group).tolist()
    assert sizes == sorted(sizes, reverse=True)


def test_two_cliques_on_one_bridge_are_two_groups_that_two_people_hold_together() -> None:
    found = measure(11, [*clique(0, 6), *clique(6, 5), (2, 8)])
    assert found.group.tolist() == [0] * 6 + [1] * 5
    assert found.bridges == {(2, 8)}
    assert found.cut_nodes == {2, 8}
    # of the 45 pairs of others, the bridgehead of six lies between five and five, that of five between six and four
    assert found.betweenness[[2, 8]].tolist() == pytest.approx([25 / 45, 24 / 45])
    assert found.betweenness.sum() == pytest.approx(49 / 45)


def test_who_holds_a_star_lies_between_all() -> None:
    found = measure(6, [(3, node) for node in range(6) if node != 3])
    assert found.betweenness.tolist() == [0, 0, 0, 1, 0, 0]
    assert falls_apart(6, [(3, node) for node in range(6) if node != 3], 3) == [[0], [1], [2], [4], [5]]


@pytest.mark.parametrize("count", [0, 1, 4])
def test_network_without_edges_is_measured(count: int) -> None:
    found = measure(count, [])
    assert found.degree.tolist() == [0] * count
    assert found.betweenness.tolist() == [0.0] * count
    assert found.component.tolist() == found.group.tolist() == list(range(count))
    assert (found.cut_nodes, found.bridges) == (frozenset(), frozenset())
    assert largest_share(count, []) == (1 / count if count else None)
    assert mean_reach(count, []) == (0.0 if count else None)
    assert steps_from(count, [], []).tolist() == [-1] * count
    assert layout(count, []).shape == (count, 2)


def test_sampled_betweenness_lies_within_the_error_that_it_states() -> None:
    edges = neighbourhood(1_500, 6_000)
    exact = measure(1_500, edges)
    misses = []
    for seed in range(10):
        sampled = measure(1_500, edges, exact_up_to=5_999, seed=seed)
        assert sampled.is_sampled
        assert 0 < sampled.error < 0.02
        misses += (np.abs(sampled.betweenness - exact.betweenness) > sampled.error).tolist()
        assert same(sampled, measure(1_500, edges, exact_up_to=5_999, seed=seed))
    # 95 % for the one node where it is widest: for nearly all of them it is far more
    assert sum(misses) / len(misses) < 0.001


def test_more_pivots_err_less() -> None:
    edges = neighbourhood(1_500, 6_000)
    errors = [measure(1_500, edges, exact_up_to=0, pivots=pivots).error for pivots in (50, 200, 800)]
    assert errors[0] > errors[1] > errors[2]


def test_error_is_never_more_than_the_bound_that_holds_for_any_network() -> None:
    hubs = [(hub, 2 + 60 * hub + each) for hub in (0, 1) for each in range(60)]
    found = measure(122, [(0, 1), *hubs], exact_up_to=0, pivots=LEAST_PIVOTS)
    assert found.is_sampled
    assert found.error <= 122 / 121 * math.sqrt(math.log(40) / (2 * LEAST_PIVOTS))
    assert found.betweenness.max() <= 1.0


def test_as_many_pivots_as_nodes_with_an_edge_is_exact() -> None:
    edges = neighbourhood(100, 300)
    nodes = len({node for edge in edges for node in edge})
    assert measure(200, edges, exact_up_to=0, pivots=nodes - 1).is_sampled
    assert same(measure(200, edges, exact_up_to=0, pivots=nodes), measure(200, edges))


@given(networks(most=40))
def test_picture_fills_the_square_and_nobody_hides_another(network: Network) -> None:
    count, edges = network
    assume(count > 0)
    places = layout(count, edges)
    assert places.min() >= -1e-9
    assert places.max() <= 1 + 1e-9
    assert np.ptp(places, axis=0).max() == pytest.approx(1.0 if count > 1 else 0.0)
    apart = [math.dist(one, other) for one, other in combinations(places.tolist(), 2)]
    assert min(apart, default=1.0) >= 0.2 / math.sqrt(count)


def test_parts_of_a_network_stand_beside_each_other() -> None:
    edges = [*clique(0, 6), *((a, a + 1) for a in range(6, 12)), (13, 14)]
    places = layout(18, edges)
    boxes = [places[part] for part in (range(6), range(6, 13), [13, 14], [15], [16], [17])]
    for one, other in combinations(boxes, 2):
        beside = (one.max(axis=0) < other.min(axis=0)) | (other.max(axis=0) < one.min(axis=0))
        assert beside.any()


def test_neighbours_stand_nearer_than_strangers() -> None:
    edges = neighbourhood(400, 1_200)
    places = layout(400, edges)
    by_edge = np.mean([math.dist(places[a], places[b]) for a, b in edges])
    by_chance = np.mean([math.dist(one, other) for one, other in combinations(places.tolist(), 2)])
    assert by_edge < by_chance / 2


def test_picture_and_groups_do_not_change_with_what_was_drawn_before() -> None:
    edges = neighbourhood(60, 150)
    first, groups = layout(60, edges), measure(60, edges).group
    random.seed(7)
    layout(30, neighbourhood(30, 60), seed=9)
    assert np.array_equal(layout(60, edges), first)
    assert np.array_equal(measure(60, edges).group, groups)
    assert not np.array_equal(layout(60, edges, seed=2), first)


def test_lots_of_the_process_are_left_alone() -> None:
    random.seed(5)
    expected = random.random()
    random.seed(5)
    layout(40, neighbourhood(40, 100))
    measure(40, neighbourhood(40, 100), exact_up_to=0, pivots=20)
    assert random.random() == expected


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Threads that change places as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("eager_threads")
def test_threads_that_draw_at_once_get_the_picture_that_each_gets_alone() -> None:
    edges = neighbourhood(12, 20)
    alone = {seed: layout(12, edges, seed=seed) for seed in range(4)}
    differ: list[int] = []

    def draw(seed: int) -> None:
        differ.extend(seed for _ in range(100) if not np.array_equal(layout(12, edges, seed=seed), alone[seed]))

    threads = [threading.Thread(target=draw, args=(seed,)) for seed in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert differ == []


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (lambda: measure(3, [(1, 1)]), "loop"),
        (lambda: layout(3, [(0, 1), (2, 2)]), "loop"),
        (lambda: measure(3, [(0, 3)]), "no_such_node"),
        (lambda: mean_reach(3, [(-1, 2)]), "no_such_node"),
        (lambda: measure(0, [(0, 1)]), "no_such_node"),
        (lambda: falls_apart(3, [], 3), "no_such_node"),
        (lambda: largest_share(3, [], [-1]), "no_such_node"),
        (lambda: steps_from(3, [], [5]), "no_such_node"),
        (lambda: mean_reach(3, [], among=[3]), "no_such_node"),
        (lambda: measure(-1, []), "bad_count"),
        (lambda: measure(3, np.array([0, 1])), "bad_edges"),
        (lambda: measure(3, np.array([[0, 1, 2]])), "bad_edges"),
        (lambda: measure(3, np.array([[0.0, 1.5]])), "bad_edges"),
        (lambda: mean_reach(3, [], steps=0), "bad_steps"),
        (lambda: measure(3, [], pivots=LEAST_PIVOTS - 1), "too_few_pivots"),
    ],
)
def test_what_is_no_network_is_refused(work: Callable[[], object], code: str) -> None:
    with pytest.raises(GeoError) as caught:
        work()
    assert caught.value.code == code
