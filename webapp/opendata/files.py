"""The files of a release, made from what it holds and nothing else: the same bytes whenever they are made again.

This is format 1 (`webapp.opendata.rules.releases.FORMAT`). The tables and the metadata are text of our own making. The
GeoPackage is SQLite written by GDAL, told what time it is; another version of GDAL may order its bytes otherwise, so
the release keeps which one made it.
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pyogrio
from numpy.typing import NDArray
from pyogrio.raw import write

from webapp.opendata.queries.releases import AreaRow, FileHead, ReleaseHead
from webapp.opendata.rules.indicators import INDICATORS
from webapp.opendata.rules.releases import ATTRIBUTION, LICENCE, LICENCE_NAME
from webapp.ui.cells import defused
from webapp.vocabulary import OpenAreaKind

CSV, GEOPACKAGE, JSON = "text/csv", "application/geopackage+sqlite3", "application/ld+json"
GEOPACKAGE_NAME, METADATA_NAME = "missie050.gpkg", "metadata.json"
LAYERS = {OpenAreaKind.BUURT: "buurten", OpenAreaKind.WIJK: "wijken", OpenAreaKind.NEIGHBOURHOOD: "missie050-wijken"}
"""What the areas of a kind are called as a file and as a layer."""

FIGURE_NAMES = {
    "pct_0_14": "pct_0_14",
    "pct_households_with_children": "pct_huishoudens_met_kinderen",
    "mean_household_size": "gemiddelde_huishoudgrootte",
    "pct_low_income_households": "pct_huishoudens_laag_inkomen",
    "income_per_inhabitant": "inkomen_per_inwoner_x1000",
    "addresses_per_km2": "adressen_per_km2",
}
STAGE_NAMES = {
    "unreached": "onbereikt",
    "exploring": "verkennen",
    "starting": "starten",
    "active": "actief",
    "self_sustaining": "zelfdragend",
}

Value = str | int | float | bool | date | None
_gdal = Lock()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the tables and layers: its name, of which kind it is, and what it holds."""

    name: str
    of: type
    get: Callable[[ReleaseHead, AreaRow], Value]


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of one kind: rows, and their shapes (WKB, RD New) in the same order."""

    kind: OpenAreaKind
    rows: tuple[AreaRow, ...]
    shapes: tuple[bytes | None, ...]


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file as it is going to be kept."""

    head: FileHead
    content: bytes


def _figure(code: str) -> Column:
    return Column(FIGURE_NAMES[code], float, lambda _, row: row.figures.get(code))


COLUMNS: tuple[Column, ...] = (
    Column("code", str, lambda _, row: row.code),
    Column("naam", str, lambda _, row: row.name),
    Column("wijkcode", str, lambda _, row: row.wijk_code),
    Column("missie050_wijk", str, lambda _, row: row.neighbourhood),
    Column("grens_officieel", bool, lambda _, row: row.is_official),
    Column("fase", str, lambda _, row: None if row.stage is None else STAGE_NAMES[row.stage]),
    Column("fase_sinds", date, lambda _, row: row.stage_since),
    Column("aanwezig", bool, lambda _, row: row.is_present),
    Column("verouderd", bool, lambda _, row: row.is_stale),
    Column("buurten", int, lambda _, row: row.buurten),
    Column("buurten_aanwezig", int, lambda _, row: row.buurten_present),
    Column("inwoners", int, lambda _, row: row.inhabitants),
    Column("inwoners_aanwezig", int, lambda _, row: row.inhabitants_present),
    Column("inwoners_jaar", int, lambda _, row: row.inhabitants_year),
    Column("inwoners_geschat", bool, lambda _, row: row.inhabitants_estimated),
    Column("huishoudens", int, lambda _, row: row.households),
    Column("pct_65plus", float, lambda _, row: row.pct_65plus),
    Column("pct_eenpersoonshuishoudens", float, lambda _, row: row.pct_one_person_households),
    *(_figure(each.code) for each in INDICATORS),
    Column("initiatieven", int, lambda _, row: row.initiatives),
    Column("assets", int, lambda _, row: row.assets),
    Column("netwerk_mensen", int, lambda _, row: row.network_people),
    Column("netwerk_relaties", int, lambda _, row: row.network_ties),
    Column("signalen", int, lambda _, row: row.signals),
    Column("hulpvragen", int, lambda _, row: row.needs),
    Column("release", str, lambda head, _: head.version),
    Column("peildatum", date, lambda head, _: head.as_of),
    Column("geografie_jaar", int, lambda head, _: head.geography_year),
)


def write_files(head: ReleaseHead, areas: Sequence[Areas]) -> tuple[MadeFile, ...]:
    """All files of a release, by name; `areas` hold each kind once."""
    made = [_made(f"{LAYERS[each.kind]}.csv", CSV, write_csv(head, each.rows)) for each in areas]
    made.append(_made(GEOPACKAGE_NAME, GEOPACKAGE, write_geopackage(head, areas)))
    made.append(_made(METADATA_NAME, JSON, _metadata(head, [each.head for each in made])))
    return tuple(sorted(made, key=lambda each: each.head.name))


