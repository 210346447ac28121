"""The areas of a release as the data of a map, made by PostGIS."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.areas.rules import OUTLINE_LEVELS
from webapp.vocabulary import OpenAreaKind

# corners are put on one grid, so that neighbours keep the edge that they share
_FEATURES = text("""
    WITH area AS (
        SELECT a.code, a.name, t.stage, t.is_stale, t.sign, ST_PointOnSurface(a.lonlat) AS label,
               CASE WHEN :grid > 0 THEN coalesce(nullif(ST_AsGeoJSON(
                   ST_Transform(ST_SnapToGrid(a.geom, :grid), 4326), 5), ''), '') ELSE '' END AS coarse,
               ST_AsGeoJSON(a.lonlat, 5) AS fine
        FROM pub.release_area a
        JOIN jsonb_to_recordset(CAST(:tints AS jsonb)) AS t(code text, stage text, is_stale boolean, sign text)
            ON t.code = a.code
        WHERE a.release_id = :release_id AND a.kind = :kind AND a.geom IS NOT NULL
    )
    SELECT coalesce(string_agg(
        '{"type":"Feature","geometry":'
        || CASE WHEN coarse = '' OR coarse LIKE '%"coordinates":[]%' THEN fine ELSE coarse END
        || ',"properties":' || json_build_object(
            'slug', code, 'name', name, 'stage', stage, 'is_stale', is_stale, 'sign', sign,
            'label', json_build_array(round(ST_X(label)::numeric, 5), round(ST_Y(label)::numeric, 5))
        )::text || '}', ',' ORDER BY code COLLATE "C"), '')
    FROM area
""")


def areas_geojson(session: Session, release_id: int, kind: OpenAreaKind, *, tints: str, level: int) -> bytes:
    """The areas of a kind (WGS84), each with its tint and sign; `tints` is JSON: code, stage, is_stale and sign."""
    grid = OUTLINE_LEVELS[level].tolerance_metres / 2
    values: dict[str, Any] = {"release_id": release_id, "kind": kind.value, "tints": tints, "grid": grid}
    features = session.scalar(_FEATURES, values) or ""
    return b'{"type":"FeatureCollection","features":[' + features.encode() + b"]}"
