"""Features of a layer: which, in what order, in what system, and kept for how long."""

import gzip
import json
from typing import Any

import brotli
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.asset_making import make_asset
from tests.web.conftest import Visitor
from tests.web.opendata.ogc_world import HIDDEN, TITLES, hide_things, make_layers
from tests.web.statements import counted

ITEMS = "/ogc/collections/{}/items"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
LAYERS = ("neighbourhoods", "initiatives", "places", "areas", "releases")


def ask(app: Flask, layer: str, query: str = "", **headers: str) -> TestResponse:
    return app.test_client().get(ITEMS.format(layer) + query, headers=headers)


def link(page: dict[str, Any], rel: str) -> str | None:
    return next((each["href"] for each in page["links"] if each["rel"] == rel), None)


def walk(app: Flask, layer: str, query: str) -> list[dict[str, Any]]:
    """All features, page by page."""
    found: list[dict[str, Any]] = []
    page = ask(app, layer, query).json
    while True:
        assert page["numberReturned"] == len(page["features"])
        found += page["features"]
        following = link(page, "next")
        if following is None:
            assert page["numberMatched"] == len(found)
            return found
        page = app.test_client().get(following).json


def test_every_layer_is_geojson_and_tells_how_many_there_are(app: Flask, records: Session) -> None:
    make_layers(records)
    totals = {
        "neighbourhoods": "SELECT count(*) FROM neighbourhood",
        "initiatives": "SELECT count(*) FROM listing",
        "places": "SELECT count(*) FROM asset WHERE geom IS NOT NULL",
        "areas": "SELECT count(*) FROM pub.release_area WHERE kind <> 'neighbourhood'",
        "releases": "SELECT count(*) FROM pub.release",
    }
    for layer, total in totals.items():
        answer = ask(app, layer, "?limit=10000")
        assert answer.mimetype == "application/geo+json"
        assert answer.json["numberMatched"] == answer.json["numberReturned"] == records.scalar(text(total)) > 0
        assert [each["rel"] for each in answer.json["links"]] == ["self", "alternate", "collection"]


def test_shapes_are_those_of_the_database(app: Flask, records: Session) -> None:
    for query, column, digits in (("", "o.geom", 6), (f"&crs={RD}", "n.geom", 2)):
        kept = records.execute(
            text(f"""
                SELECT n.slug, ST_AsGeoJSON({column}, {digits}, 0)
                FROM neighbourhood n JOIN neighbourhood_outline o ON o.neighbourhood_id = n.id AND o.level = 3
            """)
        )
        page = ask(app, "neighbourhoods", f"?limit=1000{query}").json
        assert {each["id"]: each["geometry"] for each in page["features"]} == {
            slug: json.loads(shape) for slug, shape in kept
        }


