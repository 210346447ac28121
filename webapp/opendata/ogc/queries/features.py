"""Features as text: a page of them, or one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Double,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from geo.crs import RD_NEW, WGS84
from geo.sql import feature_page
from webapp.calendar.dates import known_day
from webapp.initiatives.rules import shown_since
from webapp.opendata.ogc.queries.sources import Source, source_of
from webapp.opendata.ogc.queries.versions import version_of
from webapp.opendata.ogc.rules.asking import Asked
from webapp.opendata.ogc.rules.layers import LAYERS, Kind, Layer

DIGITS = {WGS84: 6, RD_NEW: 2}
"""Decimals of a degree and of a metre: to 0.1 m and better."""

SLACK_METRES = 10.0
"""By how much a box in degrees is widened to look it up in RD New, where its sides are slightly bent."""

STEP_DEGREES = 0.05
"""So closely a side of such a box is followed."""


@dataclass(frozen=True, slots=True)
class Found:
    """Features as they were found: text that is ready to be sent, without the brackets around it.

    `matched` are there on all pages together, `skipped` on those before this one.
    """

    version: str
    features: str
    returned: int
    matched: int
    skipped: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class _Form:
    """What the statement depends on, apart from values: one is made for each and then kept."""

    layer: str
    srid: int
    filters: tuple[str, ...]
    boxes: int | None
    box_srid: int
    has_first: bool
    has_period: bool
    has_after: bool
    has_before: bool
    is_one: bool


def get_page(session: Session, layer: Layer, asked: Asked, *, today: date) -> Found:
    """The features that are asked for, by id, with the version of the data that they are of; in one statement."""
    return _run(session, layer, asked, today=today, key=None)


def find_feature(session: Session, layer: Layer, key: str, asked: Asked, *, today: date) -> Found:
    """The feature of this id; none are `returned` when it is not there."""
    return _run(session, layer, asked, today=today, key=key)


def _run(session: Session, layer: Layer, asked: Asked, *, today: date, key: str | None) -> Found:
    row = session.execute(_statement(_form(layer, asked, is_one=key is not None)), values_of(layer, asked, today, key))
    found = row.one()
    return Found(
        found.version or "0",
        found.features or "",
        found.returned,
        found.matched,
        found.skipped,
        found.first,
        found.last,
    )


def values_of(layer: Layer, asked: Asked, today: date, key: str | None = None) -> dict[str, Any]:
    """What the statement is run with; a day after today is today."""
    period = asked.period
    day = period.last if period and period.last else today
    values: dict[str, Any] = {
        "day": known_day(day, today=today),
        "today": today,
        "shown_since": shown_since(today),
        "first_day": period.first if period else None,
        "last_day": period.last if period else None,
        "limit": asked.limit,
        "offset": asked.offset,
        "key": _typed(layer, key),
        "after": _typed(layer, asked.after),
        "before": _typed(layer, asked.before),
        **{f"filter_{name}": _value(layer, name, text) for name, text in asked.filters},
    }
    for number, sides in enumerate(asked.boxes.parts if asked.boxes else ()):
        values.update(zip(_sides(number), sides, strict=True))
    return values


def conditions_of(
    layer: Layer, source: Source, names: tuple[str, ...], *, has_period: bool
) -> list[ColumnElement[Any]]:
    """What holds for the rows that are asked for by property and by time."""
    kinds = {each.name: each.kind for each in layer.filters}
    found = list(source.conditions)
    for name in names:
        kind = Boolean() if kinds[name] == Kind.BOOLEAN else None
        wanted = bindparam(f"filter_{name}", type_=kind)
        own = (source.filters or {}).get(name)
        found.append(own(wanted) if own else source.columns[name] == wanted)
    if has_period and source.in_period is not None:
        found.append(source.in_period)
    return found


def _form(layer: Layer, asked: Asked, *, is_one: bool) -> _Form:
    return _Form(
        layer=layer.id,
        srid=asked.srid,
        filters=tuple(name for name, _ in asked.filters),
        boxes=len(asked.boxes.parts) if asked.boxes else None,
        box_srid=asked.boxes.srid if asked.boxes else WGS84,
        has_first=asked.offset == 0,
        has_period=asked.period is not None,
        has_after=asked.after is not None,
        has_before=asked.before is not None,
        is_one=is_one,
    )


@lru_cache(maxsize=256)
def _statement(form: _Form) -> Select[*tuple[Any, ...]]:
    layer = LAYERS[form.layer]
    source = source_of(layer, has_release="release" in form.filters)
    conditions = conditions_of(layer, source, form.filters, has_period=form.has_period)
    if form.boxes is not None:
        conditions.append(_in_boxes(source, form.boxes, form.box_srid))
    geometry = source.shapes.get(form.srid, cast(null(), Geometry))
    columns = {name: source.columns[name] for name in (each.name for each in layer.properties)}
    page = (
        select(source.key.label("key"), geometry.label("shape"), *(each.label(name) for name, each in columns.items()))
        .select_from(source.rows)
        .where(*conditions, *_bounds(source, form))
    )
    backwards = form.has_before and not form.has_after
    page = page.order_by(source.key.desc() if backwards else source.key)
    if not form.is_one:
        page = page.limit(bindparam("limit", type_=Integer)).offset(bindparam("offset", type_=Integer))
    rows = page.subquery("page")
    if backwards:
        rows = select(rows).order_by(rows.c.key).subquery("turned")
    made = feature_page(
        rows,
        geometry=rows.c.shape,
        feature_id=rows.c.key,
        properties={name: rows.c[name] for name in columns},
        digits=DIGITS[form.srid],
    )
    return made.add_columns(
        _matched(source, conditions, form, rows).label("matched"),
        _skipped(source, conditions, form).label("skipped"),
        version_of(layer).label("version"),
    )


def _matched(source: Source, conditions: list[ColumnElement[Any]], form: _Form, page: FromClause) -> ColumnElement[int]:
    """How many there are on all pages, counted only where something comes after the first one."""
    if form.is_one:
        return func.count()
    every = select(func.count()).select_from(source.rows).where(*conditions).scalar_subquery()
    if not form.has_first or form.has_after or form.has_before:
        return every
    beyond: Select[Any] = (
        select(literal_column("1")).select_from(source.rows).where(*conditions, source.key > func.max(page.c.key))
    )
    is_last = func.count() < bindparam("limit", type_=Integer)
    return case((is_last, func.count()), (beyond.correlate(page).exists(), every), else_=func.count())


def _skipped(source: Source, conditions: list[ColumnElement[Any]], form: _Form) -> ColumnElement[int]:
    """How many stand on the pages before."""
    offset = cast(bindparam("offset", type_=Integer), Integer)
    if form.is_one or not (form.has_after or form.has_before):
        return offset
    kind = source.key.type
    if form.has_after:
        until = source.key <= bindparam("after", type_=kind)
    else:
        until = source.key < bindparam("before", type_=kind)
    before = select(func.count()).select_from(source.rows).where(*conditions, until).scalar_subquery()
    return before + offset if form.has_after else func.greatest(before - offset - func.count(), 0, type_=Integer)


def _bounds(source: Source, form: _Form) -> list[ColumnElement[Any]]:
    found = []
    if form.is_one:
        found.append(source.key == bindparam("key", type_=source.key.type))
    if form.has_after:
        found.append(source.key > bindparam("after", type_=source.key.type))
    if form.has_before:
        found.append(source.key < bindparam("before", type_=source.key.type))
    return found


def _in_boxes(source: Source, boxes: int, srid: int) -> ColumnElement[bool]:
    if not source.shapes or not boxes:
        return false()
    return or_(*(_in_box(source, number, srid) for number in range(boxes)))


def _in_box(source: Source, number: int, srid: int) -> ColumnElement[bool]:
    """Whether a shape meets a box: the index of RD New gives what is near it, the shape itself decides."""
    sides: list[ColumnElement[Any]] = [bindparam(name, type_=Double()) for name in _sides(number)]
    box = func.ST_MakeEnvelope(*sides, literal_column(str(srid)), type_=_geometry(srid))
    if srid == RD_NEW:
        near = box
    else:
        followed = func.ST_Segmentize(box, STEP_DEGREES, type_=_geometry(srid))
        turned = func.ST_Transform(followed, RD_NEW, type_=_geometry(RD_NEW))
        near = func.ST_Expand(turned, SLACK_METRES, type_=_geometry(RD_NEW))
    return and_(source.shapes[RD_NEW].op("&&")(near), func.ST_Intersects(source.shapes[srid], box))


def _sides(number: int) -> tuple[str, ...]:
    return tuple(f"{side}_{number}" for side in ("west", "south", "east", "north"))


def _geometry(srid: int) -> Geometry:
    return Geometry(srid=srid, spatial_index=False)


def _typed(layer: Layer, key: str | None) -> str | int | None:
    return int(key) if key is not None and layer.has_number_keys else key


def _value(layer: Layer, name: str, text: str) -> str | bool:
    kinds: Mapping[str, Kind] = {each.name: each.kind for each in layer.filters}
    return text == "true" if kinds[name] == Kind.BOOLEAN else text
