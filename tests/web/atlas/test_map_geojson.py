import gzip
import json
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import URL, create_engine, text, update
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import MakeApp
from tests.web.statements import counted
from webapp.atlas.views import answers, pieces
from webapp.coverage.queries import find_map_version
from webapp.models import Evidence, Neighbourhood

PATH = "/kaart/wijken.geojson"
PROPERTIES = ["slug", "name", "stage", "since", "inhabitants", "is_stale", "is_demo", "label"]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def collection(client: FlaskClient, query: str = "") -> dict[str, Any]:
    response = client.get(PATH + query)
    assert response.status_code == 200
    made: dict[str, Any] = json.loads(response.data)
    return made


def vertices(made: dict[str, Any]) -> int:
    return sum(len(ring) for each in made["features"] for part in each["geometry"]["coordinates"] for ring in part)


def test_each_neighbourhood_has_exactly_the_promised_properties(client: FlaskClient) -> None:
    features = collection(client)["features"]

    assert len(features) == 42
    assert all(list(each["properties"]) == PROPERTIES for each in features)
    assert all(each["id"] == each["properties"]["slug"] for each in features)
    assert [each["id"] for each in features] == sorted(each["id"] for each in features)


def test_properties_are_those_of_the_date(client: FlaskClient) -> None:
    def selwerd(query: str) -> dict[str, Any]:
        found = next(each for each in collection(client, query)["features"] if each["id"] == "selwerd")
        properties: dict[str, Any] = found["properties"]
        return properties

    before, after = selwerd("?op=2019-12-31"), selwerd("?op=2021-12-31")
    assert (before["stage"], before["since"], before["is_demo"]) == ("unreached", None, False)
    assert after["stage"] != "unreached"
    assert after["since"].startswith("2020-")
    assert (after["name"], type(after["inhabitants"])) == ("Selwerd", int)
    assert selwerd("") == selwerd(f"?op={TODAY}")


def test_coordinates_are_degrees_in_and_around_groningen(client: FlaskClient) -> None:
    made = collection(client)

    assert made["attribution"] == "Bron: CBS / Kadaster"
    for feature in made["features"]:
        assert feature["geometry"]["type"] == "MultiPolygon"
        for lon, lat in (*feature["geometry"]["coordinates"][0][0], feature["properties"]["label"]):
            assert 6.4 < lon < 6.8
            assert 53.0 < lat < 53.4


def test_media_type_is_that_of_geojson(client: FlaskClient) -> None:
    assert client.get(PATH).headers["Content-Type"] == "application/geo+json"


