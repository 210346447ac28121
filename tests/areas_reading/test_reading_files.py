import json
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import shapely

from tests.areas_reading.made_features import WriteGeoJson, WriteLayer, buurt, geometry_of, square
from webapp.areas.source_report import SOURCE_TEXTS, SourceError
from webapp.areas.sources import read_source
from webapp.vocabulary import AreaKind

RD_NEW_NAME = "urn:ogc:def:crs:EPSG::28992"


def error_code(path: Path | str, **options: object) -> str:
    with pytest.raises(SourceError) as caught:
        read_source(path, **({"year": 2024} | options))  # type: ignore[arg-type] # varied by the test
    assert caught.value.message
    assert "{" not in caught.value.message
    return caught.value.code


def named(system: str | None) -> dict[str, object]:
    return {"type": "name", "properties": {"name": system}}


def in_metres(number: int) -> dict[str, object]:
    return buurt(number, json.loads(shapely.to_geojson(square(232_000 + 600 * number, 580_000))))


def zipped(path: Path, *names: str) -> Path:
    """Zip the parts of a Shapefile, under their own names or others."""
    target = path.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in path.parent.glob(f"{path.stem}.*"):
            if part.suffix != ".zip":
                for name in names or (path.stem,):
                    archive.write(part, f"{name}{part.suffix}")
    return target


@pytest.mark.parametrize(("year", "works"), [(1994, False), (1995, True), (2100, True), (2101, False)])
def test_year_has_limits(write_geojson: WriteGeoJson, year: int, works: bool) -> None:
    path = write_geojson(buurt(1))
    if works:
        assert read_source(path, year=year).year == year
    else:
        assert error_code(path, year=year) == "year_out_of_range"


def test_municipality_must_be_a_code(write_geojson: WriteGeoJson) -> None:
    assert error_code(write_geojson(buurt(1)), municipality="Groningen") == "bad_municipality"


def test_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    assert error_code(tmp_path / "niets.geojson") == "file_missing"
    assert error_code(tmp_path) == "file_is_folder"
    assert error_code("a\0b") == "file_unreadable"


def test_empty_file_and_file_without_features(tmp_path: Path, write_geojson: WriteGeoJson) -> None:
    empty = tmp_path / "leeg.geojson"
    empty.touch()
    assert error_code(empty) == "file_empty"
    assert error_code(write_geojson()) == "no_features"


def test_file_of_300_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "groot.geojson"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    assert error_code(path) == "file_too_big"


def test_limit_can_be_set(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(buurt(1))
    size = path.stat().st_size
    assert error_code(path, max_bytes=size - 1) == "file_too_big"
    assert read_source(path, year=2024, max_bytes=size).codes == ("BU00140001",)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_half_written_file_is_broken(write_geojson: WriteGeoJson, share: float) -> None:
    path = write_geojson(*[buurt(number) for number in range(20)])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert error_code(path) == "file_broken"


def test_file_cut_after_a_whole_feature_is_broken(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(buurt(1), buurt(2))
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index('}, {"type": "Feature"') + 1], encoding="utf-8")
    assert error_code(path) == "file_broken"


def test_latin_1_is_refused_with_the_place(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(buurt(1, naam="Café"))
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SourceError) as caught:
        read_source(path, year=2024)
    assert (caught.value.code, caught.value.detail["position"]) == ("not_utf8", text.index("é"))


