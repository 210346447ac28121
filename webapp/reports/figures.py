"""Charts as SVG text, drawn on the server: the same picture stands on the page and in a report.

Colours are CSS custom properties of the page, so that a chart follows light and dark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import quoteattr

import altair as alt
import vl_convert

from webapp.coverage.rules import CoveragePoint, Target, target_share

INK = "var(--ink-soft)"
GRID = "var(--line)"
REACHED = "var(--accent-ink)"
FRESH = "var(--ink-soft)"
TARGET = "var(--target)"
FONT = "inherit"
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
        scale=alt.Scale(domain=[_day(first), _day(last)]),
    )
    share = alt.Y(
        "share:Q", axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], title=None), scale=alt.Scale(domain=[0, 1])
    )
    reached = [{"at": _day(point.at), "share": point.share} for point in series]
    fresh = [
        {"at": _day(point.at), "share": point.fresh_neighbourhoods / max(1, point.neighbourhoods_total)}
        for point in series
    ]
    corners = {first, date(target.start_year, 1, 1), date(target.target_year, 1, 1), last}
    line = [{"at": _day(day), "share": target_share(day, target)} for day in sorted(corners) if first <= day <= last]
    steps: Any = "step-after"
    layers = [
        alt.Chart(_data(line)).mark_line(color=TARGET, strokeDash=[5, 4], strokeWidth=1.5).encode(x=time, y=share),
        alt.Chart(_data(fresh))
        .mark_line(color=FRESH, strokeDash=[2, 2], strokeWidth=1.25, interpolate=steps)
        .encode(x=time, y=share),
        alt.Chart(_data(reached)).mark_area(color=REACHED, opacity=0.14, interpolate=steps).encode(x=time, y=share),
        alt.Chart(_data(reached)).mark_line(color=REACHED, strokeWidth=2.5, interpolate=steps).encode(x=time, y=share),
        _label(line[-1], words.target, TARGET, dy=-7),
        _label(reached[-1], words.reached, REACHED, dy=-8),
    ]
    chart = (
        alt.layer(*layers)
        .properties(
            width=WIDTH,
            height=HEIGHT,
            background="transparent",
            padding=PADDING,
            autosize="none",
            description=words.description,
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
        .configure_text(font=FONT, fontSize=12, fontWeight=600)
    )
    svg = str(vl_convert.vegalite_to_svg(chart.to_json(indent=None)))
    # one picture with one description: Vega gives every mark a role and the whole none
    named = svg.replace("<svg ", f'<svg role="img" aria-label={quoteattr(words.description)} ', 1)
    return CoverageChart(svg=named, first=first, last=last)


def _label(point: dict[str, Any], words: str, colour: str, *, dy: int) -> Any:
    return (
        alt.Chart(_data([point | {"words": words}]))
        .mark_text(align="right", dy=dy, color=colour)
        .encode(x=alt.X("at:T"), y=alt.Y("share:Q"), text=alt.Text("words:N"))
    )


def _data(rows: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _day(day: date) -> str:
    # local midnight, so that no time zone moves a point to the day before
    return f"{day.isoformat()}T00:00:00"
