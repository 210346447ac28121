"""The municipality's pages: all from one release, read as the role of the municipality."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.areas.frames import MapFrame
from webapp.areas.map_frame import tinted_map
from webapp.areas.queries import Geography
from webapp.areas.rules import level_for_zoom, parse_zoom
from webapp.charts.lines import Line, line_chart
from webapp.coverage.rules import STAGES
from webapp.errors import NotFound
from webapp.i18n import locale_code, stage_letter
from webapp.opendata.queries.maps import areas_geojson
from webapp.opendata.queries.releases import (
    AreaRow,
    FileHead,
    ReleaseHead,
    find_release,
    list_areas,
    list_files,
    list_history,
    list_releases,
)
from webapp.opendata.rules.asking import (
    KIND_OF,
    PAGE_SIZE,
    Level,
    Measure,
    View,
    can_compare,
    measures_of,
    parse_level,
    parse_view,
)
from webapp.opendata.rules.releases import VERSION
from webapp.opendata.sessions import open_as
from webapp.opendata.shown import CLASS_TINTS, UNKNOWN_TINT, LegendLine, known_measures, legend, sorted_rows, tinted
from webapp.ui.answers import Answer, ValueCache
from webapp.vocabulary import OpenAreaKind, Reader

FEWEST_POINTS = 2
"""Of fewer releases there is no line to draw."""

answers = ValueCache(48)
"""Data of the map by release, level, measure and detail: some 100 kB each. A release never changes."""

pictures = ValueCache(16)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A release as the municipality sees it.

    `rows` are those of the page of the table, of `found` in all; `series` the releases that are comparable, the oldest
    first; `chart` is empty while there are too few.
    """

    head: ReleaseHead
    releases: tuple[ReleaseHead, ...]
    files: tuple[FileHead, ...]
    view: View
    measures: tuple[str, ...]
    rows: tuple[AreaRow, ...]
    found: int
    pages: int
    by_stage: tuple[tuple[str, int], ...]
    legend: tuple[LegendLine, ...]
    map: MapFrame
    series: tuple[ReleaseHead, ...]
    chart: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Areas beside each other; `is_possible` is whether there are two to four. `rows` are all that can be chosen."""

    head: ReleaseHead
    level: Level
    measures: tuple[str, ...]
    chosen: tuple[AreaRow, ...]
    rows: tuple[AreaRow, ...]
    is_possible: bool


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area, and what each release said of it, the newest first."""

    head: ReleaseHead
    level: Level
    row: AreaRow
    measures: tuple[str, ...]
    history: tuple[tuple[ReleaseHead, AreaRow], ...]


@dataclass(frozen=True, slots=True)
class PrintPage:
    """A release to be printed, or to be made into a PDF: totals and all rows of a level."""

    head: ReleaseHead
    level: Level
    rows: tuple[AreaRow, ...]
    series: tuple[ReleaseHead, ...]
    chart: str


