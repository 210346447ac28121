"""Changing a pick-up point."""

from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery, add_pickup
from tests.web.campaigns.browsing import PICKUP, pickups
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems


def test_pickup_point_is_shown_as_it_is_and_changed(records: Session, workplace: Visitor, delivery: Delivery) -> None:
    path = f"{delivery.home}/ophaalpunten/{add_pickup(records, delivery)}"
    field = workplace.visit(path).soup.select_one("input[name=opening]")
    assert field is not None
    assert field["value"] == "za van 10 tot 12 uur"
    workplace.submit(path, PICKUP | {"line": str(delivery.line_id), "stock": "12"}, status=303)
    assert [(each.stock, each.opening) for each in pickups(records, delivery)] == [(12, "za 10 uur")]


def test_change_that_cannot_be_is_told_and_changes_nothing(
    records: Session, workplace: Visitor, delivery: Delivery
) -> None:
    path = f"{delivery.home}/ophaalpunten/{add_pickup(records, delivery)}"
    page = workplace.submit(path, PICKUP | {"line": str(delivery.line_id), "stock": "-1"}, status=422)
    assert set(problems(page)) == {"stock"}
    assert [each.stock for each in pickups(records, delivery)] == [30]
    records.commit()
    workplace.visit(f"{delivery.home}/ophaalpunten/2147483647", status=404)
