"""One import in a process of its own, so that its memory is its own: `python -m bench.import_child`.

Reads a `Task` as JSON from standard input, and writes a `Done`. `ours` reads, judges, stores and brings the
neighbourhoods up to date, as `missie050 areas import` does; `copy` sends rows that lie ready in binary form.
"""

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import psycopg
from sqlalchemy.orm import Session

from bench.databases import libpq_url
from bench.errors import BenchError
from webapp.areas.actions import import_areas
from webapp.areas.sources import read_source
from webapp.database import command_engine


@dataclass(frozen=True)
class Task:
    """What to do: `ours` with a GeoJSON file and a year, or `copy` of a binary stream into `table`."""

    kind: str
    url: str
    path: str
    year: int
    table: str = ""


@dataclass(frozen=True)
class Done:
    """Seconds in all and by step, how many areas, what became of the release, and the peak of memory."""

    seconds: float
    read_seconds: float
    areas: int
    outcome: str
    peak_megabytes: float


def run_task(task: Task) -> Done:
    """Do it in a new process; raises `BenchError` when that fails."""
    ended = subprocess.run(
        [sys.executable, "-m", "bench.import_child"],
        input=json.dumps(asdict(task)),
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise BenchError("an import failed", kind=task.kind, path=task.path, error=ended.stderr.strip()[-600:])
    return Done(**json.loads(ended.stdout))


def _ours(task: Task) -> Done:
    begun = time.perf_counter()
    areas = read_source(task.path, year=task.year, municipality=None)
    read = time.perf_counter() - begun
    engine = command_engine(task.url)
    with Session(engine) as session, session.begin():
        report = import_areas(session, areas, today=date(2025, 6, 1), accept_missing=True)
    seconds = time.perf_counter() - begun
    engine.dispose()
    return Done(seconds, read, len(areas), report.promotion.outcome.value, _peak())


def _copy(task: Task) -> Done:
    rows = Path(task.path).read_bytes()
    with psycopg.connect(libpq_url(task.url)) as connection:
        begun = time.perf_counter()
        with connection.cursor() as cursor, cursor.copy(f"COPY {task.table} FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(rows)
        connection.commit()
        seconds = time.perf_counter() - begun
        count = connection.execute(f"SELECT count(*) FROM {task.table}").fetchone()
    return Done(seconds, 0.0, count[0] if count else 0, "copied", _peak())


def _peak() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


if __name__ == "__main__":
    given = Task(**json.load(sys.stdin))
    json.dump(asdict(_ours(given) if given.kind == "ours" else _copy(given)), sys.stdout)
