"""Points moved apart: each stays where it is or goes to the nearest free place, so that nobody hides another."""

import math
from collections.abc import Sequence

import numpy as np

from geo.errors import GeoError

Place = tuple[float, float]

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_TIGHTNESS = 1.6
"""Neighbours in a sunflower whose seeds lie at c sqrt(k) stand at least about 1.6 c apart."""
_FINEST = 1e-10
"""Least spacing as a part of the largest coordinate: finer, and numbers could not tell neighbours apart."""
_BESIDE = sorted(
    ((x, y) for x in range(-2, 3) for y in range(-2, 3) if (x, y) != (0, 0) and abs(x * y) != 2 * 2),
    key=lambda cell: (math.hypot(*cell), cell),
)
"""Cells in which something may stand too near, nearest first, when a cell is spacing / sqrt 2 wide."""


def spread(points: Sequence[Place], spacing: float) -> list[Place]:
    """Places for the points, in their order, no two nearer to each other than the spacing; same unit as the points.

    One after the other, from west to east and then from south to north, a point stays where it is if that is free. If
    not it takes the first free place of a sunflower's spiral around it: the k-th at c sqrt(k), at k golden angles
    (H. Vogel, "A better way to construct the sunflower head", 1979), with c = spacing / 1.6. So equal points fill a
    disc, and who stands alone does not move. Where the spiral of one was full to some distance, another's begins where
    that disc ends: what it passes over are gaps between the seeds. The order in which points are given does not matter;
    among equal points it tells who gets which place.

    Raises
    ------
    GeoError
        `not_finite` for a coordinate or spacing that is no number; `bad_spacing` when it is not above zero, or too
        fine for numbers as large as the coordinates.
    """
    if not math.isfinite(spacing):
        raise GeoError("not_finite", field="spacing")
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in points):
        raise GeoError("not_finite", field="points")
    if spacing <= 0 or spacing < _FINEST * max((max(abs(x), abs(y)) for x, y in points), default=0.0):
        raise GeoError("bad_spacing", spacing=spacing)
    field = _Field(spacing, len(points))
    found: list[Place] = list(points)
    for number in sorted(range(len(points)), key=lambda each: (points[each], each)):
        found[number] = field.settle(float(points[number][0]), float(points[number][1]))
    return found


class _Field:
    """The places that are taken, in cells so small that each holds one at most, and the discs known to be full."""

    def __init__(self, spacing: float, most: int) -> None:
        self._side = spacing / math.sqrt(2)
        self._least = spacing**2 * (1 - 1e-12)
        self._step = spacing / _TIGHTNESS
        self._cells: dict[tuple[int, int], Place] = {}
        self._seeds: list[Place] = [(0.0, 0.0)]
        # columns: x and y of a point that had to move, and to what distance its spiral was full
        self._full = np.zeros((3, most))
        self._moved = 0

    def settle(self, x: float, y: float) -> Place:
        """Take the point itself or the nearest place that is free."""
        if self._take(x, y):
            return x, y
        k = self._first(x, y)
        while True:
            across, up = self._seed(k)
            if self._take(x + across, y + up):
                break
            k += 1
        self._full[:, self._moved] = (x, y, self._step * math.sqrt(k))
        self._moved += 1
        return x + across, y + up

    def _first(self, x: float, y: float) -> int:
        """Which seed of the spiral lies outside every disc that is full."""
        xs, ys, reaches = self._full[:, : self._moved]
        inside = float((reaches - np.hypot(xs - x, ys - y)).max(initial=self._step))
        return int((inside / self._step) ** 2 + 1e-6)

    def _seed(self, k: int) -> Place:
        for each in range(len(self._seeds), k + 1):
            far, angle = self._step * math.sqrt(each), each * _GOLDEN_ANGLE
            self._seeds.append((far * math.cos(angle), far * math.sin(angle)))
        return self._seeds[k]

    def _take(self, x: float, y: float) -> bool:
        cells = self._cells
        column, row = cell = (math.floor(x / self._side), math.floor(y / self._side))
        if cell in cells:
            return False
        for across, up in _BESIDE:
            other = cells.get((column + across, row + up))
            if other is not None and (other[0] - x) ** 2 + (other[1] - y) ** 2 < self._least:
                return False
        cells[cell] = (x, y)
        return True
