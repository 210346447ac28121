"""Streets as a graph: crossings, and the pieces of street between them."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import Geometries

GRAIN = 0.5
"""Ends that lie this near to each other (metres) meet: files round their coordinates."""


@dataclass(frozen=True)
class StreetGraph:
    """Crossings by their number (RD New, shape (n, 2), metres), and between which two each piece runs, in metres."""

    nodes: NDArray[np.float64]
    edges: tuple[tuple[int, int], ...]
    metres: tuple[int, ...]


def street_graph(lines: Geometries) -> StreetGraph:
    """The graph of lines in RD New (EPSG:28992); what is no line, or has no length, is left out.

    Lines meet where they end, and where they share a point of their course, as ways of OpenStreetMap do. A bridge over
    a street shares none with it, and so does not meet it.
    """
    parts = shapely.get_parts(lines[shapely.get_dimensions(lines) == 1])
    courses = [shapely.get_coordinates(part) for part in parts]
    keys = [[tuple(point) for point in np.rint(course / GRAIN).astype(np.int64).tolist()] for course in courses]
    uses = Counter(key for course in keys for key in dict.fromkeys(course))
    ends = {key for course in keys for key in (course[0], course[-1])}
    numbers: dict[tuple[int, ...], int] = {}
    nodes: list[NDArray[np.float64]] = []
    pieces: dict[tuple[int, int], int] = {}
    for course, own in zip(courses, keys, strict=True):
        lengths = np.hypot(*np.diff(course, axis=0).T).cumsum()
        before, at = -1, 0.0
        for place, key in enumerate(own):
            if key not in ends and uses[key] == 1:
                continue
            number = numbers.setdefault(key, len(nodes))
            if number == len(nodes):
                nodes.append(course[place])
            here = float(lengths[place - 1]) if place else 0.0
            if before not in (-1, number):
                pair = (min(before, number), max(before, number))
                metres = max(1, round(here - at))
                pieces[pair] = min(pieces.get(pair, metres), metres)
            before, at = number, here
    return StreetGraph(np.array(nodes).reshape(-1, 2), tuple(pieces), tuple(pieces.values()))
