"""The peers: tipg and pygeoapi over the bench's flat tables, each served the way its own manual says."""

import json
import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy.engine import URL, make_url

from bench.errors import BenchError
from bench.servers import Server, free_port, gunicorn, serve

TIPG_LIMIT = "10000"


@dataclass(frozen=True)
class Peer:
    """A running peer, and where it has a table: number of features to path, by table."""

    server: Server
    polygons: str
    points: str

    def polygons_path(self, count: int) -> str:
        """Where all polygons are."""
        return self.polygons.format(n=count)

    def points_path(self, count: int) -> str:
        """Where the first so many points are."""
        return self.points.format(n=count)


def start_peers(stack: ExitStack, python: Path, database_url: str, folder: Path) -> tuple[Peer, ...]:
    """Start both; they stop with the stack. Raises `BenchError` when one does not come up."""
    url = make_url(database_url)
    return (_start_tipg(stack, python, url, folder), _start_pygeoapi(stack, python, url, folder))


def _start_tipg(stack: ExitStack, python: Path, url: URL, folder: Path) -> Peer:
    port = free_port()
    command = [str(python), "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--workers", "2", "--no-access-log"]
    # thousands of features keep its event loop busy for longer than the five seconds of patience that it has by itself
    command += ["--timeout-worker-healthcheck", "60", "--timeout-keep-alive", "60"]
    environ = {
        "DATABASE_URL": _asyncpg_url(url),
        "TIPG_MAX_FEATURES_PER_QUERY": TIPG_LIMIT,
        "TIPG_CATALOG_TTL": "3600",
        # as wide a margin around a tile as ours
        "TIPG_TILE_BUFFER": "64",
    }
    ready = "/collections/public.bench_polygon/items?limit=1&f=geojson"
    server = stack.enter_context(
        serve("tipg", command, port=port, environ=environ, log=folder / "tipg.log", ready=ready)
    )
    return Peer(
        server,
        polygons="/collections/public.bench_polygon/items?limit={n}&f=geojson",
        points="/collections/public.bench_point/items?limit={n}&f=geojson",
    )


def _asyncpg_url(url: URL) -> str:
    """The address in the only shape that tipg's settings take: a socket's folder stands, quoted, where a host would."""
    host = str(url.query.get("host") or url.host or "localhost")
    user = quote(url.username or "", safe="")
    password = f":{quote(url.password, safe='')}" if url.password else ""
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{user}{password}@{quote(host, safe='')}{port}/{url.database}"


def _start_pygeoapi(stack: ExitStack, python: Path, url: URL, folder: Path) -> Peer:
    port = free_port()
    config, openapi = folder / "pygeoapi.yml", folder / "openapi.json"
    # JSON is YAML too
    config.write_text(json.dumps(_pygeoapi_config(url, port)))
    openapi.touch()
    environ = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
    made = subprocess.run(
        [
            str(python),
            "-c",
            "from pygeoapi import cli; cli()",
            "openapi",
            "generate",
            str(config),
            "-of",
            str(openapi),
            "-f",
            "json",
        ],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise BenchError("pygeoapi cannot make its description", error=made.stderr[-800:])
    ready = "/collections/polygons/items?limit=1&f=json"
    server = stack.enter_context(
        serve(
            "pygeoapi",
            gunicorn(str(python), "pygeoapi.flask_app:APP"),
            port=port,
            environ=environ,
            log=folder / "pygeoapi.log",
            ready=ready,
        )
    )
    return Peer(
        server,
        polygons="/collections/polygons/items?limit={n}&f=json",
        points="/collections/points/items?limit={n}&f=json",
    )


def _pygeoapi_config(url: URL, port: int) -> Mapping[str, Any]:
    address = f"http://127.0.0.1:{port}"
    said = {"name": "bench", "url": address}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": address,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 10, "max_items": 10_000},
            "map": {"url": f"{address}/none", "attribution": "none"},
            "gzip": False,
            "pretty_print": False,
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "bench",
                "description": "bench",
                "keywords": ["bench"],
                "keywords_type": "theme",
                "terms_of_service": address,
                "url": address,
            },
            "license": said,
            "provider": said,
            "contact": {"name": "bench"},
        },
        "resources": {"polygons": _collection(url, "bench_polygon"), "points": _collection(url, "bench_point")},
    }


def _collection(url: URL, table: str) -> Mapping[str, Any]:
    return {
        "type": "collection",
        "title": table,
        "description": table,
        "keywords": ["bench"],
        "links": [],
        "extents": {"spatial": {"bbox": [3, 50, 8, 54], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
        "providers": [
            {
                "type": "feature",
                "name": "PostgreSQL",
                "data": {
                    "host": url.query.get("host") or url.host or "localhost",
                    "port": url.port or 5432,
                    "dbname": url.database,
                    "user": url.username,
                    "password": url.password or "",
                    "search_path": ["public"],
                },
                "id_field": "id",
                "table": table,
                "geom_field": "geom",
            }
        ],
    }
