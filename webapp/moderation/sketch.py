"""A small drawing of where an initiative is: neighbourhoods around it and its pin, old and new. No tiles, no script."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, Select, Text, func, select, union_all
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from geo.crs import RD_NEW
from geo.sql import rd_point
from webapp.initiatives.content import Content
from webapp.models import Neighbourhood
from webapp.vocabulary import Reach

MARGIN_METRES = (1200.0, 600.0)
"""Around what is drawn, to the sides and above and below: a drawing is wider than high."""
ROUGH_METRES = 10.0
"""By how much outlines may be off: nobody sees that at this size."""
PIN_SHARE = 40
"""The radius of a pin is this part of the width of the drawing."""


@dataclass(frozen=True)
class Shape:
    """A neighbourhood: its name, its outline as the path of an SVG, and whether the initiative is in it."""

    name: str
    path: str
    is_in: bool


@dataclass(frozen=True)
class Pin:
    """Where a pin stands in the drawing; `is_old` for where it stood."""

    x: float
    y: float
    is_old: bool


@dataclass(frozen=True)
class Sketch:
    """A drawing in metres of RD New, north up: its box as SVG wants it, what is in it, and how large a pin is."""

    view_box: str
    radius: float
    shapes: tuple[Shape, ...]
    pins: tuple[Pin, ...]

    @property
    def has_moved(self) -> bool:
        """Whether the place is another than it was."""
        return len({(pin.x, pin.y) for pin in self.pins}) > 1


def draw(session: Session, ids: Sequence[int], content: Content, shown: Content | None) -> Sketch | None:
    """What there is to see of these neighbourhoods and of the pins of two versions; None for the whole city.

    Two statements.
    """
    pins = [
        (each.lon, each.lat, is_old)
        for each, is_old in ((shown, True), (content, False))
        if each is not None and each.reach == Reach.PLACE and each.lon is not None and each.lat is not None
    ]
    if content.reach == Reach.CITY or not (pins or ids):
        return None
    chosen = select(Neighbourhood.geom.label("geom")).where(Neighbourhood.id.in_(ids))
    points: list[Select[Any]] = [select(rd_point(lon, lat).label("geom")) for lon, lat, _ in pins]
    # of one at a place the surroundings, of one in neighbourhoods these themselves
    seen = union_all(*(points if content.reach == Reach.PLACE else [chosen, *points])).subquery()
    box = func.ST_Expand(func.ST_SetSRID(func.ST_Extent(seen.c.geom), RD_NEW), *MARGIN_METRES)
    corners = [func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box)]
    spots = [_spot(lon, lat) for lon, lat, _ in pins]
    west, south, east, north, *xy = session.execute(select(*corners, *spots)).one()
    around = func.ST_MakeEnvelope(west, south, east, north, RD_NEW)
    rough = func.ST_SimplifyPreserveTopology(func.ST_Intersection(Neighbourhood.geom, around), ROUGH_METRES)
    rows = session.execute(
        select(Neighbourhood.name, func.ST_AsSVG(rough, 0, 0, type_=Text), Neighbourhood.id.in_(ids))
        .where(func.ST_Intersects(Neighbourhood.geom, around))
        .order_by(Neighbourhood.slug)
    )
    return Sketch(
        view_box=f"{west:.0f} {-north:.0f} {east - west:.0f} {north - south:.0f}",
        radius=round((east - west) / PIN_SHARE, 1),
        shapes=tuple(Shape(*row) for row in rows),
        # in an SVG down is up
        pins=tuple(Pin(x, -y, is_old) for (x, y), (_, _, is_old) in zip(xy, pins, strict=True)),
    )


def _spot(lon: float, lat: float) -> Any:
    point = rd_point(lon, lat)
    return array([func.ST_X(point), func.ST_Y(point)], type_=Float)
