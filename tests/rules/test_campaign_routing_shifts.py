"""Shifts: heads that lack, and who of those who come when they are needed can come then."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from webapp.campaigns.rules.rounds_links import RoundLinks, make_token, read_token
from webapp.campaigns.rules.shifts import (
    MOST_PEOPLE,
    REST,
    Availability,
    Heads,
    can_come,
    heads,
    may_be_asked,
    minute_of,
    require_availability,
    time_of_minute,
)
from webapp.errors import BadInput

SATURDAY, SUNDAY = date(2026, 12, 19), date(2026, 12, 20)
AFTERNOON = Availability(SATURDAY, SUNDAY, 13 * 60, 17 * 60, people=3)
NOW = datetime(2026, 12, 18, 12, tzinfo=UTC)


def test_what_lacks_is_never_below_nothing() -> None:
    assert (Heads(5, 2).lacking, Heads(2, 5).lacking) == (3, 0)


@pytest.mark.parametrize(
    ("day", "at", "comes"),
    [
        (SATURDAY, time(13, 0), True),
        (SUNDAY, time(16, 59), True),
        (SUNDAY, time(17, 0), False),
        (SATURDAY, time(12, 59), False),
        (SATURDAY - timedelta(days=1), time(14, 0), False),
        (SUNDAY + timedelta(days=1), None, False),
        (SATURDAY, None, True),
        (None, time(14, 0), True),
        (None, None, True),
    ],
)
def test_who_comes_when_needed_comes_between_their_days_and_hours(day: date, at: time | None, comes: bool) -> None:
    assert can_come(AFTERNOON, day, at) is comes


def test_people_are_counted_and_not_helpers() -> None:
    assert heads([AFTERNOON, Availability(SATURDAY, SATURDAY, 0, 60)]) == 4


def test_nobody_is_asked_again_the_same_day() -> None:
    assert may_be_asked(None, now=NOW)
    assert may_be_asked(NOW - REST, now=NOW)
    assert not may_be_asked(NOW - REST + timedelta(seconds=1), now=NOW)


def test_a_minute_of_the_day_is_a_time_and_back() -> None:
    assert (minute_of(time(13, 30)), time_of_minute(810), time_of_minute(1440)) == (810, time(13, 30), time(23, 59))


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Availability(SUNDAY, SATURDAY, 0, 60), "helper_days"),
        (Availability(SATURDAY - timedelta(days=9), SATURDAY - timedelta(days=8), 0, 60), "helper_days"),
        (Availability(SATURDAY, SUNDAY + timedelta(days=30), 0, 60), "helper_days"),
        (Availability(SATURDAY, SUNDAY, 60, 60), "helper_hours"),
        (Availability(SATURDAY, SUNDAY, 0, 60, people=0), "helper_people"),
        (Availability(SATURDAY, SUNDAY, 0, 60, people=MOST_PEOPLE + 1), "helper_people"),
    ],
)
def test_what_cannot_be_is_refused(wanted: Availability, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        require_availability(wanted, ends_on=SUNDAY, today=SATURDAY)
    assert refused.value.code == code
    require_availability(AFTERNOON, ends_on=SUNDAY, today=SATURDAY)


def test_the_address_of_a_round_is_read_by_who_made_it_alone() -> None:
    token = make_token("geheim", "k" * 22)
    assert read_token("geheim", token) == "k" * 22
    assert read_token("anders", token) is None
    assert read_token("geheim", make_token("geheim", "kort")) is None
    links = RoundLinks("geheim", "https://missie050.example.nl")
    assert links.walk("k" * 22) == f"https://missie050.example.nl/bezorgronde/{token}"
    assert links.help("kerst").endswith("/acties/kerst/meehelpen")
    assert "geheim" not in repr(links)
