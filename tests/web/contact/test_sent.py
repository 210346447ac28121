from tests.web.conftest import Visitor


def test_thanks_and_tells_what_happens_next(visitor: Visitor) -> None:
    page = visitor.visit("/wijken/selwerd/bericht/verstuurd")

    assert page.soup.h1.text == "Je bericht is verstuurd"
    assert "Selwerd" in page.text
    assert "90 dagen" in page.text
    assert page.soup.select_one("main a.button")["href"] == "/wijken/selwerd"


def test_unknown_neighbourhood_has_no_thanks(visitor: Visitor) -> None:
    visitor.visit("/wijken/selwrd/bericht/verstuurd", status=404)
