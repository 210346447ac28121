"""A release on paper: all areas, the method, and nobody."""

from sqlalchemy.orm import Session

from tests.release_making import made_release
from tests.web.conftest import SignIn
from tests.web.opendata.released import municipality


def test_page_has_every_area_and_how_it_was_made(records: Session, sign_in: SignIn) -> None:
    head = made_release(records)
    page = municipality(records, sign_in).visit("/gemeente/afdrukken")
    assert f"Uitgave {head.version}" in page.text
    assert len(page.soup.select("section tbody tr, .municipality--paper tbody tr")) >= head.neighbourhoods
    assert "Missie050 is aanwezig in een wijk" in page.text


def test_buurten_are_printed_by_code(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    assert "BU00140803" in municipality(records, sign_in).visit("/gemeente/afdrukken?niveau=buurten").text
