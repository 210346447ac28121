import pytest
from sqlalchemy.orm import Session

from tests.need_making import find_theme
from tests.web.conftest import SignIn, Visitor
from tests.web.needs.asking import filled
from tests.web.people.browsing import events
from tests.web.themes.editing import add_editor, kept
from webapp.vocabulary import AuditAction


@pytest.fixture
def city(records: Session) -> int:
    return add_editor(records)


@pytest.fixture
def editor(sign_in: SignIn, city: int) -> Visitor:
    return sign_in(city)


def test_new_theme_is_offered_at_once(records: Session, editor: Visitor, city: int) -> None:
    group = str(find_theme(records, "groen"))
    records.commit()
    told = filled(editor.visit("/themas/nieuw"), name="Moestuin op het dak", name_en="Roof garden", parent=group)
    assert editor.submit("/themas/nieuw", told, status=303).response.location == "/themas?gedaan=nieuw"
    made = kept(records, "moestuin-op-het-dak")
    assert (made.name_en, made.parent_id, made.for_people, made.is_offered) == ("Roof garden", int(group), True, True)
    assert events(records, "theme", made.id) == [(AuditAction.CREATED, city, None, [])]
    assert "Moestuin op het dak" in editor.visit("/initiatieven/nieuw").text
