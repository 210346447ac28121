from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.assets.rules import (
    RING_METRES,
    WEIGHTS,
    Cover,
    Demand,
    Filters,
    Reached,
    access,
    average_access,
    cover_of,
    is_stale,
    judge,
    opposite,
    pages_of,
    parse_demand,
    parse_filters,
    slug_of,
    weight,
    words_of,
)
from webapp.errors import BadInput
from webapp.vocabulary import AssetKind, EffectDirection

metres = st.floats(0, 2500)
places = st.integers(0, 500).map(float)
asked = st.integers(0, 5000).map(float)


@st.composite
def cities(draw: st.DrawFn) -> tuple[list[float], list[float], list[list[float]]]:
    """How many ask in each buurt, how many places each thing has, and how far they lie apart."""
    buurten, things = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    row = st.lists(metres, min_size=things, max_size=things)
    return (
        draw(st.lists(asked, min_size=buurten, max_size=buurten)),
        draw(st.lists(places, min_size=things, max_size=things)),
        draw(st.lists(row, min_size=buurten, max_size=buurten)),
    )


def test_rings_are_five_ten_and_fifteen_minutes_of_eighty_metres() -> None:
    assert RING_METRES == (400, 800, 1200)
    assert [weight(each) for each in (0, 400, 401, 800, 801, 1200, 1201)] == [1, 1, 0.68, 0.68, 0.22, 0.22, 0]


def test_access_is_places_shared_by_who_can_reach_them() -> None:
    # forty and sixty people near one thing with ten places: each can count on a tenth of a place
    assert access([40, 60], [10], [[100], [300]]) == pytest.approx([0.1, 0.1])
    # farther off weighs less, both in who is counted and in what they get
    shared = 10 / (40 * 1 + 60 * WEIGHTS[1])
    assert access([40, 60], [10], [[100], [700]]) == pytest.approx([shared, shared * WEIGHTS[1]])
    assert access([40, 60], [10], [[100], [1300]]) == pytest.approx([0.25, 0])


def test_nobody_asks_and_nothing_is_there_are_no_division_by_nothing() -> None:
    assert access([0], [10], [[100]]) == [0]
    assert access([10], [], [[]]) == [0]
    assert average_access([], []) == 0


@property_test(60)
@given(cities(), st.data())
def test_something_nearer_never_lowers_what_a_buurt_reaches(
    city: tuple[list[float], list[float], list[list[float]]], data: st.DataObject
) -> None:
    demand, sizes, apart = city
    i, j = data.draw(st.integers(0, len(demand) - 1)), data.draw(st.integers(0, len(sizes) - 1))
    demand[i] += 1
    before = access(demand, sizes, apart)[i]
    apart[i][j] = data.draw(st.floats(0, apart[i][j]))
    assert access(demand, sizes, apart)[i] >= before - 1e-9


@property_test(60)
@given(cities(), st.data())
def test_something_larger_never_lowers_what_any_buurt_reaches(
    city: tuple[list[float], list[float], list[list[float]]], data: st.DataObject
) -> None:
    demand, sizes, apart = city
    before = access(demand, sizes, apart)
    sizes[data.draw(st.integers(0, len(sizes) - 1))] += data.draw(places)
    for old, new in zip(before, access(demand, sizes, apart), strict=True):
        assert new >= old - 1e-9


@property_test(60)
@given(cities(), st.data())
def test_something_more_never_lowers_what_any_buurt_reaches(
    city: tuple[list[float], list[float], list[list[float]]], data: st.DataObject
) -> None:
    demand, sizes, apart = city
    before = access(demand, sizes, apart)
    sizes.append(data.draw(places))
    for row in apart:
        row.append(data.draw(metres))
    for old, new in zip(before, access(demand, sizes, apart), strict=True):
        assert new >= old - 1e-9


