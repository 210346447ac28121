"""Importing official areas: binary COPY into a staging table, then one set-based merge."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import shapely
from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.crs import RD_NEW
from webapp.areas.queries import find_release_in_force
from webapp.areas.releases import Outcome, Promotion, promote
from webapp.areas.sources import SourceAreas
from webapp.config import MUNICIPALITY
from webapp.database import affected_rows
from webapp.models import AreaRelease
from webapp.vocabulary import AreaKind

TOLD_EVERY = 500


@dataclass(frozen=True)
class Merged:
    """How many areas of an import were new, changed or the same; and how many got figures of another release."""

    added: int
    changed: int
    unchanged: int
    figures_carried: int


@dataclass(frozen=True)
class ImportReport:
    """What an import did."""

    areas: SourceAreas
    merged: Merged
    promotion: Promotion


def import_areas(
    session: Session,
    areas: SourceAreas,
    *,
    today: date,
    accept_missing: bool = False,
    on_stored: Callable[[int], object] | None = None,
) -> ImportReport:
    """Store areas as the official release of their year, and make the map of them when nothing is lost by it.

    All in the caller's transaction: it counts when that commits. The same areas again change nothing.
    `on_stored` is told, now and then, how many areas more went into the database.
    """
    _stage(session, areas, on_stored)
    merged = _merge(session, areas)
    in_force = find_release_in_force(session, areas.kind)
    is_current = in_force is not None and (in_force.year, in_force.is_schematic) == (areas.year, False)
    untouched = not (merged.added or merged.changed or merged.figures_carried)
    if areas.kind is not AreaKind.BUURT or (is_current and untouched):
        promotion = Promotion(Outcome.STORED)
    else:
        promotion = promote(
            session, year=areas.year, municipality=MUNICIPALITY, today=today, accept_missing=accept_missing
        )
    return ImportReport(areas=areas, merged=merged, promotion=promotion)


_STAGING = """
    CREATE TEMP TABLE area_staging (
        code text, name text, parent_code text, municipality_code text, is_official boolean, geom geometry,
        inhabitants int4, inhabitants_year int4, households int4,
        pct_65plus float8, pct_one_person_households float8, figures jsonb
    ) ON COMMIT DROP
"""
_STAGED_TYPES = (
    "text", "text", "text", "text", "bool", "bytea", "int4", "int4", "int4", "float8", "float8", "jsonb",
)  # fmt: skip


def _stage(session: Session, areas: SourceAreas, on_stored: Callable[[int], object] | None) -> None:
    driver = session.connection().connection.driver_connection
    assert driver is not None  # noqa: S101  (a session's connection is open)
    with driver.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.area_staging")
        cursor.execute(_STAGING)
        # a geometry's binary form is EWKB, which is what a bytea of EWKB looks like on the wire
        with cursor.copy("COPY area_staging FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(_STAGED_TYPES)
            for number, row in enumerate(_rows(areas), start=1):
                copy.write_row(row)
                if on_stored is not None and (number % TOLD_EVERY == 0 or number == len(areas)):
                    on_stored((number - 1) % TOLD_EVERY + 1)
        # a temporary table has no statistics of its own accord, and the merge joins it
        cursor.execute("ANALYZE area_staging")


def _rows(areas: SourceAreas) -> Iterator[tuple[object, ...]]:
    wkb = shapely.to_wkb(shapely.set_srid(areas.geoms, RD_NEW), include_srid=True)
    year = areas.figures_year or areas.year
    sizes = zip(areas.area_ha, areas.land_ha, areas.water_ha, strict=True)
    for number, size in enumerate(sizes):
        measured = dict(zip(("area_ha", "land_ha", "water_ha"), size, strict=True))
        figures = areas.figures[number] | {name: value for name, value in measured.items() if value is not None}
        yield (
            areas.codes[number],
            areas.names[number],
            areas.parent_codes[number],
            areas.municipality_codes[number],
            areas.is_official[number],
            wkb[number],
            areas.inhabitants[number],
            None if areas.inhabitants[number] is None else year,
            areas.households[number],
            areas.pct_65plus[number],
            areas.pct_one_person_households[number],
            Jsonb(figures),
        )


_UPSERT = text("""
    WITH merged AS (
        INSERT INTO area AS kept (
            kind, year, is_schematic, code, name, parent_code, municipality_code, is_official, geom, inhabitants,
            inhabitants_year, households, pct_65plus, pct_one_person_households, figures
        )
        SELECT :kind, :year, false, code, name, parent_code, municipality_code, is_official, geom, inhabitants,
            inhabitants_year, households, pct_65plus, pct_one_person_households, figures
        FROM area_staging
        ON CONFLICT (code, year, is_schematic) DO UPDATE SET
            name = excluded.name, parent_code = excluded.parent_code, is_official = excluded.is_official,
            geom = excluded.geom,
            inhabitants = coalesce(excluded.inhabitants, kept.inhabitants),
            inhabitants_year = coalesce(excluded.inhabitants_year, kept.inhabitants_year),
            inhabitants_estimated = kept.inhabitants_estimated AND excluded.inhabitants IS NULL,
            households = coalesce(excluded.households, kept.households),
            pct_65plus = coalesce(excluded.pct_65plus, kept.pct_65plus),
            pct_one_person_households = coalesce(excluded.pct_one_person_households, kept.pct_one_person_households),
            figures = kept.figures || excluded.figures
        WHERE (kept.name, kept.parent_code, kept.is_official) IS DISTINCT FROM
              (excluded.name, excluded.parent_code, excluded.is_official)
           OR NOT ST_OrderingEquals(kept.geom, excluded.geom)
           OR (kept.inhabitants, kept.inhabitants_year, kept.households, kept.pct_65plus,
               kept.pct_one_person_households) IS DISTINCT FROM (
               coalesce(excluded.inhabitants, kept.inhabitants),
               coalesce(excluded.inhabitants_year, kept.inhabitants_year),
               coalesce(excluded.households, kept.households),
               coalesce(excluded.pct_65plus, kept.pct_65plus),
               coalesce(excluded.pct_one_person_households, kept.pct_one_person_households))
           OR kept.figures IS DISTINCT FROM kept.figures || excluded.figures
        RETURNING (xmax = 0) AS is_new
    )
    SELECT count(*) FILTER (WHERE is_new) AS added, count(*) FILTER (WHERE NOT is_new) AS changed FROM merged
