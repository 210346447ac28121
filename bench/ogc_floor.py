"""The floor of the open layers: the same features and tiles from one SQL by hand, in a bare WSGI function.

As in `bench.floor`: every thread keeps one connection, and the statement is prepared at its first use.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from bench.floor import ONE_THEME, Start, execute

AREAS = """
    SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(
        '{"type":"Feature","id":' || to_json(n.slug) || ',"geometry":' || ST_AsGeoJSON(o.geom, 6, 0)
        || ',"properties":{"name":' || to_json(n.name) || ',"stage":"' || coalesce(p.stage, 'unreached')
        || '","since":' || coalesce('"' || lower(p.period)::text || '"', 'null')
        || ',"is_present":' || coalesce((p.stage IN ('active', 'self_sustaining'))::text, 'false')
        || ',"is_stale":' || CASE WHEN p.stage IN ('starting', 'active', 'self_sustaining')
            AND coalesce(e.last_sign_on <= (%(at)s::date - interval '1 year')::date, true) THEN 'true' ELSE 'false' END
        || ',"inhabitants":' || coalesce(n.inhabitants::text, 'null')
        || ',"inhabitants_estimated":' || n.inhabitants_estimated::text
        || ',"as_of":"' || %(at)s::date || '","is_demo":' || coalesce((p.provenance = 'demo')::text, 'false') || '}}',
        ',' ORDER BY n.slug), '') || '],"numberMatched":' || count(*) || ',"numberReturned":' || count(*) || '}'
    FROM neighbourhood n
    JOIN neighbourhood_outline o ON o.neighbourhood_id = n.id AND o.level = 3
    LEFT JOIN presence p ON p.neighbourhood_id = n.id AND p.period @> %(at)s::date
    CROSS JOIN LATERAL (
        SELECT max(observed_on) AS last_sign_on FROM evidence
        WHERE neighbourhood_id = n.id AND observed_on <= %(at)s::date
    ) e
"""
SHOWN = """
    l.state <> 'ended' AND l.ended_on IS NULL AND NOT l.tells_faith AND l.published_on <= %(at)s::date
    AND l.confirmed_on >= %(at)s::date - 454
"""
POINTS = f"""
    SELECT '{{"type":"FeatureCollection","features":[' || coalesce(string_agg(
        '{{"type":"Feature","id":' || l.initiative_id || ',"geometry":' || ST_AsGeoJSON(l.lonlat, 6, 0)
        || ',"properties":{{"slug":' || to_json(l.slug) || ',"title":' || to_json(l.title)
        || ',"theme":' || to_json(t.slug) || ',"state":"' || l.state || '","reach":"' || l.reach
        || '","neighbourhoods":null,"starts_on":' || coalesce('"' || l.starts_on::text || '"', 'null')
        || ',"ends_on":' || coalesce('"' || l.ends_on::text || '"', 'null')
        || ',"needs_help":' || coalesce((l.help_until >= %(at)s::date)::text, 'false')
        || ',"published_on":"' || l.published_on || '","is_demo":' || (l.provenance = 'demo')::text || '}}}}',
        ',' ORDER BY l.initiative_id), '')
        || '],"numberMatched":' || count(*) || ',"numberReturned":' || count(*) || '}}'
    FROM listing l JOIN theme t ON t.id = l.main_theme_id
    WHERE {SHOWN}
"""
AREA_TILE = """
    SELECT ST_AsMVT(f, 'neighbourhoods', 4096, 'geom', 'id') FROM (
        SELECT n.id, n.slug, n.name, coalesce(p.stage, 'unreached') AS stage,
            coalesce(p.stage IN ('active', 'self_sustaining'), false) AS is_present,
            CASE WHEN p.stage IN ('starting', 'active', 'self_sustaining')
                THEN coalesce(e.last_sign_on <= (%(at)s::date - interval '1 year')::date, true)
                ELSE false END AS is_stale,
            ST_AsMVTGeom(o.mercator, ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64) AS geom
        FROM neighbourhood_outline o
        JOIN neighbourhood n ON n.id = o.neighbourhood_id
        LEFT JOIN presence p ON p.neighbourhood_id = n.id AND p.period @> %(at)s::date
        CROSS JOIN LATERAL (
            SELECT max(observed_on) AS last_sign_on FROM evidence
            WHERE neighbourhood_id = n.id AND observed_on <= %(at)s::date
        ) e
        WHERE o.level = %(level)s AND o.mercator && ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625)
    ) f
"""
POINT_TILE = f"""
    SELECT ST_AsMVT(f, 'initiatives', 4096, 'geom', 'id') FROM (
        SELECT l.initiative_id AS id, t.slug AS theme,
            ST_AsMVTGeom(l.mercator, ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64) AS geom
        FROM listing l JOIN theme t ON t.id = l.main_theme_id
        WHERE {SHOWN} AND l.mercator && ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625)
    ) f
"""
"""Over the stored column in web mercator, and slim."""

MVT = "application/vnd.mapbox-vector-tile"
_static: dict[str, bytes] = {}


def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Serve `/areas`, `/points`, `/area-tile` and `/point-tile`; with `static` in the query the first answer again."""
    asked = dict(parse_qsl(environ["QUERY_STRING"]))
    path = environ["PATH_INFO"]
    kind = MVT if path.endswith("tile") else "application/geo+json"
    body = (
        _kept(f"{path}?{environ['QUERY_STRING']}", lambda: _body(path, asked))
        if "static" in asked
        else _body(path, asked)
    )
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


def _body(path: str, asked: dict[str, str]) -> bytes:
    if path == "/areas":
        return _text(AREAS, asked)
    if path == "/points":
        return _text(POINTS + (ONE_THEME if "theme" in asked else ""), asked)
    values = {name: int(asked[name]) for name in ("z", "x", "y")}
    level = {"level": 0 if values["z"] < 12 else 1}
    return bytes(execute(AREA_TILE if path == "/area-tile" else POINT_TILE, {**asked, **values, **level}))


def _kept(name: str, make: Callable[[], bytes]) -> bytes:
    if name not in _static:
        _static[name] = make()
    return _static[name]


def _text(statement: str, values: dict[str, str]) -> bytes:
    text: str = execute(statement, dict(values))
    return text.encode()
