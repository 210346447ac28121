"""Networks as graphs: what holds one together, who reaches whom, what is left without somebody, and a picture of it.

Nodes are the numbers 0..count-1. An edge is a pair of them without direction; a pair that is given twice, in either
direction, is one edge. Everything depends on the graph and the seed alone: not on the order of the edges, not on what
ran before. Only this module speaks igraph. igraph keeps the interpreter's lock while it works, so betweenness, by far
the longest, goes in parts of some tens of milliseconds and other threads get their turn; the rest is best left to a
worker where a network has more than 10,000 edges.
"""

import math
import random
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import igraph
import numpy as np
from numpy.typing import NDArray

from geo.errors import GeoError
from geo.picture import in_rows, in_square, turned, unrolled
from geo.spread import spread

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Edges = Iterable[tuple[int, int]]

LEAST_PIVOTS = 20
_BATCHES = 10
_STUDENT_95 = 2.262
"""Two-sided 95 % of Student's distribution with `_BATCHES - 1` degrees of freedom."""
_VISITS = 1_000_000
"""About how many visits of a node or edge go in one call of igraph, which lets no other thread in meanwhile."""
_LEIDEN_ITERATIONS = 5
_LANDMARKS = 30
_DRAWING_STEPS = 200
_SMALL = 300
"""Up to so many nodes every pair repels each other; beyond, those that are near do, which takes a tenth of the time."""
_igraph_lock = threading.Lock()


@dataclass(frozen=True)
class Measured:
    """What `measure` found; arrays are by node.

    Attributes
    ----------
    degree
        Number of neighbours (int64).
    betweenness
        Share, 0 to 1, of the pairs of others whose shortest path passes here (float64). Where several paths are
        shortest the part of them counts; a pair without a path counts as one that does not pass.
    is_sampled, error
        Whether betweenness was estimated, and then the half width of its 95 % interval, for the node where that is
        widest; 0.0 when exact. What lies below it tells no more than that it is small: who stands beside a pivot is
        overrated by up to one in so many pivots.
    component
        Which connected part, numbered from 0 by falling size, equal sizes by their first node (int64).
    cut_nodes
        Nodes without which their part falls apart.
    bridges
        Edges without which their part falls apart, the smaller node first.
    group
        Which community, numbered as `component` is; nobody is in one with somebody of another part (int64).
    """

    degree: Integers
    betweenness: Floats
    is_sampled: bool
    error: float
    component: Integers
    cut_nodes: frozenset[int]
    bridges: frozenset[tuple[int, int]]
    group: Integers


def measure(count: int, edges: Edges, *, exact_up_to: int = 20_000, pivots: int = 200, seed: int = 1) -> Measured:
    """All that is to be known of a network at once.

    Parameters
    ----------
    count, edges
        The graph.
    exact_up_to
        Most edges with which betweenness is exact; with more it is estimated from `pivots` nodes.
    pivots
        From how many nodes the shortest paths are followed, at least `LEAST_PIVOTS`. As many as have an edge, or more,
        is exact.
    seed
        Of the pivots and of the communities.

    Raises
    ------
    GeoError
        `bad_count`, `bad_edges`, `no_such_node`, `loop`, `too_few_pivots`.

    Notes
    -----
    Betweenness is that of Freeman, "A set of measures of centrality based on betweenness" (1977): the sum over pairs
    s, t of sigma_st(v) / sigma_st, where sigma counts shortest paths, divided by (n - 1)(n - 2) / 2; by Brandes, "A
    faster algorithm for betweenness centrality" (2001). The estimate is that of Brandes and Pich, "Centrality
    estimation in large networks" (2007): random pivots, their dependencies scaled up. Its error is by the means of ten
    batches of pivots (Student, corrected for drawing from a finite number without putting back), never more than
    Hoeffding's bound, which holds for any network: k pivots out of m nodes with an edge, of n, err by more than
    m / (n - 1) sqrt(ln 40 / 2k) at most once in twenty times. Cut nodes and bridges: Tarjan, "Depth-first search and
    linear graph algorithms" (1972). Communities: modularity by Leiden, Traag, Waltman and Van Eck, "From Louvain to
    Leiden" (2019).
    """
    if pivots < LEAST_PIVOTS:
        raise GeoError("too_few_pivots", pivots=pivots, least=LEAST_PIVOTS)
    pairs = _pairs(count, edges)
    graph = _graph(count, pairs)
    degree = np.bincount(pairs.ravel(), minlength=count).astype(np.int64)
    tied = np.flatnonzero(degree)
    is_sampled = len(pairs) > exact_up_to and pivots < len(tied)
    betweenness, error = _sampled(graph, tied, pivots, seed) if is_sampled else (_exact(graph, tied), 0.0)
    return Measured(
        degree=degree,
        betweenness=betweenness,
        is_sampled=is_sampled,
        error=error,
        component=_by_size(graph.connected_components().membership),
        cut_nodes=frozenset(graph.articulation_points()),
        bridges=_edges_at(pairs, graph.bridges()),
        group=_by_size(_communities(graph, seed)),
    )


