from flask import Flask

from tests.web.conftest import Visitor

CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"


def test_classes_of_features_crs_and_tiles_are_told(app: Flask) -> None:
    told = app.test_client().get("/ogc/conformance").json["conformsTo"]
    features = {each.rsplit("/", 1)[1] for each in told if "ogcapi-features-1" in each}

    assert features == {"core", "oas30", "html", "geojson"}
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in told
    assert "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt" in told


def test_they_stand_on_a_page_too(visitor: Visitor) -> None:
    assert CORE in visitor.visit("/ogc/conformance").text
