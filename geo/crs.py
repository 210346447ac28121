"""Reference systems: RD New for storage (metres), WGS84 for exchange (degrees, longitude first).

PROJ works without its grids here, so RD New and WGS84 agree to about 0.3 m; the same holds for PostGIS without grids.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from pyproj.exceptions import CRSError

from geo.errors import GeoError

RD_NEW = 28992
WGS84 = 4326
WEB_MERCATOR = 3857

_THREADED_FROM = 200_000

Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]


@cache
def transformer(source_epsg: int, target_epsg: int) -> Transformer:
    """Give the transformer between two EPSG codes, always longitude or easting first.

    It may be shared between threads: pyproj keeps one PROJ object per thread inside it.

    Raises
    ------
    GeoError
        `unknown_crs` when either code is not in PROJ's database.
    """
    try:
        return Transformer.from_crs(source_epsg, target_epsg, always_xy=True)
    except CRSError as error:
        raise GeoError("unknown_crs", source=source_epsg, target=target_epsg) from error


def transform_xy(x: Floats, y: Floats, source_epsg: int, target_epsg: int) -> tuple[Floats, Floats]:
    """Transform two equally long coordinate arrays, in two threads when they are long.

    A coordinate outside the reach of the target system becomes infinite, as PROJ gives it.
    """
    project = transformer(source_epsg, target_epsg).transform
    if len(x) < _THREADED_FROM:
        new_x, new_y = project(x, y)
        return new_x, new_y
    half = len(x) // 2
    with ThreadPoolExecutor(max_workers=2) as threads:
        first, second = threads.map(project, (x[:half], x[half:]), (y[:half], y[half:]))
    return np.concatenate((first[0], second[0])), np.concatenate((first[1], second[1]))


def transform(geoms: Geometries, source_epsg: int, target_epsg: int) -> Geometries:
    """Give the geometries in the target system, in two dimensions; None stays None.

    Parameters
    ----------
    geoms
        Array of shapely geometries, any shape.
    source_epsg, target_epsg
        EPSG codes; equal codes give the same geometries, made two-dimensional.

    Raises
    ------
    GeoError
        `unknown_crs` when either code is not in PROJ's database.
    """
    if source_epsg == target_epsg:
        return np.asarray(shapely.force_2d(geoms), dtype=np.object_)

    def project(coordinates: Floats) -> Floats:
        return np.column_stack(transform_xy(coordinates[:, 0], coordinates[:, 1], source_epsg, target_epsg))

    return np.asarray(shapely.transform(geoms, project), dtype=np.object_)
