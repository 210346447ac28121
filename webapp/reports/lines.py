"""Lines over time as SVG text, each with its name at its end; drawn on the server, as every chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import quoteattr

import altair as alt
import vl_convert

from webapp.reports.figures import FONT, GRID, INK, REACHED

WIDTH, HEIGHT = 320, 130
PADDING = {"left": 44, "right": 14, "top": 22, "bottom": 24}
DASHES: tuple[list[int], ...] = ([1, 0], [6, 4], [2, 3])
"""What tells one line from another without its colour."""
COLOURS = (REACHED, INK, INK)


@dataclass(frozen=True)
class Line:
    """What changes over time: its name, and a value by day; None where it is not known. At most three in a picture."""

    name: str
    values: Sequence[tuple[date, float | None]]


def line_chart(lines: Sequence[Line], *, is_share: bool, description: str) -> str:
    """SVG of lines in one picture, from zero up; `is_share` writes values of 0 to 1 as percentages.

    Every line has at least one value that is known. Drawing takes a tenth of a second: keep what comes out.
    """
    rows: list[dict[str, Any]] = [
        {"at": _day(day), "value": value, "line": number}
        for number, line in enumerate(lines)
        for day, value in line.values
        if value is not None
    ]
    top = max((row["value"] for row in rows), default=0)
    scale = alt.Scale(domainMin=0, domainMax=1 if is_share and top > 0.5 else top or 1, nice=True)  # noqa: PLR2004  (half of all)
    y = alt.Y("value:Q", axis=alt.Axis(format=".0%" if is_share else "~s", tickCount=4, title=None), scale=scale)
    x = alt.X("at:T", axis=alt.Axis(format="%m-%Y", tickCount=4, title=None, labelFlush=True))
    ends = [[row["value"] for row in rows if row["line"] == number][-1] for number in range(len(lines))]
    # the name of the line that ends highest stands above it, the others below theirs
    above = max(range(len(lines)), key=lambda number: ends[number])
    layers = [
        each
        for number, line in enumerate(lines)
        for each in _layers([row for row in rows if row["line"] == number], number, line.name, x, y, number == above)
    ]
    chart = (
        alt.layer(*layers)
        .properties(
            width=WIDTH,
            height=HEIGHT,
            background="transparent",
            padding=PADDING,
            autosize="none",
            description=description,
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, gridColor=GRID, domainColor=GRID, tickColor=GRID, labelFont=FONT, labelFontSize=12
        )
        .configure_text(font=FONT, fontSize=12, fontWeight=600)
    )
    svg = str(vl_convert.vegalite_to_svg(chart.to_json(indent=None)))
    return svg.replace("<svg ", f'<svg role="img" aria-label={quoteattr(description)} ', 1)


def _layers(own: list[dict[str, Any]], number: int, name: str, x: Any, y: Any, is_above: bool) -> list[Any]:  # noqa: FBT001, PLR0917  (one line of one picture)
    colour = COLOURS[number]
    data = alt.InlineData(values=own)
    end = alt.InlineData(values=[own[-1] | {"words": name}])
    return [
        alt.Chart(data).mark_line(color=colour, strokeDash=DASHES[number], strokeWidth=2.25).encode(x=x, y=y),
        alt.Chart(data).mark_circle(color=colour, size=18, opacity=1).encode(x=x, y=y),
        alt.Chart(end)
        .mark_text(align="right", dy=-9 if is_above else 14, color=colour)
        .encode(x=x, y=y, text=alt.Text("words:N")),
    ]


def _day(day: date) -> str:
    # local midnight, so that no time zone moves a point to the day before
    return f"{day.isoformat()}T00:00:00"
