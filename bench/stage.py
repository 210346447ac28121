"""Where servers are measured: one city, ours and the floor over it, and the peers when they are installed."""

import secrets
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.city import TODAY, add_signs, build_city
from bench.databases import Databases, libpq_url
from bench.peers import Peer, start_peers
from bench.plan import Plan
from bench.servers import Server, free_port, gunicorn, serve, this_python
from bench.shapes import city_areas


class Stage:
    """Builds the city and starts the servers on entering; stops them on leaving.

    Attributes
    ----------
    url
        Of the city's database.
    ours, floor
        Over the same database.
    ours_grown
        Ours over a copy with many more signs of life.
    peers
        Running ones, none when they are not installed.
    """

    url: str
    ours: Server
    ours_grown: Server
    floor: Server
    peers: tuple[Peer, ...]

    def __init__(self, plan: Plan, databases: Databases, folder: Path) -> None:
        self._plan, self._databases, self._folder = plan, databases, folder
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Start everything."""
        with ExitStack() as stack:
            self._start(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything."""
        self._stack.close()

    def _start(self, stack: ExitStack) -> None:
        self.url = url = self._databases.make_migrated("city")
        areas = city_areas(self._plan.polygons, self._plan.vertices)
        build_city(url, areas, self._folder, max(self._plan.points))
        grown = self._databases.copy("city", "grown")
        add_signs(grown, self._plan.signs)
        self.ours = self._serve(stack, "ours", "bench.site:app", url, "/readyz")
        self.ours_grown = self._serve(stack, "ours_grown", "bench.site:app", grown, "/readyz")
        self.floor = self._serve(stack, "floor", "bench.floor:app", url, f"/points?op={TODAY.isoformat()}")
        python = self._plan.peers_python
        self.peers = () if python is None else start_peers(stack, python, url, self._folder)

    def _serve(self, stack: ExitStack, name: str, application: str, url: str, ready: str) -> Server:
        environ = {
            "DATABASE_URL": url,
            "BENCH_DATABASE": libpq_url(url),
            "MISSIE050_HOME": str(self._folder),
            "MISSIE050_OFFLINE": "1",
            "SECRET_KEY": secrets.token_hex(),
        }
        command = gunicorn(this_python(), application)
        log = self._folder / f"{name}.log"
        return stack.enter_context(serve(name, command, port=free_port(), environ=environ, log=log, ready=ready))
