"""The page after sending: look in your mail. Of the browser that sent, and of nobody else."""

import re

from flask import Flask
from sqlalchemy.orm import Session

from tests.web.accounts.signing_in import make_neighbour
from tests.web.conftest import SignIn, Visitor
from tests.web.initiatives.registering import EMAIL, NEW, SENT, filled, stands


def test_sent_page_says_where_the_link_went_and_shows_digits(visitor: Visitor) -> None:
    page = visitor.visit(visitor.submit(NEW, filled(), status=303).response.location)
    assert EMAIL in page.text
    assert re.fullmatch(r"\d{4}", page.soup.select_one(".digits").text)
    # nothing of what was typed, which may be another's
    assert "Samen eten" not in page.text


def test_sent_page_leads_back_to_what_was_typed(visitor: Visitor) -> None:
    visitor.submit(NEW, filled(), status=303)
    back = visitor.visit(SENT).soup.select_one(".actions a")
    assert stands(visitor.visit(str(back["href"])))["title"] == ["Samen eten in Selwerd"]


def test_sent_page_is_of_the_browser_that_sent(visitor: Visitor, app: Flask) -> None:
    visitor.submit(NEW, filled(), status=303)
    visitor.visit(SENT)
    assert Visitor(app.test_client()).visit(SENT, status=303).response.location == NEW
    # a link to sign in is another link
    visitor.submit("/inloggen", {"email": EMAIL}, status=303)
    assert visitor.visit(SENT, status=303).response.location == NEW


def test_who_is_signed_in_has_no_mail_to_look_for(records: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_neighbour(records))
    browser.submit(NEW, filled(), status=303)
    assert browser.visit(SENT, status=303).response.location == NEW