def write_csv(head: ReleaseHead, rows: Iterable[AreaRow]) -> bytes:
    """The rows as a table that no spreadsheet runs anything of (`webapp.ui.cells.defused`)."""
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow([column.name for column in COLUMNS])
    writer.writerows([_cell(column.get(head, row)) for column in COLUMNS] for row in rows)
    # a spreadsheet knows UTF-8 by this mark
    return ("\ufeff" + content.getvalue()).encode()


def write_geopackage(head: ReleaseHead, areas: Sequence[Areas]) -> bytes:
    """A layer per kind, in RD New (EPSG:28992); the moment in it is that of the release."""
    moment = head.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    options = {"OGR_CURRENT_DATE": moment, "OGR_GPKG_ALLOW_THREADED_RTREE": "NO"}
    with _gdal, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / GEOPACKAGE_NAME
        before = {name: pyogrio.get_gdal_config_option(name) for name in options}
        pyogrio.set_gdal_config_options(options)
        try:
            for each in areas:
                _write_layer(path, head, each)
        finally:
            pyogrio.set_gdal_config_options(before)
        return path.read_bytes()


def gdal_version() -> str:
    """The GDAL that writes GeoPackages here."""
    return ".".join(str(part) for part in pyogrio.__gdal_version__)


def _write_layer(path: Path, head: ReleaseHead, areas: Areas) -> None:
    values = [_array(column, [column.get(head, row) for row in areas.rows]) for column in COLUMNS]
    shapes = np.empty(len(areas.shapes), dtype=object)
    shapes[:] = areas.shapes
    write(
        str(path),
        geometry=shapes,
        field_data=[data for data, _ in values],
        field_mask=[mask for _, mask in values],
        fields=np.array([column.name for column in COLUMNS], dtype=object),
        crs="EPSG:28992",
        geometry_type="MultiPolygon",
        driver="GPKG",
        layer=LAYERS[areas.kind],
        append=path.exists(),
        layer_options={"GEOMETRY_NAME": "geom"},
        dataset_metadata=_printed(head) if not path.exists() else None,
    )


def _array(column: Column, values: Sequence[Value]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    mask = np.array([value is None for value in values], dtype=bool)
    if column.of is str:
        text = np.empty(len(values), dtype=object)
        text[:] = [None if value is None else str(value) for value in values]
        return text, mask
    if column.of is date:
        return np.array([str(value) if value else "NaT" for value in values], dtype="datetime64[D]"), mask
    plain = {bool: "bool", int: "int32", float: "float64"}[column.of]
    return np.array([value or 0 for value in values], dtype=plain), mask


def _cell(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, date):
        return value.isoformat()
    return defused(value) if isinstance(value, str) else value


def _printed(head: ReleaseHead) -> dict[str, str]:
    return {
        "RELEASE": head.version,
        "LICENTIE": LICENCE_NAME,
        "BRON": ATTRIBUTION,
        "GEOGRAFIEJAAR": str(head.geography_year),
        "AANWEZIG": str(head.method["present"]["nl"]),
    }


TOTALS = (
    "neighbourhoods",
    "present",
    "present_fresh",
    "inhabitants",
    "inhabitants_present",
    "initiatives",
    "assets",
    "needs",
)


def _metadata(head: ReleaseHead, files: Sequence[FileHead]) -> bytes:
    """What the release is, in the words of DCAT 3."""
    body = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "spdx": "http://spdx.org/rdf/terms#",
        },
        "@type": "dcat:Dataset",
        "dct:identifier": f"missie050-{head.version}",
        "dct:title": f"Missie050: aanwezigheid in de wijken van Groningen, {head.as_of.isoformat()}",
        "dcat:version": head.version,
        "dct:issued": head.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "dct:temporal": head.as_of.isoformat(),
        "dct:license": LICENCE,
        "dct:source": ATTRIBUTION,
        "dct:publisher": "Missie050",
        "is_demo": head.is_demo,
        "format": head.format,
        "geography": {
            "year": head.geography_year,
            "is_official": not head.is_schematic,
            "source": head.geography_source,
            "crs": "EPSG:28992",
        },
        "network_month": None if head.network_month is None else head.network_month.isoformat(),
        "method": head.method,
        "totals": {name: getattr(head, name) for name in TOTALS},
        "columns": [{"name": column.name, "type": column.of.__name__} for column in COLUMNS],
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": each.name,
                "dcat:mediaType": each.media_type,
                "dcat:byteSize": each.size,
                "spdx:checksum": {"spdx:algorithm": "sha256", "spdx:checksumValue": each.sha256},
            }
            for each in files
        ],
    }
    return (json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _made(name: str, media_type: str, content: bytes) -> MadeFile:
    return MadeFile(FileHead(name, media_type, len(content), sha256(content).hexdigest()), content)
