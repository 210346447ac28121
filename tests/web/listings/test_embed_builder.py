"""The page that makes the code of a map for another site."""

import re

from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from tests.web.conftest import Visitor

PLAIN = (
    "default-src 'none'; script-src 'self' 'nonce-…'; style-src 'self' 'nonce-…'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
)
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"


def policy(answer: TestResponse) -> str:
    return re.sub(r"'nonce-[^']+'", "'nonce-…'", answer.headers["Content-Security-Policy"])


def test_maker_gives_the_code_for_what_was_chosen_and_shows_it(visitor: Visitor) -> None:
    page = visitor.visit("/embed/maken?thema=tuin&wijk=selwerd&hulp=1")
    code = page.soup.select_one("#embed-code")
    frame = page.soup.select_one("iframe")

    assert code is not None
    assert frame is not None
    given = BeautifulSoup(code.get_text(), "html.parser").iframe
    assert given is not None
    assert given["src"] == "http://127.0.0.1:8050/embed?thema=tuin&wijk=selwerd&hulp=1"
    assert given["sandbox"] == SANDBOX.split()
    assert given["title"]
    assert frame["src"] == "/embed?thema=tuin&wijk=selwerd&hulp=1"
    assert policy(page.response) == PLAIN + "frame-ancestors 'none'; frame-src 'self'"


def test_maker_without_a_choice_gives_the_whole_map(visitor: Visitor) -> None:
    assert visitor.visit("/embed/maken").soup.select_one("iframe")["src"] == "/embed"  # type: ignore[index]  # it is there
