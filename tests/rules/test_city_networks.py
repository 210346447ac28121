"""What the networks of the city say: the strongest link, who shows none, who could bridge; months and orders."""

from datetime import date

import pytest

from webapp.errors import BadInput
from webapp.networks.rules.city import (
    START,
    City,
    CityLink,
    CityOrder,
    CitySort,
    Place,
    parse_city_order,
    parse_months,
)
from webapp.networks.rules.runs import CityGraph, CityTie, measure_city

TODAY = date(2026, 11, 22)


def place(number: int, *, people: int | None = 8, has_network: bool = True, x: float = 0.0) -> Place:
    name = f"Wijk {number}"
    ties = None if people is None else people * 2
    return Place(number, f"wijk-{number}", name, x, 0.0, 6.5, 53.2, has_network, people, ties)


def link(one: Place, other: Place, *, ties: int | None = 5, people: int | None = 6, shared: int = 0) -> CityLink:
    return CityLink(one, other, people if ties is not None else None, ties, shared)


def test_strongest_link_is_the_one_with_most_ties_of_people() -> None:
    one, two, three = place(1), place(2), place(3)
    city = City(
        (one, two, three), (link(one, two, ties=5), link(two, three, ties=9), link(one, three, ties=None, shared=7))
    )
    assert city.strongest is not None
    assert (city.strongest.one, city.strongest.other) == (two, three)
    assert City((one, two), (link(one, two, ties=None, shared=3),)).strongest is None


def test_networks_without_ties_outward_are_those_that_can_be_told_of_and_show_none() -> None:
    one, two, shared_only, few, nothing = (
        place(1),
        place(2),
        place(3),
        place(4, people=None),
        place(5, has_network=False),
    )
    city = City((one, two, shared_only, few, nothing), (link(one, two), link(one, shared_only, ties=None, shared=1)))
    assert city.without_outward == (shared_only,)
    assert city.networks == (one, two, shared_only, few)


def test_bridge_goes_to_who_shares_something_and_else_to_the_nearest_and_pairs_are_told_of_once() -> None:
    one, two = place(1, x=0), place(2, x=9_000)
    alone, sharing = place(3, x=500), place(4, x=700)
    linked = link(one, two)
    assert [bridge.toward for bridge in City((one, two, alone), (linked,)).bridges] == [one]
    city = City((one, two, sharing), (linked, link(two, sharing, ties=None, shared=2)))
    assert [(bridge.toward, bridge.shared) for bridge in city.bridges] == [(two, 2)]
    both = City((one, two, alone, sharing), (linked, link(alone, sharing, ties=None, shared=1)))
    assert [(bridge.alone, bridge.toward) for bridge in both.bridges] == [(alone, sharing)]


def test_bridge_never_leads_to_a_network_of_too_few() -> None:
    alone, few = place(1), place(2, people=None)
    assert City((alone, few), ()).bridges == ()


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ({}, date(2026, 11, 1)),
        ({"op": "2025-03-17"}, date(2025, 3, 1)),
        ({"op": "2031-01-01"}, date(2026, 11, 1)),
        ({"op": "2019-05-05"}, START),
        ({"maand": "0"}, START),
        ({"maand": "14"}, date(2025, 3, 1)),
        ({"maand": "999"}, date(2026, 11, 1)),
        ({"maand": "-1"}, date(2026, 11, 1)),
        ({"maand": "²"}, date(2026, 11, 1)),
    ],
)
def test_any_day_is_rounded_to_the_first_of_its_month(asked: dict[str, str], at: date) -> None:
    months = parse_months(asked, today=TODAY)
    assert months.at == at
    assert months.is_newest == (at == date(2026, 11, 1))
    assert (months.position, months.last) == ((at.year - 2024) * 12 + at.month - 1, 34)


def test_day_that_is_no_day_is_refused() -> None:
    with pytest.raises(BadInput, match="date_invalid"):
        parse_months({"op": "gisteren"}, today=TODAY)


def test_orders_go_both_ways_and_what_is_withheld_stays_last() -> None:
    few, many, hidden = place(1, people=5), place(2, people=9), place(3, people=None)
    city = City((few, many, hidden), ())
    assert city.sorted_networks(CityOrder()) == [many, few, hidden]
    assert city.sorted_networks(parse_city_order("mensen")) == [few, many, hidden]
    assert city.sorted_networks(parse_city_order("-naam")) == [many, few, hidden]
    assert parse_city_order("-relaties") == CityOrder(CitySort.TIES, is_down=True)
    assert parse_city_order("-relaties").text == "-relaties"
    assert parse_city_order("onzin") == parse_city_order(None) == CityOrder()


def test_links_of_people_stand_before_those_that_only_share() -> None:
    one, two, three = place(1), place(2), place(3)
    shared, weak, strong = link(one, two, ties=None, shared=9), link(one, three, ties=5), link(two, three, ties=8)
    city = City((one, two, three), (shared, weak, strong))
    assert city.sorted_links(parse_city_order("-relaties")) == [strong, weak, shared]
    assert city.sorted_links(parse_city_order("naam")) == [weak, strong, shared]


def two_neighbourhoods() -> CityGraph:
    """Six people in a row in one neighbourhood, the last of whom knows the first of five in another; one apart."""
    homes = dict.fromkeys(range(1, 7), 1) | dict.fromkeys(range(11, 16), 2) | {99: 3}
    row = [CityTie(node, node + 1, 1, 1) for node in range(1, 6)]
    other = [CityTie(node, node + 1, 2, 2) for node in range(11, 15)]
    return CityGraph(homes, [*row, CityTie(6, 11, 1, 2), *other, CityTie(1, 2, 1, 1)])


def test_measured_city_counts_people_ties_and_parts() -> None:
    heard: list[int] = []
    found = measure_city(two_neighbourhoods(), told=heard.append)
    assert (found["people"], found["ties"], found["parts"]) == (12, 11, 2)
    assert found["largest_share"] == pytest.approx(11 / 12)
    assert found["reach"] == pytest.approx((2 * 2 + 2 * 3 + 7 * 4) / 12)
    assert heard == sorted(heard)
    assert all(0 < percent < 100 for percent in heard)


def test_measured_city_tells_of_neighbourhoods_with_enough_people_how_much_goes_outward_and_between() -> None:
    first, second = measure_city(two_neighbourhoods(), told=lambda _percent: None)["neighbourhoods"]
    assert (first["id"], first["people"], first["ties"], first["outward"]) == (1, 6, 7, pytest.approx(1 / 7))
    assert (second["id"], second["people"], second["ties"], second["outward"]) == (2, 5, 5, pytest.approx(1 / 5))
    assert first["between"] + second["between"] == pytest.approx(1)
    assert first["between"] > second["between"]


def test_city_without_anybody_is_measured_too() -> None:
    found = measure_city(CityGraph({}, []), told=lambda _percent: None)
    assert found["neighbourhoods"] == []
    assert (found["people"], found["ties"], found["parts"], found["largest_share"], found["reach"]) == (
        0,
        0,
        0,
        None,
        None,
    )
