"""A map on paper: what of the city is in it, how large its signs are, and how long its scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

NICE_LENGTHS = (100, 200, 500, 1000, 2000, 5000, 10_000)
"""Metres that a scale can stand for."""

MARGIN = 0.03
SIGN_SHARE = 1 / 55
"""Of the width of the picture, for a letter on it: about three millimetres on a page."""


class Boxed(Protocol):
    """Something with a box around it, in metres, y downward."""

    @property
    def left(self) -> int:
        """Its western side."""

    @property
    def top(self) -> int:
        """Its northern side."""

    @property
    def right(self) -> int:
        """Its eastern side."""

    @property
    def bottom(self) -> int:
        """Its southern side."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is in the picture, in metres; `sign` is the height of a letter and `line` the width of a border."""

    left: float
    top: float
    width: float
    height: float
    sign: float
    line: float
    scale: int

    @property
    def scale_words(self) -> tuple[int, str]:
        """How long the scale is, and in which unit."""
        return (self.scale // 1000, "km") if self.scale >= NICE_LENGTHS[3] else (self.scale, "m")


def sheet_of(shapes: Sequence[Boxed], *, ratio: float, margin: float = MARGIN) -> Sheet:
    """The sheet that these shapes fit on, of a height that is `ratio` of its width at most; there is at least one."""
    left, right = min(each.left for each in shapes), max(each.right for each in shapes)
    top, bottom = min(each.top for each in shapes), max(each.bottom for each in shapes)
    width, height = (right - left) * (1 + 2 * margin), (bottom - top) * (1 + 2 * margin)
    wide = max(width, height / ratio)
    tall = max(height, wide * ratio)
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    return Sheet(
        left=middle_x - wide / 2,
        top=middle_y - tall / 2,
        width=wide,
        height=tall,
        sign=wide * SIGN_SHARE,
        line=wide / 900,
        scale=scale_of(wide),
    )


def scale_of(width: float) -> int:
    """The longest nice length, in metres, that takes at most a quarter of a picture so many metres wide."""
    fitting = [length for length in NICE_LENGTHS if length <= width / 4]
    return max(fitting, default=NICE_LENGTHS[0])


def is_near(shape: Boxed, sheet: Sheet) -> bool:
    """Whether a shape reaches into the picture."""
    return (
        shape.right >= sheet.left
        and shape.left <= sheet.left + sheet.width
        and shape.bottom >= sheet.top
        and shape.top <= sheet.top + sheet.height
    )
