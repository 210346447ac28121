from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test, state
from webapp.atlas.rules import SORTS, month_starts, parse_sort, sort_states
from webapp.calendar.time_axis import time_axis
from webapp.errors import BadInput
from webapp.vocabulary import Stage

TODAY = date(2026, 11, 22)
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
years = st.integers(1900, 2200)

CITY = (
    state("zernike", stage=Stage.EXPLORING, inhabitants=None, since=date(2022, 1, 1)),
    state("beijum", stage=Stage.ACTIVE, inhabitants=13_000, since=date(2021, 1, 1)),
    state("adorp", stage=Stage.UNREACHED, inhabitants=0, since=None),
    state("selwerd", stage=Stage.SELF_SUSTAINING, inhabitants=6_000, since=date(2025, 1, 1)),
    state("vinkhuizen", stage=Stage.ACTIVE, inhabitants=13_000, since=date(2025, 1, 1), name="vinkhuizen"),
)


@pytest.mark.parametrize("text", [None, ""])
def test_sort_left_out_is_by_name(text: str | None) -> None:
    assert parse_sort(text) == "naam"


@pytest.mark.parametrize("text", SORTS)
def test_sort_is_read(text: str) -> None:
    assert parse_sort(text) == text


@pytest.mark.parametrize("text", ["Naam", "naam ", "name", "naam;drop", "\x00", "\ud800", "x" * 9999])
def test_unknown_sort_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="sort_invalid") as caught:
        parse_sort(text)
    assert caught.value.detail["value"] == text[:20]


@property_test()
@given(text=st.text(max_size=20))
def test_sort_parser_gives_a_known_sort_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        assert parse_sort(text) in SORTS


@pytest.mark.parametrize(
    ("sort", "slugs"),
    [
        ("naam", ["adorp", "beijum", "selwerd", "vinkhuizen", "zernike"]),
        ("fase", ["selwerd", "beijum", "vinkhuizen", "zernike", "adorp"]),
        ("inwoners", ["beijum", "vinkhuizen", "selwerd", "adorp", "zernike"]),
        ("sinds", ["selwerd", "vinkhuizen", "zernike", "beijum", "adorp"]),
    ],
)
def test_list_is_sorted_with_the_name_as_tie_breaker_and_unknown_last(sort: str, slugs: list[str]) -> None:
    assert [each.slug for each in sort_states(CITY, sort)] == slugs


@pytest.mark.parametrize(
    ("at", "position"),
    [
        (date(2019, 5, 5), 0),
        (date(2020, 1, 1), 0),
        (date(2020, 1, 31), 0),
        (date(2020, 2, 1), 1),
        (date(2021, 6, 1), 17),
        (date(2026, 11, 1), 82),
        (date(2026, 11, 21), 82),
        (TODAY, 83),
        (date(2200, 12, 31), 83),
    ],
)
def test_slider_counts_months_from_the_start_year_to_today(at: date, position: int) -> None:
    axis = time_axis(start_year=2020, today=TODAY, at=at)
    assert (axis.position, axis.last, axis.at) == (position, 83, at)
    assert axis.start == date(2020, 1, 1)
    assert axis.is_today is (at == TODAY)
    assert axis.is_future is (at > TODAY)
    assert axis.is_before_start is (at < date(2020, 1, 1))


def test_today_on_the_first_of_a_month_is_that_month() -> None:
    axis = time_axis(start_year=2020, today=date(2020, 3, 1), at=date(2020, 3, 1))
    assert (axis.position, axis.last) == (2, 2)


def test_target_that_starts_after_today_leaves_a_slider_that_ends_today() -> None:
    axis = time_axis(start_year=2030, today=TODAY, at=TODAY)
    assert axis.start == TODAY
    assert axis.position == axis.last


@property_test()
@given(start_year=years, today=days, at=days)
def test_position_lies_on_the_slider_and_moves_with_the_date(start_year: int, today: date, at: date) -> None:
    axis = time_axis(start_year=start_year, today=today, at=at)
    assert 0 <= axis.position <= axis.last
    later = time_axis(start_year=start_year, today=today, at=min(date(2200, 12, 31), at + timedelta(days=20)))
    assert axis.position <= later.position
    assert (axis.position == axis.last) or at < today


@pytest.mark.parametrize(
    ("until", "starts"),
    [
        (date(2020, 1, 1), [date(2020, 1, 1)]),
        (date(2020, 1, 2), [date(2020, 1, 1), date(2020, 1, 2)]),
        (date(2020, 3, 1), [date(2020, 1, 1), date(2020, 2, 1), date(2020, 3, 1)]),
        (date(2020, 2, 29), [date(2020, 1, 1), date(2020, 2, 1), date(2020, 2, 29)]),
        (date(2019, 7, 7), [date(2019, 7, 7)]),
    ],
)
def test_series_has_every_month_and_its_last_day(until: date, starts: list[date]) -> None:
    assert list(month_starts(start_year=2020, until=until)) == starts


@property_test()
@given(start_year=years, until=days)
def test_series_rises_by_whole_months_to_its_end(start_year: int, until: date) -> None:
    found = month_starts(start_year=start_year, until=until)
    assert found[-1] == until
    assert list(found) == sorted(set(found))
    assert all(day.day == 1 for day in found[:-1])
    assert len(found) <= max(0, until.year - start_year + 1) * 12 + 1
    axis = time_axis(start_year=start_year, today=until, at=until)
    if start_year <= until.year:
        assert len(found) == axis.last + 1
