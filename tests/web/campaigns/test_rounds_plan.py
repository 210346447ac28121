"""Planning rounds: from a pick-up point, within what somebody carries; bad input is told beside its field."""

import pytest
from sqlalchemy.orm import Session

from tests.campaign_round_making import ON_DAY, Delivery, add_addresses, add_pickup, rounds_of, stops_of
from tests.web.conftest import Visitor
from webapp.campaigns.rules.rounds_stops import TypedStop


def sent(pickup_id: int, **changes: str) -> dict[str, str]:
    return {"pickup": str(pickup_id), "on_day": ON_DAY.isoformat(), "parcels": "6", "minutes": "90"} | changes


def test_rounds_fit_what_somebody_carries_and_what_fits_in_none_waits(
    records: Session, workplace: Visitor, delivery: Delivery
) -> None:
    add_addresses(
        records,
        delivery,
        *[TypedStop(f"Kanariestraat {n}", 2) for n in range(1, 6)],
        TypedStop("Roodborststraat 1", 9),
        "Nergenslaan 1",
    )
    pickup = add_pickup(records, delivery)
    assert "6 adressen wachten op een ronde." in workplace.visit(f"{delivery.home}/rondes/maken").text
    answer = workplace.submit(f"{delivery.home}/rondes/maken", sent(pickup), status=303)
    page = workplace.visit(str(answer.response.location))
    assert "Er zijn 2 rondes gemaakt. 1 adres vraagt meer dan één mens meeneemt." in page.text
    rounds, stops = rounds_of(records, delivery), stops_of(records, delivery)
    assert [each.number for each in rounds] == [1, 2]
    carried = [sum(stop.parcels for stop in stops if stop.round_id == each.id) for each in rounds]
    assert sorted(carried) == [4, 6]
    assert [stop.round_id is None for stop in stops] == [False] * 5 + [True, True]
    assert all(each.minutes <= 90 and each.metres >= 300 for each in rounds)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"parcels": "0"}, "Schrijf een heel getal van 1 tot en met 200."),
        ({"minutes": "0"}, "Schrijf een heel getal van 1 tot en met 600."),
        ({"parcels": "veel"}, "Schrijf een heel getal van 1 tot en met 200."),
        ({"on_day": ""}, "Kies een dag."),
        ({"on_day": "9999-01-01"}, "Kies een dag van deze actie."),
        ({"pickup": "99999"}, "Kies een ophaalpunt."),
        ({"minutes": "4"}, "Er is geen ronde gemaakt. 1 adres is te ver voor één ronde."),
    ],
)
def test_what_cannot_be_is_told_and_makes_nothing(
    records: Session, workplace: Visitor, delivery: Delivery, changes: dict[str, str], complaint: str
) -> None:
    add_addresses(records, delivery, "Roodborststraat 1")
    pickup = add_pickup(records, delivery)
    page = workplace.submit(f"{delivery.home}/rondes/maken", sent(pickup, **changes), status=422)
    assert complaint in page.text
    assert rounds_of(records, delivery) == []


def test_without_addresses_or_pickup_point_it_says_what_to_do_first(
    records: Session, workplace: Visitor, delivery: Delivery
) -> None:
    assert "Voeg eerst een ophaalpunt toe" in workplace.visit(f"{delivery.home}/rondes/maken").text
    pickup = add_pickup(records, delivery)
    page = workplace.submit(f"{delivery.home}/rondes/maken", sent(pickup), status=422)
    assert "Er is geen adres dat op een ronde wacht." in page.text
