"""`./dev bench`: run the jobs, print one table, and end with 1 when a goal is missed."""

import os
import platform
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own
import psycopg

from bench import answers, blindspots, browser, importing, matching, network_page, networks, ogc, parts, planner
from bench.databases import Databases, libpq_url
from bench.errors import BenchError
from bench.plan import Plan, read_plan
from bench.results import Row, as_json, missed, table
from bench.stage import Stage

ON_STAGE = ("polygons", "points", "page", "place", "lookalikes", "browser")
EXIT_MISSED, EXIT_BROKEN = 1, 2


def main() -> int:
    """Run what the command line asks for; gives the exit code."""
    plan = read_plan(sys.argv[1:])
    # a bench that is told to stop drops its databases and stops its servers all the same
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_BROKEN))
    databases = Databases(plan.database_url)
    rows: list[Row] = []
    try:
        with tempfile.TemporaryDirectory(prefix="missie050-bench-") as folder:
            for row in _run(plan, databases, Path(folder)):
                rows.append(row)
                print(f"{datetime.now(UTC):%H:%M:%S} {row.job}, {row.size}", file=sys.stderr)
    except (BenchError, psycopg.Error) as error:
        print(f"The bench cannot go on: {error}", file=sys.stderr)
        return EXIT_BROKEN
    finally:
        databases.drop_all()
    about = _about(plan)
    if plan.json != "-":
        print("\n".join(f"{name}: {value}" for name, value in about.items()), table(rows), sep="\n\n")
    if plan.json:
        _write(as_json(rows, about), plan.json)
    problems = missed(rows)
    for problem in problems:
        print(problem, file=sys.stderr)
    return EXIT_MISSED if problems and plan.judge else 0


def _run(plan: Plan, databases: Databases, folder: Path) -> Iterator[Row]:
    if "skeleton" in plan.jobs:
        yield from parts.skeleton(plan)
    if set(plan.jobs) & set(ON_STAGE):
        with ExitStack() as stack:
            stage = stack.enter_context(Stage(plan, databases, folder))
            jobs = {"polygons": answers.polygons, "points": answers.points, "page": answers.page}
            for name, job in jobs.items():
                if name in plan.jobs:
                    yield from job(plan, stage)
            if "place" in plan.jobs:
                yield from parts.place(plan, stage.url)
            if "lookalikes" in plan.jobs:
                yield from parts.lookalikes(plan, stage.url)
            if "browser" in plan.jobs:
                yield from browser.first_map(plan, stage)
    apart: dict[str, Callable[[], Iterator[Row]]] = {
        "ogc": lambda: ogc.layers(plan, databases, folder),
        "ranking": lambda: matching.ranking(plan, databases),
        "allocation": lambda: matching.allocation(plan),
        "networks": lambda: networks.metrics(plan),
        "network-page": lambda: network_page.first_network(plan, databases, folder),
        "blindspots": lambda: blindspots.blind_spots(plan, databases),
        "planner": lambda: planner.planner(plan),
        "import": lambda: importing.importing(plan, databases, folder),
    }
    for name, rows in apart.items():
        if name in plan.jobs:
            yield from rows()


def _about(plan: Plan) -> dict[str, object]:
    with psycopg.connect(libpq_url(plan.database_url)) as connection:
        row = connection.execute("SELECT current_setting('server_version')").fetchone()
    return {
        "when": datetime.now(UTC).isoformat(timespec="minutes"),
        "processors": os.cpu_count(),
        "memory": f"{psutil.virtual_memory().total / 1e9:.0f} GB",
        "load before this line": f"{os.getloadavg()[0]:.1f}",
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgresql": row[0] if row else "",
        "rounds": plan.rounds,
        "seconds": plan.seconds,
        "connections": plan.connections,
        "peers": "yes" if plan.peers_python else "not installed (./dev bench --peers)",
    }


def _write(text: str, where: str) -> None:
    if where == "-":
        print(text)
    else:
        Path(where).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
