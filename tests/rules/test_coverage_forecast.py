from datetime import date
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.coverage.rules.forecast import (
    BAND,
    LEAST_STARTS,
    Forecast,
    NoForecast,
    Pace,
    chance_of,
    forecast,
    observed_pace,
    required_pace,
    shown_days,
    years_between,
    years_left,
)
from webapp.coverage.rules.presence import Target

AT = date(2026, 11, 22)
TARGET = Target(2020, 2025)


def told(pace: Pace, *, at: date = AT, remaining: int = 20, target: Target = TARGET) -> Forecast:
    found = forecast(pace, at=at, remaining=remaining, target=target)
    assert isinstance(found, Forecast)
    return found


def test_twenty_neighbourhoods_with_four_present_and_three_years_left_take_5_33_starts_a_year() -> None:
    left = years_left(date(2027, 1, 1), Target(2020, 2030))
    assert left == 3.0
    assert f"{required_pace(20 - 4, left):.2f}" == "5.33"


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (date(2020, 1, 1), date(2020, 1, 1), 0.0),
        (date(2020, 1, 1), date(2025, 1, 1), 5.0),
        (date(2026, 1, 1), date(2026, 7, 2), 182 / 365),
        (date(2020, 2, 29), date(2021, 2, 28), 1.0),
        (date(2020, 3, 1), date(2021, 2, 28), 364 / 365),
    ],
)
def test_years_are_whole_ones_and_the_part_of_the_running_one(first: date, last: date, years: float) -> None:
    assert years_between(first, last) == pytest.approx(years)


def test_no_years_are_left_from_the_first_day_of_the_target_year_on() -> None:
    assert years_left(date(2025, 1, 1), TARGET) is None
    assert years_left(date(2024, 12, 31), TARGET) == pytest.approx(1 / 365)


def test_pace_counts_starts_up_to_the_day_since_the_line_began() -> None:
    starts = [date(2020, 1, 1), date(2021, 1, 1), date(2023, 1, 1)]
    assert observed_pace(starts, start_year=2020, at=date(2022, 1, 1)) == Pace(2, 2.0)
    assert observed_pace(starts, start_year=2020, at=date(2022, 1, 1)).a_year == 1.0


def test_pace_looks_further_back_when_something_was_started_before_the_line() -> None:
    assert observed_pace([date(2018, 1, 1)], start_year=2020, at=date(2022, 1, 1)) == Pace(1, 4.0)


def test_pace_is_nothing_before_any_time_has_passed() -> None:
    found = observed_pace([], start_year=2020, at=date(2020, 1, 1))
    assert (found, found.a_year) == (Pace(0, 0.0), 0.0)


@pytest.mark.parametrize(
    ("pace", "remaining", "refused"),
    [
        (Pace(LEAST_STARTS - 1, 5.0), 20, NoForecast.TOO_FEW_STARTS),
        (Pace(LEAST_STARTS, 0.9), 20, NoForecast.TOO_SHORT),
        (Pace(20, 5.0), 0, NoForecast.ALL_REACHED),
        (Pace(0, 0.0), 0, NoForecast.ALL_REACHED),
    ],
)
def test_forecast_is_refused_with_its_reason(pace: Pace, remaining: int, refused: NoForecast) -> None:
    assert forecast(pace, at=AT, remaining=remaining, target=TARGET) == refused


def test_forecast_is_given_from_three_starts_and_a_year_on() -> None:
    assert told(Pace(LEAST_STARTS, 1.0)).points


def test_chance_is_that_of_the_negative_binomial() -> None:
    """Of `r` successes with chance `p` before `k` failures, worked out with whole shapes on both sides of the prior."""
    pace, years = Pace(3, 6.0), 4.0
    p = pace.years / (pace.years + years)

    def at_least(count: int, shape: float) -> float:
        factor, total = 1.0, 0.0
        for number in range(count):
            total += factor * p**shape * (1 - p) ** number
            factor *= (number + shape) / (number + 1)
        return 1 - total

    assert at_least(4, 3.0) == pytest.approx(1 - sum(comb(k + 2, k) * p**3 * (1 - p) ** k for k in range(4)))
    assert chance_of(4, pace, years) == pytest.approx(at_least(4, 3.5))


def test_forecast_says_when_all_are_reached_and_its_band_lies_around_that() -> None:
    found = told(Pace(14, 7.0), remaining=28)
    assert found.reached_on is not None
    assert found.reached_on.year == 2040
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest < found.reached_on < found.latest
    # the day at an end of the band is the one on which that share of futures has come so far
    for day, share in ((found.earliest, BAND[0]), (found.latest, BAND[1])):
        assert chance_of(28, found.pace, years_between(AT, day)) == pytest.approx(share, abs=0.002)


def test_more_starts_at_the_same_pace_make_a_narrower_band() -> None:
    few, many = told(Pace(3, 2.0)).points[4], told(Pace(30, 20.0)).points[4]
    assert few.expected == many.expected
    assert few.high - few.low > many.high - many.low


def test_day_beyond_2200_is_not_told() -> None:
    found = told(Pace(3, 100.0), remaining=1000)
    assert (found.reached_on, found.latest) == (None, None)
    assert told(Pace(3, 10.0), remaining=20).latest is not None


@property_test()
@given(starts=st.integers(3, 200), years=st.floats(1.0, 60.0), remaining=st.integers(1, 400))
def test_forecast_never_falls_nor_goes_beyond_what_remains(starts: int, years: float, remaining: int) -> None:
    points = told(Pace(starts, years), remaining=remaining).points
    assert (points[0].expected, points[0].low, points[0].high) == (0.0, 0, 0)
    for before, after in pairwise(points):
        assert before.low <= after.low <= after.high <= remaining
        assert before.high <= after.high
        assert before.expected <= after.expected <= remaining


def test_years_shown_reach_to_the_target_and_to_the_end_but_never_beyond_ten() -> None:
    assert shown_days(AT, target=TARGET, reached_on=date(2027, 6, 1))[-1] == date(2028, 1, 1)
    assert shown_days(AT, target=Target(2020, 2031), reached_on=date(2027, 6, 1))[-1] == date(2031, 1, 1)
    assert shown_days(AT, target=TARGET, reached_on=None)[-1] == date(2036, 1, 1)
    assert shown_days(date(2200, 6, 1), target=TARGET, reached_on=None) == (date(2200, 6, 1),)
    assert shown_days(AT, target=TARGET, reached_on=date(2027, 6, 1))[:2] == (AT, date(2027, 1, 1))


def test_country_of_many_thousands_is_forecast_too() -> None:
    found = told(Pace(1400, 7.0), remaining=13_000)
    assert found.points[-1].low < found.points[-1].expected < found.points[-1].high
