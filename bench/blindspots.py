"""Which buurten reach nothing on a theme, until Python has them, against the bare SQL; and how the cost grows."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import psycopg
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bench.city import TODAY
from bench.databases import Databases, libpq_url
from bench.errors import BenchError
from bench.plan import Plan
from bench.results import Row, at_most, middle
from webapp.assets.queries.reach import Head, list_reach
from webapp.assets.rules import UNKNOWN_PLACES, Demand
from webapp.database import command_engine

_THEMES, _ASSETS_EACH, _BUURTEN_EACH = 20, 4, 4
_THEME = 7
_COUNTRY = f"""
    ALTER TABLE asset DISABLE TRIGGER keep_offers;
    ALTER TABLE asset_theme DISABLE TRIGGER keep_offers;
    INSERT INTO theme (id, slug, name) SELECT n, 'thema-' || n, 'Thema ' || n FROM generate_series(1, {_THEMES}) n;
    INSERT INTO area_release (kind, year, is_schematic, in_force, source)
    VALUES ('buurt', 2024, false, true, 'bench')
"""
# buurten of half a kilometre across with as many corners as real ones, on a square that grows with their number
_BUURTEN = f"""
    INSERT INTO neighbourhood (id, slug, name, aliases)
    SELECT n, 'wijk-' || n, 'Wijk ' || n, '{{}}'
    FROM generate_series(%(first)s::int / {_BUURTEN_EACH}, %(last)s::int / {_BUURTEN_EACH}) n ON CONFLICT DO NOTHING;
    INSERT INTO area (kind, year, is_schematic, code, name, municipality_code, is_official, geom,
        inhabitants)
    SELECT 'buurt', 2024, false, 'BU' || lpad(n::text, 8, '0'), 'Buurt ' || n, 'GM0014', true,
           ST_Multi(ST_Buffer(ST_SetSRID(ST_MakePoint(20000 + 500 * (n %% 121), 320000 + 500 * (n / 121)), 28992), 240,
                    %(segments)s::int)),
           200 + n * 37 %% 4000
    FROM generate_series(%(first)s::int, %(last)s::int - 1) n;
    INSERT INTO neighbourhood_area (neighbourhood_id, area_code, period)
    SELECT n / {_BUURTEN_EACH}, 'BU' || lpad(n::text, 8, '0'), daterange('2020-01-01', NULL)
    FROM generate_series(%(first)s::int, %(last)s::int - 1) n;
    INSERT INTO asset (id, slug, kind, name, neighbourhood_id, geom, capacity, confirmed_on, provenance)
    SELECT 1 + n, 'asset-' || n, 'places', 'Plek ' || n, n / {_BUURTEN_EACH * _ASSETS_EACH},
           ST_SetSRID(ST_MakePoint(20000 + 500 * (n / {_ASSETS_EACH} %% 121) + n * 71 %% 480,
                                   320000 + 500 * (n / {_ASSETS_EACH} / 121) + n * 53 %% 480), 28992),
           CASE WHEN n %% 3 > 0 THEN 5 + n %% 40 END, '{TODAY}', 'entered'
    FROM generate_series(%(first)s::int * {_ASSETS_EACH}, %(last)s::int * {_ASSETS_EACH} - 1) n;
    INSERT INTO asset_theme (asset_id, theme_id)
    SELECT 1 + n, 1 + n * 13 / 7 %% {_THEMES}
    FROM generate_series(%(first)s::int * {_ASSETS_EACH}, %(last)s::int * {_ASSETS_EACH} - 1) n
