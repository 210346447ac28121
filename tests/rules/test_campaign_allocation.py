"""Dividing a line of a campaign: worked examples, limits, fairness, and the cost against every possible division."""

import random
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest

from webapp.campaigns.rules.allocation import Division, Pair, Share, Supply, divide, fair_shares

SELWERD, BEIJUM, LEWENBORG = 1, 2, 3
METRES = {
    (place, supply): abs(place - supply % 10) * 500 for place in (SELWERD, BEIJUM, LEWENBORG) for supply in (11, 12, 13)
}


def given_to(division: Division) -> dict[int, int]:
    """How much each neighbourhood gets."""
    totals: Counter[int] = Counter()
    for share in division.shares:
        totals[share.neighbourhood_id] += share.amount
    return dict(totals)


def taken_from(division: Division) -> dict[int, int]:
    """How much each supply gives."""
    totals: Counter[int] = Counter()
    for share in division.shares:
        totals[share.supply_id] += share.amount
    return dict(totals)


def test_own_network_gives_first_and_the_nearest_spare_the_rest() -> None:
    own = [Supply(11, 8, own_of=SELWERD), Supply(12, 20, own_of=BEIJUM)]
    found = divide({SELWERD: 10, BEIJUM: 10, LEWENBORG: 10}, [*own, Supply(13, 5)], METRES)
    assert found.shares == (
        Share(SELWERD, 11, 8),
        Share(SELWERD, 12, 2),
        Share(BEIJUM, 12, 10),
        Share(LEWENBORG, 12, 5),
        Share(LEWENBORG, 13, 5),
    )
    assert (found.given, found.metres, found.lacking, found.spare) == (30, 7 * 500, {}, {11: 0, 12: 3, 13: 0})


def test_own_network_keeps_what_its_own_neighbourhood_asks_although_another_is_worse_off() -> None:
    found = divide({SELWERD: 10, BEIJUM: 10}, [Supply(11, 10, own_of=SELWERD)], METRES)
    assert given_to(found) == {SELWERD: 10}
    assert found.lacking == {BEIJUM: 10}


def test_too_little_is_shared_by_what_each_asks() -> None:
    found = divide({SELWERD: 30, BEIJUM: 20, LEWENBORG: 10}, [Supply(11, 30)], METRES)
    assert given_to(found) == {SELWERD: 15, BEIJUM: 10, LEWENBORG: 5}


def test_who_is_above_the_common_share_by_own_means_gets_nothing_more() -> None:
    found = divide({SELWERD: 10, BEIJUM: 10, LEWENBORG: 10}, [Supply(11, 8, own_of=SELWERD), Supply(12, 6)], METRES)
    assert given_to(found) == {SELWERD: 8, BEIJUM: 3, LEWENBORG: 3}


def test_shares_are_whole_and_what_is_left_over_goes_to_whom_rounding_took_most_from() -> None:
    assert fair_shares({SELWERD: 3, BEIJUM: 4, LEWENBORG: 4}, {}, 5) == {SELWERD: 1, BEIJUM: 2, LEWENBORG: 2}
    assert fair_shares({SELWERD: 1, BEIJUM: 1, LEWENBORG: 0}, {}, 1) == {SELWERD: 1, BEIJUM: 0, LEWENBORG: 0}


@pytest.mark.parametrize(
    ("demand", "supplies"),
    [({}, [Supply(11, 5, own_of=SELWERD)]), ({SELWERD: 0}, [Supply(11, 5)]), ({SELWERD: 5}, []), ({}, [])],
)
def test_nothing_is_given_where_nothing_is_asked_or_nothing_is_there(
    demand: dict[int, int], supplies: list[Supply]
) -> None:
    found = divide(demand, supplies, METRES)
    assert (found.shares, found.given, found.metres) == ((), 0, 0)
    assert found.lacking == {place: count for place, count in demand.items() if count}


def test_ten_times_the_supply_leaves_nine_tenths() -> None:
    found = divide({SELWERD: 10, BEIJUM: 10}, [Supply(11, 100), Supply(12, 100)], METRES)
    assert (given_to(found), found.metres, sum(found.spare.values())) == ({SELWERD: 10, BEIJUM: 10}, 0, 180)


def test_a_supply_without_a_place_is_used_last_and_its_metres_are_not_counted() -> None:
    found = divide({SELWERD: 10}, [Supply(11, 4), Supply(13, 4), Supply(99, 50)], METRES)
    assert taken_from(found) == {11: 4, 13: 4, 99: 2}
    assert found.metres == 4 * 1000


