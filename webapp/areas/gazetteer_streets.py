"""Keeps the streets of the gazetteer: taken in from a file, or from the list that is shipped; set-based."""

from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.crs import RD_NEW
from webapp.areas.gazetteer_files import StreetTable
from webapp.database import affected_rows

LEAST_METRES = 10.0
"""A street that lies less than this in a neighbourhood lies in another one, and only touches it."""


@dataclass(frozen=True)
class StreetReport:
    """What an import of streets did: rows by neighbourhood; and how many rows of the file lie in none."""

    table: StreetTable
    added: int
    changed: int
    unchanged: int
    removed: int
    outside: int
    still_approximate: int


_STAGING = "CREATE TEMP TABLE street_staging (name text, geom geometry) ON COMMIT DROP"

_PARTS = text("""
    CREATE TEMP TABLE street_part ON COMMIT DROP AS
    WITH cut AS (
        SELECT search_key(staged.name) AS search_name, mode() WITHIN GROUP (ORDER BY staged.name) AS name,
            n.id AS neighbourhood_id,
            ST_Collect(CASE WHEN ST_Dimension(staged.geom) = 0 THEN staged.geom
                ELSE ST_CollectionExtract(ST_Intersection(staged.geom, n.geom), 2) END) AS geom,
            bool_or(ST_Dimension(staged.geom) = 0) AS is_point,
            sum(ST_Length(ST_Intersection(staged.geom, n.geom))) AS metres
        FROM street_staging staged JOIN neighbourhood n ON ST_Intersects(n.geom, staged.geom)
        GROUP BY search_key(staged.name), n.id
    ), measured AS (
        SELECT cut.*, max(metres) OVER (PARTITION BY search_name) AS longest FROM cut WHERE NOT ST_IsEmpty(geom)
    )
    SELECT search_name, name, neighbourhood_id, ST_ClosestPoint(geom, ST_Centroid(geom)) AS point
    FROM measured WHERE is_point OR metres >= :least OR metres = longest
""")
# a street that the file knows lies where the file says, and nowhere else
_DELETE = text("""
    DELETE FROM street USING (SELECT DISTINCT search_name FROM street_part) known
    WHERE street.search_name = known.search_name AND NOT EXISTS (
        SELECT FROM street_part part
        WHERE part.search_name = street.search_name AND part.neighbourhood_id = street.neighbourhood_id)
""")
_UPSERT = text("""
    WITH merged AS (
        INSERT INTO street AS kept (name, search_name, neighbourhood_id, point, precision, source)
        SELECT name, search_name, neighbourhood_id, point, 'street', :source FROM street_part
        ON CONFLICT (neighbourhood_id, search_name) DO UPDATE SET
            name = excluded.name, point = excluded.point, precision = excluded.precision, source = excluded.source
        WHERE (kept.name, kept.precision) IS DISTINCT FROM (excluded.name, excluded.precision)
           OR NOT ST_Equals(kept.point, excluded.point)
        RETURNING (xmax = 0) AS is_new
    )
    SELECT count(*) FILTER (WHERE is_new) AS added, count(*) FILTER (WHERE NOT is_new) AS changed,
        (SELECT count(*) FROM street_part) AS parts,
        (SELECT count(*) FROM street_staging staged
         WHERE NOT EXISTS (SELECT FROM neighbourhood n WHERE ST_Intersects(n.geom, staged.geom))) AS outside
    FROM merged
""")


