"""What became of an address, told by who coordinates."""

from sqlalchemy.orm import Session

from tests.campaign_round_making import CANARY, Delivery, add_addresses, delivered_of, stops_of
from tests.web.conftest import SignIn
from webapp.campaigns.rules.rounds_stops import TypedStop
from webapp.models import Campaign
from webapp.vocabulary import CampaignState, StopState


def test_coordinator_tells_what_was_delivered_by_hand_and_takes_it_back(
    records: Session, sign_in: SignIn, delivery: Delivery
) -> None:
    (stop,) = add_addresses(records, delivery, TypedStop("Nergenslaan 1", 3))
    browser, path = sign_in(delivery.account), f"{delivery.home}/adressen/{stop.key}/stand"
    browser.submit(path, {"stand": "delivered"}, status=303)
    assert (stops_of(records, delivery)[0].state, delivered_of(records, delivery)) == (StopState.DELIVERED, [3, 0])
    records.commit()
    browser.submit(path, {"stand": "open"}, status=303)
    assert (stops_of(records, delivery)[0].state, delivered_of(records, delivery)) == (StopState.OPEN, [0, 0])
    records.commit()
    browser.submit(path, {"stand": "weggewaaid"}, status=400)


def test_closed_campaign_changes_nothing_any_more(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    (stop,) = add_addresses(records, delivery, CANARY)
    key = stop.key
    campaign = records.get_one(Campaign, delivery.campaign_id)
    campaign.state, campaign.closed_on = CampaignState.CLOSED, campaign.starts_on
    records.commit()
    browser = sign_in(delivery.account)
    assert CANARY in browser.visit(f"{delivery.home}/adressen").text
    browser.submit(f"{delivery.home}/adressen/{key}/stand", {"stand": "delivered"}, status=400)
    assert len(stops_of(records, delivery)) == 1
