"""Text that would like to be code stays text: in names from the database and in what a visitor types."""

import json
import re
from datetime import date
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.web.conftest import Page, Visitor
from tests.web.contact.messages import FILLED
from tests.web.made_rows import add_neighbourhood, add_presence
from webapp.vocabulary import Stage

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>'",
    "${alert(1)}",
    "`;alert(1);`",
    "{{7*7}}{% raw %}",
    "\\u003cscript\\u003e\\x3c",
    "%(name)s %s {0} {name}",
    "a\u2028alert(1)\u2029b\u202e",
    "javascript:alert(1)",
]


def check_inert(page: Page) -> None:
    """No script, handler or address of the visitor's making came into the page."""
    for script in page.soup.find_all("script"):
        assert script.get("src", "").startswith("/static/") or script.get("nonce")
        assert "alert(1)" not in script.text
    for tag in page.soup.find_all(True):
        assert not [name for name in tag.attrs if name.lower().startswith("on")]
        for name in ("href", "src", "action", "formaction"):
            assert not str(tag.get(name, "")).strip().lower().startswith("javascript:")
    assert not page.soup.select("img, svg[onload]")
    assert "49{" not in page.response.text


@pytest.fixture(params=HOSTILE)
def name(request: pytest.FixtureRequest, records: Session) -> str:
    """The hostile name of a neighbourhood, with notes that are no better."""
    text = str(request.param)
    made = add_neighbourhood(records, slug="proefwijk", name=text)
    add_presence(records, made, stage=Stage.ACTIVE, since=date(2022, 1, 1), note=text)
    records.commit()
    return text


def test_name_is_shown_as_it_is_on_every_page(visitor: Visitor, name: str) -> None:
    paths = (
        "/?wijk=proefwijk",
        "/wijken/proefwijk",
        "/wijken/proefwijk/bericht",
        "/wijken/proefwijk/bericht/verstuurd",
    )
    for path in (*paths, f"/zoek?q={quote(name[:-1])}", "/wijken/proefwijk?taal=en"):
        page = visitor.visit(path)
        check_inert(page)
        assert " ".join(name.split()) in page.text
    missing = visitor.visit(f"/wijken/{quote(name, safe='')}x", status=404)
    check_inert(missing)


def test_name_travels_in_the_geojson_as_it_is(visitor: Visitor, name: str) -> None:
    response = visitor.client.get("/kaart/wijken.geojson")

    found = next(each for each in json.loads(response.data)["features"] if each["id"] == "proefwijk")
    assert found["properties"]["name"] == name
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_name_is_suggested_as_it_is(visitor: Visitor, name: str) -> None:
    results = visitor.client.get("/zoek/suggesties", query_string={"q": name}).json["results"]

    assert results[0]["label"] == name


def test_name_does_not_enter_the_maps_script(visitor: Visitor, name: str) -> None:
    def script(path: str) -> str:
        scripts = visitor.visit(path).soup.find_all("script", src=False)
        assert len(scripts) == 1
        return str(scripts[0].text)

    assert script("/wijken/proefwijk") == script("/wijken/selwerd") == script(f"/?wijk={quote(name)}")


def test_name_in_the_notice_is_plain_text(visitor: Visitor, name: str) -> None:
    visitor.submit("/wijken/proefwijk/bericht", FILLED, status=303)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "path",
    [
        "/zoek?q={}",
        "/?wijk={}",
        "/?op={}",
        "/?sorteer={}",
        "/over?taal={}",
        "/?{}=1",
        "/{}",
        "/wijken/{}",
        "/zoek/punt?plek={}",
    ],
)
def test_what_is_typed_in_an_address_stays_text(app: Flask, path: str, text: str) -> None:
    response = app.test_client().get(path.format(quote(text, safe="")), headers={"Accept": "text/html"})
    assert response.status_code in (200, 400, 404)
    if response.mimetype == "text/html":
        check_inert(Visitor._check(response, response.status_code))
    else:
        assert response.mimetype == "application/json"


def test_alarm_goes_off_for_a_page_that_is_not_inert(app: Flask) -> None:
    response = app.test_client().get("/over")
    response.data = re.sub("<main", "<img src=x onerror=alert(1)><main", response.text)
    with pytest.raises(AssertionError):
        check_inert(Visitor._check(response, 200))
