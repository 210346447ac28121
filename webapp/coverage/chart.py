"""Coverage over time as SVG text, drawn on the server: the same picture stands on the page and in a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from webapp.charts.frame import INK, REACHED, drawn, local_day, rows
from webapp.coverage.rules import CoveragePoint, Target, target_share

FRESH = "var(--ink-soft)"
TARGET = "var(--target)"
WIDTH, HEIGHT = 330, 160
PADDING = {"left": 44, "right": 12, "top": 18, "bottom": 24}
"""Room around the plot, fixed so that a date has a known place on the picture."""


@dataclass(frozen=True)
class CoverageChartWords:
    """The words on the chart, in the reader's language."""

    reached: str
    target: str
    description: str


@dataclass(frozen=True)
class CoverageChart:
    """A chart as SVG text, and the dates at its two ends."""

    svg: str
    first: date
    last: date

    def marked(self, at: date) -> str:
        """The chart with a vertical line at a date; as it is when the date lies outside it."""
        days = (self.last - self.first).days
        if not self.first <= at <= self.last or not days:
            return self.svg
        x = PADDING["left"] + WIDTH * (at - self.first).days / days
        top, bottom = PADDING["top"], PADDING["top"] + HEIGHT
        ends = f'x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"'
        mark = f'<line class="chart-at" {ends} stroke="{INK}" stroke-width="1"/>'
        return f"{self.svg.removesuffix('</svg>')}{mark}</svg>"


def coverage_chart(series: Sequence[CoveragePoint], *, target: Target, words: CoverageChartWords) -> CoverageChart:
    """Share of neighbourhoods with presence over time, as steps, against the target line.

    `series` has at least one point, in order of date. Drawing takes a tenth of a second or two: keep
    what comes out, and mark a date on it with `CoverageChart.marked`.
    """
    first, last = series[0].at, max(series[-1].at, date(target.target_year, 1, 1))
    time = alt.X(
        "at:T",
        axis=alt.Axis(format="%Y", tickCount="year", title=None),
        scale=alt.Scale(domain=[local_day(first), local_day(last)]),
    )
    share = alt.Y(
        "share:Q", axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], title=None), scale=alt.Scale(domain=[0, 1])
    )
    reached = [{"at": local_day(point.at), "share": point.share} for point in series]
    fresh = [
        {"at": local_day(point.at), "share": point.fresh_neighbourhoods / max(1, point.neighbourhoods_total)}
        for point in series
    ]
    corners = {first, date(target.start_year, 1, 1), date(target.target_year, 1, 1), last}
    line = [
        {"at": local_day(day), "share": target_share(day, target)} for day in sorted(corners) if first <= day <= last
    ]
    steps: Any = "step-after"
    layers = [
        alt.Chart(rows(line)).mark_line(color=TARGET, strokeDash=[5, 4], strokeWidth=1.5).encode(x=time, y=share),
        alt.Chart(rows(fresh))
        .mark_line(color=FRESH, strokeDash=[2, 2], strokeWidth=1.25, interpolate=steps)
        .encode(x=time, y=share),
        alt.Chart(rows(reached)).mark_area(color=REACHED, opacity=0.14, interpolate=steps).encode(x=time, y=share),
        alt.Chart(rows(reached)).mark_line(color=REACHED, strokeWidth=2.5, interpolate=steps).encode(x=time, y=share),
        _label(line[-1], words.target, TARGET, dy=-7),
        _label(reached[-1], words.reached, REACHED, dy=-8),
    ]
    svg = drawn(alt.layer(*layers), width=WIDTH, height=HEIGHT, padding=PADDING, description=words.description)
    return CoverageChart(svg=svg, first=first, last=last)


def _label(point: dict[str, Any], words: str, colour: str, *, dy: int) -> Any:
    return (
        alt.Chart(rows([point | {"words": words}]))
        .mark_text(align="right", dy=dy, color=colour)
        .encode(x=alt.X("at:T"), y=alt.Y("share:Q"), text=alt.Text("words:N"))
    )
