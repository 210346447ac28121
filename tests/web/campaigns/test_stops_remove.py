"""Taking an address away."""

from sqlalchemy.orm import Session

from tests.campaign_round_making import CANARY, Delivery, add_addresses, stops_of
from tests.match_making import find_place, make_coordinator
from tests.web.conftest import SignIn


def test_address_is_taken_away_for_good(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    (stop,) = add_addresses(records, delivery, CANARY)
    sign_in(delivery.account).submit(f"{delivery.home}/adressen/{stop.key}/weg", {}, status=303)
    assert stops_of(records, delivery) == []


def test_coordinator_of_elsewhere_takes_nothing_away(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    (stop,) = add_addresses(records, delivery, CANARY)
    path = f"{delivery.home}/adressen/{stop.key}/weg"
    elsewhere = make_coordinator(records, find_place(records, "selwerd")).id
    records.commit()
    sign_in(elsewhere).submit(path, {}, status=404)
    assert len(stops_of(records, delivery)) == 1