""")
# what a source does not say is taken from the newest other release that knows it: official figures before estimates
_CARRY_FIGURES = text("""
    UPDATE area SET
        inhabitants = coalesce(area.inhabitants, known.inhabitants),
        inhabitants_year = coalesce(area.inhabitants_year, known.inhabitants_year),
        inhabitants_estimated = CASE
            WHEN area.inhabitants IS NULL THEN known.inhabitants_estimated ELSE area.inhabitants_estimated END,
        households = coalesce(area.households, known.households),
        pct_65plus = coalesce(area.pct_65plus, known.pct_65plus),
        pct_one_person_households = coalesce(area.pct_one_person_households, known.pct_one_person_households)
    FROM area_staging staged, LATERAL (
        SELECT other.* FROM area other
        WHERE other.code = staged.code AND (other.year <> :year OR other.is_schematic)
          AND (other.inhabitants IS NOT NULL OR other.households IS NOT NULL)
        ORDER BY other.inhabitants_estimated, other.is_schematic, other.year DESC LIMIT 1
    ) known
    WHERE area.code = staged.code AND area.year = :year AND NOT area.is_schematic
      AND (area.inhabitants IS NULL AND known.inhabitants IS NOT NULL
        OR area.households IS NULL AND known.households IS NOT NULL
        OR area.pct_65plus IS NULL AND known.pct_65plus IS NOT NULL
        OR area.pct_one_person_households IS NULL AND known.pct_one_person_households IS NOT NULL)
""")


def _merge(session: Session, areas: SourceAreas) -> Merged:
    release = session.get(AreaRelease, (areas.kind, areas.year, False))
    if release is None:
        session.add(
            AreaRelease(kind=areas.kind, year=areas.year, is_schematic=False, in_force=False, source=areas.origin)
        )
        session.flush()
    counted = session.execute(_UPSERT, {"kind": areas.kind.value, "year": areas.year}).one()
    if release is not None and (counted.added or counted.changed):
        release.source = areas.origin
    carried = affected_rows(session.execute(_CARRY_FIGURES, {"year": areas.year}))
    return Merged(
        added=counted.added,
        changed=counted.changed,
        unchanged=len(areas) - counted.added - counted.changed,
        figures_carried=carried,
    )
