from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.discovery.rules import (
    FEWEST_SHOWN,
    MOST_MONTHS,
    check_end,
    check_event,
    check_start,
    least_shown,
    months_between,
    shown_count,
    sign_of_event,
    sign_of_start,
)
from webapp.errors import DomainError
from webapp.vocabulary import DiscoveryEventKind, DiscoveryStart

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def test_a_process_begins_today_or_before_and_not_while_the_last_one_ran() -> None:
    check_start(TODAY, last_ended_on=TODAY, today=TODAY)
    with pytest.raises(DomainError, match="discovery_starts_in_future"):
        check_start(TODAY + timedelta(days=1), last_ended_on=None, today=TODAY)
    with pytest.raises(DomainError, match="discovery_overlaps"):
        check_start(date(2026, 1, 1), last_ended_on=date(2026, 1, 2), today=TODAY)


def test_an_event_lies_between_the_start_and_today() -> None:
    start = date(2026, 3, 1)
    check_event(start, started_on=start, today=TODAY)
    check_event(TODAY, started_on=start, today=TODAY)
    with pytest.raises(DomainError, match="discovery_event_before_start"):
        check_event(start - timedelta(days=1), started_on=start, today=TODAY)
    with pytest.raises(DomainError, match="discovery_event_in_future"):
        check_event(TODAY + timedelta(days=1), started_on=start, today=TODAY)


def test_a_process_ends_after_its_last_event_and_not_in_the_future() -> None:
    start, last = date(2026, 3, 1), date(2026, 5, 1)
    check_end(last, started_on=start, last_event_on=last, today=TODAY)
    check_end(start, started_on=start, last_event_on=None, today=TODAY)
    with pytest.raises(DomainError, match="discovery_ends_too_early"):
        check_end(last - timedelta(days=1), started_on=start, last_event_on=last, today=TODAY)
    with pytest.raises(DomainError, match="discovery_ends_too_early"):
        check_end(start - timedelta(days=1), started_on=start, last_event_on=None, today=TODAY)
    with pytest.raises(DomainError, match="discovery_ends_in_future"):
        check_end(TODAY + timedelta(days=1), started_on=start, last_event_on=None, today=TODAY)


def test_every_sign_of_life_is_told_in_two_languages() -> None:
    told = [sign_of_start(each) for each in DiscoveryStart]
    told += [sign_of_event(each, people) for each in DiscoveryEventKind for people in (None, 12)]
    assert len(set(told)) == len(told)
    for dutch, english in told:
        assert dutch != english
        assert dutch.endswith(".")
        assert english.endswith(".")


@pytest.mark.parametrize(("people", "tells"), [(None, False), (0, False), (2, False), (3, True), (40, True)])
def test_a_sign_of_life_counts_people_from_three(people: int | None, tells: bool) -> None:
    dutch, english = sign_of_event(DiscoveryEventKind.GATHERING, people)
    assert (f"{people} mensen" in dutch, f"{people} people" in english) == (tells, tells)


@property_test(60)
@given(DAYS, DAYS)
def test_months_are_whole_in_order_and_at_most_a_year(one: date, other: date) -> None:
    first, last = sorted((one, other))
    months = months_between(first, last)
    assert 1 <= len(months) <= MOST_MONTHS
    assert months[-1] == last.replace(day=1)
    assert all(each.day == 1 for each in months)
    assert list(months) == sorted(set(months))
    if len(months) < MOST_MONTHS:
        assert months[0] == first.replace(day=1)


@pytest.mark.parametrize(("number", "told"), [(0, 0), (1, None), (2, None), (3, 3), (9, 9)])
def test_one_or_two_talents_are_told_to_their_own_coordinator_alone(number: int, told: int | None) -> None:
    assert shown_count(number, is_own=False) == told
    assert shown_count(number, is_own=True) == number


@property_test(60)
@given(st.lists(st.integers(0, 8), max_size=12))
def test_what_is_not_told_cannot_be_reckoned_back_from_the_sum(numbers: list[int]) -> None:
    assert least_shown(numbers, is_own=True) == sum(numbers)
    shown = [each for each in numbers if each >= FEWEST_SHOWN]
    assert least_shown(numbers, is_own=False) == sum(shown)
