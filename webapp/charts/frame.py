"""What every chart has: its colours, its type, and one description instead of a role for each mark.

Colours are CSS custom properties of the page, so that a chart follows light and dark.
"""

from datetime import date
from typing import Any
from xml.sax.saxutils import quoteattr

import altair as alt
import vl_convert

INK = "var(--ink-soft)"
GRID = "var(--line)"
REACHED = "var(--accent-ink)"
FONT = "inherit"


def drawn(chart: Any, *, width: int, height: int, padding: dict[str, int], description: str) -> str:
    """SVG text of a chart, `width` by `height` pixels within its padding; takes a tenth of a second."""
    framed = (
        chart.properties(
            width=width,
            height=height,
            background="transparent",
            padding=padding,
            autosize="none",
            description=description,
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK,
            gridColor=GRID,
            domainColor=GRID,
            tickColor=GRID,
            labelFont=FONT,
            labelFontSize=12,
            gridWidth=1,
        )
        .configure_mark(aria=False)
        .configure_text(font=FONT, fontSize=12, fontWeight=600)
    )
    svg = str(vl_convert.vegalite_to_svg(framed.to_json(indent=None)))
    # one picture with one description: Vega gives the whole none
    return svg.replace("<svg ", f'<svg role="img" aria-label={quoteattr(description)} ', 1)


def rows(values: list[dict[str, Any]]) -> alt.InlineData:
    """Values as the data of a layer."""
    return alt.InlineData(values=values)


def local_day(day: date) -> str:
    """A date as Vega reads it: local midnight, so that no time zone moves a point to the day before."""
    return f"{day.isoformat()}T00:00:00"
