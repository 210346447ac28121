"""Reads of what somebody follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import FromClause, Row, Select, func, inspect, literal, select
from sqlalchemy.orm import Session

from geo.crs import RD_NEW, WGS84
from geo.sql import rd_point
from webapp.areas.queries import NeighbourhoodName
from webapp.errors import BadInput
from webapp.following.rules import Circle, Corners, Wish, well_known_text
from webapp.models import Neighbourhood, Subscription, Theme
from webapp.vocabulary import DigestRhythm, FollowKind

_SEGMENTS = 16
"""Of a quarter of a circle."""

_SQUARE_KM = 1_000_000.0
"""In square metres."""


@dataclass(frozen=True)
class Followed:
    """What an address follows, or asked to follow: the name of a place or theme, or the size of an area in km²."""

    id: int
    email: str
    kind: FollowKind
    name: str
    square_km: float | None
    rhythm: DigestRhythm
    language: str
    confirmed_at: datetime | None


def list_neighbourhoods(session: Session) -> Sequence[NeighbourhoodName]:
    """All neighbourhoods by name, to choose from."""
    rows = session.execute(
        select(Neighbourhood.id, Neighbourhood.slug, Neighbourhood.name).order_by(Neighbourhood.name, Neighbourhood.id)
    )
    return [NeighbourhoodName(*row) for row in rows]


def list_own(session: Session, email: str, own_language: Callable[[str, str], str]) -> list[Followed]:
    """What an address follows or asked for, the oldest first; the session looks as its account."""
    source = inspect(Subscription).local_table
    rows = session.execute(_named(source).where(source.c.email == email).order_by(source.c.id))
    return [_followed(row, own_language) for row in rows]


def find_own(session: Session, email: str, number: int) -> Subscription | None:
    """One of the subscriptions of an address; the session looks as its account."""
    return session.scalar(select(Subscription).where(Subscription.id == number, Subscription.email == email))


def find_subscription(session: Session, number: int, own_language: Callable[[str, str], str]) -> Followed | None:
    """What a signed number stands for; None when it was ended, or never agreed to in time."""
    source = func.find_subscription(number).table_valued(*_columns(), name="found")
    row = session.execute(_named(source)).one_or_none()
    return _followed(row, own_language) if row else None


def find_followed(session: Session, email: str, wish: Wish, area: WKBElement | None) -> int | None:
    """The number of the subscription of an address to the same thing, that it agreed to."""
    shape = literal(area, Geometry("POLYGON", srid=RD_NEW, spatial_index=False))
    found: int | None = session.scalar(
        select(func.find_followed(email, wish.kind.value, wish.neighbourhood_id, wish.theme_id, shape))
    )
    return found


def shape_of(session: Session, area: Corners | Circle | None) -> WKBElement | None:
    """An area in RD New, made by the database; raises `BadInput` code `area_crosses_itself` if it is none there."""
    if area is None:
        return None
    polygon = Geometry("POLYGON", srid=RD_NEW, spatial_index=False)
    if isinstance(area, Circle):
        center = rd_point(area.point.lon, area.point.lat)
        made = func.ST_Buffer(center, float(area.metres), _SEGMENTS, type_=polygon)
    else:
        drawn = func.ST_GeomFromText(well_known_text(area), WGS84)
        made = func.ST_Transform(drawn, RD_NEW, type_=polygon)
    shape, is_valid = session.execute(select(made, func.ST_IsValid(made))).one()
    if not is_valid:
        raise BadInput("area_crosses_itself")
    return shape  # type: ignore[no-any-return]  # a geometry by its type above


def _columns() -> list[str]:
    return [column.name for column in inspect(Subscription).local_table.columns]


def _named(source: FromClause) -> Select[*tuple[Any, ...]]:
    """Subscriptions with the names of what they are about."""
    return (
        select(
            source.c.id,
            source.c.email,
            source.c.kind,
            Neighbourhood.name.label("place"),
            Theme.name.label("theme"),
            Theme.name_en.label("theme_en"),
            (func.ST_Area(source.c.area) / _SQUARE_KM).label("square_km"),
            source.c.rhythm,
            source.c.language,
            source.c.confirmed_at,
        )
        .select_from(source)
        .outerjoin(Neighbourhood, Neighbourhood.id == source.c.neighbourhood_id)
        .outerjoin(Theme, Theme.id == source.c.theme_id)
    )


def _followed(row: Row[*tuple[Any, ...]], own_language: Callable[[str, str], str]) -> Followed:
    return Followed(
        id=row.id,
        email=row.email,
        kind=FollowKind(row.kind),
        name=row.place or (own_language(row.theme, row.theme_en) if row.theme else ""),
        square_km=row.square_km,
        rhythm=DigestRhythm(row.rhythm),
        language=row.language,
        confirmed_at=row.confirmed_at,
    )