@property_test(60)
@given(cities())
def test_all_places_within_reach_are_given_out_once(city: tuple[list[float], list[float], list[list[float]]]) -> None:
    demand, sizes, apart = city
    given_out = sum(size * each for size, each in zip(demand, access(demand, sizes, apart), strict=True))
    reachable = sum(
        size
        for j, size in enumerate(sizes)
        if any(demand[i] > 0 and row[j] <= RING_METRES[-1] for i, row in enumerate(apart))
    )
    assert given_out == pytest.approx(reachable)


@pytest.mark.parametrize(
    ("demand", "reached", "expected"),
    [
        (0, 0, Reached.NO_NEED),
        (0, 5, Reached.NO_NEED),
        (10, 0, Reached.NOTHING),
        (10, 0.4, Reached.LITTLE),
        (10, 0.5, Reached.SOME),
        (10, 1, Reached.WELL),
        (10, 3, Reached.WELL),
    ],
)
def test_class_of_a_buurt_follows_the_average(demand: float, reached: float, expected: Reached) -> None:
    assert judge(demand, reached, 1.0) == expected


def test_effect_is_covered_only_by_what_was_seen() -> None:
    assert cover_of(1, False, 0) == Cover.COVERED
    assert cover_of(1, True, 0) == Cover.HOPED
    assert cover_of(0, False, 2) == Cover.HOPED
    assert cover_of(0, False, 0) == Cover.OPEN
    assert opposite(opposite(EffectDirection.MORE)) == EffectDirection.MORE


def test_filters_come_back_as_they_stand_in_an_address() -> None:
    filters = parse_filters({"thema": "groen", "wijk": "selwerd", "zoek": " buurt  tuin "}, ["places", "culture"])
    assert filters == Filters((AssetKind.PLACES, AssetKind.CULTURE), "groen", "selwerd", "buurt tuin")
    query = filters.query()
    assert query == {"soort": ["places", "culture"], "thema": "groen", "wijk": "selwerd", "zoek": "buurt tuin"}
    assert (filters.count, Filters().count, Filters().query()) == (4, 0, {})


def test_all_kinds_are_as_good_as_none() -> None:
    assert parse_filters({}, [kind.value for kind in AssetKind]) == Filters()
    assert Filters().with_people
    assert not Filters(kinds=(AssetKind.PLACES,)).with_people
    assert not Filters(words="tuin").with_people


@pytest.mark.parametrize(
    ("asked", "kinds", "code"),
    [
        ({}, ["people"], "asset_kind_unknown"),
        ({"thema": "Groen!"}, [], "slug_invalid"),
        ({"wijk": "a" * 81}, [], "slug_invalid"),
        ({"zoek": "a" * 81}, [], "query_too_long"),
    ],
)
def test_what_cannot_be_read_is_refused(asked: dict[str, str], kinds: list[str], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_filters(asked, kinds)
    assert refused.value.code == code


def test_needs_are_compared_only_for_who_may_see_them() -> None:
    assert parse_demand("vragen", may_see_needs=True) == Demand.NEEDS
    assert parse_demand("vragen", may_see_needs=False) == Demand.INHABITANTS
    assert parse_demand("", may_see_needs=True) == Demand.INHABITANTS
    with pytest.raises(BadInput):
        parse_demand("alles", may_see_needs=True)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Café 't Hoekje", "cafe-t-hoekje"),
        ("Nieuw", "asset-nieuw"),
        ("Witte vlekken", "asset-witte-vlekken"),
        ("Mensen in beweging", "asset-mensen-in-beweging"),
        ("日本", "asset"),
    ],
)
def test_address_is_made_of_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_small_rules() -> None:
    assert words_of("een twee drie vier vijf zes zeven") == ("een", "twee", "drie", "vier", "vijf", "zes")
    assert [pages_of(total) for total in (0, 25, 26)] == [1, 1, 2]
    assert is_stale(date(2025, 11, 22), today=date(2026, 11, 22))
    assert not is_stale(date(2025, 11, 23), today=date(2026, 11, 22))
