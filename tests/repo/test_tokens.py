"""The stylesheet's tints are those of `geo.palette`, and only `tokens.css` names colours."""

import re
from pathlib import Path

import pytest

from geo.palette import STAGE_TINTS, Theme, contrast_ratio
from tests.repo.tree import files, read

TOKENS = read("webapp/static/css/tokens.css")
STYLES = [
    path
    for path in files()
    if path.is_relative_to("webapp/static/css") and path.suffix == ".css" and path.name != "tokens.css"
]


def block(theme: Theme) -> str:
    """The custom properties of a theme."""
    return TOKENS.split("prefers-color-scheme: dark")[theme == "dark"]


def token(theme: Theme, name: str) -> str:
    found = re.search(rf"--{name}:\s*([^;]+);", block(theme)) or re.search(rf"--{name}:\s*([^;]+);", block("light"))
    assert found, name
    return found[1].strip()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tints_of_the_stages_are_those_of_the_palette(theme: Theme) -> None:
    for stage, tint in STAGE_TINTS[theme].items():
        name = stage.replace("_", "-")
        assert token(theme, f"stage-{name}") == tint.fill
        assert token(theme, f"stage-{name}-ink") == tint.ink


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("ink", "paper"),
        ("ink", "surface"),
        ("ink-soft", "paper"),
        ("ink-soft", "surface"),
        ("ink-soft", "surface-2"),
        ("green", "surface"),
        ("green", "paper"),
        ("on-green", "green"),
        ("on-green", "green-deep"),
        ("accent", "surface"),
        ("ink", "accent-soft"),
        ("map-label", "map-halo"),
    ],
)
def test_words_can_be_read_on_their_ground(theme: Theme, ink: str, paper: str) -> None:
    assert contrast_ratio(token(theme, ink), token(theme, paper)) >= 4.5


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.name))
def test_colours_come_from_the_tokens(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", read(path), flags=re.DOTALL)

    assert re.findall(r":[^;{}]*(#[0-9a-fA-F]{3,8})\b", text) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.name))
def test_every_token_that_is_used_is_defined(path: Path) -> None:
    own = set(re.findall(r"(--[\w-]+)\s*:", read(path)))
    used = set(re.findall(r"var\((--[\w-]+)\s*\)", read(path)))

    assert used - own - set(re.findall(r"(--[\w-]+)\s*:", TOKENS)) == set()
