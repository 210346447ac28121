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
    LinkOrder,
    Place,
    PublishedMonth,
    parse_city_order,
    parse_link_order,
    parse_months,
)
from webapp.networks.rules.runs import CityGraph, CityTie, measure_city

TODAY = date(2026, 11, 22)


PUBLISHED = tuple(PublishedMonth(date(2026, month, 1), "v", month > 2) for month in range(1, 12))


def place(number: int, *, people: int = 10, x: float = 0.0) -> Place:
    return Place(number, f"wijk-{number}", f"Wijk {number}", x, 0.0, 6.5, 53.2, people, people * 2)


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


def test_networks_without_ties_outward_are_those_that_show_none() -> None:
    one, two, shared_only = place(1), place(2), place(3)
    city = City((one, two, shared_only), (link(one, two), link(one, shared_only, ties=None, shared=1)))
    assert city.without_outward == (shared_only,)


def test_bridge_goes_to_who_shares_something_and_else_to_the_nearest_and_pairs_are_told_of_once() -> None:
    one, two = place(1, x=0), place(2, x=9_000)
    alone, sharing = place(3, x=500), place(4, x=700)
    linked = link(one, two)
    assert [bridge.toward for bridge in City((one, two, alone), (linked,)).bridges] == [one]
    city = City((one, two, sharing), (linked, link(two, sharing, ties=None, shared=2)))
    assert [(bridge.toward, bridge.shared) for bridge in city.bridges] == [(two, 2)]
    both = City((one, two, alone, sharing), (linked, link(alone, sharing, ties=None, shared=1)))
    assert [(bridge.alone, bridge.toward) for bridge in both.bridges] == [(alone, sharing)]


def test_network_that_is_the_only_one_has_no_bridge() -> None:
    assert City((place(1),), ()).bridges == ()


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ({}, date(2026, 11, 1)),
        ({"op": "2026-05-17"}, date(2026, 5, 1)),
        ({"op": "2031-01-01"}, date(2026, 11, 1)),
        ({"op": "2019-05-05"}, date(2026, 3, 1)),
        ({"maand": "0"}, date(2026, 3, 1)),
        ({"maand": "28"}, date(2026, 5, 1)),
        ({"maand": "999"}, date(2026, 11, 1)),
        ({"maand": "-1"}, date(2026, 11, 1)),
        ({"maand": "²"}, date(2026, 11, 1)),
    ],
)
def test_any_day_is_rounded_to_the_first_of_a_month_with_networks(asked: dict[str, str], at: date) -> None:
    months = parse_months(asked, PUBLISHED, today=TODAY)
    assert months.at == at
    assert months.is_newest == (at == date(2026, 11, 1))
    assert (months.start, months.position, months.last) == (26, 24 + at.month - 1, 34)


def test_slider_has_one_month_when_nothing_is_public_or_no_month_has_a_network() -> None:
    nothing = parse_months({"op": "2025-01-01"}, (), today=TODAY)
    assert (nothing.start, nothing.position, nothing.last) == (34, 34, 34)
    empty = (PublishedMonth(date(2026, 9, 1), "v", False), PublishedMonth(date(2026, 10, 1), "v", False))
    assert parse_months({}, empty, today=TODAY).at == date(2026, 10, 1)
    assert parse_months({}, (), today=date(2023, 5, 5)).at == START


def test_day_that_is_no_day_is_refused() -> None:
    with pytest.raises(BadInput, match="date_invalid"):
        parse_months({"op": "gisteren"}, PUBLISHED, today=TODAY)


def test_networks_are_sorted_both_ways_by_each_column() -> None:
    few, many, middle = place(1, people=5), place(2, people=15), place(3, people=10)
    city = City((few, many, middle), (link(few, many), link(few, middle)))
    assert city.sorted_networks(CityOrder()) == [many, middle, few]
    assert city.sorted_networks(parse_city_order("mensen")) == [few, middle, many]
    assert city.sorted_networks(parse_city_order("-naam")) == [middle, many, few]
    assert city.sorted_networks(parse_city_order("-relaties")) == [many, middle, few]
    assert city.sorted_networks(parse_city_order("-wijken")) == [few, many, middle]
    assert parse_city_order("-relaties") == CityOrder(CitySort.TIES, is_down=True)
    assert [parse_city_order(text).text for text in ("-relaties", "wijken")] == ["-relaties", "wijken"]
    assert parse_city_order("samen") == parse_city_order(None) == CityOrder()


def test_links_are_sorted_both_ways_by_each_column_and_those_that_only_share_stand_last() -> None:
    one, two, three = place(1), place(2), place(3)
    shared = link(one, two, ties=None, shared=9)
    weak, strong = link(one, three, ties=5, people=20), link(two, three, ties=10, people=10, shared=1)
    city = City((one, two, three), (shared, weak, strong))
    assert city.sorted_links(LinkOrder()) == [weak, strong, shared]
    assert city.sorted_links(parse_link_order("-relaties")) == [strong, weak, shared]
    assert city.sorted_links(parse_link_order("relaties")) == [weak, strong, shared]
    assert city.sorted_links(parse_link_order("naam")) == [shared, weak, strong]
    assert city.sorted_links(parse_link_order("-samen")) == [shared, strong, weak]
    assert parse_link_order("-samen").text == "-samen"
    assert parse_link_order("wijken") == parse_link_order(None) == LinkOrder()


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
