"""From the recurrence picker of the form to a rhythm, and back."""

from datetime import date, time

import pytest

from webapp.calendar.rules import Rhythm, build_rhythm
from webapp.initiatives.typed_rhythm import ReadRhythm, TypedRhythm, read_rhythm, typed_rhythm

TODAY = date(2026, 11, 22)


def read(weekdays: tuple[str, ...] = (), *, kept: Rhythm | None = None, **texts: str) -> ReadRhythm:
    return read_rhythm(TypedRhythm(texts, weekdays), today=TODAY, kept=kept)


def test_always_has_no_days_whatever_else_stands_there() -> None:
    found = read(rhythm="always", starts_on="onzin")
    assert (found.rhythm, found.errors) == (None, {})


@pytest.mark.parametrize(
    ("texts", "weekdays", "rrule"),
    [
        ({"rhythm": "once"}, (), None),
        ({"rhythm": "daily"}, (), "FREQ=DAILY;UNTIL=20270629"),
        ({"rhythm": "weekly"}, (), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270629"),
        ({"rhythm": "weekly"}, ("TU", "TH", "XX"), "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270629"),
        ({"rhythm": "biweekly"}, (), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270629"),
        (
            {"rhythm": "monthly_weekday", "nth": "-1", "nth_weekday": "SA"},
            (),
            "FREQ=MONTHLY;BYDAY=-1SA;UNTIL=20270629",
        ),
        ({"rhythm": "monthly_day"}, (), "FREQ=MONTHLY;BYMONTHDAY=1;UNTIL=20270629"),
        ({"rhythm": "yearly"}, (), "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1;UNTIL=20270629"),
    ],
)
def test_each_choice_is_a_rule(texts: dict[str, str], weekdays: tuple[str, ...], rrule: str | None) -> None:
    found = read(weekdays, starts_on="2026-12-01", until="2027-06-29", starts_at="18.00", ends_at="20:30", **texts)

    assert (found.errors, found.rrule, found.starts_at, found.minutes) == ({}, rrule, time(18), 150)
    assert found.rhythm is not None
    again = typed_rhythm(found.rhythm)
    assert again.text("rhythm") == texts["rhythm"]
    assert read_rhythm(again, today=TODAY).rhythm == found.rhythm


@pytest.mark.parametrize(
    ("texts", "errors"),
    [
        ({"rhythm": ""}, {"rhythm": "rhythm_needed"}),
        ({"rhythm": "soms"}, {"rhythm": "rhythm_needed"}),
        ({"starts_on": ""}, {"starts_on": "start_needed"}),
        ({"starts_on": "2026-02-30"}, {"starts_on": "date_invalid"}),
        ({"starts_on": "1800-01-01"}, {"starts_on": "date_out_of_range"}),
        ({"starts_on": "2029-01-01"}, {"starts_on": "rhythm_starts_too_late"}),
        ({"until": ""}, {"until": "rhythm_without_end"}),
        ({"until": "2026-11-30"}, {"until": "rhythm_ends_before_start"}),
        ({"until": "2040-01-01"}, {"until": "rhythm_too_long"}),
        ({"until": "ooit"}, {"until": "date_invalid"}),
        ({"starts_at": "25:00"}, {"starts_at": "time_invalid"}),
        ({"ends_at": "20:00"}, {"starts_at": "time_needed"}),
        ({"starts_at": "20:00", "ends_at": "20:00"}, {"ends_at": "duration_invalid"}),
        ({"starts_at": "20:00", "ends_at": "20:03"}, {"ends_at": "duration_short"}),
        ({"starts_at": "20:00", "ends_at": "18:00"}, {"ends_at": "end_before_start"}),
        ({"starts_at": "x", "ends_at": "y"}, {"starts_at": "time_invalid", "ends_at": "time_invalid"}),
        ({"rhythm": "monthly_weekday"}, {"nth_weekday": "rhythm_weekday_needed"}),
        ({"rhythm": "monthly_weekday", "nth": "5", "nth_weekday": "SA"}, {"rhythm": "rhythm_not_supported"}),
        ({"rhythm": "kept", "rrule": "FREQ=SECONDLY"}, {"rhythm": "rhythm_too_often"}),
        ({"rhythm": "kept", "rrule": "onzin"}, {"rhythm": "rhythm_unreadable"}),
        ({"rhythm": "kept", "rrule": "FREQ=DAILY", "until": ""}, {"until": "rhythm_without_end"}),
    ],
)
def test_what_is_wrong_stands_beside_its_field(texts: dict[str, str], errors: dict[str, str]) -> None:
    usual = {"rhythm": "weekly", "starts_on": "2026-12-01", "until": "2027-06-29"}
    assert read(**{**usual, **texts}).errors == errors


def test_what_ends_after_midnight_lasts_until_then() -> None:
    found = read(rhythm="once", starts_on="2026-12-31", starts_at="22:00", ends_at="01:00")
    assert found.minutes == 180
    assert typed_rhythm(found.rhythm).text("ends_at") == "01:00"


def test_what_is_over_is_not_announced_but_may_stay() -> None:
    once = Rhythm(date(2026, 11, 21))
    weekly = Rhythm(date(2026, 1, 6), rrule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20261117")

    assert read_rhythm(typed_rhythm(once), today=TODAY).errors == {"starts_on": "once_over"}
    assert read_rhythm(typed_rhythm(weekly), today=TODAY).errors == {"until": "rhythm_over"}
    for rhythm in (once, weekly):
        assert read_rhythm(typed_rhythm(rhythm), today=TODAY, kept=rhythm).errors == {}


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY;INTERVAL=3;UNTIL=20270629",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU;UNTIL=20270629",
        "FREQ=MONTHLY;BYDAY=1SA,3SA;UNTIL=20270629",
        "FREQ=MONTHLY;BYMONTHDAY=1,15;UNTIL=20270629",
        "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20270629",
        "FREQ=YEARLY;BYMONTH=12;BYDAY=1SA;UNTIL=20280101",
    ],
)
def test_rhythm_that_no_choice_says_is_kept_as_it_is(rrule: str) -> None:
    rhythm = build_rhythm(date(2026, 12, 1), recurrence=rrule, today=TODAY)

    typed = typed_rhythm(rhythm)
    assert typed.text("rhythm") == "kept"
    assert read_rhythm(typed, today=TODAY).rhythm == rhythm
