import json
import logging
import re
from io import StringIO

import pytest
from flask import Flask, Response, abort
from flask.testing import FlaskClient
from sqlalchemy import URL, text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from structlog.stdlib import ProcessorFormatter

from tests.factories import make_account
from tests.web.conftest import MakeApp, SignIn, Visitor
from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.errors import DomainError
from webapp.extensions import db
from webapp.ui.errors import TEXTS

SECRET = "geheim-van-de-server"


@pytest.fixture
def broken(make_app: MakeApp, city_url: URL) -> Flask:
    """A site with views that fail, each in its own way."""
    app = make_app(city_url)

    @app.get("/proef/<how>")
    @requires(Permission.VIEW_PUBLIC_PAGES)
    def fail(how: str) -> str:
        if how == "exception":
            raise RuntimeError(SECRET)
        if how == "sql":
            db.session.execute(text(f'SELECT 1/0 AS "{SECRET}"'))
        if how == "timeout":
            db.session.execute(text("SET LOCAL statement_timeout = 10; SELECT pg_sleep(5)"))
        if how == "pool":
            raise PoolTimeout(SECRET)
        if how == "rule":
            raise DomainError("some_rule", secret=SECRET)
        return "fine"

    @app.post("/proef")
    @requires(Permission.VIEW_PUBLIC_PAGES)
    def take() -> str:
        abort(Response("own answer", 418))

    return app


@pytest.mark.parametrize(
    ("how", "status"), [("exception", 500), ("sql", 500), ("timeout", 500), ("pool", 503), ("rule", 400)]
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_failure_has_a_page_in_style_that_leaks_nothing(broken: Flask, how: str, status: int, language: str) -> None:
    page = Visitor(broken.test_client()).visit(f"/proef/{how}?taal={language}", status=status)

    assert page.soup.html["lang"] == language
    assert page.soup.select_one("header.site-header") is not None
    assert SECRET not in page.response.text
    assert not re.search(
        r"Traceback|psycopg|sqlalchemy|RuntimeError|/webapp/|line \d+", page.response.text, re.IGNORECASE
    )
    assert page.soup.select_one("code").text == page.response.headers["X-Request-Id"]


def test_site_goes_on_after_a_failure(broken: Flask) -> None:
    client = broken.test_client()
    for how in ("sql", "exception", "timeout", "sql"):
        client.get(f"/proef/{how}")

    assert client.get("/").status_code == 200
    assert client.get("/proef/none").text == "fine"


def test_post_without_a_token_is_refused_where_no_form_checks_it(broken: Flask) -> None:
    broken.config["WTF_CSRF_ENABLED"] = True
    page = Visitor(broken.test_client()).submit("/proef", {}, status=400)

    assert "Nog één keer versturen" in page.text


def test_answer_that_a_view_made_itself_is_sent_as_it_is(broken: Flask) -> None:
    response = broken.test_client().post("/proef")

    assert (response.status_code, response.text) == (418, "own answer")


def test_failure_is_logged_with_its_reference_and_its_cause(broken: Flask) -> None:
    written = StringIO()
    root = logging.getLogger()
    ours = next(each for each in root.handlers if isinstance(each.formatter, ProcessorFormatter))
    copy = logging.StreamHandler(written)
    copy.setFormatter(ours.formatter)
    root.addHandler(copy)
    try:
        references = [broken.test_client().get(f"/proef/{how}").headers["X-Request-Id"] for how in ("exception", "sql")]
    finally:
        root.removeHandler(copy)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]

    assert [line["request_id"] for line in lines] == references
    assert SECRET in lines[0]["exception"]
    assert lines[1]["sqlstate"] == "22012"


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/bestaat-niet", "Deze pagina bestaat niet"),
        ("/?op=x", "Dat begrijpen we niet"),
        ("/proef/exception", "Er ging bij ons iets mis"),
    ],
)
def test_page_says_what_went_wrong_and_what_to_do(broken: Flask, path: str, title: str) -> None:
    client = broken.test_client()
    page = Visitor(client).visit(path, status=client.get(path).status_code)

    assert page.soup.h1.text == title
    assert page.soup.title.text.startswith(title)
    assert page.soup.select_one("main a.button")["href"] == "/"


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("application/json", "application/json"),
        ("application/geo+json, application/json", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("", "text/html"),
        ("image/png", "text/html"),
        ("application/json;q=0.5, text/html;q=0.4", "application/json"),
        ("nonsense", "text/html"),
    ],
)
def test_error_comes_in_the_form_that_the_client_reads(app: Flask, accept: str, mimetype: str) -> None:
    response = app.test_client().get("/bestaat-niet", headers={"Accept": accept})

    assert (response.status_code, response.mimetype) == (404, mimetype)


