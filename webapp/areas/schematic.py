"""Schematic boundaries out of points: Voronoi cells clipped to a coarse outline, made by PostGIS.

They stand in for official boundaries until those are loaded, and say so wherever they are shown.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.values import Point
from webapp.areas.releases import put_in_force
from webapp.database import affected_rows
from webapp.models import AreaRelease
from webapp.vocabulary import AreaKind

OUTLINE_MARGIN_METRES = 5_000


@dataclass(frozen=True)
class BuurtFacts:
    """What is known of a buurt without its boundary; `point` lies inside it."""

    code: str
    name: str
    wijk_code: str
    is_official: bool
    point: Point
    inhabitants: int | None
    inhabitants_year: int | None
    inhabitants_estimated: bool
    households: int | None
    pct_65plus: float | None
    pct_one_person_households: float | None
    figures: dict[str, float | int | str] = field(default_factory=dict)


_BUILD = text("""
    WITH facts AS (
        SELECT fact.*, ST_Transform(ST_SetSRID(ST_MakePoint(fact.lon, fact.lat), 4326), 28992) AS point
        FROM jsonb_to_recordset(:facts) AS fact(
            code text, name text, wijk_code text, is_official boolean, lon float8, lat float8,
            inhabitants int, inhabitants_year int, inhabitants_estimated boolean, households int,
            pct_65plus float8, pct_one_person_households float8, figures jsonb
        )
    ), outline AS (
        SELECT ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(:outline), 4326), 28992) AS geom
    ), cells AS (
        SELECT (ST_Dump(ST_VoronoiPolygons(
            (SELECT ST_Collect(point ORDER BY code) FROM facts), 0, ST_Expand(outline.geom, :margin)
        ))).geom
        FROM outline
    )
    INSERT INTO area (
        kind, year, is_schematic, code, name, parent_code, municipality_code, is_official, geom,
        inhabitants, inhabitants_year, inhabitants_estimated, households,
        pct_65plus, pct_one_person_households, figures
    )
    SELECT 'buurt', :year, true, code, name, wijk_code, :municipality, is_official,
        ST_Multi(ST_CollectionExtract(ST_Intersection(cells.geom, outline.geom), 3)),
        inhabitants, inhabitants_year, inhabitants_estimated, households,
        pct_65plus, pct_one_person_households, coalesce(figures, '{}')
    FROM facts JOIN cells ON ST_Covers(cells.geom, facts.point) CROSS JOIN outline
""")


def build_schematic_areas(
    session: Session,
    facts: Sequence[BuurtFacts],
    *,
    outline: Sequence[Point],
    year: int,
    municipality: str,
    source: str,
) -> int:
    """Make one schematic buurt per fact and put them in force; gives how many there are.

    `outline` is a closed ring that holds all points.
    """
    session.add(AreaRelease(kind=AreaKind.BUURT, year=year, is_schematic=True, in_force=False, source=source))
    session.flush()
    records = [
        {name: value for name, value in vars(fact).items() if name != "point"}
        | {"lon": fact.point.lon, "lat": fact.point.lat}
        for fact in facts
    ]
    ring = [[point.lon, point.lat] for point in outline]
    made = session.execute(
        _BUILD,
        {
            "facts": json.dumps(records),
            "outline": json.dumps({"type": "Polygon", "coordinates": [ring]}),
            "margin": OUTLINE_MARGIN_METRES,
            "year": year,
            "municipality": municipality,
        },
    )
    put_in_force(session, AreaKind.BUURT, year=year, is_schematic=True)
    return affected_rows(made)
