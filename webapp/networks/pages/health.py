"""Puts together how a network is doing over time: pictures, what they mean, and the same as a table."""

from dataclasses import dataclass
from typing import Any

from webapp.areas.queries import NeighbourhoodName
from webapp.charts.lines import Line, line_chart
from webapp.i18n import locale_code
from webapp.networks.rules.health import HealthDay, Measure, compared
from webapp.networks.words.health import (
    CHARTS,
    SHARES,
    MeasureWords,
    change_told,
    chart_told,
    measure_value,
    measure_words,
)
from webapp.ui.answers import ValueCache

pictures = ValueCache(240)
"""Drawn charts by what is in them: six a neighbourhood, 15 kB each."""


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure as it stands now, in words; `change` is empty when there is nothing to compare with."""

    words: MeasureWords
    now: str
    change: str


@dataclass(frozen=True, slots=True)
class ChartShown:
    """A picture with what is in it; empty `svg` as long as there is one day only."""

    svg: str
    told: str
    measures: list[MeasureShown]


@dataclass(frozen=True)
class HealthPage:
    """How the network of a neighbourhood is doing; without days there is nothing to tell yet.

    `rows` are the days of the table, the newest first, each with its values in words; None of a day with too few people
    to tell anything. There are no charts when the newest day is such a one.
    """

    place: NeighbourhoodName
    days: list[HealthDay]
    before: HealthDay | None
    charts: list[ChartShown]
    heads: list[str]
    rows: list[tuple[HealthDay, list[str] | None]]


def compose(place: NeighbourhoodName, days: list[HealthDay]) -> HealthPage:
    """The page of how a network is doing."""
    told = [day for day in days if day.is_told] if days and days[-1].is_told else []
    before = compared(told[:-1], on=told[-1].on) if told else None
    return HealthPage(
        place=place,
        days=days,
        before=before,
        charts=[_chart(group, told, before) for group in CHARTS] if told else [],
        heads=[measure_words(each).name for each in Measure],
        rows=[(day, _values(day)) for day in reversed(days)],
    )


def _values(day: HealthDay) -> list[str] | None:
    return [measure_value(each, day.numbers.value(each)) for each in Measure] if day.is_told else None


def _chart(measures: tuple[Measure, ...], days: list[HealthDay], before: HealthDay | None) -> ChartShown:
    now = days[-1].numbers
    shown = [
        MeasureShown(
            measure_words(each),
            measure_value(each, now.value(each)),
            change_told(each, now.value(each), before.numbers.value(each), before.on) if before else "",
        )
        for each in measures
    ]
    return ChartShown(_picture(measures, days), chart_told(measures, days), shown)


def _picture(measures: tuple[Measure, ...], days: list[HealthDay]) -> str:
    drawn = [each for each in measures if any(day.numbers.value(each) is not None for day in days)]
    if len(days) < 2 or not drawn:  # noqa: PLR2004  (one point is no line)
        return ""
    lines = [Line(measure_words(each).name, [(day.on, day.numbers.value(each)) for day in days]) for each in drawn]
    key: tuple[Any, ...] = (locale_code(), *((line.name, tuple(line.values)) for line in lines))
    told = chart_told(drawn, days)
    svg: str = pictures.get(key, lambda: line_chart(lines, is_share=drawn[0] in SHARES, description=told))
    return svg