def test_error_as_json_has_status_title_detail_and_reference(broken: Flask) -> None:
    response = broken.test_client().get("/proef/exception", headers={"Accept": "application/json"})

    assert response.json == {
        "status": 500,
        "title": "Er ging bij ons iets mis",
        "detail": str(TEXTS[500].explanation),
        "reference": response.headers["X-Request-Id"],
    }


@pytest.mark.parametrize("path", ["/", "/over", "/livez", "/kaart/wijken.geojson"])
def test_wrong_method_is_told_with_the_right_ones(app: Flask, path: str) -> None:
    response = app.test_client().post(path)

    assert response.status_code == 405
    assert set(response.allow) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("given", ["abcdef12-3456", "x" * 64])
def test_reference_of_the_proxy_is_kept(app: Flask, given: str) -> None:
    assert app.test_client().get("/livez", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["kort", "x" * 65, "<script>alert(1)</script>", "met spatie erin", "a\tb-12345678"])
def test_odd_reference_is_replaced_by_our_own(app: Flask, given: str) -> None:
    response = app.test_client().get("/bestaat-niet", headers={"X-Request-Id": given})

    assert re.fullmatch("[0-9a-f]{16}", response.headers["X-Request-Id"])
    assert given not in response.text


def test_each_request_has_its_own_reference(client: FlaskClient) -> None:
    assert client.get("/livez").headers["X-Request-Id"] != client.get("/livez").headers["X-Request-Id"]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "/a b", "/?", "/é", "/%3Fx=1", "///"])
def test_error_page_of_an_odd_address_links_nowhere_else(client: FlaskClient, path: str) -> None:
    response = client.get("/x", environ_overrides={"PATH_INFO": path.encode().decode("latin-1")})
    links = re.findall(r'(?:href|action|src)="([^"]*)"', response.text)

    assert links
    assert [link for link in links if not re.match(r"/(?![/\\])|#", link)] == []


@pytest.mark.parametrize(
    "path", ["/%00", "/a%00b", "/wijken/%ff", "/wijken/%ed%a0%80", "/?q=%00", "/?%00=1", "/zoek?q=a&q=%00"]
)
def test_text_that_cannot_be_kept_is_refused_at_the_edge(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})

    assert response.status_code == 400
    assert "tekens in die we niet kunnen verwerken" in response.text
    assert "\x00" not in response.text


@pytest.mark.parametrize("path", ["/zoek?q=%C3%A9", "/zoek?q=%F0%9F%91%BE", "/wijken/selwerd?x=%E2%80%A8"])
def test_text_of_every_language_passes(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


PAIRS = [
    ("GET", "/beheer/logboek", "/beheer/bestaat-niet"),
    ("GET", "/werkplek/selwerd/netwerk", "/werkplek/selwerd/bestaat-niet"),
    ("POST", "/werkplek/selwerd/netwerk/relatie", "/werkplek/selwerd/bestaat-niet"),
]
"""An address that somebody may not open, and one that does not exist."""


def told(visitor: Visitor, method: str, path: str) -> tuple[str, dict[str, str]]:
    """An error page and its headers, without what differs from request to request and without the address itself."""
    response = visitor.client.open(path, method=method, headers={"Accept": "text/html"})
    assert response.status_code == 404
    headers, body = dict(response.headers), response.text.replace(path, "/adres")
    changing = [headers.pop("X-Request-Id"), *re.findall(r"'nonce-([^']+)'", headers["Content-Security-Policy"])]
    for word in changing:
        body = body.replace(word, "*")
        headers = {name: value.replace(word, "*") for name, value in headers.items()}
    headers.pop("Content-Length")
    return body, headers


@pytest.mark.parametrize(("method", "forbidden", "nowhere"), PAIRS)
def test_who_is_signed_in_cannot_tell_which_addresses_exist(
    records: Session, sign_in: SignIn, method: str, forbidden: str, nowhere: str
) -> None:
    account = make_account(records)
    records.commit()
    mine = sign_in(account.id)
    assert told(mine, method, forbidden) == told(mine, method, nowhere)


@pytest.mark.parametrize("path", ["/beheer/logboek", "/bestaat-niet"])
def test_error_page_greets_who_is_signed_in_and_nobody_else(
    app: Flask, records: Session, sign_in: SignIn, path: str
) -> None:
    account = make_account(records)
    records.commit()
    page = sign_in(account.id).visit(path, status=404)
    assert page.soup.select_one(".site-header a[href='/mijn']") is not None
    assert page.soup.select_one(".site-header a[href='/inloggen']") is None
    stranger = Visitor(app.test_client()).visit("/bestaat-niet", status=404)
    assert stranger.soup.select_one(".site-header a[href='/inloggen']") is not None
