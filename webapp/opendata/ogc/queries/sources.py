"""Of what rows and columns each layer is made; filters are values told when a statement is run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import DATERANGE

from geo.crs import RD_NEW, WEB_MERCATOR, WGS84
from webapp.coverage.rules import EVIDENCE_KINDS_NEEDED, PRESENT_STAGES, STALE_AFTER_YEARS
from webapp.models import Release, ReleaseArea
from webapp.opendata.ogc.rules.layers import AREAS, INITIATIVES, NEIGHBOURHOODS, PLACES, RELEASES, Layer
from webapp.vocabulary import OpenAreaKind, Reach, Stage

SCHEMA = "pub"
_views = MetaData(schema=SCHEMA)


def _view(called: str, /, **columns: Any) -> Table:
    return Table(called, _views, *(Column(each, kind) for each, kind in columns.items()))


def _geometry(srid: int) -> Geometry:
    return Geometry(srid=srid, spatial_index=False)


_PLACED = {"rd": _geometry(RD_NEW), "lonlat": _geometry(WGS84)}

VERSION = _view("open_version", subject=String, version=Integer)
NEIGHBOURHOOD = _view(
    "open_neighbourhood",
    id=Integer,
    slug=String,
    name=String,
    inhabitants=Integer,
    inhabitants_estimated=Boolean,
    **_PLACED,
)
OUTLINE = _view("open_outline", neighbourhood_id=Integer, level=Integer, mercator=_geometry(WEB_MERCATOR))
PRESENCE = _view("open_presence", neighbourhood_id=Integer, stage=String, period=DATERANGE, is_demo=Boolean)
THEME = _view("open_theme", id=Integer, group_slug=String)
SIGN = _view("open_sign", neighbourhood_id=Integer, observed_on=Date)
INITIATIVE = _view(
    "open_initiative",
    id=Integer,
    slug=String,
    title=String,
    state=String,
    theme=String,
    theme_id=Integer,
    reach=String,
    starts_on=Date,
    ends_on=Date,
    help_until=Date,
    published_on=Date,
    confirmed_on=Date,
    is_demo=Boolean,
    mercator=_geometry(WEB_MERCATOR),
    **_PLACED,
)
MEMBER = _view("open_initiative_neighbourhood", initiative_id=Integer, slug=String)
PLACE = _view(
    "open_place",
    id=Integer,
    slug=String,
    name=String,
    kind=String,
    neighbourhood=String,
    capacity=Integer,
    confirmed_on=Date,
    is_demo=Boolean,
    mercator=_geometry(WEB_MERCATOR),
    **_PLACED,
)

Expression = ColumnElement[Any]

DAY = bindparam("day", type_=Date)
"""The day of which is told how things stand."""

TODAY = bindparam("today", type_=Date)
SHOWN_SINCE = bindparam("shown_since", type_=Date)
"""What was confirmed before it has gone from the map."""

FIRST, LAST = bindparam("first_day", type_=Date), bindparam("last_day", type_=Date)
"""The period that is asked for."""


@dataclass(frozen=True)
class Source:
    """The rows of a layer.

    `key` is the id of a feature and what it is ordered by. `shapes` are its geometry by system, empty for none.
    `columns` are the properties. `conditions` always hold. `in_period` holds within the period that is asked for; None
    when there is nothing to choose. `filters` are for what is not simply equal to a column.
    """

    rows: FromClause
    key: Expression
    shapes: Mapping[int, Expression]
    columns: Mapping[str, Expression]
    conditions: tuple[Expression, ...] = ()
    in_period: Expression | None = None
    filters: Mapping[str, Callable[[Expression], Expression]] | None = None


def source_of(layer: Layer, *, has_release: bool = False) -> Source:
    """The rows of a layer; of areas those of the newest release, unless another is asked for."""
    if layer is AREAS:
        return areas(has_release=has_release)
    return {NEIGHBOURHOODS.id: neighbourhoods, INITIATIVES.id: initiatives, PLACES.id: places, RELEASES.id: releases}[
        layer.id
    ]()


def neighbourhoods() -> Source:
    """Every neighbourhood, as it stood on a day."""
    signs = (
        select(func.max(SIGN.c.observed_on).label("last_on"))
        .where(SIGN.c.neighbourhood_id == NEIGHBOURHOOD.c.id, SIGN.c.observed_on <= DAY)
        .correlate(NEIGHBOURHOOD)
        .lateral("signs")
    )
    rows = NEIGHBOURHOOD.outerjoin(
        PRESENCE, and_(PRESENCE.c.neighbourhood_id == NEIGHBOURHOOD.c.id, PRESENCE.c.period.contains(DAY))
    ).join(signs, true())
    stage = func.coalesce(PRESENCE.c.stage, literal(Stage.UNREACHED.value, String))
    rests = stage.in_([each.value for each, kinds in EVIDENCE_KINDS_NEEDED.items() if kinds])
    a_year_ago = cast(DAY - func.make_interval(STALE_AFTER_YEARS), Date)
    is_stale = case((rests, func.coalesce(signs.c.last_on <= a_year_ago, True)), else_=False)
    return Source(
        rows=rows,
        key=NEIGHBOURHOOD.c.slug,
        shapes={WGS84: NEIGHBOURHOOD.c.lonlat, RD_NEW: NEIGHBOURHOOD.c.rd},
        columns={
            "name": NEIGHBOURHOOD.c.name,
            "stage": stage,
            "since": func.lower(PRESENCE.c.period, type_=Date),
            "is_present": stage.in_([each.value for each in PRESENT_STAGES]),
            "is_stale": is_stale,
            "inhabitants": NEIGHBOURHOOD.c.inhabitants,
            "inhabitants_estimated": NEIGHBOURHOOD.c.inhabitants_estimated,
            "as_of": cast(DAY, Date),
            "is_demo": func.coalesce(PRESENCE.c.is_demo, False, type_=Boolean),
        },
    )


def initiatives() -> Source:
    """What everyone sees of initiatives today; one that is not at one place has no geometry."""
    found = INITIATIVE.c
    slugs = select(func.string_agg(MEMBER.c.slug, literal_column("', '")).aggregate_order_by(MEMBER.c.slug))
    named = slugs.where(MEMBER.c.initiative_id == found.id).correlate(INITIATIVE).scalar_subquery()
    return Source(
        rows=INITIATIVE,
        key=found.id,
        shapes={WGS84: found.lonlat, RD_NEW: found.rd, WEB_MERCATOR: found.mercator},
        columns={
            "slug": found.slug,
            "title": found.title,
            "theme": found.theme,
            "state": found.state,
            "reach": found.reach,
            # a point tells where it is by itself: looking that up for all takes three times as long as the rest
            "neighbourhoods": case((found.reach == Reach.PLACE.value, null()), else_=named),
            "starts_on": found.starts_on,
            "ends_on": found.ends_on,
            "needs_help": func.coalesce(found.help_until >= TODAY, False, type_=Boolean),
            "published_on": found.published_on,
            "is_demo": found.is_demo,
        },
        conditions=(found.published_on <= TODAY, found.confirmed_on >= SHOWN_SINCE),
        in_period=and_(
            or_(LAST.is_(None), found.published_on <= LAST),
            or_(FIRST.is_(None), found.ends_on.is_(None), found.ends_on >= FIRST),
        ),
        filters={
            # by key, so that an index leads to those of one theme
            "theme": lambda wanted: found.theme_id.in_(select(THEME.c.id).where(THEME.c.group_slug == wanted)),
            "neighbourhoods": lambda wanted: exists(
                select(MEMBER.c.slug).where(MEMBER.c.initiative_id == found.id, MEMBER.c.slug == wanted)
            ),
        },
    )


def places() -> Source:
    """Public assets that have a place."""
    found = PLACE.c
    return Source(
        rows=PLACE,
        key=found.id,
        shapes={WGS84: found.lonlat, RD_NEW: found.rd, WEB_MERCATOR: found.mercator},
        columns={
            each: found[each]
            for each in ("slug", "name", "kind", "neighbourhood", "capacity", "confirmed_on", "is_demo")
        },
    )


def areas(*, has_release: bool) -> Source:
    """The official areas of a release: of the newest one up to a day, unless another is asked for by name."""
    release, area = Release.__table__.c, ReleaseArea.__table__.c
    newest = select(release.id).where(release.as_of <= DAY).order_by(release.as_of.desc(), release.id.desc()).limit(1)
    official = area.kind.in_([OpenAreaKind.BUURT.value, OpenAreaKind.WIJK.value])
    columns = {name: area[name] for name in _OF_AREAS}
    return Source(
        rows=ReleaseArea.__table__.join(Release.__table__, release.id == area.release_id),
        key=area.code,
        shapes={WGS84: area.lonlat, RD_NEW: area.geom, WEB_MERCATOR: func.ST_Transform(area.geom, WEB_MERCATOR)},
        columns={"release": release.version, **columns, "since": area.stage_since},
        conditions=(official,) if has_release else (official, area.release_id == newest.scalar_subquery()),
    )


def releases() -> Source:
    """Every release, without geometry."""
    found = Release.__table__.c
    return Source(
        rows=Release.__table__,
        key=found.version,
        shapes={},
        columns={each.name: found[each.name] for each in RELEASES.properties},
        in_period=and_(or_(LAST.is_(None), found.as_of <= LAST), or_(FIRST.is_(None), found.as_of >= FIRST)),
    )


_OF_AREAS = tuple(each.name for each in AREAS.properties if each.name not in ("release", "since"))