def falls_apart(count: int, edges: Edges, node: int) -> list[list[int]]:
    """What is left of a node's part of the network without it: nodes in rising order, largest piece first.

    Pieces of one size stand in the order of their first node. One piece: it held nothing together; none: it was alone.

    Raises
    ------
    GeoError
        As for `measure`.
    """
    pairs = _pairs(count, edges)
    _check_nodes(count, [node])
    beside = np.setdiff1d(pairs[(pairs == node).any(axis=1)], [node])
    piece = _by_size(_graph(count, _without(pairs, [node])).connected_components().membership)
    return [np.flatnonzero(piece == each).tolist() for each in np.unique(piece[beside]).tolist()]


def largest_share(count: int, edges: Edges, without: Collection[int] = ()) -> float | None:
    """Share of the nodes that stand in the largest connected part, when some are taken away; None when none are left.

    Both are counted among those that stay.

    Raises
    ------
    GeoError
        As for `measure`.
    """
    pairs = _pairs(count, edges)
    gone = _check_nodes(count, without)
    if len(gone) == count:
        return None
    sizes = _graph(count, _without(pairs, gone)).connected_components().sizes()
    return float(max(sizes) / (count - len(gone)))


def mean_reach(count: int, edges: Edges, steps: int = 2, among: Collection[int] | None = None) -> float | None:
    """How many others somebody reaches within so many steps, on average.

    Parameters
    ----------
    count, edges
        The graph.
    steps
        Most edges on the way, at least 1.
    among
        Who is meant by somebody and by others (say: people); ways may lead through every node. None means everybody.

    Raises
    ------
    GeoError
        As for `measure`; `bad_steps`.
    """
    if steps < 1:
        raise GeoError("bad_steps", steps=steps)
    graph = _graph(count, _pairs(count, edges))
    if among is None:
        return float(np.mean(graph.neighborhood_size(order=steps, mindist=1))) if count else None
    meant = _check_nodes(count, among)
    is_meant = np.zeros(count, dtype=np.bool_)
    is_meant[meant] = True
    # one at a time: what all of them reach together would not fit in memory where a hub is near everybody
    reached = [int(is_meant[graph.neighborhood(each, order=steps, mindist=1)].sum()) for each in meant.tolist()]
    return float(np.mean(reached)) if reached else None


def steps_from(count: int, edges: Edges, sources: Collection[int]) -> Integers:
    """How many edges away the nearest of the sources is, by node: 0 for a source, -1 where none can be reached.

    Raises
    ------
    GeoError
        As for `measure`.
    """
    pairs = _pairs(count, edges)
    first = _check_nodes(count, sources)
    # one more node, next to all sources: a single search from there finds the nearest of them for everybody
    start = np.stack([first, np.full(len(first), count)], axis=1)
    steps = _steps(_graph(count + 1, np.concatenate([pairs, start])), count)[:count]
    return np.where(steps > 0, steps - 1, -1)


