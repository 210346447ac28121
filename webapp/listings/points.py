"""Initiatives as points for the map, made by PostGIS as one text: bytes ready to be sent."""

from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session, aliased

from geo.sql import counted_collection, feature_collection, within_box
from geo.values import Box
from webapp.areas.queries import has_more_than
from webapp.areas.rules import MOST_POINTS, cell_metres
from webapp.initiatives.rules import fresh_since
from webapp.listings.queries import Terms, group_slug, matching
from webapp.listings.rules import Filters
from webapp.models import Listing, Theme
from webapp.vocabulary import InitiativeState


@dataclass(frozen=True, slots=True)
class PointsAsked:
    """What a map asks for: `at` is the day it shows, `box` what is in view, None for everything; `zoom` 0 to 22."""

    filters: Filters
    at: date
    box: Box | None = None
    zoom: int = 11


def points_geojson(session: Session, asked: PointsAsked, terms: Terms, *, today: date) -> bytes:
    """What is looked for as GeoJSON (WGS84), by key; what has no pin of its own is not in it.

    Properties are slug, title, theme (the group that it is marked by), state and is_faded. `terms` are those of the
    filters (`webapp.listings.queries.find_terms`).
    """
    statement = _points(asked.filters, terms, asked.at, is_today=asked.at == today, in_box=asked.box is not None)
    made: str = session.scalars(statement, asdict(asked.box) if asked.box else {}).one()
    return made.encode()


@lru_cache(maxsize=64)
def _points(filters: Filters, terms: Terms, at: date, *, is_today: bool, in_box: bool) -> Select[str]:
    """The statement behind the points, built once a day for all boxes: that costs a tenth of running it."""
    group = aliased(Theme)
    box = [within_box(Listing.geom, None, lonlat=Listing.lonlat)] if in_box else []
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
        .where(Listing.geom.is_not(None), *matching(filters, terms, day=at), *box)
    )


def counts_geojson(session: Session, asked: PointsAsked, terms: Terms) -> bytes:
    """The same counted per cell of a grid as wide as the zoom asks, each at the middle of what it holds."""
    points = select(Listing.geom.label("geom"), Listing.lonlat.label("lonlat"))
    statement = counted_collection(
        _in_view(points, asked, terms).subquery("points"),
        size=cell_metres(asked.zoom),
        members={"name": "initiatives", "is_counted": True},
    )
    return session.scalars(statement).one().encode()


def has_many_points(session: Session) -> bool:
    """Whether there are so many initiatives that a view of the map can hold too many."""
    return has_more_than(session, select(Listing.initiative_id).where(Listing.geom.is_not(None)), MOST_POINTS)


def are_too_many(session: Session, asked: PointsAsked, terms: Terms) -> bool:
    """Whether more is in view than a browser can draw point by point."""
    return has_more_than(session, _in_view(select(Listing.initiative_id), asked, terms), MOST_POINTS)


def _in_view(statement: Select[*tuple[Any, ...]], asked: PointsAsked, terms: Terms) -> Select[*tuple[Any, ...]]:
    statement = statement.where(Listing.geom.is_not(None), *matching(asked.filters, terms, day=asked.at))
    return (
        statement if asked.box is None else statement.where(within_box(Listing.geom, asked.box, lonlat=Listing.lonlat))
    )
