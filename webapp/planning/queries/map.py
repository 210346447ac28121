"""The data of the planner's maps: every neighbourhood with its class and its sign."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Numeric, Text, and_, bindparam, cast, false, func
from sqlalchemy.orm import Session

from geo.sql import feature_collection
from webapp.models import Neighbourhood, NeighbourhoodOutline

ATTRIBUTION = "Bron: CBS / Kadaster"

Marks = Mapping[int, tuple[str, str]]
"""By neighbourhood: the tint, which is part of a colour's name, and the sign."""


def marked_geojson(session: Session, marks: Marks, rest: tuple[str, str], *, level: int) -> bytes:
    """The neighbourhoods (WGS84) as GeoJSON, with a tint and a sign each; those without a mark get `rest`."""
    ids = sorted(marks)
    marked = (
        func.unnest(
            bindparam("ids", ids, ARRAY(Integer)),
            bindparam("tints", [marks[each][0] for each in ids], ARRAY(Text)),
            bindparam("signs", [marks[each][1] for each in ids], ARRAY(Text)),
        )
        .table_valued("neighbourhood_id", "tint", "sign")
        .render_derived()
    )
    made = (
        feature_collection(
            geometry=NeighbourhoodOutline.geom,
            feature_id=Neighbourhood.slug,
            properties={
                "slug": Neighbourhood.slug,
                "name": Neighbourhood.name,
                "stage": func.coalesce(marked.c.tint, rest[0]),
                "sign": func.coalesce(marked.c.sign, rest[1]),
                "is_stale": false(),
                "label": func.json_build_array(_degrees(func.ST_X), _degrees(func.ST_Y)),
            },
            order_by=(Neighbourhood.slug,),
            members={"name": "planner", "attribution": ATTRIBUTION},
        )
        .select_from(Neighbourhood)
        .join(
            NeighbourhoodOutline,
            and_(NeighbourhoodOutline.neighbourhood_id == Neighbourhood.id, NeighbourhoodOutline.level == level),
        )
        .outerjoin(marked, marked.c.neighbourhood_id == Neighbourhood.id)
    )
    return session.execute(made).scalar_one().encode()


def _degrees(axis: Any) -> ColumnElement[Any]:
    return func.round(cast(axis(Neighbourhood.label_point), Numeric), 5)
