"""The jobs inside one process: folium's skeleton, which neighbourhood a point lies in, what looks alike."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import folium
import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from bench.city import TODAY
from bench.databases import libpq_url
from bench.errors import BenchError
from bench.plan import Plan
from bench.results import Figures, Row, at_most
from bench.shapes import points
from geo.folium_map import AreaLayer, MapLabels, MapSpec, render
from geo.values import Box, Point
from webapp.areas.queries import find_neighbourhood_at
from webapp.database import command_engine
from webapp.initiatives.lookalikes import list_lookalikes

_PLACES = 300
_TYPED = 200
_TITLES = (
    "Samen eten en koffie",
    "Koffieochtend",
    "Buurttuin voor iedereen",
    "Taalles op maandag",
    "Huiswerkhulp klussen",
)
_RENDERS = 20
_BY_HAND = """
    SELECT id, slug, name FROM neighbourhood
    WHERE ST_Covers(geom, ST_Transform(ST_SetSRID(ST_MakePoint(%s, %s), 4326), 28992)) ORDER BY slug LIMIT 1
"""
_MAP = MapSpec(
    element_id="city_map",
    box=Box(6.46, 53.12, 6.76, 53.30),
    labels=MapLabels(map="Kaart", zoom_in="Inzoomen", zoom_out="Uitzoomen"),
    layers=(AreaLayer(name="neighbourhoods", url="/kaart/wijken.geojson", attribution="Bron: CBS / Kadaster"),),
)


def skeleton(plan: Plan) -> Iterator[Row]:
    """The map's own part of the page, made by folium: the first time, and from then on."""

    def bare() -> None:
        folium.Map(location=[53.21, 6.57], zoom_start=12, tiles=None).get_root().render()

    def cold() -> None:
        render.cache_clear()
        render(_MAP)

    def warm() -> None:
        render(_MAP)

    parts = render(_MAP)
    size = len(parts.style) + len(parts.html) + len(parts.script)
    for name, ours in (("folium skeleton, first", cold), ("folium skeleton, kept", warm)):
        own: list[float] = []
        floors: list[float] = []
        for _ in range(plan.rounds):
            before = _milliseconds(bare)
            own.append(_milliseconds(ours))
            floors.append((before + _milliseconds(bare)) / 2)
        ratios = _over(own, floors)
        row = Row(name, "1 layer by URL", "ms", tuple(own), tuple(floors), ratios, body_bytes=size)
        yield replace(row, goals=(at_most("ms", row.ours, 5),))


def place(plan: Plan, url: str) -> Iterator[Row]:
    """Which neighbourhood a point lies in: in the database, and from Python until the answer is there."""
    lon, lat = points(_PLACES)
    places = [Point(x, y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    engine = command_engine(url)
    with engine.connect() as kept, psycopg.connect(libpq_url(url), autocommit=True) as bare:

        def ours() -> list[str | None]:
            with Session(kept) as session:
                found = [find_neighbourhood_at(session, each) for each in places]
            return [None if each is None else each.slug for each in found]

        def by_hand() -> list[str | None]:
            rows = [bare.execute(_BY_HAND, (each.lon, each.lat), prepare=True).fetchone() for each in places]
            return [None if row is None else row[1] for row in rows]

        if ours() != by_hand() or not any(ours()):
            raise BenchError("ours and the floor do not find the same neighbourhoods", job="place")
        own: list[float] = []
        floors: list[float] = []
        for _ in range(plan.rounds):
            before = _milliseconds(by_hand, repeat=1)
            own.append(_milliseconds(ours, repeat=1) / _PLACES)
            floors.append((before + _milliseconds(by_hand, repeat=1)) / 2 / _PLACES)
        in_sql = _times_in_database(engine, bare, places)
    engine.dispose()
    size = f"{plan.polygons} x {plan.vertices} vertices"
    row = Row("place of a point, in SQL", size, "ms", in_sql)
    yield replace(row, goals=(at_most("ms", in_sql, 1),))
    yield Row("place of a point, from Python", size, "ms", tuple(own), tuple(floors), _over(own, floors))


def lookalikes(plan: Plan, url: str) -> Iterator[Row]:
    """Initiatives that look like one that somebody is typing, by words and by place, until Python has them."""
    lon, lat = points(_TYPED)
    engine = command_engine(url)
    times: list[float] = []
    with Session(engine) as session:
        for number, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
            title = _TITLES[number % len(_TITLES)][: 6 + number % 20]
            begun = time.perf_counter()
            list_lookalikes(session, title=title, words=title * 3, place=Point(x, y), today=TODAY)
            times.append((time.perf_counter() - begun) * 1000)
    engine.dispose()
    row = Row("look-alikes while typing", f"{max(plan.points):,} initiatives", "ms", tuple(times))
    yield replace(row, goals=(at_most("ms", row.ours, 50),))


def _times_in_database(engine: Engine, bare: psycopg.Connection, places: list[Point]) -> Figures:
    """Planning and execution together, in milliseconds, of the very statement that the product sends."""
    sent: list[tuple[str, Mapping[str, object]]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Mapping[str, object], *_: object) -> None:
        sent.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    with Session(engine) as session:
        for each in places:
            find_neighbourhood_at(session, each)
    event.remove(engine, "before_cursor_execute", note)
    times = []
    for statement, values in sent:
        row = bare.execute(("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + statement).encode(), values).fetchone()
        plan = (json.loads(row[0]) if isinstance(row[0], str) else row[0])[0] if row else {}
        times.append(plan["Planning Time"] + plan["Execution Time"])
    return tuple(times)


def _milliseconds(work: Callable[[], object], repeat: int = _RENDERS) -> float:
    begun = time.perf_counter()
    for _ in range(repeat):
        work()
    return (time.perf_counter() - begun) / repeat * 1000


def _over(figures: list[float], others: list[float]) -> Figures:
    return tuple(figure / other for figure, other in zip(figures, others, strict=True))
