"""Pictures of the screen on paper: the colours that stand in them by name become those of the light styles.

On a page a picture takes its colours from CSS custom properties, which a PDF's renderer does not know inside SVG.
"""

import re
from collections.abc import Mapping

FONT = "Source Sans 3"
DEEP = 5
"""A colour that stands for another one, which stands for another one, is followed so far."""

_PROPERTY = re.compile(r"--([a-z0-9-]+)\s*:\s*([^;{}]+);")
_USE = re.compile(r"var\(--([a-z0-9-]+)\)")


def light_colours(*sheets: str) -> dict[str, str]:
    """The custom properties of style sheets by name, as on a light screen: what is first said of each counts."""
    found: dict[str, str] = {}
    for sheet in sheets:
        for name, value in _PROPERTY.findall(sheet):
            found.setdefault(name, value.strip())
    return found


def resolved(text: str, colours: Mapping[str, str]) -> str:
    """A text with the colours themselves in place of their names; one that is not known becomes black."""
    for _ in range(DEEP):
        text = _USE.sub(lambda use: colours.get(use[1], "#000000"), text)
    return text


def on_paper(svg: str, colours: Mapping[str, str]) -> str:
    """A picture of the screen as it is printed: its colours given, its letters those of the report."""
    return re.sub(r'font-family="inherit"', f'font-family="{FONT}"', resolved(svg, colours))
