from collections.abc import Iterator
from datetime import date, time

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given

from tests.factories import property_test
from tests.rules.calendar_rhythms import TODAY, rhythms, weekly
from webapp.calendar.recurrence import Weekday
from webapp.calendar.rules import Pattern, Rhythm, build_rhythm, occurrence_on
from webapp.calendar.words import (
    nth_name,
    occurrence_in_words,
    pattern_name,
    rhythm_in_short,
    rhythm_in_words,
    weekday_name,
)


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nl")
    with app.test_request_context():
        yield


def built(rule: str | None, at: time | None = None, minutes: int | None = None, on: date = TODAY) -> Rhythm:
    return build_rhythm(on, at, minutes, rule, today=TODAY)


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (weekly(Weekday.TUESDAY), "Elke dinsdag van 10.00 tot 12.00, tot en met 30 juni 2027"),
        (
            weekly(Weekday.MONDAY, Weekday.THURSDAY, at=None, minutes=None, every=2),
            "Elke twee weken op maandag en donderdag, tot en met 30 juni 2027",
        ),
        (built(None, time(10), on=date(2026, 3, 14)), "Eén keer, za 14 maart 2026 om 10.00"),
        (built(None, time(22), 180), "Eén keer, zo 22 november 2026 van 22.00 tot 01.00 de volgende dag"),
        (built(None), "Eén keer, zo 22 november 2026"),
    ],
)
def test_rhythm_is_told_in_a_plain_sentence(rhythm: Rhythm, words: str) -> None:
    assert rhythm_in_words(rhythm) == words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY;COUNT=2", "Elke dag"),
        ("FREQ=DAILY;INTERVAL=3;COUNT=2", "Elke drie dagen"),
        ("FREQ=DAILY;INTERVAL=10;COUNT=2", "Elke 10 dagen"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=2", "Elke maandag, woensdag en vrijdag"),
        ("FREQ=WEEKLY;INTERVAL=8;COUNT=2", "Elke 8 weken op zondag"),
        ("FREQ=MONTHLY;BYDAY=1SA;COUNT=2", "Elke eerste zaterdag van de maand"),
        ("FREQ=MONTHLY;BYDAY=1SA,3SA,-1SU;COUNT=2", "Elke eerste en derde zaterdag en laatste zondag van de maand"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=2FR;COUNT=2", "Elke twee maanden op de tweede vrijdag"),
        ("FREQ=MONTHLY;BYMONTHDAY=15;COUNT=2", "Elke maand op dag 15"),
        ("FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=1,-1;COUNT=2", "Elke zes maanden op dag 1 en de laatste dag"),
        ("FREQ=YEARLY;COUNT=2", "Elk jaar op 22 november"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=1", "Elk jaar op 29 februari"),
        (
            "FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYMONTHDAY=1,-1;COUNT=1",
            "Elke twee jaar op 1 maart en de laatste dag van maart",
        ),
        ("FREQ=YEARLY;BYMONTH=9;BYDAY=4SA;COUNT=1", "Elk jaar op de vierde zaterdag van september"),
    ],
)
def test_every_kind_of_rule_has_its_words(rule: str, words: str) -> None:
    assert rhythm_in_short(built(rule)) == words


def test_first_day_is_told_as_long_as_it_lies_ahead() -> None:
    rhythm = weekly(Weekday.TUESDAY)
    whole = "Elke dinsdag van 10.00 tot 12.00, van 24 november 2026 tot en met 30 juni 2027"
    assert rhythm_in_words(rhythm, today=TODAY) == whole
    assert "24 november" not in rhythm_in_words(rhythm, today=date(2026, 11, 24))


def test_one_time_is_told_with_its_date_and_hours() -> None:
    rhythm = weekly(Weekday.TUESDAY)
    assert rhythm_in_short(built(None, time(9, 5))) == "zo 22 november 2026 om 09.05"
    assert (
        occurrence_in_words(rhythm, occurrence_on(rhythm, date(2026, 12, 1)))
        == "di 1 december 2026 van 10.00 tot 12.00"
    )


def test_names_and_hours_follow_the_language() -> None:
    assert [weekday_name(day) for day in (Weekday.MONDAY, Weekday.SUNDAY)] == ["maandag", "zondag"]
    with force_locale("en"):
        assert [weekday_name(day) for day in (Weekday.MONDAY, Weekday.SUNDAY)] == ["Monday", "Sunday"]
        assert "10:00" in rhythm_in_words(weekly(Weekday.TUESDAY))


def test_every_choice_of_the_picker_has_a_name() -> None:
    assert len({pattern_name(pattern) for pattern in Pattern} - set(Pattern)) == len(Pattern)
    assert [nth_name(nth) for nth in (1, 4, -1)] == ["eerste", "vierde", "laatste"]


@property_test(200)
@given(rhythm=rhythms())
def test_any_rhythm_can_be_told(rhythm: Rhythm) -> None:
    words = rhythm_in_words(rhythm, today=TODAY)
    assert words.startswith(("Elke ", "Elk ", "Eén keer, "))
    assert "%(" not in words
