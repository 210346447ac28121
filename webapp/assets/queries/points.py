"""Assets and the gifts of people as points for the map, made by PostGIS as one text: bytes ready to be sent."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ColumnElement, CompoundSelect, Select, Text, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from geo.crs import RD_NEW
from geo.sql import counted_collection, feature_collection, within_box
from geo.values import Box
from webapp.areas.queries import has_more_than
from webapp.areas.rules import MOST_POINTS, cell_metres
from webapp.assets.queries.listing import Terms, gifts, matching
from webapp.assets.rules import PEOPLE_SLUG, Filters
from webapp.models import Asset, Neighbourhood
from webapp.vocabulary import AssetKind, InitiativeState


@dataclass(frozen=True, slots=True)
class PointsAsked:
    """What a map asks for: `box` is what is in view, None for everything; `zoom` 0 to 22.

    With `sees_all` also what is not public; what nobody confirmed after `stale_before` is faded.
    """

    filters: Filters
    stale_before: date
    sees_all: bool = False
    box: Box | None = None
    zoom: int = 11


def points_geojson(session: Session, asked: PointsAsked, terms: Terms) -> bytes:
    """What is looked for as GeoJSON (WGS84): assets that have a place, and per neighbourhood what people offer.

    Properties are slug, title, theme (the kind, by which it is marked), state and is_faded, as the layer of points
    wants them. The title of gifts is the neighbourhood with how many; of the public it is a lower bound.
    """
    points = _points(asked, terms).subquery("points")
    made = feature_collection(
        geometry=points.c.lonlat,
        feature_id=points.c.id,
        properties={
            "slug": points.c.slug,
            "title": points.c.title,
            "theme": points.c.theme,
            "state": literal(InitiativeState.RUNNING.value),
            "is_faded": points.c.is_faded,
        },
        order_by=(points.c.id,),
        members={"name": "assets", "is_counted": False},
    )
    return session.scalars(made.select_from(points)).one().encode()


def counts_geojson(session: Session, asked: PointsAsked, terms: Terms) -> bytes:
    """The same counted per cell of a grid as wide as the zoom asks, each at the middle of what it holds.

    The gifts of a neighbourhood count as the one point that they are: how many they are stays where it is told.
    """
    statement = counted_collection(
        _points(asked, terms).subquery("points"),
        size=cell_metres(asked.zoom),
        members={"name": "assets", "is_counted": True},
    )
    return session.scalars(statement).one().encode()


def has_many_points(session: Session) -> bool:
    """Whether there are so many assets that a view of the map can hold too many."""
    return has_more_than(session, select(Asset.id).where(Asset.geom.is_not(None)), MOST_POINTS)


def are_too_many(session: Session, asked: PointsAsked, terms: Terms) -> bool:
    """Whether more is in view than a browser can draw point by point."""
    return has_more_than(session, _assets(asked, terms).with_only_columns(Asset.id), MOST_POINTS)


def _points(asked: PointsAsked, terms: Terms) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
    parts = _assets(asked, terms)
    return union_all(parts, _people(asked, terms)) if asked.filters.with_people else parts


def _assets(asked: PointsAsked, terms: Terms) -> Select[*tuple[Any, ...]]:
    found = select(
        (literal("a") + cast(Asset.id, Text)).label("id"),
        Asset.geom.label("geom"),
        Asset.lonlat.label("lonlat"),
        Asset.slug.label("slug"),
        Asset.name.label("title"),
        cast(Asset.kind, Text).label("theme"),
        (Asset.confirmed_on <= asked.stale_before).label("is_faded"),
    ).where(Asset.geom.is_not(None), *matching(asked.filters, terms, sees_all=asked.sees_all))
    return found if asked.box is None else found.where(within_box(Asset.geom, asked.box, lonlat=Asset.lonlat))


def _people(asked: PointsAsked, terms: Terms) -> Select[*tuple[Any, ...]]:
    told = gifts(asked.filters, terms).where(Neighbourhood.label_point.is_not(None)).subquery("gifts")
    many = cast(told.c.offered, Text) + ("" if asked.sees_all else "+")
    place: ColumnElement[Any] = func.ST_Transform(
        told.c.label_point, RD_NEW, type_=Geometry("POINT", srid=RD_NEW, spatial_index=False)
    )
    found = select(
        (literal("n") + cast(told.c.id, Text)).label("id"),
        place.label("geom"),
        told.c.label_point.label("lonlat"),
        (literal(PEOPLE_SLUG) + told.c.slug).label("slug"),
        (told.c.name + literal(" · ") + many).label("title"),
        literal(AssetKind.INDIVIDUALS.value).label("theme"),
        literal(False).label("is_faded"),  # noqa: FBT003  (a value of a column)
    )
    return found if asked.box is None else found.where(within_box(place, asked.box, lonlat=told.c.label_point))
