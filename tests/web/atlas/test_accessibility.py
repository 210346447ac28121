from tests.web.conftest import Visitor


def test_tells_the_norm_what_is_known_to_be_wrong_and_whom_to_tell(visitor: Visitor) -> None:
    page = visitor.visit("/toegankelijkheid")

    assert page.soup.h1.text == "Toegankelijkheid"
    assert "WCAG 2.2" in page.text
    assert "Wat nog niet goed gaat" in page.text
    assert "Loop je ergens tegenaan?" in page.text
