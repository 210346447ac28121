"""What the tests of deliveries and shifts begin with."""

import pytest
from sqlalchemy.orm import Session

from tests.campaign_round_making import CANARY, Delivery, add_addresses, add_rounds, make_delivery, rounds_of
from tests.volunteer_making import every_monday, make_helped
from tests.web.conftest import SignIn, Visitor


@pytest.fixture
def delivery(records: Session) -> Delivery:
    """A campaign that brings parcels in Vinkhuizen."""
    return make_delivery(records)


@pytest.fixture
def workplace(records: Session, sign_in: SignIn, delivery: Delivery) -> Visitor:
    """Who coordinates Vinkhuizen."""
    return sign_in(delivery.account)


@pytest.fixture
def round_path(records: Session, delivery: Delivery) -> str:
    """The page of a round along two doors that nobody goes yet."""
    add_addresses(records, delivery, CANARY, "Roodborststraat 1")
    add_rounds(records, delivery)
    return f"{delivery.home}/rondes/{rounds_of(records, delivery)[0].id}"


@pytest.fixture
def carrier(records: Session, delivery: Delivery) -> int:
    """An initiative in Selwerd that wants two cooks each Monday from ten."""
    initiative, _ = make_helped(records, each_time=True, rhythm=every_monday())
    found = initiative.id
    records.commit()
    return found
