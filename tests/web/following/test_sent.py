"""The page after asking for news: the same for everyone."""

from tests.web.conftest import Visitor
from tests.web.following.asking import PAGE, SENT


def test_page_says_what_happens_next_and_leads_on(visitor: Visitor) -> None:
    page = visitor.visit(SENT)

    assert "Druk op de knop op de pagina die erin staat" in page.text
    assert page.soup.select_one(f'main a[href="{PAGE}"]') is not None
