from tests.web.conftest import Visitor


def test_page_says_that_it_is_done_to_whom_nobody_knows_any_more(visitor: Visitor) -> None:
    page = visitor.visit("/mijn/gegevens/gewist")

    assert page.soup.h1.text.strip() == "Je gegevens zijn gewist"
    assert page.soup.find("a", href="/")
