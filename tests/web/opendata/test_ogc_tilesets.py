from flask import Flask


def test_tilesets_of_a_layer_lead_to_the_one_there_is(app: Flask) -> None:
    client = app.test_client()
    (found,) = client.get("/ogc/collections/places/tiles").json["tilesets"]
    links = {each["rel"].rsplit("/", 1)[-1]: each["href"] for each in found["links"]}

    assert found["dataType"] == "vector"
    assert client.get(links["self"]).json["layers"][0]["id"] == "places"
    assert client.get(links["tiling-scheme"]).json["id"] == "WebMercatorQuad"


def test_layer_without_places_has_none(app: Flask) -> None:
    assert app.test_client().get("/ogc/collections/releases/tiles").status_code == 404
