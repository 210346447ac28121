"""What plans reach by year as SVG text, drawn on the server: at most three lines, told apart by dash and name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from webapp.charts.frame import INK, REACHED, drawn, rows

WIDTH, HEIGHT = 330, 150
PADDING = {"left": 52, "right": 14, "top": 10, "bottom": 24}
NAME_HEIGHT, SAMPLE = 17, 26
DASHES: tuple[list[int], ...] = ([1, 0], [6, 4], [2, 3])
COLOURS = (REACHED, "var(--accent)", INK)
SHAPES = ("circle", "square", "triangle-up")


@dataclass(frozen=True)
class YearLine:
    """What a plan reaches: its name, and a number by year."""

    name: str
    values: tuple[tuple[int, float], ...]


def year_chart(lines: Sequence[YearLine], description: str) -> str:
    """SVG of at most three lines over years; its lowest value need not be zero, as the axis tells."""
    points = [
        {"year": year, "value": value, "line": place} for place, line in enumerate(lines) for year, value in line.values
    ]
    years = sorted({row["year"] for row in points})
    x = alt.X(
        "year:Q",
        axis=alt.Axis(format="d", values=years[:: 1 + len(years) // 7], title=None),
        scale=alt.Scale(domain=[years[0], max(years[-1], years[0] + 1)]),
    )
    y = alt.Y(
        "value:Q",
        axis=alt.Axis(format=",.0f", tickCount=4, title=None, labelExpr="replace(datum.label, ',', '.')"),
        scale=alt.Scale(zero=False, nice=True),
    )
    layers: list[Any] = []
    for place, line in enumerate(lines):
        data = rows([row for row in points if row["line"] == place])
        colour, dash = COLOURS[place], DASHES[place]
        layers.append(alt.Chart(data).mark_line(color=colour, strokeDash=dash, strokeWidth=2.25).encode(x=x, y=y))
        layers.append(
            alt.Chart(data)
            .mark_point(color=colour, shape=SHAPES[place], filled=True, size=36, opacity=1)
            .encode(x=x, y=y)
        )
        layers += _name(line.name, place, len(lines))
    padding = PADDING | {"top": PADDING["top"] + NAME_HEIGHT * len(lines)}
    return drawn(alt.layer(*layers), width=WIDTH, height=HEIGHT, padding=padding, description=description)


def _name(name: str, place: int, count: int) -> list[Any]:
    """A name with a piece of its line, above the picture: the first on top."""
    data = rows([{"words": name}])
    high = alt.value(-NAME_HEIGHT * (count - place) + NAME_HEIGHT // 2 - 5)
    return [
        alt.Chart(data)
        .mark_rule(color=COLOURS[place], strokeDash=DASHES[place], strokeWidth=2.25, clip=False)
        .encode(x=alt.value(0), x2=alt.value(SAMPLE), y=high),
        alt.Chart(data)
        .mark_text(align="left", baseline="middle", color=COLOURS[place], clip=False)
        .encode(x=alt.value(SAMPLE + 6), y=high, text=alt.Text("words:N")),
    ]
