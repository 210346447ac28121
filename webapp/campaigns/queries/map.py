"""How far a line is in each neighbourhood, as the data of a map."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Numeric, and_, bindparam, cast, false, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from geo.sql import feature_collection
from webapp.campaigns.rules.figures import SIGNS, Pace
from webapp.models import Neighbourhood, NeighbourhoodOutline
from webapp.partners.queries.matrix import ATTRIBUTION


def paces_geojson(session: Session, paces: Mapping[int, Pace], *, level: int) -> bytes:
    """The neighbourhoods (WGS84) with how far each is, by id, and its sign; those that take no part are unknown."""
    known = sorted(paces)
    drawn = (
        func.unnest(
            bindparam("ids", known, ARRAY(Integer)),
            bindparam("tints", [paces[each].value for each in known], ARRAY(Text)),
            bindparam("signs", [SIGNS[paces[each]] for each in known], ARRAY(Text)),
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
                "stage": func.coalesce(drawn.c.tint, Pace.UNKNOWN.value),
                "sign": func.coalesce(drawn.c.sign, SIGNS[Pace.UNKNOWN]),
                "is_stale": false(),
                "label": func.json_build_array(_degrees(func.ST_X), _degrees(func.ST_Y)),
            },
            order_by=(Neighbourhood.slug,),
            members={"name": "campaign", "attribution": ATTRIBUTION},
        )
        .select_from(Neighbourhood)
        .join(
            NeighbourhoodOutline,
            and_(NeighbourhoodOutline.neighbourhood_id == Neighbourhood.id, NeighbourhoodOutline.level == level),
        )
        .outerjoin(drawn, drawn.c.neighbourhood_id == Neighbourhood.id)
    )
    return session.execute(made).scalar_one().encode()


def _degrees(axis: Any) -> ColumnElement[Any]:
    return func.round(cast(axis(Neighbourhood.label_point), Numeric), 5)
