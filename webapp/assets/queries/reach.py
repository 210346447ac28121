"""How well each buurt reaches what there is on a theme, and that as a map: set-based, in one statement each.

The method, its weights and its sources are those of `webapp.assets.rules`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Numeric,
    Select,
    Text,
    TextClause,
    bindparam,
    cast,
    func,
    literal,
    text,
)
from sqlalchemy.orm import Session

from geo.crs import WGS84
from geo.sql import feature_collection
from webapp.areas.queries import in_force, members_on
from webapp.assets.rules import RING_METRES, SIGNS, UNKNOWN_PLACES, WEIGHTS, Demand, Reached, judge
from webapp.models import Area, AreaRelease

ATTRIBUTION = "Bron: CBS / Kadaster"

TOLERANCES = {0: 20.0, 1: 8.0, 2: 3.0, 3: 0.0}
"""How many metres the lines of a buurt may be off, by level of detail; less than those of neighbourhoods, which keep
their common borders together."""

_INHABITANTS = """
    demand AS MATERIALIZED (
        SELECT h.head_id, spot.code, spot.inhabitants::float8 AS asked, false AS is_rough
        FROM spot CROSS JOIN (SELECT DISTINCT head_id FROM head) h
    )
"""

# what is asked in a neighbourhood as a whole is shared out over its buurten
_NEEDS = """
    asked AS (
        SELECT head.head_id, need.neighbourhood_id, need.buurt_code, sum(need.asked)::float8 AS asked,
               bool_or(need.is_rough) AS is_rough
        FROM asked_roughly() need JOIN head USING (theme_id) GROUP BY 1, 2, 3
    ),
    demand AS MATERIALIZED (
        SELECT head_id, code, sum(asked) AS asked, bool_or(is_rough) AS is_rough FROM (
            SELECT asked.head_id, spot.code, asked.asked, asked.is_rough
            FROM asked JOIN spot ON spot.code = asked.buurt_code
            UNION ALL
            SELECT asked.head_id, spot.code, asked.asked / spot.siblings, asked.is_rough
            FROM asked JOIN spot USING (neighbourhood_id)
            WHERE NOT EXISTS (SELECT FROM spot own WHERE own.code = asked.buurt_code)
        ) each GROUP BY 1, 2
    )
"""

_TALENTS = """
    , talent AS MATERIALIZED (
        SELECT row_number() OVER () AS id, supply.*, home.geom
        FROM talent_supply() supply LEFT JOIN spot home ON home.code = supply.buurt_code
        WHERE supply.theme_id IN (SELECT theme_id FROM head)
    ),
    supply AS MATERIALIZED (
        SELECT * FROM asset_supply
        UNION ALL
        SELECT head.head_id, -talent.id, talent.offered::float8 FROM talent JOIN head USING (theme_id)
    ),
    pair AS MATERIALIZED (
        SELECT * FROM asset_pair
        UNION ALL
        -- a person reaches as far as they said, and beyond their own neighbourhood only if they said so
        SELECT spot.code, -talent.id, coalesce(ST_Distance(spot.geom, talent.geom), 0)
        FROM talent JOIN spot ON
            CASE WHEN talent.geom IS NULL THEN spot.neighbourhood_id = talent.neighbourhood_id
            ELSE ST_DWithin(spot.geom, talent.geom, least(coalesce(talent.reach_metres, :edge), :edge)) END
        WHERE talent.goes_beyond OR spot.neighbourhood_id = talent.neighbourhood_id
    )
"""

_ASSETS_ONLY = """
    , supply AS (SELECT * FROM asset_supply), pair AS (SELECT * FROM asset_pair)
