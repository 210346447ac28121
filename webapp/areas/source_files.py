"""Opens official geography in a file: GeoJSON, GeoPackage or zipped Shapefile, known by what it holds, not by its name.

GDAL is told which driver to use, so that a file cannot make it read another file or an address.
"""

import codecs
import json
import re
import shutil
import sqlite3
import stat
import struct
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import numpy as np
import pyogrio
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.crs import RD_NEW, WEB_MERCATOR, WGS84
from webapp.areas.source_report import SourceError
from webapp.vocabulary import AreaKind

MEGABYTE: Final = 1_000_000
ETRS89: Final = 4258
_RD_NEW_WITH_HEIGHT: Final = 7415
_SUPPORTED: Final = frozenset({RD_NEW, WGS84, ETRS89, WEB_MERCATOR})

_CHUNK = 1 << 20
_HEAD = 1 << 16
_SQLITE_MAGIC = b"SQLite format 3\0"
_GEOPACKAGE_IDS = frozenset({b"GPKG", b"GP10", b"GP11"})
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_MAX_ENTRIES = 200
_ZIP_GROWTH = 4
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_SHAPEFILE_NEEDED = frozenset({".shp", ".shx", ".dbf"})
_BOTH_KINDS = re.compile(r"wijken?_?(?:en)?_?buurt(?:en)?")
_KIND_STEMS: Final[Mapping[AreaKind, tuple[str, ...]]] = {
    AreaKind.BUURT: ("buurt",),
    AreaKind.WIJK: ("wijk",),
    AreaKind.GEMEENTE: ("gemeente", "gem_", "gem20"),
}


@dataclass(frozen=True, slots=True)
class RawTable:
    """A layer as it was read, not judged yet.

    Attributes
    ----------
    columns
        Column name to values; all of the same length.
    whole_columns
        Names of the columns that hold whole numbers in the source.
    wkb
        Geometry per row as WKB, None where there is none.
    epsg
        Reference system of the geometry: 28992, 4326, 4258 or 3857.
    """

    columns: Mapping[str, NDArray[Any]]
    whole_columns: frozenset[str]
    wkb: NDArray[np.object_]
    epsg: int


