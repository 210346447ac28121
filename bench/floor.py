"""The floor: what the same answers cost with nothing around them. psycopg, one SQL by hand, a bare WSGI function.

Every thread keeps one connection, without transactions; the statement is prepared at its first use. No framework, no
sessions, no headers but the type and the length.
"""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import brotli
import folium
import psycopg

from webapp.config import STATIC_FOLDER
from webapp.database import SITE_TIMEOUTS

Start = Callable[[str, list[tuple[str, str]]], object]

POLYGONS = """
    SELECT '{"type":"FeatureCollection","name":"neighbourhoods","attribution":"Bron: CBS / Kadaster","features":['
        || coalesce(string_agg(
        '{"type":"Feature","id":' || to_json(n.slug) || ',"geometry":' || ST_AsGeoJSON(o.geom, 5, 0)
        || ',"properties":{"slug":' || to_json(n.slug) || ',"name":' || to_json(n.name)
        || ',"stage":"' || coalesce(p.stage, 'unreached')
        || '","since":' || coalesce('"' || lower(p.period)::text || '"', 'null')
        || ',"inhabitants":' || coalesce(n.inhabitants::text, 'null')
        || ',"is_stale":' || CASE WHEN p.stage IN ('starting', 'active', 'self_sustaining')
            AND coalesce(e.last_sign_on <= (%(at)s::date - interval '1 year')::date, true) THEN 'true' ELSE 'false' END
        || ',"is_demo":' || CASE WHEN p.provenance = 'demo' THEN 'true' ELSE 'false' END
        || ',"label":[' || round(ST_X(n.label_point)::numeric, 5) || ', ' || round(ST_Y(n.label_point)::numeric, 5)
        || ']}}', ',' ORDER BY n.slug), '') || ']}'
    FROM neighbourhood n
    JOIN neighbourhood_outline o ON o.neighbourhood_id = n.id AND o.level = 3
    LEFT JOIN presence p ON p.neighbourhood_id = n.id AND p.period @> %(at)s::date
    CROSS JOIN LATERAL (
        SELECT max(observed_on) AS last_sign_on FROM evidence
        WHERE neighbourhood_id = n.id AND observed_on <= %(at)s::date
    ) e
"""
POINTS = """
    SELECT '{"type":"FeatureCollection","name":"initiatives","is_counted":false,"features":[' || coalesce(string_agg(
        '{"type":"Feature","id":' || l.initiative_id || ',"geometry":' || ST_AsGeoJSON(l.lonlat, 5, 0)
        || ',"properties":{"slug":' || to_json(l.slug) || ',"title":' || to_json(l.title)
        || ',"theme":' || to_json(t.slug) || ',"state":"running","is_faded":'
        || CASE WHEN l.confirmed_on < %(at)s::date - 394 THEN 'true' ELSE 'false' END || '}}',
        ',' ORDER BY l.initiative_id), '') || ']}'
    FROM listing l JOIN theme t ON t.id = l.main_theme_id
    WHERE l.geom IS NOT NULL AND l.published_on <= %(at)s::date
        AND ((l.ended_on IS NULL AND l.state <> 'ended') OR l.ended_on > %(at)s::date)
        AND l.confirmed_on >= %(at)s::date - 454
        AND l.geom && ST_Transform(ST_MakeEnvelope(%(west)s, 53, 7, 53.5, 4326), 28992)
        AND l.lonlat && ST_MakeEnvelope(%(west)s, 53, 7, 53.5, 4326)
"""
ONE_THEME = " AND l.initiative_id IN (SELECT initiative_id FROM listing_theme WHERE theme_id = 1)"
"""A thousand of them."""

_VENDOR = STATIC_FOLDER / "vendor" / "leaflet"
_here = threading.local()
_static: dict[str, bytes] = {}


def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Serve `/polygons?op=`, `/points?op=`, the polygons as static bytes (`/static`, `/static.br`), an empty map."""
    asked = dict(parse_qsl(environ["QUERY_STRING"]))
    path = environ["PATH_INFO"]
    kind = "application/geo+json"
    further: list[tuple[str, str]] = []
    if path == "/polygons":
        body = _text(POLYGONS, {"at": asked["op"]})
    elif path == "/points":
        body = _text(
            POINTS + (ONE_THEME if asked.get("thema") else ""), {"at": asked["op"], "west": float(asked.get("west", 6))}
        )
    elif path == "/static":
        body = _kept(path, asked["op"], lambda text: text)
    elif path == "/static.br":
        body = _kept(path, asked["op"], lambda text: brotli.compress(text, quality=5))
        further = [("Content-Encoding", "br")]
    elif path.startswith("/leaflet"):
        body, kind = (_VENDOR / path[1:]).read_bytes(), "text/css" if path.endswith(".css") else "text/javascript"
    else:
        body, kind = (
            _EmptyMap(location=[53.21, 6.57], zoom_start=12, tiles=None).get_root().render().encode(),
            "text/html",
        )
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body))), *further])
    return [body]


class _EmptyMap(folium.Map):
    """folium's page with nothing but a map, and its only script and style from here."""

    default_js = [("leaflet", "/leaflet.js")]  # noqa: RUF012  (as folium has it)
    default_css = [("leaflet_css", "/leaflet.css")]  # noqa: RUF012


def _kept(path: str, day: str, shape: Callable[[bytes], bytes]) -> bytes:
    if path not in _static:
        _static[path] = shape(_text(POLYGONS, {"at": day}))
    return _static[path]


def execute(statement: str, values: dict[str, object]) -> Any:
    """The one value that a statement gives, over this thread's own connection."""
    row = _connection().execute(statement, values, prepare=True).fetchone()
    assert row is not None
    return row[0]


def _text(statement: str, values: dict[str, object]) -> bytes:
    text: str = execute(statement, values)
    return text.encode()


def _connection() -> psycopg.Connection:
    found: psycopg.Connection | None = getattr(_here, "connection", None)
    if found is None:
        options = " ".join(f"-c {name}={value}" for name, value in SITE_TIMEOUTS.items())
        found = _here.connection = psycopg.connect(os.environ["BENCH_DATABASE"], autocommit=True, options=options)
    return found