def import_streets(session: Session, table: StreetTable) -> StreetReport:
    """Store streets with one point in each neighbourhood they run through; the same file again changes nothing.

    Of a street that the file knows, all earlier rows give way, those of which only the neighbourhood was known
    included; other streets stay. All in the caller's transaction.
    """
    driver = session.connection().connection.driver_connection
    assert driver is not None  # noqa: S101  (a session's connection is open)
    with driver.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.street_staging, pg_temp.street_part")
        cursor.execute(_STAGING)
        wkb = shapely.to_wkb(shapely.set_srid(table.geoms, RD_NEW), include_srid=True)
        with cursor.copy("COPY street_staging FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(("text", "bytea"))
            for row in zip(table.names, wkb, strict=True):
                copy.write_row(row)
        cursor.execute("ANALYZE street_staging")
    session.execute(_PARTS, {"least": LEAST_METRES})
    removed = affected_rows(session.execute(_DELETE))
    counted = session.execute(_UPSERT, {"source": table.origin}).one()
    approximate = session.scalar(text("SELECT count(*) FROM street WHERE precision = 'neighbourhood'"))
    return StreetReport(
        table=table,
        added=counted.added,
        changed=counted.changed,
        unchanged=counted.parts - counted.added - counted.changed,
        removed=removed,
        outside=counted.outside,
        still_approximate=approximate or 0,
    )


_ADD_KNOWN = text("""
    INSERT INTO street (name, search_name, neighbourhood_id, point, precision, source)
    SELECT known.name, search_key(known.name), n.id, ST_Transform(n.label_point, 28992), 'neighbourhood', :source
    FROM unnest(CAST(:names AS text[]), CAST(:slugs AS text[])) AS known (name, slug)
    JOIN neighbourhood n ON n.slug = known.slug AND n.label_point IS NOT NULL
    WHERE NOT EXISTS (
        SELECT FROM street s WHERE s.search_name = search_key(known.name) AND s.precision <> 'neighbourhood')
    ON CONFLICT DO NOTHING
""")


def add_known_streets(session: Session, known: Iterable[tuple[str, str]], *, source: str) -> int:
    """Add streets of which only the neighbourhood's slug is known; gives how many are new.

    They stand at the neighbourhood's label. A street that an import knows better is left out.
    """
    pairs = list(known)
    values = {"names": [name for name, _ in pairs], "slugs": [slug for _, slug in pairs], "source": source}
    return affected_rows(session.execute(_ADD_KNOWN, values))


_FOLLOW_LABELS = text("""
    UPDATE street SET point = ST_Transform(n.label_point, 28992)
    FROM neighbourhood n
    WHERE n.id = street.neighbourhood_id AND street.precision = 'neighbourhood' AND n.label_point IS NOT NULL
      AND NOT ST_DWithin(street.point, ST_Transform(n.label_point, 28992), 0.01)
""")
_DROP_DOUBLES = text("""
    DELETE FROM street USING neighbourhood n, street other
    WHERE street.precision = 'street' AND n.id <> street.neighbourhood_id AND ST_Covers(n.geom, street.point)
      AND NOT EXISTS (
          SELECT FROM neighbourhood own WHERE own.id = street.neighbourhood_id AND ST_Covers(own.geom, street.point))
      AND other.search_name = street.search_name AND other.neighbourhood_id = n.id
""")
_REHOME = text("""
    UPDATE street SET neighbourhood_id = moved.neighbourhood_id
    FROM (
        SELECT DISTINCT ON (s.search_name, n.id) s.id, n.id AS neighbourhood_id
        FROM street s JOIN neighbourhood n ON n.id <> s.neighbourhood_id AND ST_Covers(n.geom, s.point)
        WHERE s.precision = 'street' AND NOT EXISTS (
            SELECT FROM neighbourhood own WHERE own.id = s.neighbourhood_id AND ST_Covers(own.geom, s.point))
        ORDER BY s.search_name, n.id, s.id
    ) moved
    WHERE street.id = moved.id
""")


def follow_shapes(session: Session) -> None:
    """Give streets the neighbourhood that their point lies in now, and approximate ones the place of its label.

    Where a neighbourhood has that street already, the one that came over goes.
    """
    session.execute(_FOLLOW_LABELS)
    session.execute(_DROP_DOUBLES)
    session.execute(_REHOME)