"""
_BY_HAND = f"""
    WITH spot AS MATERIALIZED (
        SELECT a.code, a.inhabitants AS asked, ST_PointOnSurface(a.geom) AS geom
        FROM area a JOIN neighbourhood_area m ON m.area_code = a.code AND m.period @> date '{TODAY}'
        WHERE a.kind = 'buurt' AND a.year = 2024 AND NOT a.is_schematic
    ), pair AS MATERIALIZED (
        SELECT spot.code, spot.asked, near.id, near.places,
               CASE WHEN near.metres <= 400 THEN 1 WHEN near.metres <= 800 THEN 0.68 ELSE 0.22 END::float8 AS weight
        FROM spot CROSS JOIN LATERAL (
            SELECT asset.id, coalesce(asset.capacity, {UNKNOWN_PLACES})::float8 AS places,
                   ST_Distance(asset.geom, spot.geom) AS metres
            FROM asset JOIN asset_theme t ON t.asset_id = asset.id AND t.theme_id = {_THEME}
            WHERE ST_DWithin(asset.geom, spot.geom, 1200) AND asset.ended_on IS NULL AND asset.is_public
        ) near
    ), share AS MATERIALIZED (
        SELECT id, max(places) / nullif(sum(asked * weight), 0) AS each FROM pair GROUP BY id
    ), reached AS (
        SELECT code, sum(each * weight) AS access FROM pair JOIN share USING (id) GROUP BY code
    )
    SELECT spot.code, coalesce(access, 0) FROM spot LEFT JOIN reached USING (code) ORDER BY spot.code
""".encode()
_SIZES = (150, 1_500, 14_500)


def blind_spots(plan: Plan, databases: Databases) -> Iterator[Row]:
    """All buurten of a city, and of up to the whole country, for one theme with one in twenty of the assets."""
    url = databases.make_migrated("blindspots")
    _run(url, _COUNTRY)
    sizes = sorted({min(size, plan.buurten) for size in _SIZES})
    begun, medians = 0, []
    for size in sizes:
        _run(url, _BUURTEN, first=begun, last=size, segments=max(1, plan.buurt_vertices // 4))
        _run(url, "VACUUM ANALYZE", in_transaction=False)
        begun = size
        row = _measure(plan, url, size)
        medians.append(middle(row.ours))
        yield row
    yield from _growth(sizes, medians)


def _measure(plan: Plan, url: str, size: int) -> Row:
    engine = command_engine(url)
    with engine.connect() as kept, psycopg.connect(libpq_url(url), autocommit=True) as bare:

        def by_hand() -> list[tuple[str, float]]:
            return [(code, access) for code, access in bare.execute(_BY_HAND)]

        _require_same(_ours(kept), by_hand(), size)
        own: list[float] = []
        floors: list[float] = []
        for _ in range(plan.rounds):
            before = _milliseconds(by_hand)
            own.append(_milliseconds(lambda: _ours(kept)))
            floors.append((before + _milliseconds(by_hand)) / 2)
    engine.dispose()
    ratios = tuple(ours / floor for ours, floor in zip(own, floors, strict=True))
    row = Row("blind spots", f"{size:,} buurten", "ms", tuple(own), tuple(floors), ratios)
    return replace(row, goals=(at_most("ours:floor", ratios, 1.5),))


def _ours(kept: Connection) -> list[tuple[str, float]]:
    with Session(kept) as session:
        rows = list_reach(session, [Head(_THEME, (_THEME,))], Demand.INHABITANTS, today=TODAY)
    return [(row.code, row.access) for row in rows]


def _require_same(ours: list[tuple[str, float]], floor: list[tuple[str, float]], size: int) -> None:
    same = len(ours) == len(floor) == size and all(
        code == other and math.isclose(access, expected, rel_tol=1e-9, abs_tol=1e-12)
        for (code, access), (other, expected) in zip(ours, floor, strict=True)
    )
    if not same or not any(access for _, access in ours) or all(access for _, access in ours):
        raise BenchError("ours and the floor do not find the same blind spots", size=size)


def _growth(sizes: list[int], medians: list[float]) -> Iterator[Row]:
    """The exponent with which the cost grows, from the second size on: below it a statement costs what it costs."""
    if len(sizes) < 3:
        return
    exponent = math.log(medians[-1] / medians[-2]) / math.log(sizes[-1] / sizes[-2])
    row = Row("blind spots, growth", f"{sizes[-2]:,} to {sizes[-1]:,}", "exponent", (exponent,))
    yield replace(row, goals=(at_most("exponent", row.ours, 1.25),))


def _run(url: str, statements: str, *, in_transaction: bool = True, **values: int) -> None:
    with psycopg.connect(libpq_url(url), autocommit=not in_transaction) as connection:
        for statement in statements.split(";\n"):
            connection.execute(statement.encode(), values or None)


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
