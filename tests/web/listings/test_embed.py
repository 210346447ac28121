"""The map for other sites: who may frame it, what it sets, and what its maker gives."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.conftest import TODAY
from tests.factories import make_account
from tests.initiative_making import make_content, make_initiative
from tests.web.conftest import SignIn, Visitor
from webapp.vocabulary import InitiativeLayer

PLAIN = (
    "default-src 'none'; script-src 'self' 'nonce-…'; style-src 'self' 'nonce-…'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
)
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"


def policy(answer: TestResponse) -> str:
    return re.sub(r"'nonce-[^']+'", "'nonce-…'", answer.headers["Content-Security-Policy"])


@pytest.mark.parametrize("query", ["", "?thema=tuin", "?thema=niets", "?taal=en"])
def test_any_site_may_frame_it_and_it_is_sandboxed_and_keeps_nothing(app: Flask, query: str) -> None:
    answer = app.test_client().get(f"/embed{query}")

    assert policy(answer) == PLAIN + f"frame-ancestors *; sandbox {SANDBOX}"
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/initiatieven", "/embed/maken", "/wijken/selwerd/agenda"])
def test_no_other_page_may_be_framed(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)

    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_choice_of_language_is_remembered_elsewhere(app: Flask) -> None:
    assert "Set-Cookie" in app.test_client().get("/initiatieven?taal=en").headers


def test_map_has_the_filters_of_its_address_and_links_that_open_beside_it(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Moestuin", themes=("tuin",)), on=TODAY)
    make_initiative(records, make_content("Soep"), on=TODAY)
    records.commit()
    page = visitor.visit("/embed?thema=tuin")

    points = page.soup.select_one("[data-points]")
    assert points is not None
    assert "thema=tuin" in str(points["data-points-query"])
    assert points["data-points-target"] == "_blank"
    assert [each.get_text(strip=True) for each in page.soup.select(".listing__title")] == ["Moestuin"]
    for link in page.soup.select("main a[href]"):
        assert (link.get("target"), link.get("rel")) == ("_blank", ["noopener"]), link
    assert page.soup.select_one("header.site-header") is None


def test_what_is_of_churches_is_not_on_it_for_anybody(records: Session, sign_in: SignIn) -> None:
    make_initiative(records, make_content("KANARIE", layer=InitiativeLayer.MISSIONARY, faith="KANARIE"), on=TODAY)
    somebody = make_account(records)
    records.commit()

    assert "KANARIE" not in sign_in(somebody.id).visit("/embed").text
