"""Shifts of a campaign: tasks of the initiatives that carry it, and who comes when they are needed."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery, make_delivery
from tests.conftest import TODAY
from tests.volunteer_making import FIRST_MONDAY, every_monday, make_helped, make_helper
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import problems
from webapp.models import FlexibleHelper, OutboxMail

HELP = {
    "name": "Hilda",
    "people": "3",
    "place": "",
    "from_day": TODAY.isoformat(),
    "until_day": (TODAY + timedelta(days=20)).isoformat(),
    "from_time": "09:00",
    "until_time": "12:00",
}


@pytest.fixture
def delivery(records: Session) -> Delivery:
    return make_delivery(records)


@pytest.fixture
def workplace(records: Session, sign_in: SignIn, delivery: Delivery) -> Visitor:
    return sign_in(delivery.account)


@pytest.fixture
def carrier(records: Session, delivery: Delivery) -> int:
    """An initiative that wants two cooks each Monday from ten."""
    initiative, _ = make_helped(records, each_time=True, rhythm=every_monday())
    found = initiative.id
    records.commit()
    return found


def helpers_of(records: Session, delivery: Delivery) -> list[FlexibleHelper]:
    rows = select(FlexibleHelper).where(FlexibleHelper.campaign_id == delivery.campaign_id)
    return list(records.scalars(rows.execution_options(populate_existing=True)))


def test_tasks_of_an_initiative_become_shifts_with_the_heads_that_lack(
    workplace: Visitor, delivery: Delivery, carrier: int
) -> None:
    path = f"/acties/{delivery.slug}/diensten"
    assert "Nog geen initiatief draagt deze actie." in workplace.visit(path).text
    answer = workplace.submit(path, {"initiative": str(carrier)}, status=303)
    page = workplace.visit(str(answer.response.location))
    assert "0 van 2 mensen. Nog 2 nodig." in page.text
    # five Mondays in the forty days of the campaign
    assert len(page.soup.select(".round-shift")) == 6
    workplace.submit(path, {"initiative": "2147483647"}, status=422)
    workplace.submit(f"{path}/{carrier}/weg", {}, status=303)
    assert workplace.visit(path).soup.select(".round-shift") == []


def test_who_comes_when_needed_is_seen_and_asked_by_mail_once_a_day(
    records: Session, sign_in: SignIn, workplace: Visitor, delivery: Delivery, carrier: int
) -> None:
    helper = make_helper(records, email="hilda@example.nl")
    helper_id = helper.id
    records.commit()
    browser, own = sign_in(helper_id), f"/acties/{delivery.slug}/meehelpen"
    assert "kom als het nodig is" in browser.visit(own).text
    browser.submit(own, HELP, status=303)
    path = f"/acties/{delivery.slug}/diensten"
    workplace.submit(path, {"initiative": str(carrier)}, status=303)
    page = workplace.visit(path)
    assert "Er kunnen 3 mensen komen die dat zeiden." in page.text
    assert "Hilda met 3 mensen" in page.text
    task = page.soup.select_one("input[name=taak]")
    assert task is not None
    asking = {"taak": str(task["value"]), "dag": FIRST_MONDAY.isoformat()}
    first, again = (workplace.submit(f"{path}/vragen", asking, status=303).response.location for _ in range(2))
    assert "1 helper krijgt een mail" in workplace.visit(str(first)).text
    assert "Niemand gemaild" in workplace.visit(str(again)).text
    (mail,) = records.scalars(select(OutboxMail).where(OutboxMail.recipient == "hilda@example.nl")).all()
    assert f"/taken/{task['value']}/meedoen" in mail.body
    assert "maandag 23 november 2026" in mail.subject
    records.commit()
    workplace.submit(f"{path}/vragen", {"taak": "1", "dag": "gisteren"}, status=404)


def test_helper_says_it_again_and_takes_it_back(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    helper_id = make_helper(records).id
    records.commit()
    browser, own = sign_in(helper_id), f"/acties/{delivery.slug}/meehelpen"
    browser.submit(own, HELP, status=303)
    browser.submit(own, HELP | {"people": "1", "place": str(delivery.place_id)}, status=303)
    (kept,) = helpers_of(records, delivery)
    assert (kept.people, kept.neighbourhood_id, kept.from_minute) == (1, delivery.place_id, 540)
    records.commit()
    browser.submit(f"{own}/stoppen", {}, status=303)
    assert helpers_of(records, delivery) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"people": "0"}, "people"),
        ({"people": "21"}, "people"),
        ({"name": ""}, "name"),
        ({"until_day": "2020-01-01"}, "until_day"),
        ({"until_day": "2030-01-01"}, "until_day"),
        ({"from_day": "gisteren"}, "from_day"),
        ({"until_time": "08:00"}, "until_time"),
        ({"until_time": "25:00"}, "until_time"),
        ({"place": "999999"}, "place"),
    ],
)
def test_help_that_cannot_be_is_told_beside_its_field(
    records: Session, sign_in: SignIn, delivery: Delivery, changes: dict[str, str], field: str
) -> None:
    helper_id = make_helper(records).id
    records.commit()
    page = sign_in(helper_id).submit(f"/acties/{delivery.slug}/meehelpen", HELP | changes, status=422)
    assert set(problems(page)) == {field}
    assert helpers_of(records, delivery) == []


def test_who_is_not_signed_in_or_coordinates_nothing_sees_no_helpers(
    records: Session, sign_in: SignIn, visitor: Visitor, delivery: Delivery
) -> None:
    path = f"/acties/{delivery.slug}"
    visitor.visit(f"{path}/diensten", status=303)
    visitor.visit(f"{path}/meehelpen", status=303)
    helper_id = make_helper(records).id
    records.commit()
    sign_in(helper_id).visit(f"{path}/diensten", status=404)
