"""The bench's city: the product's own tables, filled by the product's own code, and flat copies for the peers."""

import random
from datetime import date, timedelta
from pathlib import Path

import psycopg
from sqlalchemy.orm import Session

from bench.databases import libpq_url
from bench.shapes import SEED, Areas, points, write_geojson
from seeds.reference import seed_target
from webapp.areas.actions import import_areas
from webapp.areas.releases import assign_codes
from webapp.areas.shapes import refresh
from webapp.areas.sources import read_source
from webapp.database import command_engine
from webapp.models import Neighbourhood

YEAR = 2023
FIRST_DAY = date(2020, 1, 1)
TODAY = date(2025, 6, 1)
_STAGES = ("exploring", "starting", "active", "self_sustaining")
_SIGNS_EACH = 8
_KINDS = ("coordinator", "network", "discovery_process", "initiative")

_POINTS = """
    CREATE TABLE bench_point (
        id int PRIMARY KEY, category text NOT NULL, label text NOT NULL, geom geometry(Point, 4326) NOT NULL
    )
"""
# what a general feature server can show: how things stand today, in one flat table, already rounded to five decimals
_FLAT = """
    CREATE TABLE bench_polygon AS
    SELECT row_number() OVER (ORDER BY n.slug)::int AS id, n.slug, n.name, coalesce(p.stage, 'unreached') AS stage,
        lower(p.period) AS since, n.inhabitants, false AS is_stale, false AS is_demo,
        ST_SnapToGrid(o.geom, 0.00001)::geometry(MultiPolygon, 4326) AS geom
    FROM neighbourhood n
    JOIN neighbourhood_outline o ON o.neighbourhood_id = n.id AND o.level = 3
    LEFT JOIN presence p ON p.neighbourhood_id = n.id AND p.period @> %(today)s::date
    ORDER BY n.slug
"""


def build_city(url: str, areas: Areas, folder: Path, point_count: int) -> None:
    """Fill a migrated database: areas, a neighbourhood for each, presence, signs of life, points and flat tables."""
    path = folder / "city.geojson"
    write_geojson(areas, path)
    engine = command_engine(url)
    with Session(engine) as session, session.begin():
        seed_target(session)
        import_areas(session, read_source(path, year=YEAR), today=TODAY)
        for code in areas.codes:
            number = int(code[-4:])
            made = Neighbourhood(slug=f"wijk-{number:04d}", name=f"Wijk {number:04d}", aliases=[])
            session.add(made)
            session.flush()
            assign_codes(session, made.id, [code], on=FIRST_DAY)
        refresh(session, today=TODAY)
    engine.dispose()
    with psycopg.connect(libpq_url(url)) as connection:
        _add_presence(connection)
        _add_points(connection, point_count)
        connection.execute(_FLAT, {"today": TODAY})
        connection.execute("ALTER TABLE bench_polygon ADD PRIMARY KEY (id)")
        connection.execute("CREATE INDEX ON bench_polygon USING gist (geom)")
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def add_signs(url: str, count: int) -> None:
    """Add signs of life, spread over neighbourhoods and days: the rows that grow as the product is used."""
    with psycopg.connect(libpq_url(url)) as connection:
        connection.execute(
            """
            INSERT INTO evidence (neighbourhood_id, kind, observed_on, precision, note, note_en, provenance, created_at)
            SELECT ids[1 + number %% cardinality(ids)], 'network', date '2020-01-01' + number %% 1900, 'day', '', '',
                'entered', now()
            FROM generate_series(1, %(count)s) number, (SELECT array_agg(id ORDER BY id) ids FROM neighbourhood) every
            """,
            {"count": count},
        )
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE evidence")


def _add_presence(connection: psycopg.Connection) -> None:
    chance = random.Random(SEED)
    ids = [row[0] for row in connection.execute("SELECT id FROM neighbourhood ORDER BY id").fetchall()]
    stages, signs = [], []
    for key in ids:
        begins = FIRST_DAY + timedelta(days=chance.randrange(900))
        for stage in _STAGES[: chance.randrange(len(_STAGES) + 1)]:
            ends = begins + timedelta(days=chance.randrange(120, 500))
            stages.append((key, stage, begins, None if stage == _STAGES[-1] else ends))
            begins = ends
        signs += [
            (key, chance.choice(_KINDS), FIRST_DAY + timedelta(days=chance.randrange(1900))) for _ in range(_SIGNS_EACH)
        ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO presence (neighbourhood_id, stage, period, since_precision, note, note_en, provenance,"
            " created_at) VALUES (%s, %s, daterange(%s, %s), 'day', '', '', 'entered', now())",
            stages,
        )
        cursor.executemany(
            "INSERT INTO evidence (neighbourhood_id, kind, observed_on, precision, note, note_en, provenance,"
            " created_at) VALUES (%s, %s, %s, 'day', '', '', 'entered', now())",
            signs,
        )


def _add_points(connection: psycopg.Connection, count: int) -> None:
    lon, lat = points(count)
    connection.execute(_POINTS)
    with connection.cursor() as cursor, cursor.copy("COPY bench_point FROM STDIN") as copy:
        for number, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True), start=1):
            copy.write_row((number, f"thema-{number % 7}", f"Aanbod {number}", f"SRID=4326;POINT({x} {y})"))
    connection.execute("CREATE INDEX ON bench_point USING gist (geom)")
