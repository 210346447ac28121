"""The addresses of a neighbourhood: who reads them, that reading is accounted for, and what became of them."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.campaign_round_making import (
    CANARY,
    Delivery,
    add_addresses,
    add_rounds,
    delivered_of,
    make_delivery,
    stops_of,
)
from tests.factories import make_account
from tests.match_making import find_place, make_coordinator, ring
from tests.web.campaigns.browsing import city
from tests.web.conftest import SignIn, Visitor
from webapp.campaigns.actions.rounds_stops import open_address
from webapp.campaigns.rules.rounds_stops import TypedStop
from webapp.models import AuditEvent, Campaign, DeliveryStop
from webapp.vocabulary import AuditAction, CampaignState, StopState


@pytest.fixture
def delivery(records: Session) -> Delivery:
    return make_delivery(records)


def test_coordinator_reads_the_addresses_and_that_is_accounted_for(
    records: Session, sign_in: SignIn, delivery: Delivery
) -> None:
    add_addresses(records, delivery, TypedStop(CANARY, 2, "bel achterom"), "Nergenslaan 1")
    page = sign_in(delivery.account).visit(f"{delivery.home}/adressen")
    assert f"{CANARY} pakketten: 2, ○ nog te doen bel achterom" in page.text
    assert page.text.index("Nergenslaan 1") < page.text.index(CANARY)
    assert "Niet gevonden" in page.text
    read = records.scalars(
        select(AuditEvent).where(AuditEvent.subject_table == "delivery_stop", AuditEvent.action == AuditAction.READ)
    ).all()
    assert [(each.account_id, each.fields) for each in read] == [
        (delivery.account, ["sealed_address", "sealed_remark"])
    ]


def test_address_stands_nowhere_in_the_database_as_it_is(records: Session, delivery: Delivery) -> None:
    add_addresses(records, delivery, TypedStop(CANARY, 1, "kanarie in de gang"))
    row = records.execute(text("SELECT to_jsonb(s)::text FROM delivery_stop s WHERE line_id = :line"),
                          {"line": delivery.line_id}).scalar_one()  # fmt: skip
    told = records.execute(text("SELECT string_agg(to_jsonb(e)::text, '') FROM audit_event e")).scalar() or ""
    assert "anari" not in row.lower()
    assert "anari" not in told.lower()


def test_others_see_none_of_it(records: Session, sign_in: SignIn, visitor: Visitor, delivery: Delivery) -> None:
    add_addresses(records, delivery, CANARY)
    stranger = make_account(records)
    elsewhere = make_coordinator(records, find_place(records, "selwerd"))
    ids = stranger.id, elsewhere.id
    records.commit()
    for account in ids:
        sign_in(account).visit(f"{delivery.home}/adressen", status=404)
    assert visitor.visit(f"{delivery.home}/adressen", status=303).response.location.startswith("/inloggen")
    assert CANARY in city(records, sign_in).visit(f"{delivery.home}/adressen").text


def test_row_security_shows_the_rows_to_nobody_else(records: Session, delivery: Delivery) -> None:
    add_addresses(records, delivery, CANARY)
    for viewer, seen in ((delivery.account, 1), (0, 0)):
        records.execute(text("SET LOCAL ROLE missie050_app"))
        records.execute(text("SELECT set_config('missie050.viewer', :viewer, true)"), {"viewer": str(viewer)})
        found = records.scalar(text("SELECT count(*) FROM delivery_stop WHERE line_id = :l"), {"l": delivery.line_id})
        records.execute(text("SET LOCAL ROLE NONE"))
        assert found == seen


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


def test_address_is_taken_away_for_good(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    (stop,) = add_addresses(records, delivery, CANARY)
    sign_in(delivery.account).submit(f"{delivery.home}/adressen/{stop.key}/weg", {}, status=303)
    assert stops_of(records, delivery) == []


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


def test_edit_chooses_the_street_that_was_meant(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    (stop,) = add_addresses(records, delivery, "Roodborstraat 3")
    path = f"{delivery.home}/adressen/{stop.key}"
    assert stop.geom is None
    browser = sign_in(delivery.account)
    page = browser.visit(path)
    street = page.soup.select_one("input[name=found]")
    assert street is not None
    assert "Roodborststraat 3, Vinkhuizen" in page.text
    sent = {"address": "Roodborstraat 3", "parcels": "1", "remark": "", "found": str(street["value"])}
    browser.submit(path, sent, status=303)
    (kept,) = stops_of(records, delivery)
    assert (kept.geom is not None, open_address(kept, ring())) == (True, "Roodborststraat 3")


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"address": ""}, "Vul het adres in."),
        ({"parcels": "0"}, "Schrijf een heel getal van 1 tot en met 100."),
        ({"remark": "mevrouw Jansen"}, "Hier lijkt een naam, een nummer of iets over iemand te staan"),
        ({"found": "nergens"}, "plek"),
        ({"address": "Winterkoningstraat 2"}, "Dit adres staat er al."),
    ],
)
def test_edit_refuses_with_a_sentence_beside_the_field(
    records: Session, sign_in: SignIn, delivery: Delivery, changes: dict[str, str], complaint: str
) -> None:
    stop = add_addresses(records, delivery, CANARY, "Winterkoningstraat 2")[0]
    sent = {"address": CANARY, "parcels": "1", "remark": ""} | changes
    page = sign_in(delivery.account).submit(f"{delivery.home}/adressen/{stop.key}", sent, status=422)
    assert complaint in page.text


def test_other_street_takes_the_stop_out_of_its_round(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    add_addresses(records, delivery, CANARY, "Roodborststraat 1")
    add_rounds(records, delivery)
    stop = stops_of(records, delivery)[0]
    assert stop.round_id is not None
    path, browser = f"{delivery.home}/adressen/{stop.key}", sign_in(delivery.account)
    browser.submit(path, {"address": CANARY, "parcels": "4", "remark": ""}, status=303)
    kept = stops_of(records, delivery)[0]
    assert (kept.round_id is not None, kept.parcels) == (True, 4)
    records.commit()
    browser.submit(path, {"address": "Winterkoningstraat 9", "parcels": "4", "remark": ""}, status=303)
    assert stops_of(records, delivery)[0].round_id is None


def test_unknown_stop_or_place_is_not_there(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    browser = sign_in(delivery.account)
    browser.visit(f"{delivery.home}/adressen/{'x' * 22}", status=404)
    browser.visit(f"/acties/{delivery.slug}/bezorgen/nergens/adressen", status=404)
    assert records.scalars(select(DeliveryStop).where(DeliveryStop.line_id == delivery.line_id)).all() == []
