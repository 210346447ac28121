"""A round on the phone of its volunteer: by the signed address, without an account; each door counts once."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_round_making import (
    CANARY,
    ON_DAY,
    Delivery,
    add_addresses,
    add_rounds,
    delivered_of,
    make_delivery,
    rounds_of,
    stops_of,
)
from tests.web.conftest import SignIn, Visitor
from webapp.campaigns.rules.rounds_links import make_token
from webapp.campaigns.rules.rounds_stops import TypedStop
from webapp.models import AuditEvent, Campaign, DeliveryRound
from webapp.vocabulary import AuditAction, CampaignState, StopState


@pytest.fixture
def walked(records: Session, delivery: Delivery) -> DeliveryRound:
    """A round of three doors in two streets, of which one takes four parcels."""
    add_addresses(
        records, delivery, "Roodborststraat 9", TypedStop(CANARY, 4, "bel achterom"), TypedStop("Roodborststraat 1", 2)
    )
    (made,) = add_rounds(records, delivery)
    return made


def address(app: Flask, key: str) -> str:
    return f"/bezorgronde/{make_token(str(app.secret_key), key)}"


def test_volunteer_sees_the_doors_in_order_from_the_pickup_point_without_signing_in(
    app: Flask, records: Session, visitor: Visitor, walked: DeliveryRound
) -> None:
    page = visitor.visit(address(app, walked.key))
    records.commit()
    assert "Begin bij Buurthuis" in page.text
    assert "Neem mee: 7 pakketten." in page.text
    assert "Nog 3 adressen te gaan." in page.text
    doors = [heading.text for heading in page.soup.select(".round-stop__address")]
    assert doors == [CANARY, "Roodborststraat 1", "Roodborststraat 9"]
    assert "300 m verder" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    read = records.scalars(select(AuditEvent).where(AuditEvent.subject_id == f"ronde {walked.id}")).all()
    assert [(each.account_id, each.action) for each in read] == [(None, AuditAction.READ)]


def test_one_tap_tells_what_became_of_it_and_counts_once(
    app: Flask, records: Session, visitor: Visitor, delivery: Delivery, walked: DeliveryRound
) -> None:
    path = address(app, walked.key)
    stops = {stop.parcels: stop.key for stop in stops_of(records, delivery)}
    records.commit()
    for _ in range(2):
        answer = visitor.submit(path, {"adres": stops[4], "stand": "delivered"}, status=303)
    assert answer.response.location == f"{path}#adres-{stops[4]}"
    assert delivered_of(records, delivery) == [4, 0]
    records.commit()
    visitor.submit(path, {"adres": stops[2], "stand": "delivered"}, status=303)
    # one is left of the own network, the other comes out of what the neighbours promised
    assert delivered_of(records, delivery) == [5, 1]
    records.commit()
    visitor.submit(path, {"adres": stops[4], "stand": "not_home"}, status=303)
    assert delivered_of(records, delivery) == [1, 1]
    records.commit()
    visitor.submit(path, {"adres": stops[1], "stand": "problem"}, status=303)
    records.commit()
    page = visitor.visit(path)
    assert "Alles is gedaan." in page.text
    assert "niet thuis" in page.text


def test_what_is_no_stop_or_state_changes_nothing(
    app: Flask, records: Session, visitor: Visitor, delivery: Delivery, walked: DeliveryRound
) -> None:
    path = address(app, walked.key)
    records.commit()
    for sent, status in (
        ({"adres": "x", "stand": "delivered"}, 303),
        ({"adres": "x", "stand": "kwijt"}, 400),
        ({}, 400),
    ):
        visitor.submit(path, sent, status=status)
    assert {stop.state for stop in stops_of(records, delivery)} == {StopState.OPEN}


def test_stop_of_another_round_is_not_told_with_this_address(
    app: Flask, records: Session, visitor: Visitor, walked: DeliveryRound
) -> None:
    other = make_delivery(records, name="Andere")
    (stop,) = add_addresses(records, other, CANARY)
    key = stop.key
    records.commit()
    visitor.submit(address(app, walked.key), {"adres": key, "stand": "delivered"}, status=303)
    assert stops_of(records, other)[0].state == StopState.OPEN


def test_address_works_until_two_days_after_the_round_and_no_longer(
    app: Flask, records: Session, visitor: Visitor, delivery: Delivery, walked: DeliveryRound
) -> None:
    path, key = address(app, walked.key), stops_of(records, delivery)[0].key
    records.commit()
    for days, status in ((2, 200), (3, 410)):
        with time_machine.travel(f"{ON_DAY + timedelta(days=days)}T12:00:00+01:00"):
            page = visitor.visit(path, status=status)
            assert (CANARY in page.text) is (status == 200)
    with time_machine.travel(f"{ON_DAY + timedelta(days=3)}T12:00:00+01:00"):
        visitor.submit(path, {"adres": key, "stand": "delivered"}, status=410)
    assert stops_of(records, delivery)[0].state == StopState.OPEN


def test_nobody_makes_an_address_themselves_and_closing_ends_it(
    app: Flask, records: Session, visitor: Visitor, delivery: Delivery, walked: DeliveryRound
) -> None:
    for token in (walked.key, make_token("geraden", walked.key), "x"):
        assert CANARY not in visitor.visit(f"/bezorgronde/{token}", status=410).text
    campaign = records.get_one(Campaign, delivery.campaign_id)
    campaign.state, campaign.closed_on = CampaignState.CLOSED, campaign.starts_on
    records.commit()
    visitor.visit(address(app, rounds_of(records, delivery)[0].key), status=410)


def test_signed_in_coordinator_may_walk_it_too(
    app: Flask, records: Session, sign_in: SignIn, delivery: Delivery, walked: DeliveryRound
) -> None:
    path = address(app, walked.key)
    records.commit()
    assert CANARY in sign_in(delivery.account).visit(path).text
