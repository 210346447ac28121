"""Real boundaries, used where they lie and never copied."""

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from geo.crs import RD_NEW, WGS84, Geometries, transform

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def read_real(name: str) -> Geometries:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"real data {name} is not on this machine")
    _, _, wkb, _ = pyogrio.raw.read(path)
    return transform(np.asarray(shapely.from_wkb(wkb), dtype=np.object_), WGS84, RD_NEW)


@pytest.fixture(scope="session")
def buurten() -> Geometries:
    """The 148 buurten that tile the municipality, in RD New."""
    return read_real("buurten.geojson")
