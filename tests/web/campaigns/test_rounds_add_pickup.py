"""Adding a place where volunteers fetch what they bring."""

import pytest
from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery, add_pickup
from tests.web.campaigns.browsing import PICKUP, pickups
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems


def test_pickup_point_is_added_where_the_pin_stands(records: Session, workplace: Visitor, delivery: Delivery) -> None:
    path = f"{delivery.home}/ophaalpunten/nieuw"
    workplace.visit(path)
    answer = workplace.submit(path, PICKUP | {"line": str(delivery.line_id)}, status=303)
    (kept,) = pickups(records, delivery)
    assert (kept.label, kept.stock, kept.neighbourhood_id) == ("Buurthuis", 40, delivery.place_id)
    records.commit()
    assert "Buurthuis" in workplace.visit(str(answer.response.location)).text


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
    sent = PICKUP | {"line": str(delivery.line_id)} | changes
    page = workplace.submit(f"{delivery.home}/ophaalpunten/nieuw", sent, status=422)
    if field != "line":
        assert set(problems(page)) == {field}
    assert pickups(records, delivery) == []


def test_without_script_places_are_found_to_choose_from(
    records: Session, workplace: Visitor, delivery: Delivery
) -> None:
    add_pickup(records, delivery)
    typed = PICKUP | {"address": "Kanariestraat", "lon": "", "lat": "", "line": str(delivery.line_id)}
    page = workplace.submit(f"{delivery.home}/ophaalpunten/nieuw", typed | {"zoek_plek": "1"})
    place = page.soup.select_one("input[name=gevonden_plek]")
    assert place is not None
    typed |= {"gevonden_plek": str(place["value"])}
    workplace.submit(f"{delivery.home}/ophaalpunten/nieuw", typed, status=303)
    assert len(pickups(records, delivery)) == 2
