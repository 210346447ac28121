from flask import Flask


def test_the_one_set_is_told(app: Flask) -> None:
    client = app.test_client()
    (found,) = client.get("/ogc/tileMatrixSets").json["tileMatrixSets"]
    assert client.get(found["links"][0]["href"]).json["uri"] == found["uri"]
    assert client.get("/ogc/tileMatrixSets?f=html").status_code == 400
