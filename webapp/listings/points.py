"""Initiatives as points for the map, made by PostGIS as one text: bytes ready to be sent."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Select, Text, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from geo.crs import WGS84
from geo.sql import feature_collection, within_box
from geo.values import Box
from webapp.initiatives.rules import fresh_since
from webapp.listings.queries import Terms, find_terms, group_slug, matching
from webapp.listings.rules import MOST_POINTS, Filters, cell_metres
from webapp.models import Listing, Theme
from webapp.vocabulary import InitiativeState


@dataclass(frozen=True, slots=True)
class PointsAsked:
    """What a map asks for: `at` is the day it shows, `box` what is in view, None for everything; `zoom` 0 to 22."""

    filters: Filters
    at: date
    box: Box | None = None
    zoom: int = 11


def points_geojson(session: Session, asked: PointsAsked, *, today: date) -> bytes:
    """What is looked for as GeoJSON (WGS84), by key; what has no pin of its own is not in it.

    Properties are slug, title, theme (the group that it is marked by), state and is_faded.
    """
    statement = _points(asked.filters, find_terms(session, asked.filters), asked.at, asked.at == today)
    if asked.box is not None:
        statement = statement.where(within_box(Listing.geom, asked.box, lonlat=Listing.lonlat))
    made: str = session.scalars(statement).one()
    return made.encode()


@lru_cache(maxsize=64)
def _points(filters: Filters, terms: Terms, at: date, is_today: bool) -> Select[str]:  # noqa: FBT001
    """The statement behind the points, built once a day: that costs a tenth of running it."""
    group = aliased(Theme)
    return (
        feature_collection(
            geometry=Listing.lonlat,
            feature_id=Listing.initiative_id,
            properties={
                "slug": Listing.slug,
                "title": Listing.title,
                "theme": group_slug(group),
                # whether it paused on an earlier day is not known
                "state": Listing.state if is_today else literal(InitiativeState.RUNNING.value),
                "is_faded": Listing.confirmed_on < fresh_since(at),
            },
            order_by=(Listing.initiative_id,),
            members={"name": "initiatives", "is_counted": False},
        )
        .select_from(Listing)
        .join(Theme, Theme.id == Listing.main_theme_id)
        .join(group, group.id == Theme.parent_id, isouter=True)
        .where(Listing.geom.is_not(None), *matching(filters, terms, day=at))
    )


def counts_geojson(session: Session, asked: PointsAsked) -> bytes:
    """The same counted per cell of a grid as wide as the zoom asks, each at the middle of what it holds."""
    size = cell_metres(asked.zoom)
    column, row = (func.floor(axis(Listing.geom) / size) for axis in (func.ST_X, func.ST_Y))
    middle = func.ST_SetSRID(
        func.ST_MakePoint(func.avg(func.ST_X(Listing.lonlat)), func.avg(func.ST_Y(Listing.lonlat))),
        WGS84,
        type_=Geometry("POINT", srid=WGS84, spatial_index=False),
    )
    counted = (
        select(column.label("column"), row.label("row"), middle.label("middle"), func.count().label("count"))
        .select_from(Listing)
        .group_by(column, row)
    )
    cells = _in_view(session, counted, asked).subquery("cells")
    key = cast(cells.c.column, Text) + ":" + cast(cells.c.row, Text)
    statement = feature_collection(
        geometry=cells.c.middle,
        feature_id=key,
        properties={"count": cells.c.count},
        order_by=(cells.c.column, cells.c.row),
        members={"name": "initiatives", "is_counted": True},
    )
    return session.scalars(statement.select_from(cells)).one().encode()


def has_many_points(session: Session) -> bool:
    """Whether there are so many initiatives that a view of the map can hold too many."""
    return _exceeds(session, select(Listing.initiative_id).where(Listing.geom.is_not(None)))


def are_too_many(session: Session, asked: PointsAsked) -> bool:
    """Whether more is in view than a browser can draw point by point."""
    return _exceeds(session, _in_view(session, select(Listing.initiative_id), asked))


def _exceeds(session: Session, statement: Select[*tuple[Any, ...]]) -> bool:
    """Whether there are more rows than `MOST_POINTS`; looks no further than that."""
    some = statement.limit(MOST_POINTS + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) > MOST_POINTS


def _in_view(session: Session, statement: Select[*tuple[Any, ...]], asked: PointsAsked) -> Select[*tuple[Any, ...]]:
    terms = find_terms(session, asked.filters)
    statement = statement.where(Listing.geom.is_not(None), *matching(asked.filters, terms, day=asked.at))
    return (
        statement if asked.box is None else statement.where(within_box(Listing.geom, asked.box, lonlat=Listing.lonlat))
    )
