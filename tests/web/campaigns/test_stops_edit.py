"""Changing an address: the street that was meant, and what cannot be."""

import pytest
from sqlalchemy.orm import Session

from tests.campaign_round_making import CANARY, Delivery, add_addresses, add_rounds, stops_of
from tests.match_making import ring
from tests.web.conftest import SignIn, Visitor
from webapp.campaigns.actions.rounds_stops import open_address


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


def test_unknown_stop_is_not_there(records: Session, workplace: Visitor, delivery: Delivery) -> None:
    (stop,) = add_addresses(records, delivery, CANARY)
    workplace.visit(f"{delivery.home}/adressen/{stop.key}")
    workplace.visit(f"{delivery.home}/adressen/{'x' * 22}", status=404)
