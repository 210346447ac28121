import pytest
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.need_making import find_place
from tests.web.conftest import SignIn, Visitor
from tests.web.themes.editing import add_editor, kept
from webapp.vocabulary import Role


@pytest.fixture
def city(records: Session) -> int:
    return add_editor(records)


@pytest.fixture
def editor(sign_in: SignIn, city: int) -> Visitor:
    return sign_in(city)


def test_list_shows_every_theme_and_whether_people_can_carry_it(editor: Visitor) -> None:
    rows = {row.th.text.strip(): row.text for row in editor.visit("/themas").soup.select("tbody tr") if row.th}
    assert "alleen bij de wijk" in rows["Eenzaamheid"]
    assert "alleen bij de wijk" not in rows["Maaltijd"]


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