def dashboard(asked: Mapping[str, str]) -> Dashboard | None:
    """The page that an address asks for, None while there is no release.

    Raises `BadInput` as `parse_view`, and `NotFound` code `release_unknown_version`.
    """
    view = parse_view(asked)
    with open_as(Reader.MUNICIPALITY) as session:
        releases = list_releases(session)
        if not releases:
            return None
        head = _release(session, asked)
        rows = list_areas(session, head.id, KIND_OF[view.level])
        files = list_files(session, head.id)
    ordered = sorted_rows(rows, view.order)
    pages = max(1, -(-len(ordered) // PAGE_SIZE))
    first = (min(view.page, pages) - 1) * PAGE_SIZE
    series = _series(releases, head)
    return Dashboard(
        head=head,
        releases=releases,
        files=files,
        view=view,
        measures=known_measures(measures_of(view.level), rows),
        rows=tuple(ordered[first : first + PAGE_SIZE]),
        found=len(ordered),
        pages=pages,
        by_stage=_by_stage(rows),
        legend=() if view.shown == Measure.STAGE else tuple(legend(view.shown, rows)),
        map=_frame(head, view),
        series=series,
        chart=_chart(series),
    )


def map_answer(asked: Mapping[str, str]) -> Answer:
    """The data of the map, kept by release; raises `BadInput` as `parse_view` and `parse_zoom`, `NotFound`."""
    view, level = parse_view(asked), level_for_zoom(parse_zoom(asked.get("zoom")))
    with open_as(Reader.MUNICIPALITY) as session:
        head = _release(session, asked)
        key = (head.id, view.level, view.shown, level)
        kept: Answer | None = answers.find(key)
        if kept is not None:
            return kept
        kind = KIND_OF[view.level]
        drawn = tinted(view.shown, list_areas(session, head.id, kind), {each: stage_letter(each) for each in STAGES})
        tints = [
            {"code": each.code, "stage": each.tint, "is_stale": each.is_stale, "sign": each.sign} for each in drawn
        ]
        body = areas_geojson(session, head.id, kind, tints=json.dumps(tints), level=level)
    name = f"{head.version}-{head.id}-{view.level}-{view.shown}-{level}"
    return answers.get(key, lambda: Answer(name, body))


def comparison(asked: Mapping[str, str], codes: tuple[str, ...]) -> Comparison:
    """Two to four areas beside each other; raises `BadInput` as `parse_level`, and `NotFound` for a release or area."""
    level = parse_level(asked.get("niveau") or Level.NEIGHBOURHOODS.value)
    with open_as(Reader.MUNICIPALITY) as session:
        head = _release(session, asked)
        rows = {row.code: row for row in list_areas(session, head.id, KIND_OF[level])}
    if not set(codes) <= set(rows):
        raise NotFound("release_area_unknown")
    possible = can_compare(codes)
    return Comparison(
        head=head,
        level=level,
        measures=known_measures(measures_of(level), tuple(rows.values())),
        chosen=tuple(rows[code] for code in codes) if possible else (),
        rows=tuple(sorted(rows.values(), key=lambda row: (row.name, row.code))),
        is_possible=possible,
    )


def area_page(level_text: str, code: str, asked: Mapping[str, str]) -> AreaPage:
    """One area over time; raises `NotFound` code `release_area_unknown`, and as `comparison`."""
    level = parse_level(level_text)
    kind: OpenAreaKind = KIND_OF[level]
    with open_as(Reader.MUNICIPALITY) as session:
        head = _release(session, asked)
        heads = {each.id: each for each in _series(list_releases(session), head)}
        told = dict(list_history(session, kind, code, tuple(heads)))
    if head.id not in told:
        raise NotFound("release_area_unknown")
    history = tuple((heads[each], told[each]) for each in reversed(heads) if each in told)
    row = told[head.id]
    return AreaPage(head, level, row, known_measures(measures_of(level), (row,)), history)


def print_page(asked: Mapping[str, str]) -> PrintPage:
    """A release on paper; raises as `comparison`."""
    level = parse_level(asked.get("niveau") or Level.NEIGHBOURHOODS.value)
    with open_as(Reader.MUNICIPALITY) as session:
        head = _release(session, asked)
        rows = list_areas(session, head.id, KIND_OF[level])
        series = _series(list_releases(session), head)
    return PrintPage(head, level, tuple(sorted(rows, key=lambda row: (row.name, row.code))), series, _chart(series))


def _release(session: Session, asked: Mapping[str, str]) -> ReleaseHead:
    version = asked.get("uitgave") or None
    head = find_release(session, version) if version is None or VERSION.fullmatch(version) else None
    if head is None:
        raise NotFound("release_unknown_version", value=(version or "-")[:20])
    return head


def _series(releases: tuple[ReleaseHead, ...], head: ReleaseHead) -> tuple[ReleaseHead, ...]:
    """The newest release of each month up to this one, the oldest first; of the demonstration only beside another."""
    newest: dict[date, ReleaseHead] = {}
    for each in releases:
        if each.is_demo == head.is_demo and each.month <= head.month:
            newest.setdefault(each.month, each)
    newest[head.month] = head
    return tuple(newest[month] for month in sorted(newest))


def _by_stage(rows: tuple[AreaRow, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((stage.value, sum(row.stage == stage for row in rows)) for stage in STAGES)


def _chart(series: tuple[ReleaseHead, ...]) -> str:
    if len(series) < FEWEST_POINTS:
        return ""
    lines = [
        Line(gettext("Wijken"), [(each.as_of, each.share) for each in series]),
        Line(gettext("Inwoners"), [(each.as_of, each.inhabitants_share) for each in series]),
    ]
    told = gettext(
        "Dekking over %(count)s uitgaven: wijken van %(first)s%% naar %(last)s%%.",
        count=len(series),
        first=round(series[0].share * 100),
        last=round(series[-1].share * 100),
    )
    key = (locale_code(), *(each.version for each in series), *(tuple(line.values) for line in lines))
    return pictures.get(key, lambda: line_chart(lines, is_share=True, description=told))


def _frame(head: ReleaseHead, view: View) -> MapFrame:
    address = url_for("opendata.municipality_map")
    asked: dict[str, Any] = {"uitgave": head.version, "niveau": view.level.value, "kaart": view.shown}
    query = url_for("opendata.municipality_map", **asked).removeprefix(address).removeprefix("?")
    return tinted_map(
        current_app.extensions["settings"],
        locale=locale_code(),
        label=gettext("Kaart van de uitgave"),
        data_url=address,
        query=query,
        geography=Geography(year=head.geography_year, is_schematic=head.is_schematic, unassigned_buurten=0),
        tints=[*(stage.value for stage in STAGES), *CLASS_TINTS, UNKNOWN_TINT],
    )
