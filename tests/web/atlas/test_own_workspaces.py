import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.match_making import make_asker, make_need
from tests.web.conftest import SignIn, Visitor
from webapp.models import Neighbourhood
from webapp.vocabulary import Role

PATH = "/werkplek"


def find_place(records: Session, slug: str) -> int:
    return records.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()


def coordinates(records: Session, sign_in: SignIn, *slugs: str) -> Visitor:
    account = make_account(records)
    for slug in slugs:
        place = find_place(records, slug)
        make_grant(records, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place)
    if not slugs:
        make_grant(records, account.id, Role.CITY_COORDINATOR)
    records.commit()
    return sign_in(account.id)


def test_visitor_goes_to_sign_in(visitor: Visitor) -> None:
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")


def test_who_coordinates_one_neighbourhood_goes_there_at_once(records: Session, sign_in: SignIn) -> None:
    answer = coordinates(records, sign_in, "lewenborg").visit(PATH, status=303)
    assert answer.response.location == "/werkplek/lewenborg"


def test_who_coordinates_two_chooses(records: Session, sign_in: SignIn) -> None:
    page = coordinates(records, sign_in, "lewenborg", "beijum").visit(PATH)
    assert [link.text for link in page.soup.select(".workspace-table a")] == ["Beijum", "Lewenborg"]


def test_city_chooses_from_all_and_sees_how_much_is_asked(records: Session, sign_in: SignIn) -> None:
    place = find_place(records, "lewenborg")
    make_need(records, place, make_asker(records, place).id, quantity=3)
    page = coordinates(records, sign_in).visit(PATH)
    rows = {row.th.text.strip(): row.select("td")[1].text for row in page.soup.select(".workspace-table tbody tr")}
    assert len(rows) == records.scalar(select(func.count()).select_from(Neighbourhood))
    assert (rows["Lewenborg"], rows["Beijum"]) == ("een paar", "0")


@pytest.mark.parametrize("role", [Role.MUNICIPALITY_VIEWER, Role.ADMINISTRATOR])
def test_for_others_it_is_not_there(records: Session, sign_in: SignIn, role: Role) -> None:
    account = make_account(records)
    make_grant(records, account.id, role)
    records.commit()
    sign_in(account.id).visit(PATH, status=404)
