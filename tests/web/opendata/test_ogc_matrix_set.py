from flask import Flask


def test_world_is_one_tile_at_first(app: Flask) -> None:
    found = app.test_client().get("/ogc/tileMatrixSets/WebMercatorQuad").json
    first = found["tileMatrices"][0]
    assert (first["id"], first["matrixWidth"], first["tileWidth"]) == ("0", 1, 256)
    assert first["pointOfOrigin"] == [-20037508.342789244, 20037508.342789244]


def test_other_set_is_not_there(app: Flask) -> None:
    assert app.test_client().get("/ogc/tileMatrixSets/NetherlandsRDNewQuad").status_code == 404