def test_what_is_fixed_by_hand_stays_exactly_and_what_is_delivered_at_least() -> None:
    kept = [Share(SELWERD, 11, 2, fixed=True), Share(BEIJUM, 12, 0, fixed=True), Share(LEWENBORG, 11, 3)]
    found = divide(
        {SELWERD: 10, BEIJUM: 10, LEWENBORG: 4}, [Supply(11, 10), Supply(12, 9, own_of=BEIJUM)], METRES, kept
    )
    amounts = {(share.neighbourhood_id, share.supply_id): share.amount for share in found.shares}
    assert (amounts[SELWERD, 11], amounts[BEIJUM, 12]) == (2, 0)
    assert amounts[LEWENBORG, 11] >= 3
    assert found.given == 19
    assert [share.fixed for share in found.shares if share.supply_id == 12 and share.neighbourhood_id == BEIJUM] == [
        True
    ]


def test_more_fixed_than_there_is_or_for_who_does_not_ask_is_told() -> None:
    found = divide({SELWERD: 10}, [Supply(11, 3)], METRES, [Share(BEIJUM, 11, 5, fixed=True)])
    assert (found.overdrawn, found.spare, found.lacking) == ((11,), {11: 0}, {SELWERD: 10})


def random_line(seed: int) -> tuple[dict[int, int], list[Supply], dict[Pair, int]]:
    """A small line: three neighbourhoods, three supplies, some of them without a place."""
    chance = random.Random(seed)
    demand = {place: chance.randrange(4) for place in (1, 2, 3)}
    supplies = [Supply(10 + each, chance.randrange(5), chance.choice((None, each))) for each in (1, 2, 3)]
    placed = [supply.id for supply in supplies if chance.random() < 0.8]
    return demand, supplies, {(place, supply): chance.randrange(40) * 50 for place in demand for supply in placed}


def every_division(totals: dict[int, int], room: dict[int, int]) -> Iterator[dict[Pair, int]]:
    """All ways to give neighbourhoods these totals out of what supplies have."""
    pairs = [(place, supply) for place in totals for supply in room]
    for amounts in product(*(range(min(totals[place], room[supply]) + 1) for place, supply in pairs)):
        found = dict(zip(pairs, amounts, strict=True))
        by_place = {place: sum(found[place, supply] for supply in room) for place in totals}
        if by_place == totals and all(sum(found[p, supply] for p in totals) <= most for supply, most in room.items()):
            yield found


@pytest.mark.parametrize("seed", range(60))
def test_limits_hold_own_comes_first_all_is_given_fairly_and_no_division_is_cheaper(seed: int) -> None:
    demand, supplies, metres = random_line(seed)
    found = divide(demand, supplies, metres)
    given, taken = given_to(found), taken_from(found)
    room = {supply.id: supply.amount for supply in supplies}
    assert all(given.get(place, 0) <= asked for place, asked in demand.items())
    assert all(taken.get(supply, 0) <= most for supply, most in room.items())
    assert found.given == min(sum(demand.values()), sum(room.values()))
    amounts = {(share.neighbourhood_id, share.supply_id): share.amount for share in found.shares}
    own = {
        (each.own_of, each.id): min(demand[each.own_of], each.amount) for each in supplies if each.own_of is not None
    }
    assert all(amounts.get(pair, 0) >= amount for pair, amount in own.items())
    rest = {place: given.get(place, 0) - sum(n for (p, _), n in own.items() if p == place) for place in demand}
    for poor, rich in product(found.lacking, [p for p, n in rest.items() if n]):
        assert (given[rich] - 1) * demand[poor] < (given.get(poor, 0) + 1) * demand[rich]
    left = {supply: most - sum(n for (_, s), n in own.items() if s == supply) for supply, most in room.items()}
    farthest = 1 + max(metres.values(), default=0)
    costs = [
        sum(metres.get(pair, farthest) * count for pair, count in each.items()) for each in every_division(rest, left)
    ]
    ours = {pair: count - own.get(pair, 0) for pair, count in amounts.items()}
    assert sum(metres.get(pair, farthest) * count for pair, count in ours.items()) == min(costs)


def test_the_order_of_the_question_changes_nothing() -> None:
    demand, supplies, metres = {SELWERD: 7, BEIJUM: 7, LEWENBORG: 7}, [Supply(each, 5) for each in (11, 12, 13)], {}
    backwards = divide(dict(reversed(demand.items())), supplies[::-1], metres)
    assert divide(demand, supplies, metres) == backwards
