"""The job of importing the country: ours against a binary COPY of the rows that it makes."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from bench.city import YEAR, build_city
from bench.databases import Databases, libpq_url
from bench.errors import BenchError
from bench.import_child import Done, Task, run_task
from bench.plan import NATIONAL_FILE, Plan
from bench.results import Row, at_most
from bench.shapes import city_areas, national_areas, write_geojson
from webapp.areas.releases import Outcome

_TIMES_COPY = 5
_TABLES = {"bare_area": "LIKE area", "same_area": "LIKE area INCLUDING ALL"}
"""COPY goes into a bare table, the floor; and, to tell what checks and indexes cost, into one like ours."""


@dataclass(frozen=True)
class _Source:
    name: str
    path: Path
    year: int
    base: str


def importing(plan: Plan, databases: Databases, folder: Path) -> Iterator[Row]:
    """A synthetic country with the city in it, and the real file of the country where it is there."""
    city = city_areas(plan.polygons, plan.vertices)
    url = databases.make_migrated("import_base")
    build_city(url, city, folder, 1)
    country = national_areas(plan.buurten, plan.buurt_vertices, city)
    path = folder / "country.geojson"
    write_geojson(country, path)
    yield from _rows(plan, databases, folder, _Source("import", path, YEAR + 1, "import_base"))
    if NATIONAL_FILE.exists():
        databases.make_migrated("import_empty")
        yield from _rows(plan, databases, folder, _Source("import, real file", NATIONAL_FILE, 2024, "import_empty"))


def _rows(plan: Plan, databases: Databases, folder: Path, source: _Source) -> Iterator[Row]:
    stream = folder / "rows.bin"
    url = databases.copy(source.base, "import")
    done = run_task(Task("ours", url, str(source.path), source.year))
    if done.outcome != Outcome.IN_FORCE:
        raise BenchError("the import did not come in force", source=source.path, outcome=done.outcome)
    areas, vertices = _store_rows(url, stream, source.year)
    copies = databases.copy(source.base, "copies")
    _check_copies(copies, stream, areas, vertices)
    own: list[Done] = []
    bare: list[float] = []
    same: list[float] = []
    for _ in range(plan.rounds):
        before = _copy(copies, stream, "bare_area")
        url = databases.copy(source.base, "import")
        _settle(url)
        own.append(run_task(Task("ours", url, str(source.path), source.year)))
        bare.append((before + _copy(copies, stream, "bare_area")) / 2)
        same.append(_copy(copies, stream, "same_area"))
    size = f"{areas:,} areas, {vertices:,} vertices"
    seconds = tuple(each.seconds for each in own)
    row = Row(
        source.name,
        size,
        "s",
        seconds,
        tuple(bare),
        tuple(mine / floor for mine, floor in zip(seconds, bare, strict=True)),
        body_bytes=source.path.stat().st_size,
        peak_megabytes=max(each.peak_megabytes for each in own),
    )
    yield replace(row, goals=(at_most("floor", row.ratios, _TIMES_COPY),))
    ratios = tuple(mine / floor for mine, floor in zip(seconds, same, strict=True))
    yield Row(f"{source.name} : COPY, checked and indexed", size, "s", seconds, tuple(same), ratios)
    read = tuple(each.read_seconds for each in own)
    yield Row(f"{source.name}, of which reading and judging", size, "s", read)
    databases.drop("copies")


def _store_rows(url: str, stream: Path, year: int) -> tuple[int, int]:
    """Write the rows that ours made to a file, in the database's binary form; gives areas and vertices."""
    with psycopg.connect(libpq_url(url)) as connection, connection.cursor() as cursor, stream.open("wb") as file:
        with cursor.copy(f"COPY (SELECT * FROM area WHERE year = {year:d}) TO STDOUT (FORMAT BINARY)") as copy:
            for block in copy:
                file.write(block)
        row = cursor.execute("SELECT count(*), sum(ST_NPoints(geom)) FROM area WHERE year = %s", (year,)).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _check_copies(url: str, stream: Path, areas: int, vertices: int) -> None:
    for table in _TABLES:
        _copy(url, stream, table)
        with psycopg.connect(libpq_url(url)) as connection:
            row = connection.execute(f"SELECT count(*), sum(ST_NPoints(geom)) FROM {table}").fetchone()
        if row != (areas, vertices):
            raise BenchError("the floor does not copy the same rows", table=table, ours=(areas, vertices), copied=row)


def _copy(url: str, stream: Path, table: str) -> float:
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(f"CREATE TABLE {table} ({_TABLES[table]})")
    _settle(url)
    return run_task(Task("copy", url, str(stream), 0, table)).seconds


def _settle(url: str) -> None:
    """Write out what earlier work left in memory, where we may, so that nobody pays for another's writing."""
    with psycopg.connect(libpq_url(url), autocommit=True) as connection, suppress(psycopg.errors.InsufficientPrivilege):
        connection.execute("CHECKPOINT")
