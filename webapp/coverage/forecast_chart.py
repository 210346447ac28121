"""Coverage up to a date and what its pace comes to, as SVG text: for the page of coverage, and for a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from webapp.charts.frame import INK, REACHED, drawn, local_day, rows

FRESH = "var(--ink-soft)"
TARGET = "var(--target)"
WIDTH, HEIGHT = 330, 190
PADDING = {"left": 44, "right": 14, "top": 18, "bottom": 24}
NAME_SHARE = 0.2
"""How much of the width the name of a line may take."""

MANY_YEARS = 12
"""Of more years than this not each has its number beneath the picture."""


@dataclass(frozen=True)
class Row:
    """A row of the table behind the chart: what is drawn on a day, as shares of 0 to 1.

    `reached` and `fresh` are of days up to that of the page; `expected`, `low` and `high` of that day and later ones.
    """

    at: date
    target: float
    reached: float | None = None
    fresh: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ForecastChartWords:
    """The words on the chart, in the reader's language."""

    reached: str
    target: str
    expected: str
    description: str


def forecast_chart(found: Sequence[Row], *, words: ForecastChartWords) -> str:
    """Shares over time as steps, the target line, and the band of the forecast where rows have one.

    `found` has at least one row with `reached`, in order of time. Drawing takes a tenth of a second: keep it.
    """
    first, last = found[0].at, found[-1].at
    years = range(first.year, last.year + 1)
    time = alt.X(
        "at:T",
        axis=alt.Axis(
            format="%Y" if len(years) <= MANY_YEARS else "’%y", tickCount="year", title=None, labelOverlap=True
        ),
        scale=alt.Scale(domain=[local_day(first), local_day(last)]),
    )
    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], title=None)
    share = alt.Y("share:Q", axis=axis, scale=alt.Scale(domain=[0, 1]))
    reached, fresh = _values(found, "reached"), _values(found, "fresh")
    target, expected = _values(found, "target"), _values(found, "expected")
    band = [{"at": local_day(row.at), "share": row.low, "most": row.high} for row in found if row.low is not None]
    steps: Any = "step-after"
    layers = [
        alt.Chart(rows(band)).mark_area(color=REACHED, opacity=0.16).encode(x=time, y=share, y2=alt.Y2("most:Q")),
        alt.Chart(rows(target)).mark_line(color=TARGET, strokeDash=[5, 4], strokeWidth=1.5).encode(x=time, y=share),
        alt.Chart(rows(fresh))
        .mark_line(color=FRESH, strokeDash=[2, 2], strokeWidth=1.25, interpolate=steps)
        .encode(x=time, y=share),
        alt.Chart(rows(expected))
        .mark_line(color=REACHED, strokeDash=[1, 3], strokeCap="round", strokeWidth=2)
        .encode(x=time, y=share),
        alt.Chart(rows(reached)).mark_line(color=REACHED, strokeWidth=2.5, interpolate=steps).encode(x=time, y=share),
        alt.Chart(rows(reached[-1:])).mark_rule(color=INK, strokeWidth=1).encode(x=time),
        _label(target[-1], words.target, TARGET, dy=-7),
        _label(_above(found), words.reached, REACHED, dy=-8),
        *([_label({"at": band[-1]["at"], "share": band[-1]["share"]}, words.expected, REACHED, dy=14)] if band else []),
    ]
    return drawn(
        alt.layer(*(layer for layer in layers)),
        width=WIDTH,
        height=HEIGHT,
        padding=PADDING,
        description=words.description,
    )


def _above(found: Sequence[Row]) -> dict[str, Any]:
    """A place at the end of what was reached where no step of the years before runs through a name."""
    told = [row for row in found if row.reached is not None]
    days = (found[-1].at - found[0].at).days * NAME_SHARE
    near = [row.reached or 0.0 for row in told if (told[-1].at - row.at).days <= days]
    return {"at": local_day(told[-1].at), "share": max(near)}


def _values(found: Sequence[Row], name: str) -> list[dict[str, Any]]:
    return [{"at": local_day(row.at), "share": getattr(row, name)} for row in found if getattr(row, name) is not None]


def _label(point: dict[str, Any], words: str, colour: str, *, dy: int) -> Any:
    return (
        alt.Chart(rows([point | {"words": words}]))
        .mark_text(align="right", dx=-3, dy=dy, color=colour)
        .encode(x=alt.X("at:T"), y=alt.Y("share:Q"), text=alt.Text("words:N"))
    )
