"""Reads of the shapes of neighbourhoods for maps on paper: SVG paths made by PostGIS, in metres of RD New."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.vocabulary import OpenAreaKind

LEVEL = 1
"""Of detail: within twelve metres, a tenth of a millimetre on a page."""

# y counts downward in a picture, as ST_AsSVG has it
_SHAPES = text("""
    SELECT n.id, n.slug, n.name, ST_AsSVG(o.geom, 0, 0) AS path,
           round(ST_X(p.geom))::int AS x, round(-ST_Y(p.geom))::int AS y,
           floor(ST_XMin(o.geom))::int AS left, floor(-ST_YMax(o.geom))::int AS top,
           ceil(ST_XMax(o.geom))::int AS right, ceil(-ST_YMin(o.geom))::int AS bottom
    FROM neighbourhood n
    CROSS JOIN LATERAL (
        SELECT ST_Transform(geom, 28992) AS geom FROM neighbourhood_outline
        WHERE neighbourhood_id = n.id AND level = :level
    ) o
    CROSS JOIN LATERAL (SELECT ST_Transform(n.label_point, 28992) AS geom) p
    WHERE n.label_point IS NOT NULL
    ORDER BY n.slug
""")


@dataclass(frozen=True, slots=True)
class Shape:
    """A neighbourhood as a path, where its sign stands, and the box around it; in metres, y downward."""

    id: int
    slug: str
    name: str
    path: str
    x: int
    y: int
    left: int
    top: int
    right: int
    bottom: int


def list_shapes(session: Session) -> tuple[Shape, ...]:
    """The neighbourhoods that have a shape, in one statement."""
    return tuple(Shape(*row) for row in session.execute(_SHAPES, {"level": LEVEL}))


# as the role of the municipality, which reads the shapes of a release and no others
_RELEASE_SHAPES = text("""
    SELECT 0 AS id, a.code, a.name, ST_AsSVG(o.geom, 0, 0) AS path,
           round(ST_X(p.geom))::int AS x, round(-ST_Y(p.geom))::int AS y,
           floor(ST_XMin(o.geom))::int AS left, floor(-ST_YMax(o.geom))::int AS top,
           ceil(ST_XMax(o.geom))::int AS right, ceil(-ST_YMin(o.geom))::int AS bottom
    FROM pub.release_area a
    CROSS JOIN LATERAL (SELECT ST_SimplifyPreserveTopology(a.geom, :tolerance) AS geom) o
    CROSS JOIN LATERAL (SELECT ST_PointOnSurface(o.geom) AS geom) p
    WHERE a.release_id = :release_id AND a.kind = :kind AND a.geom IS NOT NULL
    ORDER BY a.code COLLATE "C"
""")
TOLERANCE = 12
"""Metres."""


def list_release_shapes(session: Session, release_id: int, kind: OpenAreaKind) -> tuple[Shape, ...]:
    """The areas of a kind in a release that have a shape, by code as `slug`; for a session of the municipality."""
    values = {"release_id": release_id, "kind": kind.value, "tolerance": TOLERANCE}
    return tuple(Shape(*row) for row in session.execute(_RELEASE_SHAPES, values))
