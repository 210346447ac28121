"""GDAL's driver for OGC API - Features reads every layer from a site that runs, as QGIS does."""

import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import URL, NullPool, create_engine, text
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from tests.web.conftest import MakeApp
from tests.web.opendata.ogc_world import make_layers

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
SOURCES = {
    "neighbourhoods": "open_neighbourhood",
    "initiatives": "open_initiative",
    "places": "open_place",
    "areas": "release_area",
}
SUM = "round(sum(ST_NPoints({0})))::int, round(sum(ST_X(ST_Centroid({0})))::numeric, 3)::float"


@pytest.fixture
def address(make_app: MakeApp, city_clone: URL) -> Iterator[str]:
    """Where a site with something in every layer is served."""
    engine = create_engine(city_clone, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        make_layers(session)
    app: Flask = make_app(city_clone)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/ogc"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


def run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def kept(url: URL, column: str) -> dict[str, tuple[int, int, float]]:
    """Per layer how many features the database has, of how many points, and the sum of their middles."""
    found = {}
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        for layer, table in SOURCES.items():
            shape = "geom" if (column, layer) == ("rd", "areas") else column
            official = " WHERE kind <> 'neighbourhood'" if layer == "areas" else ""
            row = connection.execute(text(f"SELECT count(*)::int, {SUM.format(shape)} FROM pub.{table}{official}"))
            found[layer] = tuple(row.one())
    return found


def test_gdal_copies_every_layer_whole_and_reads_rd_new(address: str, city_clone: URL, tmp_path: Path) -> None:
    listed = run("ogrinfo", "-ro", f"OAPIF:{address}")
    assert all(f": {layer} " in listed for layer in (*SOURCES, "releases"))

    copied = tmp_path / "copy.gpkg"
    run("ogr2ogr", "-oo", "PAGE_SIZE=7", str(copied), f"OAPIF:{address}")
    for layer, (count, points, middles) in kept(city_clone, "lonlat").items():
        sql = f"SELECT count(*) n, sum(ST_NPoints(geom)) p, sum(ST_X(ST_Centroid(geom))) x FROM {layer}"
        read = run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", str(copied), "-dialect", "SQLite", "-sql", sql)
        told = json.loads(read)["features"][0]["properties"]
        assert (told["n"], told["p"]) == (count, points)
        assert told["x"] == pytest.approx(middles, abs=0.001 * count)
    assert "Feature Count: 1" in run("ogrinfo", "-so", str(copied), "releases")

    for layer, (count, _points, _middles) in kept(city_clone, "rd").items():
        items = f"{address}/collections/{layer}/items?limit=1000&crs={RD}"
        run("ogr2ogr", "-f", "GPKG", str(tmp_path / f"{layer}.gpkg"), f"GeoJSON:{items}")
        read = run("ogrinfo", "-so", "-al", str(tmp_path / f"{layer}.gpkg"))
        assert f"Feature Count: {count}" in read
        assert 'ID["EPSG",28992]' in read