def lengths_between(count: int, edges: Edges, lengths: Collection[int], nodes: Collection[int]) -> Floats:
    """How long the shortest path is between each two of `nodes`; `lengths` (above 0) is by edge. inf: there is none."""
    graph = igraph.Graph(n=count, edges=list(edges))
    wanted, places = np.unique(np.array([*nodes], dtype=np.int64), return_inverse=True)
    _check_nodes(count, wanted)
    found = np.array(graph.distances(wanted.tolist(), wanted.tolist(), weights=list(lengths)), dtype=np.float64)
    return found.reshape(len(wanted), len(wanted))[np.ix_(places, places)]


def layout(count: int, edges: Edges, *, seed: int = 1) -> Floats:
    """Places for a picture, in the unit square: shape (count, 2), float64; connected parts stand beside each other.

    Each part is unrolled by the distances to some landmarks (pivot scaling: Brandes and Pich, "Eigensolver methods for
    progressive multidimensional scaling of large data", 2007) and then let go by the forces of Fruchterman and
    Reingold, "Graph drawing by force-directed placement" (1991). Larger parts come first, in rows. No two nodes stand
    nearer to each other than 0.2 / sqrt(count), a fifth of what a square lattice would leave them.

    Raises
    ------
    GeoError
        As for `measure`.
    """
    pairs = _pairs(count, edges)
    if count == 0:
        return np.zeros((0, 2))
    graph = _graph(count, pairs)
    membership = _by_size(graph.connected_components().membership)
    parts = np.split(np.argsort(membership, kind="stable"), np.cumsum(np.bincount(membership))[:-1])
    # the many who stand alone need no drawing of their own
    drawn = [_drawn(graph.induced_subgraph(part), seed) if len(part) > 1 else np.zeros((1, 2)) for part in parts]
    places = np.zeros((count, 2))
    for part, corner, own in zip(parts, in_rows([np.ptp(own, axis=0) for own in drawn]), drawn, strict=True):
        places[part] = own - own.min(axis=0) + corner
    places = in_square(places)
    apart = spread([(float(x), float(y)) for x, y in places], 0.3 / math.sqrt(count))
    return in_square(np.asarray(apart, dtype=np.float64))