def test_file_cut_inside_a_character_is_broken(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(buurt(1, naam="Café"))
    data = path.read_bytes()
    path.write_bytes(data[: data.index("é".encode()) + 1])
    assert error_code(path) == "file_broken"


def test_byte_order_mark_is_no_trouble(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(buurt(1, naam="Café"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_source(path, year=2024).names == ("Café",)


@pytest.mark.parametrize("data", [b"<OGRVRTDataSource/>", b"code;naam\n", b"\0" * 500, b"[1, 2]"])
def test_other_formats_are_not_tried(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bron.geojson"
    path.write_bytes(data)
    assert error_code(path) == "unknown_format"


@pytest.mark.parametrize("text", ["{}", '{"type": "Topology"}', '{"a": [1, {"b": 2}]}'])
def test_other_json_is_not_a_collection(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bron.geojson"
    path.write_text(text, encoding="utf-8")
    assert error_code(path) == "not_a_collection"


def test_deeply_nested_json_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "bron.geojson"
    path.write_text('{"type":"FeatureCollection","features":' + "[" * 100_000 + "]" * 100_000 + "}", encoding="utf-8")
    assert error_code(path) == "file_broken"
    path.write_text('{"crs":' + "[" * 20_000 + "]" * 20_000 + ',"features":[]}', encoding="utf-8")
    assert error_code(path) in {"file_broken", "not_a_collection"}


def test_metres_labelled_as_degrees_are_refused(write_geojson: WriteGeoJson) -> None:
    with pytest.raises(SourceError) as caught:
        read_source(write_geojson(in_metres(1), in_metres(2)), year=2024)
    assert caught.value.code == "crs_mismatch"
    assert "meters (EPSG:28992)" in caught.value.message


def test_degrees_labelled_as_metres_are_refused(write_geojson: WriteGeoJson) -> None:
    assert error_code(write_geojson(buurt(1), crs=named(RD_NEW_NAME))) == "crs_mismatch"


def test_swapped_axes_are_refused(write_geojson: WriteGeoJson) -> None:
    swapped = shapely.transform(
        shapely.from_geojson(json.dumps(geometry_of(square(233_000, 581_000)))), lambda c: c[:, ::-1]
    )
    with pytest.raises(SourceError) as caught:
        read_source(write_geojson(buurt(1, json.loads(shapely.to_geojson(swapped)))), year=2024)
    assert "verwisseld" in caught.value.message


def test_declared_rd_new_is_read_as_metres(write_geojson: WriteGeoJson) -> None:
    areas = read_source(write_geojson(in_metres(1), crs=named(RD_NEW_NAME)), year=2024)
    assert areas.geoms[0].bounds == pytest.approx((232_600, 580_000, 233_100, 580_500), abs=0.01)


def test_rd_new_with_height_is_read_as_rd_new(write_geojson: WriteGeoJson) -> None:
    areas = read_source(write_geojson(in_metres(1), crs=named("urn:ogc:def:crs:EPSG::7415")), year=2024)
    assert areas.codes == ("BU00140001",)


def test_system_declared_after_the_features_counts_too(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(in_metres(1))
    path.write_text(
        path.read_text(encoding="utf-8")[:-1] + f', "crs": {json.dumps(named(RD_NEW_NAME))}}}', encoding="utf-8"
    )
    assert read_source(path, year=2024).codes == ("BU00140001",)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4258"])
def test_degrees_may_be_declared(write_geojson: WriteGeoJson, name: str) -> None:
    areas = read_source(write_geojson(buurt(1), crs=named(name)), year=2024)
    assert areas.geoms[0].centroid.x == pytest.approx(232_850, abs=1)


@pytest.mark.parametrize(
    ("crs", "code"),
    [
        (None, "crs_missing"),
        ("EPSG:28992", "crs_missing"),
        (named(None), "crs_missing"),
        (named("EPSG:99999"), "crs_unsupported"),
        (named("EPSG:31370"), "crs_unsupported"),
    ],
)
def test_odd_declared_systems_are_refused_where_gdal_would_guess(
    write_geojson: WriteGeoJson, crs: object, code: str
) -> None:
    assert error_code(write_geojson(buurt(1), crs=crs)) == code


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:4326", "EPSG:3857", "EPSG:4258"])
def test_geopackage_is_read_in_any_known_system(write_layer: WriteLayer, crs: str) -> None:
    areas = read_source(write_layer("bron.gpkg", crs=crs), year=2024)
    assert areas.codes == ("BU00140001", "BU00140002")
    assert areas.inhabitants == (120, None)
    assert areas.geoms[0].centroid.x == pytest.approx(232_250, abs=1)


def test_geopackage_without_system_or_with_another_is_refused(write_layer: WriteLayer) -> None:
    assert error_code(write_layer("geen.gpkg", crs=None)) == "crs_missing"
    assert error_code(write_layer("belgisch.gpkg", crs="EPSG:31370")) == "crs_unsupported"


def test_layer_of_a_geopackage_is_chosen_by_kind(write_layer: WriteLayer) -> None:
    write_layer("bron.gpkg", layer="wijkenbuurten_buurten_2024")
    path = write_layer("bron.gpkg", layer="wijkenbuurten_wijken_2024", codes=("WK001400",), append=True)
    assert read_source(path, year=2024).kind is AreaKind.BUURT
    assert read_source(path, year=2024, kind=AreaKind.WIJK).codes == ("WK001400",)
    assert error_code(path, kind=AreaKind.GEMEENTE) == "layer_missing"


def test_two_layers_of_a_kind_are_ambiguous(write_layer: WriteLayer) -> None:
    write_layer("bron.gpkg", layer="buurten_2023")
    assert error_code(write_layer("bron.gpkg", layer="buurten_2024", append=True)) == "layer_ambiguous"


def test_table_without_geometry_is_refused(write_layer: WriteLayer) -> None:
    assert error_code(write_layer("tabel.gpkg", geometry=False, crs=None)) == "no_geometry_column"


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9])
def test_half_written_geopackage_is_broken(write_layer: WriteLayer, share: float) -> None:
    path = write_layer("bron.gpkg")
    data = path.read_bytes()
    path.write_bytes(data[: max(100, int(len(data) * share))])
    assert error_code(path) == "file_broken"


def test_geopackage_that_contradicts_itself_is_broken(write_layer: WriteLayer) -> None:
    path = write_layer("bron.gpkg")
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(
            "CREATE TABLE note (text TEXT); INSERT INTO note VALUES (NULL); PRAGMA writable_schema = ON;"
            "UPDATE sqlite_master SET sql = 'CREATE TABLE note (text TEXT NOT NULL)' WHERE name = 'note';"
        )
    assert error_code(path) == "file_broken"


def test_geopackage_whose_index_is_wiped_is_broken(write_layer: WriteLayer) -> None:
    path = write_layer("bron.gpkg")
    data = path.read_bytes()
    path.write_bytes(data[:-4096] + b"\0" * 4096)
    assert error_code(path) == "file_broken"


def test_damaged_page_of_a_geopackage_is_broken(write_layer: WriteLayer) -> None:
    path = write_layer("bron.gpkg")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = b"\xff" * (len(data) - len(data) // 2)
    path.write_bytes(bytes(data))
    assert error_code(path) == "file_broken"


def test_other_sqlite_databases_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "koekjes.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 200)
    assert error_code(path) == "unknown_format"


def test_zipped_shapefile_is_read_with_its_accents(write_layer: WriteLayer) -> None:
    path = zipped(write_layer("buurten.shp", driver="ESRI Shapefile"))
    areas = read_source(path, year=2024)
    assert areas.names == ("Bïnnenstad 0", "Bïnnenstad 1")
    assert areas.inhabitants == (120, None)
    assert areas.origin == "buurten.zip"


def test_shapefile_of_the_kind_is_chosen_from_a_zip(write_layer: WriteLayer) -> None:
    path = zipped(
        write_layer("x.shp", driver="ESRI Shapefile"), "2024/buurt_2024", "2024/wijk_2024", "__MACOSX/buurt_2024"
    )
    assert read_source(path, year=2024).kind is AreaKind.BUURT
    assert error_code(path, kind=AreaKind.GEMEENTE) == "layer_missing"


def test_zip_without_a_whole_shapefile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bron.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("buurten.shp", b"x")
        archive.writestr("leesmij.txt", b"x")
    assert error_code(path) == "zip_no_shapefile"


def test_empty_zip_has_no_shapefile(tmp_path: Path) -> None:
    path = tmp_path / "bron.zip"
    zipfile.ZipFile(path, "w").close()
    assert error_code(path) == "zip_no_shapefile"


@pytest.mark.parametrize(
    "name", ["../buurten.shp", "/etc/buurten.shp", "a/../../b.shp", "C:\\buurten.shp", "..\\b.shp"]
)
def test_zip_with_paths_outside_is_refused_and_writes_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / "map" / "bron.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, b"x")
    before = sorted(tmp_path.rglob("*"))
    assert error_code(path) == "zip_outside"
    assert sorted(tmp_path.rglob("*")) == before


def test_zip_with_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bron.zip"
    link = zipfile.ZipInfo("buurten.shp")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert error_code(path) == "zip_outside"


def test_zip_bomb_is_refused_by_what_it_says_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "bron.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix in ("shp", "shx", "dbf"):
            archive.writestr(f"buurten.{suffix}", b"\0" * 3_000_000)
    assert path.stat().st_size < 100_000
    assert error_code(path, max_bytes=2_000_000) == "zip_bomb"


def test_zip_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "bron.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix in ("shp", "shx", "dbf"):
            archive.writestr(f"buurten.{suffix}", b"\0" * 3_000_000)
    data = path.read_bytes().replace(struct.pack("<I", 3_000_000), struct.pack("<I", 1_000))
    path.write_bytes(data)
    assert error_code(path, max_bytes=2_000_000) == "file_broken"


def test_zip_with_very_many_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bron.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(201):
            archive.writestr(f"{number}.txt", b"")
    assert error_code(path) == "zip_too_many"


def test_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bron.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("buurten.shp", b"x")
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    assert error_code(path) == "zip_encrypted"


def test_half_written_zip_is_broken(write_layer: WriteLayer) -> None:
    path = zipped(write_layer("buurten.shp", driver="ESRI Shapefile"))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert error_code(path) == "file_broken"


def test_shapefile_without_a_system_is_refused(write_layer: WriteLayer) -> None:
    shape = write_layer("buurten.shp", driver="ESRI Shapefile")
    shape.with_suffix(".prj").unlink()
    assert error_code(zipped(shape)) == "crs_missing"


def test_half_written_shapefile_in_a_sound_zip_is_broken(write_layer: WriteLayer) -> None:
    shape = write_layer("buurten.shp", driver="ESRI Shapefile")
    shape.write_bytes(shape.read_bytes()[:-40])
    assert error_code(zipped(shape)) == "file_broken"


def test_every_error_has_words_that_end_in_a_full_stop() -> None:
    assert all(text.rstrip().endswith((".", "?")) for text in SOURCE_TEXTS.values())
