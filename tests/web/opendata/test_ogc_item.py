import json

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.opendata.ogc_world import make_layers

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"


def test_feature_is_the_one_of_the_list(app: Flask, records: Session) -> None:
    make_layers(records)
    client = app.test_client()
    listed = client.get("/ogc/collections/initiatives/items?limit=1").json["features"][0]
    answer = client.get(f"/ogc/collections/initiatives/items/{listed['id']}")
    found = answer.json

    assert answer.mimetype == "application/geo+json"
    assert {name: found[name] for name in listed} == listed
    assert {each["rel"] for each in found["links"]} == {"self", "alternate", "collection"}
    assert answer.headers["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"


def test_feature_can_be_had_in_metres_and_of_an_earlier_day(app: Flask) -> None:
    client = app.test_client()
    answer = client.get(f"/ogc/collections/neighbourhoods/items/vinkhuizen?crs={RD}&datetime=2019-06-01")
    west, north = answer.json["geometry"]["coordinates"][0][0][0]

    assert (answer.headers["Content-Crs"], answer.json["properties"]["stage"]) == (f"<{RD}>", "unreached")
    assert (220_000 < west < 250_000, 570_000 < north < 600_000) == (True, True)
    assert json.loads(answer.data)["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::28992"
    assert client.get("/ogc/collections/neighbourhoods/items/vinkhuizen").json["properties"]["stage"] != "unreached"


@pytest.mark.parametrize("key", ["0", "999999999", "abc", "1.5", "9" * 30, "selwerd%20"])
def test_feature_that_is_not_there_is_a_problem(app: Flask, key: str) -> None:
    answer = app.test_client().get(f"/ogc/collections/places/items/{key}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_parameter_of_lists_is_none_of_one_feature(app: Flask) -> None:
    assert app.test_client().get("/ogc/collections/neighbourhoods/items/selwerd?limit=1").json["parameter"] == "limit"


def test_page_shows_what_the_data_says_and_where_it_is(visitor: Visitor, records: Session) -> None:
    (first, *_), _places = make_layers(records)
    page = visitor.visit("/ogc/collections/neighbourhoods/items/selwerd")
    assert "Zelfdragend" in page.text
    assert page.soup.select_one("[data-map]")["data-map-chosen"] == "selwerd"
    drawn = visitor.visit(f"/ogc/collections/initiatives/items/{first.id}").soup.select_one("[data-ogc-features]")
    assert drawn["data-ogc-features"].endswith(f"/initiatives/items/{first.id}?f=json")
    assert visitor.visit("/ogc/collections/initiatives/items/999999999", status=404)
