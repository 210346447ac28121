"""Each group of themes has a sign and a tint of its own, on which the sign can be seen."""

import re

import pytest

from geo.palette import contrast_ratio
from seeds.facts import read_toml
from tests.repo.tree import read
from webapp.listings.marks import OTHER, SIGNS, sign_of

TOKENS = read("webapp/static/css/tokens.css")
STYLE = read("webapp/static/css/components/listing_points.css")
GROUPS = [each["slug"] for each in read_toml("themes.toml")["theme"]]


@pytest.mark.parametrize("group", GROUPS)
def test_group_has_a_sign_and_a_tint(group: str) -> None:
    assert sign_of(group) == group
    assert f'[data-theme="{group}"]' in STYLE
    assert f"--theme-{group}:" in TOKENS


@pytest.mark.parametrize("group", [*GROUPS, OTHER])
def test_sign_can_be_seen_on_its_tint(group: str) -> None:
    tint = re.search(rf"--theme-{group}: (#[0-9a-f]{{6}});", TOKENS)

    assert tint is not None
    assert contrast_ratio(tint[1], "#ffffff") >= 4.5


def test_signs_differ_so_that_colour_never_stands_alone() -> None:
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_group_that_came_later_has_the_general_sign() -> None:
    assert sign_of("iets-nieuws") == OTHER
