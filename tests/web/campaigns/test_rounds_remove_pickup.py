"""Taking away a pick-up point."""

from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery, add_addresses, add_pickup, add_rounds
from tests.web.campaigns.browsing import pickups
from tests.web.conftest import Visitor


def test_pickup_point_is_taken_away(records: Session, workplace: Visitor, delivery: Delivery) -> None:
    path = f"{delivery.home}/ophaalpunten/{add_pickup(records, delivery)}/weg"
    assert len(pickups(records, delivery)) == 1
    records.commit()
    workplace.submit(path, {}, status=303)
    assert pickups(records, delivery) == []
    records.commit()
    workplace.submit(path, {}, status=404)


def test_pickup_point_where_rounds_begin_stays(records: Session, workplace: Visitor, delivery: Delivery) -> None:
    add_addresses(records, delivery, "Kanariestraat 1")
    add_rounds(records, delivery)
    (kept,) = pickups(records, delivery)
    path = f"{delivery.home}/ophaalpunten/{kept.id}/weg"
    records.commit()
    assert "Hier beginnen rondes." in workplace.submit(path, {}, status=400).text
    assert len(pickups(records, delivery)) == 1
