from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given

from tests.factories import property_test
from tests.rules.calendar_rhythms import TODAY, days_by_counting, rhythms
from webapp.calendar.recurrence import parse_rrule
from webapp.calendar.rules import Rhythm, build_rhythm, minutes_between, parse_time
from webapp.calendar.words import rhythm_in_words
from webapp.exchange.spoken_rhythms import Told, read_told


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nl")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "Elke donderdag van 17.00 tot 19.00",
            Told("FREQ=WEEKLY;BYDAY=TH", starts_at="17.00", ends_at="19.00"),
        ),
        ("elke dinsdag om 10:00 uur", Told("FREQ=WEEKLY;BYDAY=TU", starts_at="10:00")),
        (
            "Elke dinsdag van 10.00 tot 12.00, van 24 november 2026 tot en met 30 juni 2027",
            Told("FREQ=WEEKLY;BYDAY=TU", "2026-11-24", "10.00", "12.00", "2027-06-30"),
        ),
        ("Every Tuesday, up to and including 30 June 2027", Told("FREQ=WEEKLY;BYDAY=TU", last="2027-06-30")),
        ("Eén keer, za 14 maart 2026 van 10.00 tot 12.00", Told(None, "2026-03-14", "10.00", "12.00")),
    ],
)
def test_hours_and_days_behind_a_rhythm_are_read_too(typed: str, told: Told) -> None:
    assert read_told(typed) == told


@property_test(200)
@given(rhythm=rhythms())
def test_what_our_own_files_say_of_a_rhythm_is_read_again(rhythm: Rhythm) -> None:
    told = read_told(rhythm_in_words(rhythm))
    starts_at, ends_at = parse_time(told.starts_at), parse_time(told.ends_at)
    assert (starts_at, minutes_between(starts_at, ends_at)) == (rhythm.starts_at, rhythm.minutes)
    if rhythm.rrule is None:
        assert (told.rule, told.first) == (None, rhythm.starts_on.isoformat())
    else:
        recurrence = replace(parse_rrule(told.rule or ""), until=date.fromisoformat(told.last))
        again = build_rhythm(rhythm.starts_on, starts_at, rhythm.minutes, recurrence, today=TODAY)
        assert days_by_counting(again) == days_by_counting(rhythm)
