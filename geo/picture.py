"""Pictures of a network out of numbers: distances unrolled, a drawing turned, drawings put beside each other."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_GAP = 1.5
"""Between drawings that stand beside each other, an edge being about 1 long."""


def unrolled(steps: NDArray[np.int64]) -> Floats:
    """Places, shape (n, 2), about as far apart as the steps to two landmarks or more tell, shape (n, landmarks).

    Pivot scaling, of Brandes and Pich, "Eigensolver methods for progressive multidimensional scaling of large data"
    (2007): the two directions in which the doubly centred squares of the distances differ most.
    """
    squares = steps.astype(np.float64) ** 2
    centred = (squares.mean(axis=0) + squares.mean(axis=1, keepdims=True) - squares - squares.mean()) / 2
    _, directions = np.linalg.eigh(centred.T @ centred)
    places: Floats = centred @ directions[:, ::-1][:, :2]
    places *= steps.max() / np.abs(places).max()
    return places


def turned(places: Floats) -> Floats:
    """The same drawing, turned around its middle so that its longest direction lies flat."""
    centred = places - places.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    lying: Floats = centred @ directions[:, ::-1]
    return lying


def in_rows(sizes: Sequence[Floats]) -> list[tuple[float, float]]:
    """Lower left corners of boxes (widths and heights), in rows that together make about a square."""
    boxes = [(float(across), float(high)) for across, high in sizes]
    area = sum((across + _GAP) * (high + _GAP) for across, high in boxes)
    width = max(math.sqrt(area), *(across for across, _ in boxes))
    corners, x, y, highest = [], 0.0, 0.0, 0.0
    for across, high in boxes:
        if x > 0 and x + across > width:
            x, y, highest = 0.0, y + highest + _GAP, 0.0
        corners.append((x, y))
        x, highest = x + across + _GAP, max(highest, high)
    return corners


def in_square(places: Floats) -> Floats:
    """The same drawing in the unit square, as large as its shape allows, in the middle."""
    size = np.ptp(places, axis=0)
    longest = float(size.max())
    middle = places.min(axis=0) + size / 2
    filled: Floats = (places - middle) / (longest or 1.0) + 0.5
    return filled
