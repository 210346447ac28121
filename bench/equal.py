"""Whether all contenders do the same work, looked at before anything is measured."""

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from bench.errors import BenchError

_ROUNDING = 2e-5
"""A peer may give a vertex with other decimals than we do, degrees."""


@dataclass(frozen=True)
class Work:
    """What an answer holds: features, vertices, and the sums of their coordinates."""

    features: int
    vertices: int
    sum_x: float
    sum_y: float


def work_in(body: bytes) -> Work:
    """Count what stands in a FeatureCollection."""
    features: list[dict[str, Any]] = json.loads(body)["features"]
    shapes = np.array([shapely.from_geojson(json.dumps(each["geometry"])) for each in features], dtype=object)
    coordinates = shapely.get_coordinates(shapes)
    return Work(len(features), len(coordinates), *(float(total) for total in coordinates.sum(axis=0)))


def check_same_text(job: str, ours: bytes, floor: bytes) -> None:
    """Raise `BenchError` unless both are the same as JSON, properties included."""
    if json.loads(ours) != json.loads(floor):
        raise BenchError("ours and the floor do not give the same features", job=job)


def check_same_work(job: str, name: str, ours: bytes, other: bytes) -> None:
    """Raise `BenchError` unless both hold the same features and vertices, in the same places."""
    own, theirs = work_in(ours), work_in(other)
    slack = _ROUNDING * own.vertices
    near = math.isclose(own.sum_x, theirs.sum_x, abs_tol=slack) and math.isclose(own.sum_y, theirs.sum_y, abs_tol=slack)
    if (own.features, own.vertices) != (theirs.features, theirs.vertices) or not near:
        raise BenchError("not the same work", job=job, peer=name, ours=own, theirs=theirs)
