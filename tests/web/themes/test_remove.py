import pytest
from sqlalchemy.orm import Session

from tests.need_making import find_place, make_asker, make_private_need, make_public_need
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import events
from tests.web.themes.editing import add_editor, kept, theme
from webapp.models import Theme
from webapp.vocabulary import AuditAction


@pytest.fixture
def city(records: Session) -> int:
    return add_editor(records)


@pytest.fixture
def editor(sign_in: SignIn, city: int) -> Visitor:
    return sign_in(city)


def test_theme_that_is_used_stays_and_its_page_says_where(records: Session, editor: Visitor) -> None:
    records.add(Theme(slug="leeg", name="Nergens gebruikt"))
    records.flush()
    make_private_need(records, make_asker(records, find_place(records)), theme="leeg")
    make_public_need(records, find_place(records), theme="leeg")
    records.commit()
    answer = editor.submit("/themas/leeg/weg", {}, status=303)
    page = editor.visit(answer.response.location)
    assert "dus het blijft" in page.text
    assert "1 vraag van iemand" in page.text
    assert "1 vraag van een wijk" in page.text
    assert page.soup.select_one("form[action='/themas/leeg/weg']") is None
    assert theme(records, "leeg") is not None
    group = editor.visit("/themas/groen").text
    assert "2 thema’s in deze groep" in group


def test_theme_that_nothing_uses_can_go(records: Session, editor: Visitor, city: int) -> None:
    records.add(Theme(slug="leeg", name="Nergens gebruikt"))
    records.commit()
    number = kept(records, "leeg").id
    assert editor.visit("/themas/leeg").soup.select_one("form[action='/themas/leeg/weg']")
    assert editor.submit("/themas/leeg/weg", {}, status=303).response.location == "/themas?gedaan=weg"
    assert theme(records, "leeg") is None
    assert events(records, "theme", number) == [(AuditAction.DELETED, city, None, [])]
    editor.submit("/themas/leeg/weg", {}, status=404)
