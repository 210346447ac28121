"""Keeps what follows from compositions and releases: shapes, figures, outlines for the map, names and streets.

`refresh` runs in the transaction of every change to a composition or to the release in force, so that a
neighbourhood's shape is at all times the union of its buurten.
"""

from datetime import date

import numpy as np
import shapely
from sqlalchemy import ColumnElement, bindparam, delete, func, insert, literal, select, true, union_all, update
from sqlalchemy.orm import Session

from geo.areas import simplify_coverage
from geo.crs import RD_NEW, WGS84, transform
from webapp.areas.gazetteer_streets import follow_shapes
from webapp.areas.queries import in_force, members_on
from webapp.areas.rules import OUTLINE_LEVELS
from webapp.models import Area, AreaRelease, Neighbourhood, NeighbourhoodOutline, PlaceName

UNION_GRID_METRES = 0.01


def refresh(session: Session, *, today: date) -> None:
    """Recompute shapes, figures, outlines and place names of all neighbourhoods; their streets follow."""
    _refresh_shapes(session, today)
    _refresh_outlines(session)
    _refresh_place_names(session, today)
    follow_shapes(session)


def _refresh_shapes(session: Session, today: date) -> None:
    members = members_on(today).subquery()
    union = func.ST_Multi(func.ST_CollectionExtract(func.ST_Union(Area.geom, UNION_GRID_METRES), 3))
    buurten = (
        select(
            members.c.neighbourhood_id,
            union.label("geom"),
            func.sum(Area.inhabitants).label("inhabitants"),
            func.bool_or(Area.inhabitants_estimated).label("estimated"),
        )
        .join(Area, Area.code == members.c.area_code)
        .join(AreaRelease, in_force())
        .group_by(members.c.neighbourhood_id)
        .subquery()
    )
    session.execute(
        update(Neighbourhood)
        .where(Neighbourhood.id.not_in(select(buurten.c.neighbourhood_id)))
        .values(geom=None, label_point=None, inhabitants=None, inhabitants_estimated=False)
    )
    session.execute(
        update(Neighbourhood)
        .where(Neighbourhood.id == buurten.c.neighbourhood_id)
        .values(
            geom=buurten.c.geom,
            label_point=func.ST_Transform(_label_point(buurten.c.geom), WGS84),
            inhabitants=buurten.c.inhabitants,
            inhabitants_estimated=buurten.c.estimated,
        )
    )
    session.expire_all()


def _label_point(geom: ColumnElement[object]) -> ColumnElement[object]:
    """The middle of the largest circle that fits in the shape: where a name has the most room."""
    return func.ST_MaximumInscribedCircle(geom).scalar_table_valued("center")


def _refresh_outlines(session: Session) -> None:
    rows = session.execute(
        select(Neighbourhood.id, func.ST_AsBinary(Neighbourhood.geom))
        .where(Neighbourhood.geom.is_not(None))
        .order_by(Neighbourhood.id)
    ).all()
    session.execute(delete(NeighbourhoodOutline))
    if not rows:
        return
    ids = [row[0] for row in rows]
    shapes = shapely.from_wkb(np.array([bytes(row[1]) for row in rows], dtype=object))
    for level in OUTLINE_LEVELS:
        simplified = simplify_coverage(shapes, level.tolerance_metres) if level.tolerance_metres else shapes
        outlines = shapely.to_wkb(transform(simplified, RD_NEW, WGS84))
        session.execute(
            insert(NeighbourhoodOutline).values(geom=func.ST_GeomFromWKB(bindparam("wkb"), WGS84)),
            [
                {"neighbourhood_id": key, "level": level.level, "wkb": outline}
                for key, outline in zip(ids, outlines, strict=True)
            ],
        )


def _refresh_place_names(session: Session, today: date) -> None:
    session.execute(delete(PlaceName))
    members = members_on(today).subquery()
    no_code = literal(None, PlaceName.code.type)
    alias = func.unnest(Neighbourhood.aliases).table_valued("name").lateral("alias")
    names = union_all(
        select(
            Neighbourhood.id.label("nid"),
            literal("neighbourhood").label("kind"),
            Neighbourhood.name.label("name"),
            no_code.label("code"),
        ),
        select(Neighbourhood.id, literal("alias"), alias.c.name, no_code).join(alias, true()),
        select(members.c.neighbourhood_id, literal("buurt"), Area.name, Area.code)
        .join(Area, Area.code == members.c.area_code)
        .join(AreaRelease, in_force()),
    ).subquery()
    session.execute(
        insert(PlaceName).from_select(
            ["neighbourhood_id", "kind", "name", "search_name", "code"],
            select(names.c.nid, names.c.kind, names.c.name, func.search_key(names.c.name), names.c.code),
        )
    )