@pytest.mark.parametrize(("encoding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_compressed_variant_holds_the_same_bytes(client: FlaskClient, encoding: str, unpack: Any) -> None:
    plain = client.get(PATH)
    packed = client.get(PATH, headers={"Accept-Encoding": encoding})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == encoding
    assert unpack(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.1, gzip", "gzip"),
        ("gzip;q=0", None),
        ("zstd", None),
        ("identity", None),
        ("*", "br"),
    ],
)
def test_encoding_is_the_one_that_the_browser_prefers(client: FlaskClient, asked: str, given: str | None) -> None:
    assert client.get(PATH, headers={"Accept-Encoding": asked}).headers.get("Content-Encoding") == given


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_unchanged_map_is_answered_with_304(client: FlaskClient, encoding: str) -> None:
    first = client.get(PATH, headers={"Accept-Encoding": encoding})
    etag = first.headers["ETag"]

    for tag in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get(PATH, headers={"Accept-Encoding": encoding, "If-None-Match": tag})
        assert again.status_code == 304
        assert again.data == b""
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert "Content-Encoding" not in again.headers
    assert client.get(PATH, headers={"Accept-Encoding": encoding, "If-None-Match": '"other"'}).status_code == 200


def test_dates_and_levels_have_etags_of_their_own(client: FlaskClient) -> None:
    queries = (
        "?op=2020-01-01",
        "?op=2021-01-01",
        "?op=2021-01-01&zoom=13",
        "?op=2021-01-01&zoom=15",
        "?op=2021-01-01&zoom=17",
    )
    etags = {client.get(PATH + query).headers["ETag"] for query in queries}

    assert len(etags) == len(queries)


def test_answer_changes_with_the_data(records: Session, client: FlaskClient) -> None:
    before = client.get(PATH)
    records.execute(update(Neighbourhood).where(Neighbourhood.slug == "selwerd").values(inhabitants=1))
    records.commit()
    after = client.get(PATH, headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert b'"inhabitants":1,' in after.data.replace(b" ", b"")


def test_committed_change_reaches_two_sites_at_once(city_clone: URL, make_app: MakeApp) -> None:
    clients = [make_app(city_clone).test_client() for _ in range(2)]
    before = {client.get(PATH).headers["ETag"] for client in clients}
    engine = create_engine(city_clone)
    with Session(engine) as session, session.begin():
        session.execute(update(Evidence).values(observed_on=TODAY))
    engine.dispose()
    answers = [client.get(PATH) for client in clients]

    assert len(before) == 1
    assert {answer.headers["ETag"] for answer in answers}.isdisjoint(before)
    assert len({answer.data for answer in answers}) == 1
    assert not any(each["properties"]["is_stale"] for each in json.loads(answers[0].data)["features"])


def test_two_renders_are_equal_byte_for_byte(client: FlaskClient) -> None:
    first = client.get(PATH + "?op=2022-01-01").data
    answers.clear()
    pieces.clear()

    assert client.get(PATH + "?op=2022-01-01").data == first


@pytest.mark.parametrize(
    ("query", "lasting"),
    [
        ("?op=2021-06-01&v={v}", True),
        ("?op=2021-06-01&v={v}&zoom=13", True),
        ("?op=2021-06-01&v=1", False),
        ("?op=2021-06-01", False),
        ("?op=2021-06-01&v=", False),
        ("?v={v}", False),
        ("?op=&v={v}", False),
    ],
)
def test_only_an_address_with_date_and_version_may_be_kept_for_good(
    records: Session, client: FlaskClient, query: str, *, lasting: bool
) -> None:
    version = find_map_version(records)
    control = client.get(PATH + query.format(v=version)).headers["Cache-Control"]

    assert ("immutable" in control) is lasting
    assert control.startswith("public, max-age=" if lasting else "public, no-cache")


def test_detail_grows_with_the_zoom(client: FlaskClient) -> None:
    sizes = [vertices(collection(client, f"?zoom={zoom}")) for zoom in (11, 13, 15, 17)]

    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


@pytest.mark.parametrize(
    ("zoom", "same"), [("0", "11"), ("12", "13"), ("14", "15"), ("16", "22"), ("12.4", "12"), ("22", "17")]
)
def test_zooms_of_one_level_share_one_answer(client: FlaskClient, zoom: str, same: str) -> None:
    assert client.get(f"{PATH}?zoom={zoom}").headers["ETag"] == client.get(f"{PATH}?zoom={same}").headers["ETag"]


@pytest.mark.parametrize(
    "query",
    [
        "zoom=NaN",
        "zoom=nan",
        "zoom=inf",
        "zoom=-1",
        "zoom=23",
        "zoom=",
        "zoom=1e1",
        "zoom=11;",
        "zoom=0x0b",
        "zoom=" + "9" * 400,
        "op=1899-12-31",
        "op=2201-01-01",
        "op=vandaag",
        "op=2021-02-29",
        "zoom=%00",
        "op=%ff",
    ],
)
def test_bad_zoom_or_date_is_refused_as_json_for_the_map(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{PATH}?{query}", headers={"Accept": "application/geo+json, application/json"})

    assert answer.status_code == 400
    assert answer.json["status"] == 400
    assert answer.json["detail"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_one_statement_makes_the_data_and_none_when_it_is_kept(app: Flask, client: FlaskClient) -> None:
    answers.clear()
    pieces.clear()
    with counted(app) as cold:
        client.get(PATH)
    with counted(app) as warm:
        client.get(PATH)

    assert len([each for each in cold if "neighbourhood" in each]) == 1
    assert len([each for each in cold if each.startswith("SELECT")]) == 2
    assert ["data_version" in each for each in warm if each.startswith("SELECT")] == [True]


def test_head_gives_the_headers_only(client: FlaskClient) -> None:
    whole, head = client.get(PATH), client.head(PATH)

    assert head.data == b""
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


def test_map_of_a_city_without_neighbourhoods_is_empty(empty_clone: URL, make_app: MakeApp) -> None:
    made = collection(make_app(empty_clone).test_client())

    assert made["features"] == []


def test_broken_transaction_leaves_the_version_as_it_was(records: Session, client: FlaskClient) -> None:
    before = find_map_version(records)
    part = records.begin_nested()
    records.execute(text("UPDATE neighbourhood SET inhabitants = 0"))
    assert find_map_version(records) > before
    part.rollback()
    assert find_map_version(records) == before
