import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

PATH = "/zoek/punt"


def test_point_lies_in_the_neighbourhood_whose_label_stands_there(records: Session, app: Flask) -> None:
    rows = records.execute(
        text("SELECT slug, name, ST_X(label_point), ST_Y(label_point) FROM neighbourhood ORDER BY slug")
    ).all()
    client = app.test_client()

    assert len(rows) == 42
    for slug, name, lon, lat in rows:
        found = client.get(PATH, query_string={"plek": f"{lon:.7f},{lat:.7f}"}).json
        assert found == {"neighbourhood": {"slug": slug, "name": name, "url": f"/wijken/{slug}"}, "inside": True}


@pytest.mark.parametrize("place", ["4.9,52.37", "0,0", "-180,-90", "180,90"])
def test_point_elsewhere_lies_outside(app: Flask, place: str) -> None:
    assert app.test_client().get(PATH, query_string={"plek": place}).json == {"neighbourhood": None, "inside": False}


def test_point_in_a_buurt_without_neighbourhood_lies_inside_all_the_same(records: Session, app: Flask) -> None:
    lon, lat = records.execute(
        text("SELECT ST_X(label_point), ST_Y(label_point) FROM neighbourhood WHERE slug = 'haren'")
    ).one()
    records.execute(text("UPDATE neighbourhood SET geom = NULL WHERE slug = 'haren'"))
    records.commit()

    found = app.test_client().get(PATH, query_string={"plek": f"{lon:.7f},{lat:.7f}"}).json
    assert found == {"neighbourhood": None, "inside": True}


@pytest.mark.parametrize(
    "place",
    [
        "",
        "6.56",
        "6.56,53.2,1",
        "NaN,53.2",
        "6.56,inf",
        "6.56,953",
        "200,53",
        "a,b",
        "6.56;53.2",
        "6,5,53,2",
        "1e1,2",
        "x" * 5000,
        "6.56,\x00",
    ],
)
def test_what_is_no_point_is_refused(app: Flask, place: str) -> None:
    answer = app.test_client().get(PATH, query_string={"plek": place}, headers={"Accept": "application/json"})

    assert answer.status_code == 400
    assert answer.json["detail"]


def test_point_left_out_is_refused(app: Flask) -> None:
    assert app.test_client().get(PATH).status_code == 400
