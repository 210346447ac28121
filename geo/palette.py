"""Colours of the presence stages, light and dark, and the contrast rule (WCAG 2.2, 1.4.3) they answer to.

One ramp from paper to deep green in the light theme, and from night to pale green in the dark one. Lightness alone
tells the stages apart, so they hold in greyscale and for people who see no red or no green; the letter drawn on each
tint carries the same meaning without colour.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from geo.errors import GeoError

Theme = Literal["light", "dark"]
StageKey = Literal["unreached", "exploring", "starting", "active", "self_sustaining"]

STAGE_KEYS: Final[tuple[StageKey, ...]] = ("unreached", "exploring", "starting", "active", "self_sustaining")

INK: Final = "#0f2119"
PAPER: Final = "#ffffff"

_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")


@dataclass(frozen=True, slots=True)
class Tint:
    """A fill and the colour for a letter on it, as `#rrggbb`."""

    fill: str
    ink: str


def relative_luminance(colour: str) -> float:
    """Give the luminance of `#rrggbb`, from 0 (black) to 1 (white), by WCAG 2.2.

    Raises
    ------
    GeoError
        `not_a_colour` for anything but a hash and six hexadecimal digits.
    """
    if len(colour) != 7 or colour[0] != "#" or not _HEX_DIGITS.issuperset(colour[1:]):  # noqa: PLR2004
        raise GeoError("not_a_colour", colour=colour)
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: str, second: str) -> float:
    """Give the contrast between two `#rrggbb` colours, from 1 to 21, whichever comes first."""
    darker, lighter = sorted((relative_luminance(first), relative_luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(fill: str) -> str:
    """Give the colour, dark ink or white paper, that reads best on the fill."""
    return max((INK, PAPER), key=lambda ink: contrast_ratio(ink, fill))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004


def _tints(*fills: str) -> MappingProxyType[StageKey, Tint]:
    return MappingProxyType({key: Tint(fill, ink_on(fill)) for key, fill in zip(STAGE_KEYS, fills, strict=True)})


STAGE_TINTS: Final = MappingProxyType[Theme, MappingProxyType[StageKey, Tint]](
    {
        "light": _tints("#f1efe6", "#cfe0b4", "#92c48b", "#45986b", "#0b5d3b"),
        "dark": _tints("#232b29", "#35503f", "#4f7f5b", "#7fb685", "#c6ecbf"),
    }
)
