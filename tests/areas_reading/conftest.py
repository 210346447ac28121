"""Builds small sources in a folder of the test; real files are used where they lie."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from geo.crs import RD_NEW, transform
from tests.areas_reading.made_features import WriteGeoJson, WriteLayer, square

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def write_geojson(tmp_path: Path) -> WriteGeoJson:
    """Write features as GeoJSON: `write_geojson(*features, **members)`."""

    def write(*features: dict[str, Any], **members: object) -> Path:
        path = tmp_path / "bron.geojson"
        collection = {"type": "FeatureCollection"} | members | {"features": list(features)}
        path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
        return path

    return write


@pytest.fixture
def write_layer(tmp_path: Path) -> WriteLayer:
    """Write two buurten (or other areas) with any driver: `write_layer(name, driver=…, crs=…, layer=…, codes=…)`."""

    def write(
        name: str,
        *,
        driver: str = "GPKG",
        crs: str | None = "EPSG:28992",
        layer: str | None = None,
        codes: tuple[str, ...] = ("BU00140001", "BU00140002"),
        append: bool = False,
        geometry: bool = True,
    ) -> Path:
        path = tmp_path / name
        squares = [square(232_000 + 600 * number, 580_000) for number in range(len(codes))]
        placed = transform(np.array(squares, dtype=object), RD_NEW, int(crs.partition(":")[2]) if crs else RD_NEW)
        fields = [
            np.array(codes, dtype=object),
            np.array([f"Bïnnenstad {n}" for n in range(len(codes))], dtype=object),
            np.array([120, -99_997][: len(codes)]),
        ]
        with warnings.catch_warnings():
            # pyogrio's advice against a file without a system, which some tests need
            warnings.simplefilter("ignore", UserWarning)
            pyogrio.raw.write(
                path,
                shapely.to_wkb(shapely.multipolygons([[each] for each in placed])) if geometry else None,
                fields,
                np.array(["code", "naam", "aant_inw"], dtype=object),
                geometry_type="MultiPolygon" if geometry else None,
                crs=crs,
                driver=driver,
                layer=layer,
                append=append,
            )
        return path

    return write


@pytest.fixture
def real() -> Callable[[str], Path]:
    """Give a real file, or skip and say so."""

    def find(name: str) -> Path:
        path = REAL / name
        if not path.exists():
            pytest.skip(f"real data {name} is not on this machine")
        return path

    return find