@pytest.mark.parametrize("layer", LAYERS)
def test_pages_neither_skip_nor_repeat(app: Flask, records: Session, layer: str) -> None:
    make_layers(records)
    whole = ask(app, layer, "?limit=10000").json["features"]
    size = max(1, len(whole) // 3)

    assert walk(app, layer, f"?limit={size}") == whole
    by_offset = [
        each
        for start in range(0, len(whole), size)
        for each in ask(app, layer, f"?limit={size}&offset={start}").json["features"]
    ]
    assert by_offset == whole


def test_pages_stand_when_something_comes_or_goes_meanwhile(app: Flask, records: Session) -> None:
    initiatives, _ = make_layers(records)
    first = ask(app, "initiatives", "?limit=2").json
    records.execute(text("UPDATE listing SET state = 'ended', ended_on = '2026-11-22' WHERE initiative_id = :id"),
                    {"id": initiatives[0].id})  # fmt: skip
    records.flush()
    second = app.test_client().get(link(first, "next")).json

    assert [each["properties"]["title"] for each in second["features"]] == [TITLES[2], TITLES[3]]
    back = app.test_client().get(link(second, "prev")).json
    assert [each["properties"]["title"] for each in back["features"]] == [TITLES[1]]
    assert link(back, "prev") is None


def test_beyond_the_end_there_is_nothing_but_a_way_back(app: Flask) -> None:
    page = ask(app, "neighbourhoods", "?limit=5&offset=99999999999999999999").json
    assert (page["features"], page["numberReturned"], page["numberMatched"]) == ([], 0, 42)
    assert (
        ask(app, "neighbourhoods").json["features"][-5:] == app.test_client().get(link(page, "prev")).json["features"]
    )


def test_limit_above_the_most_is_lowered(app: Flask) -> None:
    assert ask(app, "neighbourhoods", "?limit=1000000000").json["numberReturned"] == 42


def test_box_holds_what_meets_it(app: Flask, records: Session) -> None:
    make_layers(records)
    inside = "6.55,53.23,6.56,53.24"
    assert ask(app, "initiatives", f"?bbox={inside}").json["numberMatched"] == len(TITLES)
    assert ask(app, "initiatives", "?bbox=6.56,53.23,6.57,53.24").json["numberMatched"] == 0
    assert ask(app, "releases", f"?bbox={inside}").json["numberMatched"] == 0
    wanted = records.scalars(
        text("SELECT slug FROM neighbourhood WHERE ST_Intersects(geom, ST_MakeEnvelope(232000, 582000, 234000, 584000,"
             " 28992)) ORDER BY slug")
    ).all()  # fmt: skip
    page = ask(app, "neighbourhoods", f"?bbox=232000,582000,0,234000,584000,99&bbox-crs={RD}").json
    assert [each["id"] for each in page["features"]] == wanted


def test_neighbourhoods_are_told_as_of_a_day(app: Flask) -> None:
    def stages(query: str) -> set[str]:
        return {each["properties"]["stage"] for each in ask(app, "neighbourhoods", query).json["features"]}

    assert stages("?datetime=2019-12-31") == {"unreached"}
    assert "self_sustaining" in stages("") == stages("?datetime=2019-01-01/..") == stages("?datetime=2999-01-01")
    assert (
        ask(app, "neighbourhoods", "?datetime=../2021-06-01").json["features"][0]["properties"]["as_of"] == "2021-06-01"
    )


def test_initiatives_and_releases_are_chosen_by_period(app: Flask, records: Session) -> None:
    make_layers(records)
    for layer, count in (("initiatives", 6), ("releases", 1), ("areas", None)):
        assert ask(app, layer, "?datetime=../2026-11-21").json["numberMatched"] == 0
        assert ask(app, layer, "?datetime=2026-11-22/..").json["numberMatched"] == (count or 168)
    assert ask(app, "places", "?datetime=1999-01-01").json["numberMatched"] == 2


def test_properties_can_be_asked_for(app: Flask, records: Session) -> None:
    make_layers(records)
    (version,) = [each["id"] for each in ask(app, "releases").json["features"]]
    totals = {
        "initiatives": {"theme=samen-eten": 6, "theme=groen": 0, "reach=city": 1, "neighbourhoods=selwerd": 5},
        "places": {"kind=economy": 1, "neighbourhood=selwerd": 2, "neighbourhood=beijum": 0},
        "areas": {"kind=buurt": 148, f"release={version}&kind=wijk": 20, "release=1999-01.1": 0},
        "neighbourhoods": {"stage=unreached&is_present=true": 0, "is_present=false&datetime=2019-01-01": 42},
        "releases": {"is_demo=true": 1, "is_demo=false": 0},
    }
    for layer, asked in totals.items():
        found = {query: ask(app, layer, f"?{query}").json["numberMatched"] for query in asked}
        assert found == asked


def test_what_is_not_public_social_and_neutral_is_in_no_layer(app: Flask, records: Session) -> None:
    make_layers(records)
    before = [ask(app, layer).data for layer in ("initiatives", "places")]
    hide_things(records)

    assert [ask(app, layer).data for layer in ("initiatives", "places")] == before
    make_asset(records, f"{HIDDEN} maar gewoon")
    assert HIDDEN in ask(app, "places").text


def test_whoever_stops_is_gone_at_once(app: Flask, records: Session) -> None:
    initiatives, _ = make_layers(records)
    here = f"{ITEMS.format('initiatives')}/{initiatives[0].id}"
    etag = ask(app, "initiatives").headers["ETag"]
    assert app.test_client().get(here).status_code == 200
    records.execute(text("UPDATE listing SET state = 'ended', ended_on = '2026-11-22' WHERE initiative_id = :id"),
                    {"id": initiatives[0].id})  # fmt: skip

    assert ask(app, "initiatives", **{"If-None-Match": etag}).json["numberMatched"] == 5
    assert app.test_client().get(here).status_code == 404


def test_answer_is_kept_compressed_and_not_sent_twice(app: Flask) -> None:
    plain = ask(app, "neighbourhoods", "?limit=11")
    packed = {name: ask(app, "neighbourhoods", "?limit=11", **{"Accept-Encoding": name}) for name in ("br", "gzip")}

    assert brotli.decompress(packed["br"].data) == gzip.decompress(packed["gzip"].data) == plain.data
    assert {"Accept", "Accept-Encoding"} <= set(plain.vary)
    for answer in (plain, *packed.values()):
        again = ask(app, "neighbourhoods", "?limit=11", **{"If-None-Match": answer.headers["ETag"],
                    "Accept-Encoding": answer.headers.get("Content-Encoding", "")})  # fmt: skip
        assert (again.status_code, again.data) == (304, b"")
    assert ask(app, "neighbourhoods", "?limit=12", **{"If-None-Match": plain.headers["ETag"]}).status_code == 200


def test_first_time_costs_one_statement_and_again_one_look(app: Flask) -> None:
    for query in ("?limit=37", "?limit=37&offset=1"):
        with counted(app) as sent:
            ask(app, "neighbourhoods", query)
        assert len([each for each in sent if each.startswith("SELECT")]) == 1
    with counted(app) as sent:
        ask(app, "neighbourhoods", "?limit=37")
    (look,) = [each for each in sent if each.startswith("SELECT")]
    assert "ST_AsGeoJSON" not in look


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1", "limit=0", "limit=veel", "offset=-1", "bbox=1,2,3,4,5", "bbox=1,2,inf,4", "bbox=nan,2,3,4",
        "bbox-crs=EPSG:4326", "crs=http://www.opengis.net/def/crs/EPSG/0/4326", "datetime=2026-02-30", "datetime=..",
        "stage=weg", "after=NIET%20GOED", "f=gml", "onbekend=1", "limit=1&limit=2", "taal=fy",
    ],
)  # fmt: skip
def test_mistake_is_told_with_the_parameter_that_it_is_in(app: Flask, query: str) -> None:
    answer = ask(app, "neighbourhoods", f"?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.json["parameter"] == query.partition("=")[0]
    assert len(answer.json["detail"]) > 30


def test_swapped_box_and_period_are_read_the_right_way_around(app: Flask) -> None:
    for right, wrong in (("bbox=6.5,53.1,6.6,53.2", "bbox=6.5,53.2,6.6,53.1"),
                         ("datetime=2020-01-01/2021-01-01", "datetime=2021-01-01/2020-01-01")):  # fmt: skip
        assert (
            ask(app, "neighbourhoods", f"?{right}").json["features"]
            == (ask(app, "neighbourhoods", f"?{wrong}").json["features"])
        )


def test_page_has_a_table_beside_the_map(visitor: Visitor, records: Session) -> None:
    make_layers(records)
    page = visitor.visit(ITEMS.format("initiatives") + "?limit=2&taal=nl")
    rows = page.soup.select("tbody tr")

    assert "1 tot en met 2 van 6" in page.text
    assert [row.find_all("td")[1].get_text() for row in rows] == list(TITLES[:2])
    assert page.soup.select_one("[data-ogc-features]")["data-ogc-features"].endswith("limit=2&taal=nl&f=json")
    following = visitor.visit(page.soup.find("a", rel="next")["href"])
    assert "3 tot en met 4 van 6" in following.text
    assert "1 tot en met 2" in visitor.visit(following.soup.find("a", rel="prev")["href"]).text
    drawn = visitor.visit(ITEMS.format("neighbourhoods"))
    assert "Zelfdragend" in drawn.soup.select_one(".ogc__legend").get_text()


def test_page_without_features_says_so(visitor: Visitor, records: Session) -> None:
    make_layers(records)
    assert "Hier staat niets in" in visitor.visit(ITEMS.format("places") + "?kind=culture").text
    assert "er zijn er 2" in visitor.visit(ITEMS.format("places") + "?offset=10").text
    assert "2026-11.1" in visitor.visit(ITEMS.format("releases")).text
    assert "148" in visitor.visit(ITEMS.format("areas") + f"?kind=buurt&crs={RD}").text
