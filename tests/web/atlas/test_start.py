from tests.web.conftest import Visitor


def test_start_page_says_how_far_the_target_is(visitor: Visitor) -> None:
    page = visitor.visit("/?op=2021-12-31")

    assert "4 van 42 wijken" in page.text
    assert "16% van de inwoners" in page.text
