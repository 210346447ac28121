"""Made-up areas and points, the same at every run: they tile like real ones, with crooked borders that are shared."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import RD_NEW, WGS84, Floats, Geometries, transform

SEED = 50
_CROOKEDNESS = 0.08
"""How far a border strays, in lengths of a side. Below 0.3 two borders that meet can never cross elsewhere."""
_CITY = (229_000.0, 569_000.0, 249_000.0, 593_000.0)
"""Within the municipality's box, RD New."""
_COUNTRY = (20_000.0, 320_000.0, 270_000.0, 560_000.0)
"""Dutch, and south of the city, RD New."""
_PLACES = (6.46, 53.12, 6.76, 53.30)
"""Where points lie, degrees."""


@dataclass(frozen=True)
class Areas:
    """Buurten as they would stand in a file: codes, and polygons in WGS84 with five decimals."""

    codes: tuple[str, ...]
    geoms: Geometries

    @property
    def vertices(self) -> int:
        """All coordinates, closing ones included."""
        return int(shapely.get_num_coordinates(self.geoms).sum())


def city_areas(count: int, vertices: int) -> Areas:
    """Buurten in the municipality of Groningen, BU00140000 and on."""
    return Areas(tuple(f"BU0014{number:04d}" for number in range(count)), _tiling(count, vertices, _CITY, SEED))


def national_areas(count: int, vertices: int, city: Areas) -> Areas:
    """The city's buurten and as many elsewhere as make `count`."""
    elsewhere = max(0, count - len(city.codes))
    codes = tuple(f"BU{100 + number // 40:04d}{number % 40:04d}" for number in range(elsewhere))
    geoms = _tiling(elsewhere, vertices, _COUNTRY, SEED + 1)
    return Areas(city.codes + codes, np.concatenate([city.geoms, geoms]))


def points(count: int) -> tuple[Floats, Floats]:
    """Longitudes and latitudes in and around the city, five decimals."""
    random = np.random.default_rng(SEED)
    west, south, east, north = _PLACES
    return np.round(random.uniform(west, east, count), 5), np.round(random.uniform(south, north, count), 5)


def write_geojson(areas: Areas, path: Path) -> None:
    """Write the areas as a file in the shape of the official ones, with figures."""
    random = np.random.default_rng(SEED)
    inhabitants = random.integers(0, 9_000, len(areas.codes))
    shares = random.uniform(0, 60, (len(areas.codes), 8)).round(1)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","name":"buurten","features":[\n')
        geometries: Sequence[str] = shapely.to_geojson(areas.geoms).tolist()
        for number, (code, geometry) in enumerate(zip(areas.codes, geometries, strict=True)):
            properties = {
                "code": code,
                "naam": f"Buurt {number}",
                "wijkcode": f"WK{code[2:8]}",
                "aantal_inwoners": int(inhabitants[number]),
                "aantal_huishoudens": int(inhabitants[number]) // 2,
                "percentage_personen_65_jaar_en_ouder": shares[number][0],
                "percentage_eenpersoonshuishoudens": shares[number][1],
                **{f"figuur_{place}": share for place, share in enumerate(shares[number][2:])},
            }
            file.write(f'{"," if number else ""}{{"type":"Feature","properties":{json.dumps(properties)},')
            file.write(f'"geometry":{geometry}}}\n')
        file.write("]}\n")


def _tiling(count: int, vertices: int, box: tuple[float, float, float, float], seed: int) -> Geometries:
    """Cells of a grid in RD New whose sides are crooked lines, given in degrees."""
    if count == 0:
        return np.empty(0, dtype=np.object_)
    random = np.random.default_rng(seed)
    columns = int(np.ceil(np.sqrt(count)))
    rows = int(np.ceil(count / columns))
    steps = max(1, round((vertices - 1) / 4))
    width, height = (box[2] - box[0]) / columns, (box[3] - box[1]) / rows
    along = np.arange(steps) / steps
    bow = np.sin(np.pi * along)
    level = random.uniform(-_CROOKEDNESS, _CROOKEDNESS, (rows + 1, columns, steps)) * bow * height
    upright = random.uniform(-_CROOKEDNESS, _CROOKEDNESS, (rows, columns + 1, steps)) * bow * width
    rings = np.empty((count, 4 * steps + 1, 2))
    for number in range(count):
        row, column = divmod(number, columns)
        west, south = box[0] + column * width, box[1] + row * height
        sides = (
            _side(west + along * width, south + level[row, column]),
            _side(west + width + upright[row, column + 1], south + along * height),
            _side(west + along * width, south + height + level[row + 1, column], (west + width, south + height)),
            _side(west + upright[row, column], south + along * height, (west, south + height)),
        )
        rings[number, :-1] = np.concatenate(sides)
        rings[number, -1] = rings[number, 0]
    degrees = transform(np.asarray(shapely.polygons(rings), dtype=np.object_), RD_NEW, WGS84)
    return np.asarray(shapely.transform(degrees, lambda xy: np.round(xy, 5)), dtype=np.object_)


def _side(x: Floats, y: Floats, end: tuple[float, float] | None = None) -> NDArray[np.float64]:
    """A side without its last point; walked backwards from `end` when that is given."""
    line = np.column_stack((x, y))
    return line if end is None else np.concatenate(([end], line[:0:-1]))
