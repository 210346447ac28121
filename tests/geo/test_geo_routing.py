"""Streets as a graph: where lines meet, and how long the pieces between are."""

import numpy as np
import pytest
import shapely

from geo.errors import GeoError
from geo.graph import lengths_between
from geo.routing import street_graph


def lines(*texts: str | None) -> np.ndarray:
    return np.array([None if each is None else shapely.from_wkt(each) for each in texts], dtype=np.object_)


def test_lines_meet_at_their_ends_and_at_points_they_share() -> None:
    graph = street_graph(
        lines("LINESTRING (0 0, 100 0, 200 0)", "LINESTRING (100 0, 100 50)", "LINESTRING (50 -10, 50 10)")
    )
    found = {tuple(graph.nodes[one]) + tuple(graph.nodes[other]) for one, other in graph.edges}
    assert found == {(0, 0, 100, 0), (100, 0, 200, 0), (100, 0, 100, 50), (50, -10, 50, 10)}
    assert sorted(graph.metres) == [20, 50, 100, 100]


def test_of_two_pieces_between_the_same_crossings_the_shorter_stays_and_a_loop_goes() -> None:
    graph = street_graph(
        lines("LINESTRING (0 0, 100 0)", "LINESTRING (0 0, 50 80, 100 0)", "LINESTRING (0 0, 5 5, 0 9, 0 0)")
    )
    assert (graph.edges, graph.metres) == (((0, 1),), (100,))


def test_what_is_no_line_is_left_out() -> None:
    graph = street_graph(lines("POINT (1 1)", None, "MULTILINESTRING ((0 0, 3 4), (3 4, 6 8))"))
    assert (len(graph.nodes), graph.metres) == (3, (5, 5))
    assert street_graph(lines("POINT (1 1)")).nodes.shape == (0, 2)


def test_way_between_crossings_is_the_shortest_and_there_may_be_none() -> None:
    edges, metres = ((0, 1), (1, 2), (0, 2)), (10, 10, 50)
    found = lengths_between(4, edges, metres, [2, 0, 3, 2])
    assert found.tolist() == [
        [0, 20, float("inf"), 0],
        [20, 0, float("inf"), 20],
        [float("inf"), float("inf"), 0, float("inf")],
        [0, 20, float("inf"), 0],
    ]
    with pytest.raises(GeoError):
        lengths_between(2, ((0, 1),), (1,), [2])
