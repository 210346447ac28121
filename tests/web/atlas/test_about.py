from flask import Flask

from tests.web.conftest import Visitor
from tests.web.statements import counted


def test_tells_what_missie050_is_and_where_the_data_come_from(visitor: Visitor) -> None:
    page = visitor.visit("/over")

    assert page.soup.h1.text == "Over Missie050"
    assert "Selwerd en Vinkhuizen" in page.text
    assert "CC BY 4.0" in page.text
    assert page.soup.select_one("nav [aria-current=page]") is not None


def test_needs_no_database(visitor: Visitor, app: Flask) -> None:
    with counted(app) as sent:
        visitor.visit("/over")
    assert sent == []
