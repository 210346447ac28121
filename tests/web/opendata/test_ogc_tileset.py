from flask import Flask


def test_tileset_tells_how_tiles_are_asked_for(app: Flask) -> None:
    client = app.test_client()
    found = client.get("/ogc/collections/neighbourhoods/tiles/WebMercatorQuad").json
    (template,) = [each["href"] for each in found["links"] if each["rel"] == "item"]
    address = template.format(tileMatrix=12, tileRow=1329, tileCol=2122)

    assert client.get(address).mimetype == "application/vnd.mapbox-vector-tile"
    assert found["layers"] == [
        {"id": "neighbourhoods", "title": "Wijken van Missie050", "dataType": "vector", "geometryDimension": 2}
    ]


def test_tiles_are_cut_in_one_way_only(app: Flask) -> None:
    assert app.test_client().get("/ogc/collections/places/tiles/WorldCRS84Quad").status_code == 404
