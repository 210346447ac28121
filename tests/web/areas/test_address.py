import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flask import Flask
from sqlalchemy import URL, text
from sqlalchemy.orm import Session

from tests.web.conftest import MakeApp, Visitor

PATH = "/zoek/adres"
MARKET = {
    "type": "adres",
    "weergavenaam": "Grote Markt 1, 9712HN Groningen",
    "centroide_ll": "POINT(6.566 53.219)",
}


def ask(app: Flask, query: str, **more: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = app.test_client().get(PATH, query_string={"q": query, **more}).json["results"]
    return found


def test_address_has_all_that_the_picker_shows(app: Flask, records: Session) -> None:
    label = records.execute(
        text("SELECT ST_X(label_point), ST_Y(label_point) FROM neighbourhood WHERE slug = 'selwerd'")
    ).one()

    assert ask(app, "eikenlaan 12")[0] == {
        "label": "Eikenlaan 12",
        "lon": round(label[0], 6),
        "lat": round(label[1], 6),
        "precision": "neighbourhood",
        "neighbourhood": {"slug": "selwerd", "name": "Selwerd"},
        "source": "gazetteer",
        "note": "ongeveer: midden in Selwerd",
    }


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("selwerd", "ongeveer: midden in de wijk"),
        ("UMCG", "ongeveer: midden in Binnenstad"),
        ("Paddepoel-Noord", "ongeveer: midden in Paddepoel"),
        ("Proefstraat", "op deze straat, in Selwerd"),
    ],
)
def test_note_says_how_exactly_a_place_is_known(app: Flask, records: Session, query: str, note: str) -> None:
    records.execute(
        text("""INSERT INTO street (name, search_name, neighbourhood_id, point, precision, source)
                SELECT 'Proefstraat', 'proefstraat', id, ST_Transform(label_point, 28992), 'street', 'proef'
                FROM neighbourhood WHERE slug = 'selwerd'""")
    )
    records.commit()

    assert ask(app, query)[0]["note"] == note


def test_nothing_typed_finds_nothing(app: Flask) -> None:
    assert ask(app, "") == []
    assert app.test_client().get(PATH).json == {"results": []}


def test_at_most_eight_are_given(app: Flask) -> None:
    assert len(ask(app, "e")) == 8


def test_overlong_text_is_refused_as_json(app: Flask) -> None:
    answer = app.test_client().get(PATH, query_string={"q": "a" * 81}, headers={"Accept": "application/json"})

    assert answer.status_code == 400
    assert answer.json["detail"] == "Zoek met hooguit 80 tekens."


def test_typing_is_not_counted_while_nobody_else_is_asked(app: Flask, records: Session) -> None:
    client = app.test_client()
    statuses = {client.get(PATH, query_string={"q": "zzzz"}).status_code for _ in range(125)}

    assert statuses == {200}


@dataclass
class Pdok:
    """What the service on this machine answers, and what it was asked."""

    url: str = ""
    status: int = 200
    docs: list[dict[str, str]] = field(default_factory=lambda: [MARKET])
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def pdok() -> Iterator[Pdok]:
    state = Pdok()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            body = json.dumps({"response": {"docs": state.docs}}).encode()
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield state
        server.shutdown()


@pytest.fixture
def online(make_app: MakeApp, city_clone: URL, pdok: Pdok) -> Flask:
    """A site that may ask the service."""
    return make_app(city_clone, offline=False, address_search=True, address_url=pdok.url)


def test_address_comes_from_the_service_when_the_site_may_ask_it(online: Flask, pdok: Pdok) -> None:
    (found,) = ask(online, "Grote Markt 1")

    assert found["label"] == "Grote Markt 1, 9712HN Groningen"
    assert (found["lon"], found["lat"], found["precision"], found["source"]) == (6.566, 53.219, "exact", "pdok")
    assert found["note"] == "in Binnenstad. Bron: PDOK Locatieserver"
    assert pdok.asked[0].startswith("/suggest?q=grote")


def test_broken_service_is_asked_once_and_nobody_notices(online: Flask, pdok: Pdok) -> None:
    pdok.status = 500

    assert ask(online, "Grote Markt 1")[0]["source"] == "gazetteer"
    assert ask(online, "Grote Markt 12")[0]["label"] == "Grote Markt 12"
    assert len(pdok.asked) == 1


def test_postcode_leads_to_its_neighbourhood_when_the_site_may_ask(online: Flask, pdok: Pdok) -> None:
    client = online.test_client()

    page = Visitor(client).visit("/zoek?q=9712+HN")
    assert page.soup.select_one(".hits__link")["href"] == "/wijken/binnenstad"
    assert "Bron: PDOK Locatieserver" in page.text
    (hit,) = client.get("/zoek/suggesties?q=9712HN").json["results"]
    assert (hit["kind"], hit["kind_label"], hit["url"]) == ("postcode", "Adres in Binnenstad", "/wijken/binnenstad")
    asked = len(pdok.asked)
    assert client.get("/zoek/suggesties?q=selwerd").json["results"][0]["label"] == "Selwerd"
    assert len(pdok.asked) == asked


def test_who_asks_too_often_is_told_to_wait(online: Flask) -> None:
    client = online.test_client()
    statuses = [client.get(PATH, query_string={"q": "grote markt"}).status_code for _ in range(121)]

    assert statuses == [200] * 120 + [429]
    assert client.get("/zoek/suggesties", query_string={"q": "grote markt"}).status_code == 200


def test_site_that_may_not_ask_asks_nobody(make_app: MakeApp, city_clone: URL, pdok: Pdok) -> None:
    for settings in ({"offline": True, "address_search": True}, {"offline": False, "address_search": False}):
        app = make_app(city_clone, address_url=pdok.url, **settings)
        assert ask(app, "Grote Markt 1")[0]["source"] == "gazetteer"
    assert pdok.asked == []