"""

_REACH = """
    WITH head AS MATERIALIZED (
        SELECT DISTINCT * FROM unnest(cast(:heads AS integer[]), cast(:themes AS integer[])) AS h (head_id, theme_id)
    ),
    spot AS MATERIALIZED (
        SELECT a.code, a.name, m.neighbourhood_id, coalesce(a.inhabitants, 0) AS inhabitants,
               ST_PointOnSurface(a.geom) AS geom, count(*) OVER (PARTITION BY m.neighbourhood_id) AS siblings
        FROM area_release r
        JOIN area a ON a.kind = r.kind AND a.year = r.year AND a.is_schematic = r.is_schematic
        JOIN neighbourhood_area m ON m.area_code = a.code AND m.period @> cast(:today AS date)
        WHERE r.in_force AND r.kind = 'buurt'
    ),
    {demand},
    asset_supply AS MATERIALIZED (
        SELECT DISTINCT head.head_id, asset.id::bigint AS id, coalesce(asset.capacity, :unknown)::float8 AS places
        FROM asset JOIN asset_theme ON asset_theme.asset_id = asset.id JOIN head USING (theme_id)
        WHERE asset.ended_on IS NULL AND (asset.is_public OR :sees_all)
    ),
    placed AS MATERIALIZED (
        SELECT id, geom, neighbourhood_id FROM asset
        WHERE id IN (SELECT id FROM asset_supply)
    ),
    asset_pair AS MATERIALIZED (
        SELECT spot.code, near.id::bigint AS id, near.metres
        FROM spot CROSS JOIN LATERAL (
            SELECT asset.id, ST_Distance(asset.geom, spot.geom) AS metres FROM asset
            WHERE ST_DWithin(asset.geom, spot.geom, :edge)
        ) near
        UNION ALL
        -- what has no place of its own serves its whole neighbourhood
        SELECT spot.code, placed.id, 0 FROM placed JOIN spot USING (neighbourhood_id) WHERE placed.geom IS NULL
    )
    {supply},
    weighed AS MATERIALIZED (
        SELECT supply.head_id, pair.code, supply.id, supply.places, pair.metres,
               CASE WHEN pair.metres <= :ring_1 THEN :weight_1 WHEN pair.metres <= :ring_2 THEN :weight_2
                    ELSE :weight_3 END::float8 AS weight
        FROM pair JOIN supply USING (id)
    ),
    share AS MATERIALIZED (
        SELECT weighed.head_id, weighed.id, max(weighed.places) / nullif(sum(demand.asked * weighed.weight), 0) AS each
        FROM weighed JOIN demand USING (head_id, code) GROUP BY 1, 2
    ),
    reached AS MATERIALIZED (
        SELECT weighed.head_id, weighed.code, sum(coalesce(share.each, 0) * weighed.weight) AS access,
               min(weighed.metres) AS nearest, count(*) AS things
        FROM weighed JOIN share USING (head_id, id) GROUP BY 1, 2
    )
    SELECT h.head_id, spot.code, spot.name, n.slug AS place_slug, n.name AS place_name, spot.inhabitants,
           coalesce(demand.asked, 0) AS asked, coalesce(reached.access, 0) AS access, reached.nearest,
           coalesce(reached.things, 0) AS things, coalesce(demand.is_rough, false) AS is_rough
    FROM spot
    CROSS JOIN (SELECT DISTINCT head_id FROM head) h
    JOIN neighbourhood n ON n.id = spot.neighbourhood_id
    LEFT JOIN demand ON demand.head_id = h.head_id AND demand.code = spot.code
    LEFT JOIN reached ON reached.head_id = h.head_id AND reached.code = spot.code
    ORDER BY h.head_id, spot.code
