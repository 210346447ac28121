"""What a run is to do: sizes, rounds and jobs, from the words after `./dev bench`."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from webapp.config import psycopg_url

JOBS = (
    "polygons",
    "points",
    "page",
    "skeleton",
    "ogc",
    "place",
    "lookalikes",
    "ranking",
    "allocation",
    "networks",
    "network-page",
    "blindspots",
    "planner",
    "import",
    "browser",
)
NATIONAL_FILE = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "buurten_nl_lbm2024.geojson"


@dataclass(frozen=True)
class Plan:
    """Everything that a run depends on; equal plans make equal data.

    Attributes
    ----------
    database_url
        Where the bench may make databases of its own; the database named in it is only connected to.
    polygons, vertices
        Number of neighbourhoods, and of vertices in each.
    points
        Numbers of initiatives with a pin: 1,000 are those of one theme, any other number must be the largest.
    signs
        Number of signs of life in the grown city.
    offers
        Most offers that a need is ranked among, and most needs that are allocated at once.
    ties
        Most ties of a network that is measured.
    buurten, buurt_vertices
        Number of areas in the import, and of vertices in each.
    rounds, seconds
        How often each is measured, and how long at a time.
    connections
        Open at the same time, each with one request under way.
    jobs
        Which to run, in their order.
    peers_python
        Interpreter with tipg and pygeoapi; None measures without them.
    judge
        Whether a missed goal makes the exit code 1.
    json
        Where the figures go as JSON: a file, `-` for standard output, None for nowhere.
    """

    database_url: str
    polygons: int
    vertices: int
    points: tuple[int, ...]
    signs: int
    offers: int
    ties: int
    buurten: int
    buurt_vertices: int
    rounds: int
    seconds: float
    connections: int
    jobs: tuple[str, ...]
    peers_python: Path | None
    judge: bool
    json: str | None


def read_plan(words: Sequence[str]) -> Plan:
    """Read the command line, `DATABASE_URL` and `BENCH_PEERS_PYTHON`; ends the program when they are wrong."""
    parser = argparse.ArgumentParser(prog="./dev bench", description="Ours against a bare floor, and against peers.")
    parser.add_argument("--polygons", type=_positive, default=120, help="neighbourhoods (120)")
    parser.add_argument("--vertices", type=_positive, default=150, help="vertices of each (150)")
    parser.add_argument("--points", type=_sizes, default=(1_000, 10_000), help="numbers of initiatives (1000,10000)")
    parser.add_argument("--signs", type=_positive, default=100_000, help="signs of life in the grown city (100000)")
    parser.add_argument("--offers", type=_positive, default=1_000_000, help="most offers to rank (1000000)")
    parser.add_argument("--ties", type=_positive, default=100_000, help="most ties of a network (100000)")
    parser.add_argument("--buurten", type=_positive, default=14_500, help="areas to import (14500)")
    parser.add_argument("--buurt-vertices", type=_positive, default=193, help="vertices of each (193)")
    parser.add_argument("--rounds", type=_positive, default=5, help="measurements of each (5)")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of one under load (1.0)")
    parser.add_argument("--connections", type=_positive, default=8, help="connections of the client (8)")
    parser.add_argument("--only", action="append", choices=JOBS, help="this job; may be given more than once")
    parser.add_argument("--json", metavar="FILE", help="figures as JSON to a file, or - for standard output")
    parser.add_argument("--no-judge", action="store_true", help="print only: a missed goal is no failure")
    given = parser.parse_args(words)
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        parser.error("DATABASE_URL is not set: start this with ./dev bench")
    peers = os.environ.get("BENCH_PEERS_PYTHON", "").strip()
    if peers and not Path(peers).is_file():
        parser.error(f"BENCH_PEERS_PYTHON is no interpreter: {peers}")
    return Plan(
        database_url=psycopg_url(url),
        polygons=given.polygons,
        vertices=given.vertices,
        points=given.points,
        signs=given.signs,
        offers=given.offers,
        ties=given.ties,
        buurten=given.buurten,
        buurt_vertices=given.buurt_vertices,
        rounds=given.rounds,
        seconds=given.seconds,
        connections=given.connections,
        jobs=tuple(job for job in JOBS if given.only is None or job in given.only),
        peers_python=Path(peers) if peers else None,
        judge=not given.no_judge,
        json=given.json,
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted({_positive(part) for part in text.split(",")}))
