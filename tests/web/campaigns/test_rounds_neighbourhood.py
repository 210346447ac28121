"""Deliveries in a neighbourhood: what waits, and how far each round is."""

from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery, add_addresses, add_rounds, stops_of
from tests.match_making import find_place, make_coordinator
from tests.web.conftest import SignIn, Visitor
from webapp.campaigns.rules.rounds_stops import TypedStop


def test_neighbourhood_tells_what_waits_and_how_far_each_round_is(
    records: Session, workplace: Visitor, delivery: Delivery
) -> None:
    empty = workplace.visit(delivery.home)
    assert "Er staan nog geen adressen." in empty.text
    add_addresses(records, delivery, TypedStop("Kanariestraat 1", 3), "Kanariestraat 2", "Nergenslaan 1")
    add_rounds(records, delivery)
    add_addresses(records, delivery, "Kanariestraat 9")
    first = stops_of(records, delivery)[0].key
    records.commit()
    workplace.submit(f"{delivery.home}/adressen/{first}/stand", {"stand": "delivered"}, status=303)
    page = workplace.visit(delivery.home)
    assert "3 van 6 pakketten bezorgd, op 4 adressen." in page.text
    assert "1 adres is nog niet gevonden." in page.text
    assert "1 adres wacht op een ronde." in page.text
    assert "1 van 2 adressen bezorgd" in page.text
    assert "Nog van niemand" in page.text
    assert "Kanariestraat" not in page.text


def test_coordinator_of_elsewhere_does_not_get_there(
    records: Session, sign_in: SignIn, workplace: Visitor, delivery: Delivery
) -> None:
    elsewhere = make_coordinator(records, find_place(records, "selwerd")).id
    records.commit()
    workplace.visit(delivery.home)
    browser = sign_in(elsewhere)
    browser.visit(delivery.home.replace("vinkhuizen", "selwerd"))
    browser.visit(delivery.home, status=404)
