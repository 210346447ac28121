"""Private addresses of calendars."""

from tests.web.conftest import Visitor

PAGE = "/mijn/agenda"


def make_address(browser: Visitor) -> str:
    """The path of a new address, as the page shows it once."""
    page = browser.submit(PAGE, {"doe": "maken"})
    address = str(page.soup.find(id="agenda-adres")["value"])
    assert address.startswith("http://127.0.0.1:8050/agenda/eigen/")
    assert page.response.headers["Cache-Control"] == "no-store"
    return address.removeprefix("http://127.0.0.1:8050")
