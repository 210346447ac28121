import numpy as np
import pytest
import shapely

from geo.crs import RD_NEW, WEB_MERCATOR, WGS84, transform, transform_xy
from geo.errors import GeoError


def test_martinitoren_lands_where_the_national_grid_puts_it() -> None:
    (tower,) = transform(np.array([shapely.Point(6.5681, 53.2194)]), WGS84, RD_NEW)
    assert tower.x == pytest.approx(233_880, abs=15)
    assert tower.y == pytest.approx(582_067, abs=15)


def test_there_and_back_is_the_same_place_within_a_millimetre() -> None:
    there = transform(np.array([shapely.box(233_000, 581_000, 234_000, 582_000)]), RD_NEW, WGS84)
    (back,) = transform(there, WGS84, RD_NEW)
    assert shapely.hausdorff_distance(back, shapely.box(233_000, 581_000, 234_000, 582_000)) < 0.001


def test_missing_geometry_stays_missing_and_height_is_left_behind() -> None:
    flat, missing = transform(np.array([shapely.Point(6.5, 53.2, 12.0), None]), WGS84, WEB_MERCATOR)
    assert not flat.has_z
    assert missing is None


def test_same_system_only_loses_height() -> None:
    (flat,) = transform(np.array([shapely.Point(1, 2, 3)]), RD_NEW, RD_NEW)
    assert shapely.to_wkt(flat) == "POINT (1 2)"


def test_long_arrays_in_two_threads_equal_one_pass() -> None:
    lon = np.linspace(6.4, 6.8, 300_001)
    lat = np.linspace(53.1, 53.3, 300_001)
    x, y = transform_xy(lon, lat, WGS84, RD_NEW)
    few_x, few_y = transform_xy(lon[::1000], lat[::1000], WGS84, RD_NEW)
    assert np.array_equal(x[::1000], few_x)
    assert np.array_equal(y[::1000], few_y)


def test_unknown_code_is_an_error_with_both_codes() -> None:
    with pytest.raises(GeoError, match="unknown_crs") as caught:
        transform_xy(np.array([0.0]), np.array([0.0]), 99_999, RD_NEW)
    assert caught.value.code == "unknown_crs"
    assert caught.value.detail == {"source": 99_999, "target": RD_NEW}
