from flask import Flask

from tests.web.conftest import Visitor


def test_all_layers_are_told(app: Flask) -> None:
    client = app.test_client()
    found = client.get("/ogc/collections").json

    assert [each["id"] for each in found["collections"]] == [
        "neighbourhoods", "initiatives", "places", "areas", "releases",
    ]  # fmt: skip
    for each in found["collections"]:
        assert "http://www.opengis.net/def/crs/EPSG/0/28992" in each["crs"]
        items = next(link["href"] for link in each["links"] if link["rel"] == "items")
        assert client.get(items).status_code == 200


def test_they_stand_on_a_page_too(visitor: Visitor) -> None:
    page = visitor.visit("/ogc/collections")
    assert page.soup.find("a", href="/ogc/collections/areas/items?f=html")
