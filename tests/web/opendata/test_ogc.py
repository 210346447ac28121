"""The landing page of the layers, and what holds for every address below it."""

import pytest
from flask import Flask

from tests.web.conftest import Visitor

EVERYWHERE = (
    "/ogc",
    "/ogc/conformance",
    "/ogc/api",
    "/ogc/collections",
    "/ogc/collections/neighbourhoods",
    "/ogc/collections/neighbourhoods/items",
    "/ogc/collections/neighbourhoods/items/selwerd",
    "/ogc/collections/neighbourhoods/tiles",
    "/ogc/collections/neighbourhoods/tiles/WebMercatorQuad",
    "/ogc/collections/neighbourhoods/tiles/WebMercatorQuad/12/1329/2122",
    "/ogc/tileMatrixSets",
    "/ogc/tileMatrixSets/WebMercatorQuad",
)


def test_landing_page_leads_to_everything(app: Flask) -> None:
    client = app.test_client()
    links = {each["rel"]: each["href"] for each in client.get("/ogc").json["links"]}

    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= set(links)
    assert [client.get(href).status_code for href in links.values()] == [200] * len(links)


def test_address_may_end_with_a_slash(app: Flask) -> None:
    assert app.test_client().get("/ogc/").json == app.test_client().get("/ogc").json


def test_links_are_of_the_site_as_it_was_asked_for(app: Flask) -> None:
    found = app.test_client().get("/ogc", base_url="https://kaart.example.nl/").json
    assert all(each["href"].startswith("https://kaart.example.nl/ogc") for each in found["links"])


def test_browser_gets_a_page_and_a_program_data(app: Flask, visitor: Visitor) -> None:
    page = visitor.visit("/ogc")
    assert page.response.mimetype == "text/html"
    assert "Wijken van Missie050" in page.text
    assert page.soup.find("a", href="/ogc/collections/places?f=html")
    assert "Accept" in page.response.vary
    assert visitor.visit("/ogc?f=json").response.mimetype == "application/json"
    assert app.test_client().get("/ogc?f=html").mimetype == "text/html"
    assert app.test_client().get("/ogc", headers={"Accept": "application/xml"}).mimetype == "application/json"


def test_words_are_in_the_language_that_is_asked_for(app: Flask) -> None:
    dutch, english = (app.test_client().get(f"/ogc?taal={language}") for language in ("nl", "en"))
    assert (dutch.headers["Content-Language"], english.headers["Content-Language"]) == ("nl", "en")
    assert "kaartlagen" in dutch.json["title"]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_address_is_open_to_programs_elsewhere(app: Flask, address: str) -> None:
    client = app.test_client()
    got, head, options = client.get(address), client.head(address), client.options(address)

    assert (got.status_code, head.status_code, options.status_code) == (200, 200, 200)
    assert got.headers["Access-Control-Allow-Origin"] == options.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in got.headers
    assert got.headers["Cache-Control"] == "public, no-cache"
    assert (head.data, head.headers["ETag"]) == (b"", got.headers["ETag"])
    assert {"GET", "HEAD", "OPTIONS"} == set(options.allow)
    assert "If-None-Match" in options.headers["Access-Control-Allow-Headers"]
    assert client.get(address, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", EVERYWHERE)
def test_unknown_parameter_is_a_problem_everywhere(app: Flask, address: str) -> None:
    answer = app.test_client().get(f"{address}?zoom=3")

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert (answer.json["parameter"], answer.json["status"]) == ("zoom", 400)
    assert "f, taal" in answer.json["detail"] or "json" in answer.json["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(app: Flask, method: str) -> None:
    answer = app.test_client().open("/ogc/collections", method=method)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


def test_mistake_in_a_browser_is_a_page(visitor: Visitor, app: Flask) -> None:
    page = visitor.visit("/ogc/collections/places/items?limit=0", status=400)
    assert "Parameter “limit”: Geef een heel getal van 1 of meer." in page.text
    assert app.test_client().get("/ogc?f=html&x=1").mimetype == "text/html"
    assert app.test_client().get("/ogc/nergens").mimetype == "application/problem+json"
    assert app.test_client().get("/ogc?taal=%00").mimetype == "application/problem+json"
