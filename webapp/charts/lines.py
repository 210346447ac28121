"""Lines over time as SVG text, their names above the picture with how each is drawn; drawn on the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from webapp.charts.frame import INK, REACHED, drawn, local_day, rows

WIDTH, HEIGHT = 320, 130
PADDING = {"left": 44, "right": 14, "top": 10, "bottom": 24}
NAME_HEIGHT = 17
"""Of the room above the picture, for each name; there no line ever comes."""
SAMPLE = 26
"""How long a piece of line stands before its name."""
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
    points: list[dict[str, Any]] = [
        {"at": local_day(day), "value": value, "line": number}
        for number, line in enumerate(lines)
        for day, value in line.values
        if value is not None
    ]
    top = max((row["value"] for row in points), default=0)
    scale = alt.Scale(domainMin=0, domainMax=1 if is_share and top > 0.5 else top or 1, nice=True)  # noqa: PLR2004  (half of all)
    y = alt.Y("value:Q", axis=alt.Axis(format=".0%" if is_share else "~s", tickCount=4, title=None), scale=scale)
    x = alt.X("at:T", axis=alt.Axis(format="%m-%Y", tickCount=4, title=None, labelFlush=True))
    layers = [
        each
        for number in range(len(lines))
        for each in _layers([row for row in points if row["line"] == number], number, x, y)
    ]
    names = [each for number, line in enumerate(lines) for each in _name(line.name, number, len(lines))]
    padding = PADDING | {"top": PADDING["top"] + NAME_HEIGHT * len(lines)}
    return drawn(alt.layer(*layers, *names), width=WIDTH, height=HEIGHT, padding=padding, description=description)


def _layers(own: list[dict[str, Any]], number: int, x: Any, y: Any) -> list[Any]:
    colour = COLOURS[number]
    data = rows(own)
    return [
        alt.Chart(data).mark_line(color=colour, strokeDash=DASHES[number], strokeWidth=2.25).encode(x=x, y=y),
        alt.Chart(data).mark_circle(color=colour, size=18, opacity=1).encode(x=x, y=y),
    ]


def _name(name: str, number: int, count: int) -> list[Any]:
    """A name with a piece of its line, above the picture: the first on top."""
    colour = COLOURS[number]
    data = rows([{"words": name}])
    high = alt.value(-NAME_HEIGHT * (count - number) + NAME_HEIGHT // 2 - 5)
    return [
        alt.Chart(data)
        .mark_rule(color=colour, strokeDash=DASHES[number], strokeWidth=2.25, clip=False)
        .encode(x=alt.value(0), x2=alt.value(SAMPLE), y=high),
        alt.Chart(data)
        .mark_text(align="left", baseline="middle", color=colour, clip=False)
        .encode(x=alt.value(SAMPLE + 6), y=high, text=alt.Text("words:N")),
    ]
