import pytest
from sqlalchemy.orm import Session

from tests.need_making import find_place, find_theme, make_asker, make_private_need
from tests.web.conftest import SignIn, Visitor
from tests.web.needs.asking import filled
from tests.web.people.browsing import events, problems, versions
from tests.web.themes.editing import add_editor, kept
from webapp.models import Theme
from webapp.vocabulary import AuditAction


@pytest.fixture
def city(records: Session) -> int:
    return add_editor(records)


@pytest.fixture
def editor(sign_in: SignIn, city: int) -> Visitor:
    return sign_in(city)


def test_theme_gets_other_words_at_the_same_address(records: Session, editor: Visitor, city: int) -> None:
    told = filled(editor.visit("/themas/maaltijd"), name="Mee-eten", position="7", is_offered=None)
    editor.submit("/themas/maaltijd", told, status=303)
    after = kept(records, "maaltijd")
    assert (after.name, after.position, after.is_offered) == ("Mee-eten", 7, False)
    fields = ["is_offered", "name", "position"]
    assert events(records, "theme", after.id) == [(AuditAction.CHANGED, city, None, fields)]
    editor.submit("/themas/maaltijd", filled(editor.visit("/themas/maaltijd")), status=303)
    assert len(events(records, "theme", after.id)) == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": ""}),
        ("name", {"name": "x" * 61}),
        ("name", {"name": "mááltijd"}),
        ("position", {"position": "-1"}),
        ("position", {"position": "1000"}),
        ("position", {"position": "voorop"}),
        ("parent", {"parent": "999999"}),
        ("parent", {"parent": "x"}),
    ],
)
def test_what_the_vocabulary_cannot_hold_is_refused(
    records: Session, editor: Visitor, field: str, changes: dict[str, str]
) -> None:
    told = {**filled(editor.visit("/themas/tuin")), **changes}
    assert set(problems(editor.submit("/themas/tuin", told, status=422))) == {field}
    assert kept(records, "tuin").name == "Tuin"


def test_group_with_parts_stays_a_group(records: Session, editor: Visitor) -> None:
    told = filled(editor.visit("/themas/groen"), parent=str(find_theme(records, "jeugd")))
    records.commit()
    assert set(problems(editor.submit("/themas/groen", told, status=422))) == {"parent"}


def test_who_comes_second_sees_both_versions_and_can_still_win(
    records: Session, editor: Visitor, sign_in: SignIn, city: int
) -> None:
    slow = filled(editor.visit("/themas/tuin"), name="Van de trage")
    other = sign_in(city)
    other.submit("/themas/tuin", filled(other.visit("/themas/tuin"), name="Van de snelle"), status=303)
    page = editor.submit("/themas/tuin", slow, status=409)
    assert versions(page) == {"Naam": ("Van de snelle", "Van de trage")}
    editor.submit("/themas/tuin", filled(page), status=303)
    assert kept(records, "tuin").name == "Van de trage"


def test_theme_on_people_stays_one_for_people(records: Session, editor: Visitor) -> None:
    make_private_need(records, make_asker(records, find_place(records)), theme="tuin")
    records.commit()
    told = filled(editor.visit("/themas/tuin"), for_people=None)
    assert set(problems(editor.submit("/themas/tuin", told, status=422))) == {"for_people"}
    assert kept(records, "tuin").for_people
    records.add(Theme(slug="leeg", name="Nergens gebruikt"))
    records.commit()
    editor.submit("/themas/leeg", filled(editor.visit("/themas/leeg"), for_people=None), status=303)
    assert not kept(records, "leeg").for_people
