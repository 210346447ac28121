from flask import Flask

from tests.web.conftest import Visitor


def test_layer_tells_where_and_when_it_is(app: Flask) -> None:
    found = app.test_client().get("/ogc/collections/neighbourhoods").json

    assert found["itemType"] == "feature"
    assert found["storageCrs"] == "http://www.opengis.net/def/crs/EPSG/0/28992"
    west, south, east, north = found["extent"]["spatial"]["bbox"][0]
    assert (west < 6.5 < east, south < 53.2 < north) == (True, True)
    assert found["extent"]["temporal"]["interval"] == [["2020-01-01T00:00:00Z", None]]
    assert any("tilesets-vector" in link["rel"] for link in found["links"])


def test_layer_without_places_or_days_tells_neither(app: Flask) -> None:
    client = app.test_client()
    assert set(client.get("/ogc/collections/releases").json["extent"]) == {"temporal"}
    assert set(client.get("/ogc/collections/places").json["extent"]) == {"spatial"}


def test_page_explains_what_is_known_of_each(visitor: Visitor) -> None:
    page = visitor.visit("/ogc/collections/neighbourhoods")
    assert "Lang niets van gehoord" in page.text
    assert "self_sustaining Zelfdragend" in page.text
    assert "/tiles/WebMercatorQuad/{z}/{y}/{x}" in page.text
    assert "{z}" not in visitor.visit("/ogc/collections/releases").text


def test_layer_that_is_not_there_is_a_problem(app: Flask) -> None:
    answer = app.test_client().get("/ogc/collections/people")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert "/ogc/collections" in answer.json["detail"]
