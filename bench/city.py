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

_SUBJECTS = ("koffie", "eten", "wandelen", "tuin", "taal", "huiswerk", "klussen", "muziek", "spelletjes", "kleding")
_DOINGS = ("Samen", "Open", "Buurt", "Elke week", "Zomerse", "Kom naar")
# the first thousand are about one theme, so that there is a smaller set to ask for
_INITIATIVES = """
    INSERT INTO theme (id, slug, name, position) VALUES (1, 'duizend', 'Duizend', 0), (2, 'overige', 'Overige', 1);
    CREATE TEMPORARY TABLE sample (
        id int, lon float8, lat float8, title text
    ) ON COMMIT DROP
"""
_FILL = """
    INSERT INTO initiative (id, slug, state, layer, approved_on, confirmed_on, provenance)
    SELECT id, 'initiatief-' || id, 'running', 'social', %(first)s, %(confirmed)s, 'entered' FROM sample;
    INSERT INTO listing (initiative_id, slug, state, title, description, for_whom, organiser, main_theme_id, reach,
        address, geom, confirmed_on, published_on, provenance)
    SELECT id, 'initiatief-' || id, 'running', title, 'Iedereen kan aanschuiven. ' || repeat(title || '. ', 8),
        'Voor de buurt', 'Buren', CASE WHEN id <= 1000 THEN 1 ELSE 2 END, 'place', '',
        ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 28992), %(confirmed)s, %(first)s, 'entered'
    FROM sample ORDER BY id;
    INSERT INTO listing_theme SELECT initiative_id, main_theme_id FROM listing;
    INSERT INTO listing_neighbourhood
    SELECT DISTINCT ON (l.initiative_id) l.initiative_id, n.id
    FROM listing l JOIN neighbourhood n ON ST_Covers(n.geom, l.geom) ORDER BY l.initiative_id, n.slug;
    CREATE TABLE bench_point AS
    SELECT initiative_id AS id, slug AS category, title AS label,
        ST_SnapToGrid(lonlat, 0.00001)::geometry(Point, 4326) AS geom
    FROM listing ORDER BY initiative_id;
    ALTER TABLE bench_point ADD PRIMARY KEY (id);
    CREATE INDEX ON bench_point USING gist (geom)
"""
"""Initiatives with a pin, and the same as a flat table for the peers."""

SMALL_SET = 1_000
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
    """Fill a migrated database: areas, a neighbourhood for each, presence, signs, initiatives and flat tables."""
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
        _add_initiatives(connection, point_count)
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


def _add_initiatives(connection: psycopg.Connection, count: int) -> None:
    chance = random.Random(SEED)
    lon, lat = points(count)
    for statement in _INITIATIVES.split(";"):
        connection.execute(statement.encode())
    with connection.cursor() as cursor, cursor.copy("COPY sample FROM STDIN") as copy:
        for number, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True), start=1):
            title = f"{chance.choice(_DOINGS)} {chance.choice(_SUBJECTS)} en {chance.choice(_SUBJECTS)} {number % 997}"
            copy.write_row((number, x, y, title))
    values = {"first": FIRST_DAY, "confirmed": date(2100, 1, 1)}
    for statement in _FILL.split(";"):
        connection.execute(statement.encode(), values if "%(" in statement else None)
