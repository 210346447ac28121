"""All metrics of a network at once against igraph called bare; how the cost grows; what other libraries take."""

import importlib.util
import math
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import igraph
import numpy as np

from bench.errors import BenchError
from bench.plan import Plan
from bench.results import Row, at_most, middle
from bench.shapes import SEED
from bench.turns import in_turn
from geo.graph import Measured, layout, measure

_SIZES = (10_000, 100_000)
_PICTURE = 2_000
_PIVOTS = 200
_TIES_EACH = 4
_LEIDEN = 5
_EXACT, _SAMPLED = 10**9, 0

Ties = list[tuple[int, int]]


def metrics(plan: Plan) -> Iterator[Row]:
    """Networks like those of neighbourhoods, up to 100,000 ties: exact at the least size, and sampled at each."""
    sizes = [size for size in _SIZES if size <= plan.ties]
    medians = []
    for size in sizes:
        count, ties = _network(size)
        row = _row(plan, f"{size:,} ties, {_PIVOTS} pivots", count, ties, _SAMPLED)
        medians.append(middle(row.ours))
        if size == _SIZES[0]:
            yield _row(plan, f"{size:,} ties, exact", count, ties, _EXACT)
            yield from _peers(plan, count, ties)
            # the product is exact here: sampled only to tell how the cost grows
            row = replace(row, goals=())
        yield row
    if len(sizes) > 1:
        slope = float(np.polyfit(np.log(sizes), np.log(medians), 1)[0])
        yield Row("network metrics, growth exponent", f"{sizes[0]:,} to {sizes[-1]:,}, sampled", "power", (slope,))
    yield _picture(plan)


def _row(plan: Plan, size: str, count: int, ties: Ties, exact_up_to: int) -> Row:
    ours, floor = partial(measure, count, ties, exact_up_to=exact_up_to), partial(_bare, count, ties, exact_up_to)
    _check_same(ours(), floor(), size)
    own, floors = in_turn(plan.rounds, ours, floor)
    ratios = tuple(figure / other for figure, other in zip(own, floors, strict=True))
    peak = _peak_apart(len(ties), exact_up_to)
    row = Row("network metrics", size, "s", own, floors, ratios, peak_megabytes=peak)
    return replace(row, goals=(at_most("ours:floor", ratios, 1.3), at_most("MB", (peak,), 1_000)))


def _bare(count: int, ties: Ties, exact_up_to: int) -> tuple[list[float], list[int], list[int], int, list[int]]:
    """As somebody would write it: betweenness, cut nodes, bridges, number of parts, communities."""
    random.seed(SEED)
    graph = igraph.Graph(n=count, edges=ties)
    sources = None if exact_up_to else random.sample(range(count), _PIVOTS)
    return (
        graph.betweenness(sources=sources),
        graph.articulation_points(),
        graph.bridges(),
        len(graph.connected_components()),
        graph.community_leiden(objective_function="modularity", n_iterations=_LEIDEN).membership,
    )


def _check_same(ours: Measured, floor: tuple[Any, ...], size: str) -> None:
    paths, cut_nodes, bridges, parts, groups = floor
    count = len(paths)
    same = (
        ours.cut_nodes == set(cut_nodes)
        and len(ours.bridges) == len(bridges)
        and int(ours.component.max()) + 1 == parts
        and 0.8 < (int(ours.group.max()) + 1) / (max(groups) + 1) < 1.25
    )
    shares = np.array(paths) / ((count - 1) * (count - 2) / 2) * (count / _PIVOTS if ours.is_sampled else 1)
    apart = float(np.abs(shares - ours.betweenness).max())
    # two samples, each with its error, for all nodes at once; exact is exact
    if not same or apart > (4 * ours.error if ours.is_sampled else 1e-9):
        raise BenchError("ours and the floor do not find the same", size=size, apart=apart)


def _peers(plan: Plan, count: int, ties: Ties) -> Iterator[Row]:
    """Betweenness, cut nodes, bridges and parts by the others that are installed, igraph in the place of the floor."""
    size = f"{len(ties):,} ties"
    if importlib.util.find_spec("rustworkx"):
        yield _peer(plan, "rustworkx", f"{size}, exact", _by_rustworkx(count, ties), _by_igraph(count, ties, None))
    if importlib.util.find_spec("networkx"):
        # exact takes it half a minute: measured once, in docs/adr/0018-graph-library.md
        work = _by_networkx(count, ties), _by_igraph(count, ties, _PIVOTS)
        yield _peer(plan, "networkx", f"{size}, {_PIVOTS} pivots", *work)