"""

STATEMENTS: dict[Demand, TextClause] = {
    Demand.INHABITANTS: text(_REACH.format(demand=_INHABITANTS, supply=_ASSETS_ONLY)),
    Demand.NEEDS: text(_REACH.format(demand=_NEEDS, supply=_TALENTS)),
}


@dataclass(frozen=True, slots=True)
class Head:
    """A theme whose reach is asked, by its own id; `theme_ids` are itself and what is in it."""

    id: int
    theme_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BuurtReach:
    """What a buurt reaches on a theme: `access` in places for each who asks, `nearest` in metres, None for nothing.

    `head_id` is the theme, `asked` how many ask, `things` how many assets (and groups of talents) are within reach.
    `is_rough` says that `asked` holds some that are too few to tell, and that count as two.
    """

    head_id: int
    code: str
    name: str
    place_slug: str
    place_name: str
    inhabitants: int
    asked: float
    access: float
    nearest: float | None
    things: int
    is_rough: bool = False

    @property
    def is_blind_spot(self) -> bool:
        """Whether somebody asks and nothing is within reach."""
        return self.asked > 0 and self.access <= 0


def list_reach(session: Session, heads: Sequence[Head], demand: Demand, *, today: date) -> list[BuurtReach]:
    """For each theme each buurt of a neighbourhood, by code, in one statement.

    Against inhabitants only public assets count, so that everyone may see it. Against needs all assets count, and what
    people offer; the database gives both counts to coordinators only.
    """
    pairs = [(head.id, theme_id) for head in heads for theme_id in head.theme_ids]
    rows = session.execute(
        STATEMENTS[demand],
        {
            "heads": [head for head, _ in pairs],
            "themes": [theme for _, theme in pairs],
            "today": today,
            "unknown": UNKNOWN_PLACES,
            "sees_all": demand == Demand.NEEDS,
            "edge": float(RING_METRES[-1]),
            **{f"ring_{number}": float(ring) for number, ring in enumerate(RING_METRES[:-1], 1)},
            **{f"weight_{number}": each for number, each in enumerate(WEIGHTS, 1)},
        },
    )
    return [BuurtReach(*row) for row in rows]


def buurten_geojson(session: Session, rows: Sequence[BuurtReach], average: float, *, level: int, today: date) -> bytes:
    """The buurten as GeoJSON, each in its class for the theme of `rows`; `level` as for the map of neighbourhoods.

    `slug` is the code of the buurt. The source stands in the collection.
    """
    classes = [judge(row.asked, row.access, average) for row in rows]
    drawn = (
        func.unnest(
            bindparam("codes", [row.code for row in rows], ARRAY(Text)),
            bindparam("tints", [each.value for each in classes], ARRAY(Text)),
            bindparam("signs", [SIGNS[each] for each in classes], ARRAY(Text)),
        )
        .table_valued("code", "tint", "sign")
        .render_derived()
    )
    return session.scalars(_shapes(drawn, level, today)).one().encode()


def _shapes(drawn: Any, level: int, today: date) -> Select[str]:
    tolerance = TOLERANCES[level]
    shape = func.ST_SimplifyPreserveTopology(Area.geom, tolerance) if tolerance else Area.geom
    members = members_on(today).subquery()
    middle = func.ST_Transform(func.ST_PointOnSurface(Area.geom), WGS84)
    tint = func.coalesce(drawn.c.tint, Reached.NO_NEED.value)
    return (
        feature_collection(
            geometry=func.ST_Transform(shape, WGS84),
            feature_id=Area.code,
            properties={
                "slug": func.lower(Area.code),
                "name": Area.name,
                "stage": tint,
                "sign": func.coalesce(drawn.c.sign, SIGNS[Reached.NO_NEED]),
                "is_stale": cast(literal(False), Boolean),  # noqa: FBT003  (a value of a column)
                "label": func.json_build_array(_degrees(func.ST_X(middle)), _degrees(func.ST_Y(middle))),
            },
            order_by=(Area.code,),
            members={"name": "blind-spots", "attribution": ATTRIBUTION},
        )
        .select_from(Area)
        .join(AreaRelease, in_force())
        .join(members, members.c.area_code == Area.code)
        .outerjoin(drawn, drawn.c.code == Area.code)
    )


def _degrees(axis: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.round(cast(axis, Numeric), 5)
