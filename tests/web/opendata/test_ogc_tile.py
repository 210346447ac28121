"""Tiles hold what lies there, as GDAL reads them."""

import json
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.initiative_making import make_content, make_initiative
from tests.web.opendata.ogc_world import make_layers

TILE = "/ogc/collections/{}/tiles/WebMercatorQuad/{}/{}/{}"


def features(folder: Path, body: bytes, row: int, column: int, zoom: int) -> list[dict[str, object]]:
    (folder / "tile.mvt").write_bytes(body)
    options = [f"-oo=X={column}", f"-oo=Y={row}", f"-oo=Z={zoom}"]
    command = ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", f"MVT:{folder / 'tile.mvt'}"]
    for option in options:
        command += ["-oo", option.removeprefix("-oo=")]
    done = subprocess.run(command, capture_output=True, check=True, timeout=20)
    found: list[dict[str, object]] = json.loads(done.stdout)["features"]
    return found


def test_tile_holds_neighbourhoods_with_their_stage(app: Flask, tmp_path: Path) -> None:
    answer = app.test_client().get(TILE.format("neighbourhoods", 12, 1329, 2122))
    told = {each["properties"]["slug"]: each["properties"] for each in features(tmp_path, answer.data, 1329, 2122, 12)}

    assert answer.mimetype == "application/vnd.mapbox-vector-tile"
    assert told["selwerd"]["stage"] == "self_sustaining"
    assert set(told["selwerd"]) == {"mvt_id", "slug", "name", "stage", "is_present", "is_stale"}


def test_tile_is_of_the_day_that_is_asked_for(app: Flask, tmp_path: Path) -> None:
    answer = app.test_client().get(TILE.format("neighbourhoods", 12, 1329, 2122) + "?datetime=2019-01-01")
    assert {each["properties"]["stage"] for each in features(tmp_path, answer.data, 1329, 2122, 12)} == {"unreached"}


def test_points_are_counted_far_off_and_told_nearby(app: Flask, records: Session, tmp_path: Path) -> None:
    make_layers(records)
    total = records.scalar(text("SELECT count(*) FROM pub.open_place"))
    far = app.test_client().get(TILE.format("places", 9, 166, 265))
    assert sum(each["properties"]["count"] for each in features(tmp_path, far.data, 166, 265, 9)) == total

    near = [
        each
        for row in range(1327, 1332)
        for column in range(2120, 2126)
        if (body := app.test_client().get(TILE.format("places", 12, row, column)).data)
        for each in features(tmp_path, body, row, column, 12)
    ]
    assert {each["properties"]["mvt_id"] for each in near} == set(
        records.scalars(text("SELECT id FROM pub.open_place"))
    )


def test_theme_can_be_asked_for(app: Flask, records: Session) -> None:
    make_layers(records)
    make_initiative(records, make_content("Tuinieren", themes=("tuin",)))
    all_of_them, green, none = (
        app.test_client().get(TILE.format("initiatives", 12, 1329, 2122) + query).data
        for query in ("", "?theme=groen", "?theme=bestaat-niet")
    )
    assert len(all_of_them) > len(green) > len(none) == 0


@pytest.mark.parametrize("address", [(23, 0, 0), (1, 2, 0), (1, 0, 2), ("x", 0, 0), (1, -1, 0), (1, 0, "9" * 30)])
def test_tile_that_does_not_exist_is_a_problem(app: Flask, address: tuple[object, object, object]) -> None:
    answer = app.test_client().get(TILE.format("places", *address))
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_tile_without_anything_is_empty(app: Flask) -> None:
    answer = app.test_client().get(TILE.format("places", 12, 0, 0))
    assert (answer.status_code, answer.data) == (200, b"")
