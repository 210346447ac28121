"""What the coordinators of the city are told of how much is asked: no number about fewer than five people."""

import pytest
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.match_making import make_asker
from tests.need_making import find_place, make_private_need, make_public_need
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.needs.asking import PLACE, add_coordinator
from webapp.models import Match, Need
from webapp.needs.queries import sum_asked
from webapp.privacy.small_counts import FEWEST_TOLD, ToldSum
from webapp.vocabulary import Role


@pytest.fixture(autouse=True)
def nobody_asks_yet(records: Session) -> None:
    records.execute(delete(Match))
    records.execute(delete(Need))
    records.commit()


@pytest.fixture
def city(records: Session, sign_in: SignIn) -> Visitor:
    account = make_account(records).id
    make_grant(records, account, Role.CITY_COORDINATOR)
    records.commit()
    return sign_in(account)


def ask(records: Session, people: int, theme: str, *, quantity: int = 1) -> None:
    """Let so many people in Vinkhuizen ask for help with this."""
    for _ in range(people):
        make_private_need(records, make_asker(records, find_place(records)), theme=theme, quantity=quantity)
    records.commit()


def counts(page: Page) -> dict[str, tuple[str, str]]:
    """By theme what the neighbourhood and what households ask."""
    rows = [[cell.text.strip() for cell in row.select("th, td")] for row in page.soup.select("tbody tr")]
    return {theme: (publicly, privately) for theme, publicly, privately in rows}


def asked_of(page: Page, name: str = "Vinkhuizen") -> str:
    row = next(row for row in page.soup.select("tbody tr") if row.th.text == name)
    return str(row.select_one(".table__number").text.strip())


def test_fewer_than_five_people_are_no_number_however_much_they_ask(records: Session, city: Visitor) -> None:
    ask(records, FEWEST_TOLD, "maaltijd")
    ask(records, FEWEST_TOLD - 1, "vervoer", quantity=10)
    make_public_need(records, find_place(records), theme="groen-in-de-wijk", quantity=3)
    records.commit()
    assert counts(city.visit(PLACE)) == {
        "Maaltijd": ("0", "5"),
        "Groen in de wijk": ("3", "0"),
        "Vervoer": ("0", "minder dan 5"),
    }


def test_one_person_who_asks_five_times_is_one_person(records: Session, city: Visitor) -> None:
    person = make_asker(records, find_place(records))
    for _ in range(FEWEST_TOLD):
        make_private_need(records, person, theme="vervoer")
    records.commit()
    assert counts(city.visit(PLACE)) == {"Vervoer": ("0", "minder dan 5")}


def test_no_total_tells_what_the_parts_leave_out(records: Session, city: Visitor) -> None:
    ask(records, 1, "vervoer")
    assert "Helpers die huishoudens in deze wijk vragen: een paar." in city.visit("/werkplek/vinkhuizen").text
    assert asked_of(city.visit("/werkplek")) == "een paar"
    ask(records, 6, "maaltijd")
    assert "Helpers die huishoudens in deze wijk vragen: ten minste 6." in city.visit("/werkplek/vinkhuizen").text
    make_public_need(records, find_place(records), quantity=2)
    records.commit()
    assert asked_of(city.visit("/werkplek")) == "ten minste 8"
    ask(records, 4, "vervoer")
    assert asked_of(city.visit("/werkplek")) == "13"


def test_who_coordinates_there_is_told_exactly_and_nobody_from_elsewhere(records: Session, sign_in: SignIn) -> None:
    ask(records, 2, "vervoer")
    records.commit()
    account = add_coordinator(records)
    make_grant(records, account, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=find_place(records, "selwerd"))
    records.commit()
    assert asked_of(sign_in(account).visit("/werkplek")) == "2"
    told = text("SELECT set_config('missie050.viewer', :viewer, true), set_config('missie050.today', :day, true)")
    elsewhere = add_coordinator(records, "beijum")
    records.execute(told, {"viewer": str(elsewhere), "day": TODAY.isoformat()})
    assert sum_asked(records) == {find_place(records): ToldSum(0, leaves_out=True)}
    nobody = make_account(records).id
    records.execute(told, {"viewer": str(nobody), "day": TODAY.isoformat()})
    assert sum_asked(records) == {}
    records.rollback()


def test_blind_spots_reckon_with_two_where_fewer_than_five_ask(
    records: Session, city: Visitor, sign_in: SignIn
) -> None:
    path = "/assets/witte-vlekken?thema=vervoer&tegen=vragen"
    ask(records, 1, "vervoer")
    one = reached(city.visit(path))
    assert any("minder dan 5" in each for each in one)
    ask(records, 3, "vervoer")
    assert reached(city.visit(path)) == one
    own = reached(sign_in(add_coordinator(records)).visit(path))
    assert own != one
    assert not any("minder dan 5" in each for each in own)
    ask(records, 1, "vervoer")
    assert not any("minder dan 5" in each for each in reached(city.visit(path)))


def test_spare_talents_are_reckoned_the_same_way(records: Session, city: Visitor, sign_in: SignIn) -> None:
    path = "/werkplek/vinkhuizen/over"
    ask(records, 1, "vervoer")
    one = city.visit(path).text
    assert "minder dan 5" in one
    ask(records, 3, "vervoer")
    assert city.visit(path).text == one
    assert "minder dan 5" not in sign_in(add_coordinator(records)).visit(path).text
    ask(records, 1, "vervoer")
    assert "minder dan 5" not in city.visit(path).text


def reached(page: Page) -> list[str]:
    """What the page of blind spots tells, row by row, and its totals."""
    return [" ".join(row.text.split()) for row in page.soup.select(".asset-reach tbody tr, .scroll-x .table tbody tr")]
