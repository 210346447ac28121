from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.coverage.rules.presence import Tally, is_stale
from webapp.coverage.rules.series import (
    Amounts,
    Measure,
    Size,
    Spell,
    chart_days,
    first_stale_day,
    fresh_spells,
    measured,
    parse_measure,
    series_of,
    starts_of,
    totals_of,
)
from webapp.errors import BadInput
from webapp.vocabulary import Stage

DAY = date(2022, 6, 1)
SIZES = {1: Size(1000, 1500.0), 2: Size(None, None), 3: Size(300, 100.0)}

days = st.dates(date(2019, 1, 1), date(2025, 12, 31))
spells = st.builds(
    lambda who, since, length: Spell(who, since, None if length is None else since + timedelta(days=length)),
    st.integers(1, 3),
    days,
    st.none() | st.integers(1, 900),
)


@property_test()
@given(sign=days, at=days)
def test_first_stale_day_tells_what_the_rule_of_staleness_tells(sign: date, at: date) -> None:
    if sign <= at:
        assert is_stale(Stage.ACTIVE, sign, at) == (first_stale_day(sign) <= at)


def test_sign_of_a_leap_day_counts_until_the_first_of_march() -> None:
    assert first_stale_day(date(2024, 2, 29)) == date(2025, 3, 1)
    assert first_stale_day(date(2023, 2, 28)) == date(2024, 2, 28)


@property_test()
@given(spell=spells, signs=st.lists(days, max_size=5).map(sorted), at=days)
def test_spell_is_fresh_on_a_day_when_a_sign_is_less_than_a_year_old(spell: Spell, signs: list[date], at: date) -> None:
    runs = spell.since <= at and (spell.until is None or at < spell.until)
    last = max((sign for sign in signs if sign <= at), default=None)
    parts = fresh_spells(spell, signs)
    covering = [part for part in parts if part.since <= at and part.until is not None and at < part.until]
    assert len(covering) == int(runs and not is_stale(Stage.ACTIVE, last, at))


@property_test()
@given(
    found=st.lists(spells, max_size=6),
    signs=st.dictionaries(st.integers(1, 3), st.lists(days, min_size=1, max_size=3).map(sorted)),
    asked=st.lists(days, min_size=1, max_size=6, unique=True).map(sorted),
)
def test_series_is_what_counting_each_day_by_itself_gives(
    found: list[Spell], signs: dict[int, list[date]], asked: list[date]
) -> None:
    for point in series_of(found, signs, SIZES, asked):
        running = [
            spell for spell in found if spell.since <= point.at and (spell.until is None or point.at < spell.until)
        ]
        fresh = [
            spell
            for spell in running
            if any(sign <= point.at < first_stale_day(sign) for sign in signs.get(spell.neighbourhood_id, ()))
        ]
        for amounts, counted in ((point.reached, running), (point.fresh, fresh)):
            sizes = [SIZES[spell.neighbourhood_id] for spell in counted]
            assert amounts.neighbourhoods == len(counted)
            assert amounts.inhabitants == sum(size.inhabitants or 0 for size in sizes)
            assert amounts.weighted == pytest.approx(sum(size.weighted or 0 for size in sizes), abs=1e-6)


def test_start_is_the_first_day_of_presence_of_a_neighbourhood_and_comes_once() -> None:
    found = starts_of([Spell(2, DAY, None), Spell(1, date(2024, 1, 1), None), Spell(1, date(2021, 1, 1), DAY)])
    assert found == ((date(2021, 1, 1), 1), (DAY, 2))


def test_what_is_unknown_stands_apart_and_is_never_zero_of_the_total() -> None:
    point = series_of([Spell(1, DAY, None), Spell(2, DAY, None)], {1: [DAY]}, SIZES, [DAY])[0]
    sizes = SIZES.values()
    assert measured(Measure.NEIGHBOURHOODS, point, sizes).reached == Tally(2, 3, 0)
    assert measured(Measure.INHABITANTS, point, sizes).reached == Tally(1000, 1300, 1)
    need = measured(Measure.NEED, point, sizes)
    assert (need.reached, need.fresh) == (Tally(1500, 1600, 1), Tally(1500, 1600, 1))
    assert totals_of(sizes) == Amounts(3, 1300, 1600.0)


def test_chart_has_quarters_and_years_when_they_are_many_and_always_the_day_itself() -> None:
    assert chart_days(2022, DAY) == (date(2022, 1, 1), date(2022, 4, 1), DAY)
    assert chart_days(2022, date(2022, 4, 1)) == (date(2022, 1, 1), date(2022, 4, 1))
    assert chart_days(1990, DAY)[:2] == (date(1990, 1, 1), date(1991, 1, 1))
    assert chart_days(2030, DAY) == (DAY,)


def test_measure_of_an_address_is_one_of_three() -> None:
    assert [parse_measure(text) for text in (None, "", "nood", "inwoners")] == [
        Measure.NEIGHBOURHOODS,
        Measure.NEIGHBOURHOODS,
        Measure.NEED,
        Measure.INHABITANTS,
    ]
    with pytest.raises(BadInput) as refused:
        parse_measure("geld" * 20)
    assert refused.value.code == "measure_invalid"