def _peer(plan: Plan, name: str, size: str, theirs: Callable[[], int], floor: Callable[[], int]) -> Row:
    if theirs() != floor():
        raise BenchError("a peer does not find the same cut nodes, bridges and parts", peer=name, size=size)
    own, floors = in_turn(plan.rounds, theirs, floor)
    ratios = tuple(figure / other for figure, other in zip(own, floors, strict=True))
    return Row(f"network metrics by {name} (floor: igraph)", size, "s", own, floors, ratios)


def _by_igraph(count: int, ties: Ties, pivots: int | None) -> Callable[[], int]:
    def work() -> int:
        graph = igraph.Graph(n=count, edges=ties)
        graph.betweenness(sources=None if pivots is None else random.Random(SEED).sample(range(count), pivots))
        return len(graph.articulation_points()) + len(graph.bridges()) + len(graph.connected_components())

    return work


def _by_rustworkx(count: int, ties: Ties) -> Callable[[], int]:
    import rustworkx  # type: ignore[import-not-found, unused-ignore]  # only where it is there

    def work() -> int:
        graph = rustworkx.PyGraph()
        graph.add_nodes_from(range(count))
        graph.add_edges_from_no_data(ties)
        rustworkx.betweenness_centrality(graph)
        found = len(rustworkx.articulation_points(graph)) + len(rustworkx.bridges(graph))
        return found + int(rustworkx.number_connected_components(graph))

    return work


def _by_networkx(count: int, ties: Ties) -> Callable[[], int]:
    import networkx as nx  # type: ignore[import-untyped, import-not-found, unused-ignore]  # only where it is there

    def work() -> int:
        graph = nx.Graph()
        graph.add_nodes_from(range(count))
        graph.add_edges_from(ties)
        nx.betweenness_centrality(graph, k=_PIVOTS, seed=SEED)
        found = len(list(nx.articulation_points(graph))) + len(list(nx.bridges(graph)))
        return found + int(nx.number_connected_components(graph))

    return work


def _picture(plan: Plan) -> Row:
    """The picture of one neighbourhood; igraph's own, from a circle and with its own number of steps, as the floor."""
    count, ties = _network(_PICTURE)
    graph = igraph.Graph(n=count, edges=ties)
    own, floors = in_turn(plan.rounds, partial(layout, count, ties), graph.layout_fruchterman_reingold)
    ratios = tuple(figure / other for figure, other in zip(own, floors, strict=True))
    return Row("picture of a network", f"{count:,} nodes, {len(ties):,} ties", "s", own, floors, ratios)


def _network(size: int) -> tuple[int, Ties]:
    """So many ties among a quarter as many nodes: most with somebody within a few hundred metres, some across the city.

    Nodes stand on a square in which each has as much room at any size; a tie leads on to a place that lies by a normal
    distribution around somebody's own, and to who stands nearest to it; one in fifty leads anywhere.
    """
    draw = np.random.default_rng(SEED)
    count = size // _TIES_EACH
    side = math.isqrt(count - 1) + 1
    found = np.zeros((0, 2), dtype=np.int64)
    while len(found) < size:
        one = draw.integers(0, count, size)
        column, row = one % side, one // side
        column = np.clip(column + np.rint(draw.normal(scale=2, size=size)).astype(np.int64), 0, side - 1)
        row = np.clip(row + np.rint(draw.normal(scale=2, size=size)).astype(np.int64), 0, side - 1)
        other = np.where(draw.random(size) < 0.02, draw.integers(0, count, size), row * side + column)
        pairs = np.sort(np.stack([one, other], axis=1), axis=1)
        pairs = pairs[(pairs[:, 0] < pairs[:, 1]) & (pairs[:, 1] < count)]
        found = np.unique(np.concatenate([found, pairs]), axis=0)
    # as a database numbers them: neighbours have no neighbouring numbers
    numbers = draw.permutation(count)
    kept = numbers[found[draw.permutation(len(found))[:size]]]
    return count, [(int(a), int(b)) for a, b in kept]


def _peak_apart(size: int, exact_up_to: int) -> float:
    """The most memory of a process that measures such a network once, the making of the network included."""
    command = [sys.executable, "-m", "bench.networks", str(size), str(exact_up_to)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise BenchError("measuring a network failed", size=size, error=ended.stderr.strip()[-600:])
    return float(ended.stdout)


def _main(words: Sequence[str]) -> None:
    count, ties = _network(int(words[0]))
    measure(count, ties, exact_up_to=int(words[1]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6)


if __name__ == "__main__":
    _main(sys.argv[1:])
