"""Files with streets: a table, or lines and points; every row is judged."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from geo.crs import RD_NEW
from webapp.areas.gazetteer_files import StreetProblem, StreetTable, read_streets
from webapp.areas.source_report import SourceError

ROW = "Eikenlaan,6.55,53.23"


def table(path: Path, *rows: str, header: str = "name,lon,lat", encoding: str = "utf-8") -> Path:
    file = path / "straten.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding=encoding)
    return file


def features(path: Path, *features: tuple[str | None, dict[str, Any] | None], column: str = "naam") -> Path:
    file = path / "straten.geojson"
    made = [{"type": "Feature", "properties": {column: name}, "geometry": shape} for name, shape in features]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": made}), encoding="utf-8")
    return file


def line(*corners: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": corners}


def codes(caught: pytest.ExceptionInfo[StreetProblem]) -> list[tuple[int | None, str]]:
    return [(each.row, each.code) for each in caught.value.findings]


def middle(read: StreetTable) -> tuple[float, float]:
    point = shapely.centroid(read.geoms[0])
    return round(point.x), round(point.y)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("name,lon,lat", ROW),
        ("Straatnaam;Lat;Lon", "Eikenlaan;53,23;6,55"),
        ("id,lengtegraad,breedtegraad,openbare_ruimte_naam", "7,6.55,53.23,  Eikenlaan "),
        ("\ufeffnaam,longitude,latitude", ROW),
    ],
)
def test_table_is_read_whatever_its_columns_are_called(tmp_path: Path, header: str, row: str) -> None:
    read = read_streets(table(tmp_path, row, "", header=header))
    assert (read.names, read.rows_read, read.origin) == (("Eikenlaan",), 1, "straten.csv")
    assert middle(read) == (232_649, 583_227)


def test_every_bad_row_of_a_table_is_told(tmp_path: Path) -> None:
    file = table(
        tmp_path, ROW, "Verwisseld,53.23,6.55", ",6.55,53.23", "Half,6.55", "Nan,nan,53.23", f"{'x' * 81},6.55,53.23"
    )
    with pytest.raises(StreetProblem) as caught:
        read_streets(file)
    assert codes(caught) == [
        (2, "point_swapped"),
        (3, "missing_name"),
        (4, "point_invalid"),
        (5, "point_invalid"),
        (6, "bad_name"),
    ]
    assert "rij 2 (Verwisseld): lengte en breedte lijken verwisseld" in caught.value.findings[0].message
    assert caught.value.detail["count"] == 5
    assert read_streets(file, skip_bad=True).names == ("Eikenlaan",)


def test_streets_elsewhere_are_left_out_and_counted(tmp_path: Path) -> None:
    read = read_streets(table(tmp_path, ROW, "Dam,4.89,52.37", "Coolsingel,4.48,51.92"))
    assert read.names == ("Eikenlaan",)
    (finding,) = read.findings
    assert finding.message == "rijen (2): buiten de gemeente, weggelaten"


def test_lines_and_points_are_read_in_metres(tmp_path: Path) -> None:
    read = read_streets(
        features(
            tmp_path,
            ("Eikenlaan", line((6.549, 53.23), (6.551, 53.23))),
            ("Zonnelaan", {"type": "Point", "coordinates": [6.54, 53.23]}),
            ("Ver weg", line((4.8, 52.3), (4.9, 52.3))),
        )
    )
    assert read.names == ("Eikenlaan", "Zonnelaan")
    assert middle(read) == (232_649, 583_227)
    assert [each.count for each in read.findings] == [1]


def test_every_bad_feature_is_told(tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [[(6.5, 53.2), (6.6, 53.2), (6.6, 53.3), (6.5, 53.2)]]}
    file = features(
        tmp_path,
        ("Goed", line((6.549, 53.23), (6.551, 53.23))),
        ("Vlak", square),
        ("Leeg", None),
        (None, line((6.549, 53.23), (6.551, 53.23))),
        ("Stuur\u0007teken", line((6.549, 53.23), (6.551, 53.23))),
    )
    with pytest.raises(StreetProblem) as caught:
        read_streets(file)
    assert codes(caught) == [(2, "not_a_line"), (3, "no_geometry"), (4, "missing_name"), (5, "bad_name")]
    assert read_streets(file, skip_bad=True).names == ("Goed",)


def geopackage(path: Path, name: str, layers: tuple[str, ...] = ("wegvakken",), *, nan: bool = False) -> Path:
    end = float("nan") if nan else 583_300.0
    with np.errstate(invalid="ignore"):
        road = shapely.LineString([(232_600, 583_200), (232_800, end)])
    wkb = shapely.to_wkb(np.array([road], dtype=object))
    for layer in layers:
        pyogrio.raw.write(
            path / name,
            wkb,
            [np.array(["Eikenlaan"], dtype=object)],
            np.array(["stt_naam"], dtype=object),
            geometry_type="LineString",
            crs=f"EPSG:{RD_NEW}",
            driver="GPKG",
            layer=layer,
            append=layer != layers[0],
        )
    return path / name


def test_geopackage_is_read(tmp_path: Path) -> None:
    read = read_streets(geopackage(tmp_path, "wegen.gpkg"))
    assert read.names == ("Eikenlaan",)
    assert middle(read) == (232_700, 583_250)


def test_coordinate_that_is_no_number_is_told(tmp_path: Path) -> None:
    with pytest.raises(StreetProblem) as caught:
        read_streets(geopackage(tmp_path, "wegen.gpkg", nan=True))
    assert codes(caught) == [(1, "nan")]


def code_of(path: Path, **options: Any) -> str:
    with pytest.raises(SourceError) as caught:
        read_streets(path, **options)
    assert "{" not in caught.value.message
    return caught.value.code


def test_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert code_of(tmp_path / "weg.csv") == "file_missing"
    assert code_of(tmp_path / "weg.gpkg") == "file_missing"
    assert code_of(table(tmp_path, ROW), max_bytes=10) == "file_too_big"
    assert code_of(table(tmp_path, "Café,6.55,53.23", encoding="latin-1")) == "not_utf8"
    assert code_of(table(tmp_path, ROW, header="a,b,c")) == "no_street_columns"
    assert code_of(table(tmp_path, header="")) == "no_street_columns"
    assert code_of(table(tmp_path)) == "no_features"
    assert code_of(table(tmp_path, "Dam,4.89,52.37")) == "nothing_left_of_streets"
    assert code_of(table(tmp_path, "x" * 200_000)) == "file_unreadable"
    assert code_of(features(tmp_path, ("x", line((6.5, 53.2), (6.6, 53.2))), column="kleur")) == "no_street_name_column"
    assert code_of(geopackage(tmp_path, "twee.gpkg", ("a", "b"))) == "street_layers"
    folder = tmp_path / "map.csv"
    folder.mkdir()
    assert code_of(folder) == "file_unreadable"
