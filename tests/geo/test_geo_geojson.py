import json

import numpy as np
import pytest
import shapely

from geo.errors import GeoError
from geo.geojson import feature_collection, pick, rounded

PLACES = np.array([shapely.Point(6.123456789, 53.2), None], dtype=object)


def test_coordinates_are_rounded() -> None:
    assert rounded(PLACES, 3)[0].x == 6.123


def test_only_allowed_properties_leave() -> None:
    assert pick({"name": "Selwerd", "secret": 1}, {"name"}) == {"name": "Selwerd"}


def test_allowed_property_that_is_missing_is_an_error() -> None:
    with pytest.raises(GeoError, match="missing_property"):
        pick({"name": "Selwerd"}, {"name", "naem"})


def test_collection_is_serialisable_and_keeps_order_and_keys() -> None:
    made = feature_collection(PLACES, [{"n": 1, "x": 2}, {"n": None, "x": 3}], allowed={"n"}, ids=["a", 2])
    assert json.loads(json.dumps(made)) == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": "a",
                "geometry": {"type": "Point", "coordinates": [6.12346, 53.2]},
                "properties": {"n": 1},
            },
            {"type": "Feature", "id": 2, "geometry": None, "properties": {"n": None}},
        ],
    }


def test_collection_without_keys_has_no_ids() -> None:
    made = feature_collection(PLACES[:1], [{}], allowed=())
    assert "id" not in made["features"][0]


def test_unequal_numbers_are_an_error() -> None:
    with pytest.raises(GeoError, match="unequal_lengths"):
        feature_collection(PLACES, [{}], allowed=())
