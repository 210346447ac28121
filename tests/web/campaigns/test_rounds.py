"""Deliveries over the city and in a neighbourhood: how far they are, for who coordinates; and pick-up points."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_round_making import (
    Delivery,
    add_addresses,
    add_pickup,
    add_rounds,
    make_delivery,
    stops_of,
)
from tests.factories import make_account
from tests.web.campaigns.browsing import city
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import problems
from webapp.campaigns.rules.rounds_stops import TypedStop
from webapp.models import CampaignLine, PickupPoint
from webapp.vocabulary import CampaignLineKind

PIN = {"lon": "6.525", "lat": "53.22"}


@pytest.fixture
def delivery(records: Session) -> Delivery:
    return make_delivery(records)


@pytest.fixture
def workplace(records: Session, sign_in: SignIn, delivery: Delivery) -> Visitor:
    return sign_in(delivery.account)


def sent(**changes: str) -> dict[str, str]:
    return {"label": "Buurthuis", "address": "Diamantlaan", "opening": "za 10 uur", "stock": "40", **PIN} | changes


def pickups(records: Session, delivery: Delivery) -> list[PickupPoint]:
    rows = select(PickupPoint).where(PickupPoint.line_id == delivery.line_id)
    return list(records.scalars(rows.execution_options(populate_existing=True)))


def test_each_neighbourhood_has_its_counts_for_who_coordinates_there(
    records: Session, sign_in: SignIn, workplace: Visitor, delivery: Delivery
) -> None:
    add_addresses(records, delivery, "Kanariestraat 1", "Nergenslaan 1")
    page = workplace.visit(f"/acties/{delivery.slug}/bezorgen")
    rows = ["".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]
    assert rows == ["Vinkhuizen21100"]
    assert "Selwerd" in city(records, sign_in).visit(f"/acties/{delivery.slug}/bezorgen").text
    stranger = make_account(records).id
    records.commit()
    sign_in(stranger).visit(f"/acties/{delivery.slug}/bezorgen", status=404)


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


def test_campaign_that_brings_nothing_to_an_address_says_so(
    records: Session, workplace: Visitor, delivery: Delivery
) -> None:
    records.get_one(CampaignLine, delivery.line_id).kind = CampaignLineKind.VOLUNTEERS
    records.commit()
    assert "Deze actie brengt niets aan huis." in workplace.visit(f"/acties/{delivery.slug}/bezorgen").text
    workplace.visit(delivery.home, status=404)


def test_pickup_point_is_added_changed_and_taken_away(records: Session, workplace: Visitor, delivery: Delivery) -> None:
    new = f"{delivery.home}/ophaalpunten/nieuw"
    workplace.visit(new)
    workplace.submit(new, sent(line=str(delivery.line_id)), status=303)
    (kept,) = pickups(records, delivery)
    pickup_id = kept.id
    assert (kept.label, kept.stock, kept.neighbourhood_id) == ("Buurthuis", 40, delivery.place_id)
    records.commit()
    path = f"{delivery.home}/ophaalpunten/{pickup_id}"
    field = workplace.visit(path).soup.select_one("input[name=opening]")
    assert field is not None
    assert field["value"] == "za 10 uur"
    workplace.submit(path, sent(line=str(delivery.line_id), stock="12"), status=303)
    assert pickups(records, delivery)[0].stock == 12
    records.commit()
    workplace.submit(f"{path}/weg", {}, status=303)
    assert pickups(records, delivery) == []


def test_pickup_point_where_rounds_begin_stays(records: Session, workplace: Visitor, delivery: Delivery) -> None:
    add_addresses(records, delivery, "Kanariestraat 1")
    add_rounds(records, delivery)
    (kept,) = pickups(records, delivery)
    path = f"{delivery.home}/ophaalpunten/{kept.id}/weg"
    records.commit()
    assert "Hier beginnen rondes." in workplace.submit(path, {}, status=400).text
    assert len(pickups(records, delivery)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label": ""}, "label"),
        ({"lon": "", "lat": ""}, "address"),
        ({"lon": "4.9", "lat": "52.4"}, "address"),
        ({"lon": "NaN"}, "address"),
        ({"stock": "-1"}, "stock"),
        ({"line": "1"}, "line"),
        ({"gevonden_plek": "nergens"}, "address"),
    ],
)
def test_pickup_point_that_cannot_be_is_told_beside_its_field(
    records: Session, workplace: Visitor, delivery: Delivery, changes: dict[str, str], field: str
) -> None:
    typed = sent(line=str(delivery.line_id)) | changes
    page = workplace.submit(f"{delivery.home}/ophaalpunten/nieuw", typed, status=422)
    if field != "line":
        assert set(problems(page)) == {field}
    assert pickups(records, delivery) == []


def test_without_script_places_are_found_to_choose_from(
    records: Session, workplace: Visitor, delivery: Delivery
) -> None:
    add_pickup(records, delivery)
    typed = sent(address="Kanariestraat", lon="", lat="", line=str(delivery.line_id))
    page = workplace.submit(f"{delivery.home}/ophaalpunten/nieuw", typed | {"zoek_plek": "1"})
    place = page.soup.select_one("input[name=gevonden_plek]")
    assert place is not None
    typed |= {"gevonden_plek": str(place["value"])}
    workplace.submit(f"{delivery.home}/ophaalpunten/nieuw", typed, status=303)
    assert len(pickups(records, delivery)) == 2
