"""Taking a round apart."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery, rounds_of, stops_of
from tests.web.conftest import SignIn
from webapp.models import DeliveryStop
from webapp.vocabulary import StopState


def test_round_that_is_taken_apart_leaves_what_was_delivered_and_frees_the_rest(
    records: Session, sign_in: SignIn, delivery: Delivery, round_path: str
) -> None:
    first, second = stops_of(records, delivery)
    keys = first.key, second.key
    browser = sign_in(delivery.account)
    for key, state in zip(keys, ("delivered", "not_home"), strict=True):
        browser.submit(f"{delivery.home}/adressen/{key}/stand", {"stand": state}, status=303)
    browser.submit(f"{round_path}/opheffen", {}, status=303)
    assert rounds_of(records, delivery) == []
    assert [(stop.state, stop.round_id) for stop in stops_of(records, delivery)] == [
        (StopState.DELIVERED, None),
        (StopState.OPEN, None),
    ]
    assert records.scalars(select(DeliveryStop.position).where(DeliveryStop.line_id == delivery.line_id)).all() == [
        None,
        None,
    ]