def _pairs(count: int, edges: Edges) -> Integers:
    """Each edge once, the smaller node first, in rising order: shape (m, 2)."""
    if count < 0:
        raise GeoError("bad_count", count=count)
    found = np.asarray(edges if isinstance(edges, np.ndarray) else list(edges))
    if not found.size:
        return np.zeros((0, 2), dtype=np.int64)
    if found.shape != (len(found), 2) or found.dtype.kind not in "iu":
        raise GeoError("bad_edges", shape=list(found.shape), kind=found.dtype.kind)
    one, other = found.astype(np.int64).T
    low, high = np.minimum(one, other), np.maximum(one, other)
    _check_range(count, int(low.min()), int(high.max()))
    if (low == high).any():
        raise GeoError("loop", node=int(low[low == high][0]))
    number = np.unique(low * count + high)
    return np.stack([number // count, number % count], axis=1)


def _edges_at(pairs: Integers, numbers: Collection[int]) -> frozenset[tuple[int, int]]:
    return frozenset((one, other) for one, other in pairs[np.asarray(numbers, dtype=np.int64)].tolist())


def _check_nodes(count: int, nodes: Collection[int] | NDArray[Any]) -> Integers:
    """Each of the nodes once, in rising order."""
    asked = np.unique(np.asarray(nodes if isinstance(nodes, np.ndarray) else list(nodes), dtype=np.int64))
    if asked.size:
        _check_range(count, int(asked[0]), int(asked[-1]))
    return asked


def _check_range(count: int, lowest: int, highest: int) -> None:
    if lowest < 0 or highest >= count:
        raise GeoError("no_such_node", node=lowest if lowest < 0 else highest, count=count)


def _graph(count: int, pairs: Integers) -> Any:
    # igraph reads pairs several times as fast as an array or lists of two
    return igraph.Graph(n=count, edges=list(zip(*pairs.T.tolist(), strict=True)))


def _without(pairs: Integers, gone: Collection[int] | Integers) -> Integers:
    return pairs[~np.isin(pairs, np.asarray(gone, dtype=np.int64)).any(axis=1)]


def _by_size(membership: Collection[int]) -> Integers:
    """The same division, numbered by falling size and then by first node."""
    given = np.asarray(membership, dtype=np.int64)
    _, first, number, sizes = np.unique(given, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return rank[number]


def _exact(graph: Any, tied: Integers) -> Floats:
    # who has no edge is on no path: nothing to follow from there
    size = max(10, _VISITS // (graph.vcount() + 2 * graph.ecount() + 1))
    total = np.zeros(graph.vcount())
    for begin in range(0, len(tied), size):
        total += graph.betweenness(sources=tied[begin : begin + size].tolist())
    return np.minimum(_as_share(total), 1.0)


def _sampled(graph: Any, tied: Integers, pivots: int, seed: int) -> tuple[Floats, float]:
    """Betweenness by so many of the nodes that have an edge, and its error."""
    chosen = random.Random(seed).sample(tied.tolist(), pivots)  # noqa: S311  # a sample, not a secret
    parts = [chosen[number::_BATCHES] for number in range(_BATCHES)]
    sums = np.array([graph.betweenness(sources=part) for part in parts])
    found = _as_share(sums.sum(axis=0) * len(tied) / pivots)
    means = _as_share(sums * len(tied) / np.array([[len(part)] for part in parts]))
    left = 1 - pivots / len(tied)
    by_batches = _STUDENT_95 * means.std(axis=0, ddof=1).max() * math.sqrt(left / _BATCHES)
    by_hoeffding = len(tied) / (graph.vcount() - 1) * math.sqrt(math.log(40) / (2 * pivots))
    return np.minimum(found, 1.0), float(min(by_batches, by_hoeffding))


def _as_share(paths: Floats) -> Floats:
    """Pairs of others, counted, as a share of all pairs of others (last axis: nodes)."""
    count = paths.shape[-1]
    shares: Floats = paths / max(1.0, (count - 1) * (count - 2) / 2)
    return shares


def _communities(graph: Any, seed: int) -> list[int]:
    if graph.ecount() == 0:
        return list(range(graph.vcount()))
    with _drawing_lots(seed):
        found = graph.community_leiden(objective_function="modularity", n_iterations=_LEIDEN_ITERATIONS)
    return list(found.membership)


@contextmanager
def _drawing_lots(seed: int) -> Iterator[None]:
    """Have igraph draw from a generator of our own, so that neither the process's nor another thread's is touched.

    igraph has one generator for the process, by default Python's shared one; between setting it and drawing from it
    threads may change places: hence the lock. There is no way to ask which one was set; nobody else sets it.
    """
    with _igraph_lock:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311  # a drawing, not a secret
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)


def _steps(graph: Any, source: int) -> Integers:
    """How many edges away, -1 where there is no path."""
    found = np.full(graph.vcount(), -1, dtype=np.int64)
    nodes, begins, _ = graph.bfs(source)
    found[nodes] = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
    return found


def _drawn(graph: Any, seed: int) -> Floats:
    """Places of one connected part, an edge being about 1 long, lying down where it is longer than high."""
    count = graph.vcount()
    rough = _rough(graph)
    # equal neighbours have equal distances to everything: a little apart, or no force could part them
    jitter = np.random.default_rng(seed).normal(scale=0.05, size=(count, 2))
    with _drawing_lots(seed):
        drawn = graph.layout_fruchterman_reingold(
            niter=_DRAWING_STEPS,
            seed=(rough + jitter).tolist(),
            start_temp=math.sqrt(count) / 4,
            grid="grid" if count > _SMALL else "nogrid",
        )
    return turned(np.asarray(drawn.coords, dtype=np.float64))


def _rough(graph: Any) -> Floats:
    """A first picture, by distances to landmarks that lie far from each other."""
    steps: list[Integers] = []
    nearest = np.full(graph.vcount(), graph.vcount(), dtype=np.int64)
    landmark = int(np.argmax(graph.degree()))
    while len(steps) < _LANDMARKS and nearest.max() > 0:
        steps.append(_steps(graph, landmark))
        nearest = np.minimum(nearest, steps[-1])
        landmark = int(np.argmax(nearest))
    return unrolled(np.stack(steps, axis=1))
