import math
from itertools import combinations, pairwise

import pytest

from geo.errors import GeoError
from geo.palette import INK, PAPER, STAGE_KEYS, STAGE_TINTS, Theme, contrast_ratio, ink_on, relative_luminance

# Machado, Oliveira, Fernandes (2009), severity 1.0, on linear light.
SIGHT = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}
THEMES: tuple[Theme, ...] = ("light", "dark")


def linear(colour: str) -> list[float]:
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    light = linear(colour)
    seen = [min(1.0, max(0.0, sum(w * c for w, c in zip(row, light, strict=True)))) for row in SIGHT[sight]]
    red, green, blue = seen
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(first: str, second: str, sight: str) -> float:
    return math.dist(lab(first, sight), lab(second, sight))


def fills(theme: Theme) -> list[str]:
    return [STAGE_TINTS[theme][key].fill for key in STAGE_KEYS]


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#ffffff", "#ffffff") == pytest.approx(1)


def test_contrast_of_the_known_grey_is_just_enough() -> None:
    assert contrast_ratio("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour", ["#fff", "0b5d3b0", "#0b5d3g", "#0b5d3b00", ""])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(GeoError, match="not_a_colour"):
        relative_luminance(colour)


def test_ink_is_dark_on_paper_and_light_on_ink() -> None:
    assert ink_on(PAPER) == INK
    assert ink_on(INK) == PAPER


@pytest.mark.parametrize("theme", THEMES)
def test_letter_on_every_tint_can_be_read(theme: Theme) -> None:
    for tint in STAGE_TINTS[theme].values():
        assert contrast_ratio(tint.ink, tint.fill) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_further_stages_stand_out_more_from_the_page_in_greyscale(theme: Theme) -> None:
    luminances = [relative_luminance(fill) for fill in fills(theme)]
    assert luminances == sorted(luminances, reverse=theme == "light")
    assert all(contrast_ratio(a, b) >= 1.2 for a, b in pairwise(fills(theme)))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_every_two_stages_differ_for_every_eye(theme: Theme, sight: str) -> None:
    assert min(difference(a, b, sight) for a, b in combinations(fills(theme), 2)) > 11


def test_red_and_green_that_only_differ_in_hue_would_be_caught() -> None:
    assert difference("#c80000", "#5f5f00", "no green") < 15 < difference("#c80000", "#5f5f00", "all colours")