def read_file(path: Path, *, kind: AreaKind | None, max_bytes: int) -> RawTable:
    """Read the layer of a kind from a file.

    Parameters
    ----------
    path
        The file.
    kind
        Which layer to take when there are more; None is buurten.
    max_bytes
        Larger files are refused; a zip may unpack to four times as much.

    Raises
    ------
    SourceError
        `file_…`, `not_utf8`, `unknown_format`, `not_a_collection`, `zip_…`, `layer_…`, `crs_…` or
        `no_geometry_column`: see `SOURCE_TEXTS`.
    """
    head = _checked_head(path, max_bytes)
    if head.startswith(_SQLITE_MAGIC):
        return _read_geopackage(path, kind)
    if head.startswith(_ZIP_MAGICS):
        return _read_zip(path, kind, max_bytes)
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{":
        return _read_geojson_file(path)
    _check_utf8(path)
    raise SourceError("unknown_format", path=path)


def read_geojson(data: bytes, label: str) -> RawTable:
    """Read a GeoJSON FeatureCollection from memory, such as one page of an answer.

    Raises
    ------
    SourceError
        As for `read_file`.
    """
    return _read_layer(data, label)


def _checked_head(path: Path, max_bytes: int) -> bytes:
    try:
        if path.is_dir():
            raise SourceError("file_is_folder", path=path)
        size = path.stat().st_size
        if size == 0:
            raise SourceError("file_empty", path=path)
        if size > max_bytes:
            raise SourceError("file_too_big", path=path, megabytes=size // MEGABYTE, limit=max_bytes // MEGABYTE)
        with path.open("rb") as file:
            return file.read(_HEAD)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceError("file_missing", path=path) from error
    except (OSError, ValueError) as error:
        raise SourceError("file_unreadable", path=path, reason=_reason(error)) from error


def _read_geojson_file(path: Path) -> RawTable:
    head, tail = _check_utf8(path)
    declared = _declared_crs(head, tail)
    try:
        table = _read_layer(f"GeoJSON:{path.resolve()}", path)
    except SourceError as error:
        if error.code == "file_broken" and len(head) < _HEAD and _is_json(head):
            raise SourceError("not_a_collection", path=path) from error
        raise
    return table if declared is None else RawTable(table.columns, table.whole_columns, table.wkb, declared)


def _check_utf8(path: Path) -> tuple[str, str]:
    """Read through the file once, bit by bit; give its first and last characters."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    position = 0
    head = tail = ""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                raise SourceError("not_utf8", path=path, position=position + error.start) from error
            position += len(chunk)
            head = head or text[:_HEAD]
            tail = (tail + text)[-_HEAD:]
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise SourceError("file_broken", path=path, reason="breekt af midden in een teken") from error
    return head, tail


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _declared_crs(head: str, tail: str) -> int | None:
    """Read the `crs` member before or after the features, which GDAL silently takes for WGS84 when it is odd."""
    before = head.partition('"features"')[0]
    after = tail.rpartition("]")[2] if '"crs"' in tail.rpartition("]")[2] else ""
    for text in (before, after):
        _, found, rest = text.partition('"crs"')
        if found:
            try:
                member, _ = json.JSONDecoder().raw_decode(rest.lstrip().removeprefix(":").lstrip())
            except (ValueError, RecursionError):
                return None
            properties = member.get("properties") if isinstance(member, dict) else None
            name = properties.get("name") if isinstance(properties, dict) else None
            if not isinstance(name, str):
                raise SourceError("crs_missing", path="Het bestand")
            return _supported_epsg(name)
    return None


def _read_geopackage(path: Path, kind: AreaKind | None) -> RawTable:
    with path.open("rb") as file:
        header = file.read(100)
    if header[68:72] not in _GEOPACKAGE_IDS:
        raise SourceError("unknown_format", path=path)
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            state = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise SourceError("file_broken", path=path, reason=_reason(error)) from error
    if state != "ok":
        raise SourceError("file_broken", path=path, reason="de database klopt niet")
    with _gdal(path):
        layers = [str(name) for name, geometry in pyogrio.list_layers(path.resolve()) if geometry is not None]
    return _read_layer(path.resolve(), path, layer=_choose(layers, kind, path))


def _choose(names: Sequence[str], kind: AreaKind | None, path: Path) -> str:
    """Choose the one layer of the kind; the only layer there is will do, since its codes tell its kind."""
    if not names:
        raise SourceError("no_geometry_column", path=path)
    if len(names) == 1:
        return names[0]
    wanted = kind or AreaKind.BUURT
    fitting = [name for name in names if any(stem in _BOTH_KINDS.sub("", name.lower()) for stem in _KIND_STEMS[wanted])]
    if len(fitting) == 1:
        return fitting[0]
    code = "layer_ambiguous" if fitting else "layer_missing"
    raise SourceError(code, path=path, kind=wanted.value, layers=", ".join(fitting or names))


def _read_zip(path: Path, kind: AreaKind | None, max_bytes: int) -> RawTable:
    limit = max_bytes * _ZIP_GROWTH
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(prefix="missie050-") as folder:
            entries = _checked_entries(archive, path, limit)
            chosen = _shapefile_entries(entries, kind, path)
            for suffix, entry in chosen.items():
                # our own name, so that no name in the archive ever becomes a path
                _unpack(archive, entry, Path(folder) / f"areas{suffix}")
            shape = Path(folder) / "areas.shp"
            _check_shapefile_size(shape, path)
            return _read_layer(shape, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise SourceError("file_broken", path=path, reason=_reason(error)) from error


def _checked_entries(archive: zipfile.ZipFile, path: Path, limit: int) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > _ZIP_MAX_ENTRIES:
        raise SourceError("zip_too_many", path=path, count=len(entries), limit=_ZIP_MAX_ENTRIES)
    for entry in entries:
        name = PurePosixPath(entry.filename)
        links = stat.S_ISLNK(entry.external_attr >> 16)
        if name.is_absolute() or ".." in name.parts or "\\" in entry.filename or ":" in entry.filename or links:
            raise SourceError("zip_outside", path=path, entry=entry.filename[:80])
        if entry.flag_bits & 0x1:
            raise SourceError("zip_encrypted", path=path)
    if sum(entry.file_size for entry in entries) > limit:
        raise SourceError("zip_bomb", path=path, limit=limit // MEGABYTE)
    return entries


def _shapefile_entries(
    entries: Sequence[zipfile.ZipInfo], kind: AreaKind | None, path: Path
) -> dict[str, zipfile.ZipInfo]:
    """Give the parts of the Shapefile of the kind, by suffix."""
    sets: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for entry in entries:
        name = PurePosixPath(entry.filename)
        if name.suffix.lower() in _SHAPEFILE_PARTS and "__MACOSX" not in name.parts:
            sets.setdefault(str(name.with_suffix("")), {})[name.suffix.lower()] = entry
    complete = {name: parts for name, parts in sets.items() if set(parts) >= _SHAPEFILE_NEEDED}
    if not complete:
        raise SourceError("zip_no_shapefile", path=path)
    return complete[_choose(sorted(complete), kind, path)]


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """Unpack an entry; `zipfile` gives no byte more than the size that was checked, and refuses an entry that lies."""
    with archive.open(entry) as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file, _CHUNK)


def _check_shapefile_size(shape: Path, path: Path) -> None:
    """Compare with the length in the header, since GDAL reads a half-written Shapefile as areas without a shape."""
    with shape.open("rb") as file:
        header = file.read(28)
    if len(header) < 28 or struct.unpack(">I", header[24:28])[0] * 2 != shape.stat().st_size:  # noqa: PLR2004
        raise SourceError("file_broken", path=path, reason="het .shp-bestand is half geschreven")


@contextmanager
def _gdal(label: object) -> Iterator[None]:
    """Turn what GDAL raises into `file_broken`; its remarks on single rings are judged later, feature by feature."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (DataSourceError, DataLayerError, UnicodeDecodeError) as error:
        raise SourceError("file_broken", path=label, reason=_reason(error)) from error
    except ValueError as error:
        # pyogrio's own, for a column of lists of booleans
        raise SourceError("odd_column", path=label) from error


def _read_layer(source: str | Path | bytes, label: object, layer: str | None = None) -> RawTable:
    with _gdal(label):
        meta, _, wkb, values = pyogrio.raw.read(source, layer=layer, force_2d=True)
    if meta["crs"] is None:
        raise SourceError("crs_missing", path=label)
    names = [str(name) for name in meta["fields"]]
    whole = {name for name, kind in zip(names, meta["dtypes"], strict=True) if str(kind).startswith(("int", "uint"))}
    return RawTable(dict(zip(names, values, strict=True)), frozenset(whole), wkb, _supported_epsg(str(meta["crs"])))


def _supported_epsg(text: str) -> int:
    try:
        system = CRS.from_user_input(text)
    except CRSError as error:
        raise SourceError("crs_unsupported", found=text[:60]) from error
    if system.name in {"WGS 84 (CRS84)", "WGS 84"} and system.is_geographic:
        return WGS84
    epsg = system.to_epsg(min_confidence=25)
    if epsg == _RD_NEW_WITH_HEIGHT or "RD_New" in system.name:
        return RD_NEW
    if epsg not in _SUPPORTED:
        raise SourceError("crs_unsupported", found=system.name[:60])
    return epsg


def _reason(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]
