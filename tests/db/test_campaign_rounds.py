"""Deliveries in the database: what counts once though told at once, the division, streets, and what is erased."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from geo.routing import StreetGraph
from seeds.campaigns import remove_demo_campaigns, seed_demo_campaigns
from seeds.rounds import remove_demo_rounds, seed_demo_rounds
from tests.campaign_round_making import (
    CANARY,
    Delivery,
    add_addresses,
    add_rounds,
    delivered_of,
    make_delivery,
    rounds_of,
    stops_of,
)
from tests.conftest import TODAY
from tests.db.racing import Step, at_once
from tests.match_making import find_place, ring
from webapp.campaigns.actions.allocation import divide_campaign, propose_division
from webapp.campaigns.actions.rounds import settle
from webapp.campaigns.actions.rounds_streets import load_streets
from webapp.campaigns.queries.rounds_streets import street_metres
from webapp.campaigns.rules.rounds_stops import TypedStop
from webapp.errors import BadInput, DomainError
from webapp.models import (
    Campaign,
    CampaignAllocation,
    CampaignDemand,
    CampaignSupply,
    DeliveryRound,
    DeliveryStop,
    FlexibleHelper,
)
from webapp.privacy.retention import apply_retention
from webapp.vocabulary import CampaignState, StopState

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)


def telling(round_key: str, stop_key: str, state: StopState) -> Step:
    def step(session: Session) -> str:
        return str(settle(session, round_key, stop_key, state, by=None, now=NOW, today=TODAY))

    return step


def test_stop_that_several_tell_at_once_counts_once(scratch: Engine) -> None:
    with Session(scratch) as session:
        delivery = make_delivery(session, name="Wedloop")
        add_addresses(session, delivery, TypedStop(CANARY, 3), "Roodborststraat 1")
        (walked,) = add_rounds(session, delivery)
        key, stop_keys = walked.key, [stop.key for stop in stops_of(session, delivery)]
    one = telling(key, stop_keys[0], StopState.DELIVERED)
    assert at_once(scratch, *[one] * 4) == ["False", "False", "False", "True"]
    both = [telling(key, each, StopState.DELIVERED) for each in stop_keys]
    back = telling(key, stop_keys[0], StopState.OPEN)
    with Session(scratch) as session:
        assert delivered_of(session, delivery) == [3, 0]
    at_once(scratch, both[1], both[1], back, back)
    with Session(scratch) as session:
        assert delivered_of(session, delivery) == [1, 0]


def parts_of(session: Session, delivery: Delivery) -> dict[int, tuple[int, int, bool]]:
    rows = select(CampaignAllocation).where(CampaignAllocation.line_id == delivery.line_id)
    found = session.scalars(rows.execution_options(populate_existing=True))
    return {part.supply_id: (part.amount, part.delivered, part.is_fixed) for part in found}


def test_division_is_written_in_one_go_and_keeps_what_was_fixed_or_delivered(session: Session) -> None:
    delivery = make_delivery(session, asked=6)
    own, other = delivery.supply_ids
    campaign = session.get_one(Campaign, delivery.campaign_id)
    (proposed,) = propose_division(session, campaign)
    assert (proposed.division.given, proposed.changed) == (6, 1)
    assert parts_of(session, delivery)[other] == (5, 0, False)
    divide_campaign(session, campaign, by=None)
    assert parts_of(session, delivery) == {own: (5, 0, False), other: (1, 0, False)}
    part = session.get_one(CampaignAllocation, (own, delivery.place_id))
    part.amount, part.is_fixed = 2, True
    session.get_one(CampaignAllocation, (other, delivery.place_id)).delivered = 1
    session.get_one(CampaignDemand, (delivery.line_id, delivery.place_id)).asked = 1
    session.flush()
    divide_campaign(session, campaign, by=None)
    assert parts_of(session, delivery) == {own: (2, 0, True), other: (1, 1, False)}


def test_nearest_supplier_gives_and_who_only_hopes_to_gives_nothing(session: Session) -> None:
    delivery = make_delivery(session, asked=4)
    session.execute(text("DELETE FROM campaign_supply WHERE line_id = :line"), {"line": delivery.line_id})
    far, near = find_place(session, "ten-boer"), find_place(session, "paddepoel")
    supplies = [
        CampaignSupply(line_id=delivery.line_id, neighbourhood_id=far, amount=9),
        CampaignSupply(line_id=delivery.line_id, neighbourhood_id=near, amount=3),
        CampaignSupply(line_id=delivery.line_id, neighbourhood_id=delivery.place_id, amount=9, confirmed=False),
    ]
    session.add_all(supplies)
    session.flush()
    (found,) = divide_campaign(session, session.get_one(Campaign, delivery.campaign_id), by=None)
    assert parts_of(session, delivery) == {supplies[0].id: (1, 0, False), supplies[1].id: (3, 0, False)}
    assert found.division.metres > 4 * 500


def test_closed_campaign_is_not_divided(session: Session) -> None:
    delivery = make_delivery(session)
    campaign = session.get_one(Campaign, delivery.campaign_id)
    campaign.state, campaign.closed_on = CampaignState.CLOSED, TODAY
    session.flush()
    with pytest.raises(DomainError, match="campaign_is_closed"):
        divide_campaign(session, campaign, by=None)


def test_what_was_delivered_before_anything_was_divided_counts_from_then_on(session: Session) -> None:
    delivery = make_delivery(session)
    session.execute(text("DELETE FROM campaign_allocation WHERE line_id = :line"), {"line": delivery.line_id})
    add_addresses(session, delivery, TypedStop(CANARY, 7))
    (walked,) = add_rounds(session, delivery)
    (stop,) = stops_of(session, delivery)
    assert settle(session, walked.key, stop.key, StopState.DELIVERED, by=None, now=NOW, today=TODAY)
    assert delivered_of(session, delivery) == []
    divide_campaign(session, session.get_one(Campaign, delivery.campaign_id), by=None)
    assert delivered_of(session, delivery) == [5, 2]
    divide_campaign(session, session.get_one(Campaign, delivery.campaign_id), by=None)
    assert delivered_of(session, delivery) == [5, 2]


def test_rounds_follow_the_streets_when_those_are_loaded_and_reach_all(session: Session) -> None:
    places = [(230_000.0, 584_000.0), (230_300.0, 584_000.0), (230_300.0, 584_300.0)]
    assert street_metres(session, places) is None
    corners = [*places, (229_000.0, 584_000.0)]
    graph = StreetGraph(np.array(corners), ((0, 1), (1, 2), (0, 3)), (300, 300, 1000))
    load_streets(session, graph)
    assert street_metres(session, places) == [[0, 300, 600], [300, 0, 300], [600, 300, 0]]
    assert street_metres(session, [places[0], (240_000.0, 584_000.0)]) is None
    load_streets(session, StreetGraph(np.array(places), ((0, 1),), (300,)))
    assert street_metres(session, places) is None
    with pytest.raises(BadInput, match="streets_none"):
        load_streets(session, StreetGraph(np.zeros((0, 2)), (), ()))


def test_addresses_and_who_helped_are_gone_two_weeks_after_the_end(session: Session) -> None:
    delivery = make_delivery(session)
    add_addresses(session, delivery, CANARY)
    add_rounds(session, delivery)
    session.add(
        FlexibleHelper(
            campaign_id=delivery.campaign_id,
            account_id=delivery.account,
            name="Hilda",
            people=1,
            from_day=TODAY,
            until_day=TODAY,
            from_minute=0,
            until_minute=60,
        )
    )
    session.flush()
    ends = session.get_one(Campaign, delivery.campaign_id).ends_on
    counts = {}
    for days in (13, 16):
        moment = datetime(ends.year, ends.month, ends.day, 12, tzinfo=UTC) + timedelta(days=days)
        apply_retention(session, now=moment)
        counts[days] = (len(stops_of(session, delivery)), len(rounds_of(session, delivery)))
    assert counts == {13: (1, 1), 16: (0, 0)}
    helpers = select(func.count()).where(FlexibleHelper.campaign_id == delivery.campaign_id)
    assert session.scalar(helpers) == 0


def test_demonstration_has_two_rounds_and_goes_without_a_trace(session: Session) -> None:
    seed_demo_campaigns(session, today=TODAY)
    added = seed_demo_rounds(session, ring=ring())
    assert (added > 10, seed_demo_rounds(session, ring=ring())) == (True, 0)
    rounds = session.scalars(select(DeliveryRound)).all()
    assert len(rounds) == 2
    assert all(0 < each.metres < 5000 for each in rounds)
    assert session.scalar(select(func.count()).where(DeliveryStop.geom.is_(None))) == 1
    assert remove_demo_rounds(session) == added
    remove_demo_campaigns(session)
    assert session.scalar(select(func.count(DeliveryRound.id))) == 0
