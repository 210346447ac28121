from tests.web.conftest import Visitor
from webapp.contact.rules import KEPT_DAYS


def test_names_the_term_that_the_product_keeps_to(visitor: Visitor) -> None:
    page = visitor.visit("/privacy")

    assert page.soup.h1.text == "Privacy"
    assert f"{KEPT_DAYS} dagen" in page.text


def test_names_both_cookies(visitor: Visitor) -> None:
    assert visitor.visit("/privacy").text.lower().count("cookie") >= 2
