import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.need_making import find_place, find_theme, make_asker, make_private_need, make_public_need
from tests.web.conftest import SignIn, Visitor
from tests.web.needs.asking import filled
from tests.web.people.browsing import events, problems, versions
from webapp.models import Theme
from webapp.vocabulary import AuditAction, Role


@pytest.fixture
def city(records: Session) -> int:
    account = make_account(records).id
    make_grant(records, account, Role.CITY_COORDINATOR)
    records.commit()
    return account


@pytest.fixture
def editor(sign_in: SignIn, city: int) -> Visitor:
    return sign_in(city)


def theme(records: Session, slug: str) -> Theme | None:
    """A theme as the database has it now, apart from the session."""
    records.commit()
    records.expire_all()
    found = records.scalar(select(Theme).where(Theme.slug == slug))
    if found is not None:
        records.expunge(found)
    records.commit()
    return found


def kept(records: Session, slug: str) -> Theme:
    found = theme(records, slug)
    assert found is not None
    return found


def test_list_shows_every_theme_and_whether_people_can_carry_it(editor: Visitor) -> None:
    rows = {row.th.text.strip(): row.text for row in editor.visit("/themas").soup.select("tbody tr") if row.th}
    assert "alleen bij de wijk" in rows["Eenzaamheid"]
    assert "alleen bij de wijk" not in rows["Maaltijd"]


def test_new_theme_is_offered_at_once(records: Session, editor: Visitor, city: int) -> None:
    group = str(find_theme(records, "groen"))
    records.commit()
    told = filled(editor.visit("/themas/nieuw"), name="Moestuin op het dak", name_en="Roof garden", parent=group)
    assert editor.submit("/themas/nieuw", told, status=303).response.location == "/themas?gedaan=nieuw"
    made = kept(records, "moestuin-op-het-dak")
    assert (made.name_en, made.parent_id, made.for_people, made.is_offered) == ("Roof garden", int(group), True, True)
    assert events(records, "theme", made.id) == [(AuditAction.CREATED, city, None, [])]
    assert "Moestuin op het dak" in editor.visit("/initiatieven/nieuw").text


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


def test_only_who_coordinates_the_city_edits_themes(records: Session, sign_in: SignIn, visitor: Visitor) -> None:
    for role in (Role.NEIGHBOURHOOD_COORDINATOR, Role.ADMINISTRATOR, Role.MUNICIPALITY_VIEWER):
        account = make_account(records).id
        place = find_place(records) if role == Role.NEIGHBOURHOOD_COORDINATOR else None
        make_grant(records, account, role, neighbourhood_id=place)
        records.commit()
        other = sign_in(account)
        for path in ("/themas", "/themas/nieuw", "/themas/tuin"):
            other.visit(path, status=404)
        other.submit("/themas/tuin", {"name": "Gekaapt"}, status=404)
        other.submit("/themas/tuin/weg", {}, status=404)
    assert visitor.visit("/themas", status=303).response.location.startswith("/inloggen")
    assert kept(records, "tuin").name == "Tuin"
