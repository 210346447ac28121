"""One release: old ones stay, at their own address."""

from datetime import date

from sqlalchemy.orm import Session

from tests.release_making import made_release
from tests.web.conftest import Visitor


def test_old_release_stays_at_its_version(visitor: Visitor, records: Session) -> None:
    old = made_release(records, on=date(2026, 10, 1))
    made_release(records)
    page = visitor.visit(f"/open-data/{old.version}")
    assert "do 1 oktober 2026" in page.text
    assert "verzonnen voorbeelden" in page.text


def test_a_release_that_is_not_there_is_a_404(visitor: Visitor, records: Session) -> None:
    made_release(records)
    for version in ("2026-10.1", "x", "2026-10.1-demo%27", "nieuwste"):
        visitor.visit(f"/open-data/{version}", status=404)
    visitor.visit("/open-data/%00", status=400)
