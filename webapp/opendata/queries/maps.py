"""The areas of a release as the data of a map, made by PostGIS."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.areas.rules import OUTLINE_LEVELS
from webapp.vocabulary import OpenAreaKind

METRES_PER_DEGREE = (66_600.0, 111_300.0)
"""Of longitude and latitude in Groningen."""

# Corners are put on one grid, so that neighbours keep the edge that they share; what vanishes on it stays as it is.
# Each shape is worked out once (OFFSET 0), for it is dear.
_FEATURES = text("""
    SELECT coalesce(string_agg(
        '{"type":"Feature","geometry":' || geometry || ',"properties":' || json_build_object(
            'slug', code, 'name', name, 'stage', stage, 'is_stale', is_stale, 'sign', sign,
            'label', json_build_array(round(ST_X(label)::numeric, 5), round(ST_Y(label)::numeric, 5))
        )::text || '}', ',' ORDER BY code COLLATE "C"), '')
    FROM (
        SELECT a.code, a.name, t.stage, t.is_stale, t.sign, ST_AsGeoJSON(d.shape, 5) AS geometry,
               ST_PointOnSurface(d.shape) AS label
        FROM pub.release_area a
        JOIN jsonb_to_recordset(CAST(:tints AS jsonb)) AS t(code text, stage text, is_stale boolean, sign text)
            ON t.code = a.code
        CROSS JOIN LATERAL (
            SELECT CASE WHEN :wide > 0 THEN ST_SnapToGrid(a.lonlat, :wide, :high) END AS coarse OFFSET 0
        ) c
        CROSS JOIN LATERAL (
            SELECT CASE WHEN coarse IS NULL OR ST_IsEmpty(coarse) OR NOT ST_IsValid(coarse) THEN a.lonlat
                ELSE coarse END AS shape OFFSET 0
        ) d
        WHERE a.release_id = :release_id AND a.kind = :kind AND a.geom IS NOT NULL
        OFFSET 0
    ) area
""")


def areas_geojson(session: Session, release_id: int, kind: OpenAreaKind, *, tints: str, level: int) -> bytes:
    """The areas of a kind (WGS84), each with its tint and sign; `tints` is JSON: code, stage, is_stale and sign."""
    wide, high = (OUTLINE_LEVELS[level].tolerance_metres / 2 / each for each in METRES_PER_DEGREE)
    values: dict[str, Any] = {
        "release_id": release_id,
        "kind": kind.value,
        "tints": tints,
        "wide": wide,
        "high": high,
    }
    features = session.scalar(_FEATURES, values) or ""
    return b'{"type":"FeatureCollection","features":[' + features.encode() + b"]}"
