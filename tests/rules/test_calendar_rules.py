import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from tests.rules.calendar_rhythms import TODAY, days_by_counting, rhythms, weekly
from webapp.calendar.recurrence import (
    RRULE_LENGTH,
    RRULE_PATTERN,
    Frequency,
    NthWeekday,
    Recurrence,
    Weekday,
)
from webapp.calendar.rules import (
    MAX_OCCURRENCES,
    Pattern,
    Rhythm,
    build_rhythm,
    choose,
    describe,
    extended,
    is_over,
    minutes_between,
    next_occurrence,
    occurrence_on,
    occurrences,
    parse_time,
    pattern_of,
)
from webapp.errors import BadInput

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EVER = (date(1900, 1, 1), date(2200, 12, 31))
UNTIL = date(2027, 6, 30)
TUESDAYS = weekly(Weekday.TUESDAY)


def built(rule: str | Recurrence | None, starts_on: date = TODAY, **more: Any) -> Rhythm:
    return build_rhythm(starts_on, recurrence=rule, today=TODAY, **more)


def code_of(rule: str | Recurrence | None, starts_on: date = TODAY, **more: Any) -> str:
    with pytest.raises(BadInput) as caught:
        built(rule, starts_on, **more)
    return caught.value.code


def days_of(rhythm: Rhythm) -> list[date]:
    return [each.day for each in occurrences(rhythm, *EVER)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        ("9:30", time(9, 30)),
        ("09.30", time(9, 30)),
        (" 19:30:00 ", time(19, 30)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_time_of_day_is_read(text: str | None, read: time | None) -> None:
    assert parse_time(text) == read


@pytest.mark.parametrize("text", ["24:00", "9:60", "half tien", "19", "930", "٩:٣٠", "9:30:01", "-1:00", "9:30" * 500])
def test_anything_else_is_no_time(text: str) -> None:
    with pytest.raises(BadInput, match="time_invalid"):
        parse_time(text)


def test_minutes_run_past_midnight() -> None:
    assert minutes_between(time(10), time(12, 30)) == 150
    assert minutes_between(time(22), time(1)) == 180
    assert minutes_between(time(10), None) is None


@pytest.mark.parametrize(("start", "code"), [(None, "time_needed"), (time(12), "duration_invalid")])
def test_end_needs_another_start(start: time | None, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        minutes_between(start, time(12))


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [
        (choose(Pattern.ONCE, until=None), None),
        (choose(Pattern.DAILY, until=UNTIL, interval=2), "FREQ=DAILY;INTERVAL=2;UNTIL=20270630"),
        (choose(Pattern.WEEKLY, until=UNTIL), "FREQ=WEEKLY;BYDAY=SU;UNTIL=20270630"),
        (
            choose(Pattern.WEEKLY, until=UNTIL, interval=4, weekdays=(Weekday.THURSDAY, Weekday.MONDAY)),
            "FREQ=WEEKLY;INTERVAL=4;BYDAY=MO,TH;UNTIL=20270630",
        ),
        (
            choose(Pattern.MONTHLY_WEEKDAY, until=UNTIL, weekdays=(Weekday.SATURDAY,), nths=(-1, 4, 1)),
            "FREQ=MONTHLY;BYDAY=1SA,4SA,-1SA;UNTIL=20270630",
        ),
        (choose(Pattern.MONTHLY_DAY, until=UNTIL), "FREQ=MONTHLY;BYMONTHDAY=22;UNTIL=20270630"),
        (choose(Pattern.MONTHLY_DAY, until=UNTIL, month_day=-1), "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20270630"),
        (choose(Pattern.YEARLY, until=UNTIL), "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=22;UNTIL=20270630"),
    ],
)
def test_choice_of_the_picker_becomes_a_rule(chosen: Recurrence | None, rule: str | None) -> None:
    assert built(chosen).rrule == rule


def test_picker_asks_for_an_end_and_for_the_nth_weekday() -> None:
    with pytest.raises(BadInput, match="rhythm_without_end"):
        choose(Pattern.DAILY, until=None)
    with pytest.raises(BadInput, match="rhythm_weekday_needed"):
        choose(Pattern.MONTHLY_WEEKDAY, until=UNTIL, weekdays=(Weekday.SATURDAY,))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=DAILY", "rhythm_without_end"),
        ("FREQ=DAILY;UNTIL=20261121", "rhythm_ends_before_start"),
        ("FREQ=DAILY;UNTIL=00010101T000000Z", "rhythm_ends_before_start"),
        ("FREQ=DAILY;UNTIL=20281123", "rhythm_too_long"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "rhythm_too_long"),
        ("FREQ=DAILY;COUNT=1000000000", "rhythm_too_long"),
        ("FREQ=DAILY;COUNT=800", "rhythm_too_long"),
        ("FREQ=YEARLY;COUNT=4", "rhythm_too_long"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20281122", "rhythm_never"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=3", "rhythm_never"),
        ("FREQ=WEEKLY;BYDAY=SA;UNTIL=20261127", "rhythm_never"),
        ("FREQ=SECONDLY;COUNT=3", "rhythm_too_often"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=3", "rhythm_interval_invalid"),
    ],
)
def test_rule_without_a_fair_end_is_refused(rule: str, code: str) -> None:
    assert code_of(rule) == code


@pytest.mark.parametrize("rule", ["FREQ=DAILY;UNTIL=20261122", "FREQ=DAILY;UNTIL=20281122", "FREQ=DAILY;COUNT=732"])
def test_rule_may_last_from_one_day_to_two_years(rule: str) -> None:
    assert TODAY <= built(rule).ends_on <= date(2028, 11, 22)


def test_two_years_count_from_today_when_it_began_long_ago() -> None:
    old = built("FREQ=DAILY;UNTIL=20281122", date(1900, 1, 1))
    assert [each.day for each in occurrences(old, date(2028, 11, 21), EVER[1])] == [
        date(2028, 11, 21),
        date(2028, 11, 22),
    ]
    assert len(occurrences(old, *EVER)) == MAX_OCCURRENCES
    assert occurrences(old, *EVER, limit=3)[-1].day == date(1900, 1, 3)
    assert occurrences(old, *EVER, limit=-3) == ()


@pytest.mark.parametrize(
    ("starts_on", "code"),
    [
        (date(1899, 12, 31), "date_out_of_range"),
        (date(2201, 1, 1), "date_out_of_range"),
        (date(2028, 11, 23), "rhythm_starts_too_late"),
    ],
)
def test_start_lies_within_bounds(starts_on: date, code: str) -> None:
    assert code_of(None, starts_on) == code
    assert built(None, date(2028, 11, 22)).ends_on == date(2028, 11, 22)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"minutes": 60}, "time_needed"),
        ({"starts_at": time(10), "minutes": 0}, "duration_invalid"),
        ({"starts_at": time(10), "minutes": 1440}, "duration_invalid"),
    ],
)
def test_duration_needs_an_hour_and_stays_within_a_day(more: dict[str, Any], code: str) -> None:
    assert code_of(None, **more) == code
    assert built(None, starts_at=time(10), minutes=1439).minutes == 1439


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=TU;COUNT=3",
        "FREQ=WEEKLY;BYDAY=TU",
        "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630",
        "FREQ=WEEKLY;UNTIL=20270630T080000Z",
        "FREQ=SECONDLY;UNTIL=20270630",
        "nonsense",
    ],
)
def test_rhythm_made_directly_must_be_canonical(rule: str) -> None:
    with pytest.raises(BadInput):
        Rhythm(TODAY, rrule=rule)
    assert Rhythm(TODAY, rrule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630").ends_on == UNTIL


@pytest.mark.parametrize(
    ("rule", "first", "canonical"),
    [
        # a Sunday; the first day that fits comes after it
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=2", date(2026, 11, 24), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TU;COUNT=2",
            date(2026, 11, 24),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20261208",
        ),
        ("FREQ=MONTHLY;BYDAY=1SA;COUNT=1", date(2026, 12, 5), "FREQ=MONTHLY;BYDAY=1SA;UNTIL=20261205"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31,-1,31;COUNT=2",
            date(2026, 11, 30),
            "FREQ=MONTHLY;BYMONTHDAY=31,-1;UNTIL=20261231",
        ),
        ("FREQ=YEARLY;BYMONTH=9;COUNT=1", date(2027, 9, 22), "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=22;UNTIL=20270922"),
        ("FREQ=DAILY;INTERVAL=14;COUNT=2", TODAY, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;UNTIL=20261206"),
        ("FREQ=DAILY;BYDAY=TU,MO;COUNT=2", date(2026, 11, 23), "FREQ=WEEKLY;BYDAY=MO,TU;UNTIL=20261124"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=2", TODAY, "FREQ=DAILY;UNTIL=20261123"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=2", TODAY, "FREQ=DAILY;UNTIL=20261123"),
        (
            "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=1;COUNT=2",
            date(2026, 12, 1),
            "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1;UNTIL=20271201",
        ),
    ],
)
def test_equal_rhythms_have_equal_text(rule: str, first: date, canonical: str) -> None:
    assert built(rule) == Rhythm(first, rrule=canonical)


@property_test(300)
@given(rhythm=rhythms())
def test_canonical_rhythm_is_built_again_as_it_was(rhythm: Rhythm) -> None:
    assert build_rhythm(rhythm.starts_on, rhythm.starts_at, rhythm.minutes, rhythm.rrule, today=TODAY) == rhythm
    if rhythm.rrule is not None:
        assert re.fullmatch(RRULE_PATTERN, rhythm.rrule)
        assert len(rhythm.rrule) <= RRULE_LENGTH


@property_test(300)
@given(rhythm=rhythms())
def test_occurrences_are_those_of_counting_days_and_weeks(rhythm: Rhythm) -> None:
    days = days_of(rhythm)
    assert days == days_by_counting(rhythm)
    assert days[0] == rhythm.starts_on
    assert days[-1] <= rhythm.ends_on


@property_test(300)
@given(rhythm=rhythms(), data=st.data())
def test_occurrences_of_a_part_are_a_part_of_all(rhythm: Rhythm, data: st.DataObject) -> None:
    every = days_of(rhythm)
    within = st.dates(rhythm.starts_on, rhythm.ends_on)
    since, until = data.draw(within | st.dates()), data.draw(within | st.dates())
    left_out = frozenset(data.draw(st.lists(st.sampled_from(every), max_size=5)))
    found = [each.day for each in occurrences(rhythm, since, until, skipping=left_out)]
    assert found == [day for day in every if since <= day <= until and day not in left_out]


@pytest.mark.parametrize(
    ("rule", "since", "next_day"),
    [
        ("FREQ=DAILY;INTERVAL=3", date(2026, 12, 2), date(2026, 12, 4)),
        ("FREQ=WEEKLY;INTERVAL=2", date(2026, 11, 29), date(2026, 12, 6)),
        ("FREQ=MONTHLY;INTERVAL=2", date(2026, 12, 1), date(2027, 1, 22)),
        ("FREQ=YEARLY;INTERVAL=2", date(2027, 1, 1), date(2028, 11, 22)),
    ],
)
def test_what_is_left_out_is_counted_from_the_start(rule: str, since: date, next_day: date) -> None:
    assert occurrences(built(f"{rule};UNTIL=20281122"), since, EVER[1])[0].day == next_day


@property_test(300)
@given(rhythm=rhythms())
def test_hour_stays_the_same_in_summer_and_winter(rhythm: Rhythm) -> None:
    for each in occurrences(rhythm, *EVER):
        if rhythm.starts_at is None:
            assert (each.starts, each.ends) == (each.day, each.day)
            continue
        assert isinstance(each.starts, datetime)
        skipped_hour = (
            each.day.month == 3 and each.day.day > 24 and each.day.weekday() == 6 and rhythm.starts_at.hour == 2
        )
        assert (each.starts.time() == rhythm.starts_at) != skipped_hour
        assert each.starts.tzinfo == AMSTERDAM
        if rhythm.minutes is None:
            assert each.ends is None
        else:
            assert isinstance(each.ends, datetime)
            assert each.ends.astimezone(UTC) - each.starts.astimezone(UTC) == timedelta(minutes=rhythm.minutes)


def test_ten_o_clock_is_another_moment_in_summer() -> None:
    winter, summer = (occurrence_on(TUESDAYS, day).starts for day in (date(2027, 3, 23), date(2027, 3, 30)))
    assert isinstance(winter, datetime)
    assert isinstance(summer, datetime)
    assert (winter.hour, summer.hour) == (10, 10)
    assert (winter.astimezone(UTC).hour, summer.astimezone(UTC).hour) == (9, 8)


def test_hour_that_the_clock_leaves_out_is_the_hour_after_it() -> None:
    starts = occurrence_on(built(None, starts_at=time(2, 30)), date(2027, 3, 28)).starts
    assert starts == datetime(2027, 3, 28, 3, 30, tzinfo=AMSTERDAM)
    assert str(starts) == "2027-03-28 03:30:00+02:00"


def test_next_time_is_the_first_that_has_not_begun() -> None:
    first = occurrence_on(TUESDAYS, date(2026, 11, 24))
    at_ten = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert next_occurrence(TUESDAYS, TODAY) == first
    assert next_occurrence(TUESDAYS, first.day) == first
    assert next_occurrence(TUESDAYS, at_ten - timedelta(seconds=1)) == first
    assert next_occurrence(TUESDAYS, at_ten) == occurrence_on(TUESDAYS, date(2026, 12, 1))
    assert next_occurrence(TUESDAYS, TODAY, skipping=frozenset({first.day})) == occurrence_on(
        TUESDAYS, date(2026, 12, 1)
    )
    assert next_occurrence(TUESDAYS, date(2027, 6, 30)) is None


def test_what_has_no_hour_has_not_passed_until_its_day_has() -> None:
    once = built(None)
    assert next_occurrence(once, datetime(2026, 11, 22, 22, 59, tzinfo=UTC)) == occurrence_on(once, TODAY)
    assert next_occurrence(once, datetime(2026, 11, 22, 23, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("rhythm", "last_day"),
    [
        (built(None), TODAY),
        (built(None, starts_at=time(22), minutes=60), TODAY),
        (built(None, starts_at=time(22), minutes=180), date(2026, 11, 23)),
        (built(None, starts_at=time(22)), TODAY),
        (TUESDAYS, date(2027, 6, 29)),
        (built("FREQ=DAILY;COUNT=3", starts_at=time(22), minutes=180), date(2026, 11, 25)),
    ],
)
def test_rhythm_is_over_the_day_after_its_last_time(rhythm: Rhythm, last_day: date) -> None:
    assert not is_over(rhythm, last_day)
    assert is_over(rhythm, last_day + timedelta(days=1))


def test_rhythm_is_over_when_what_is_left_is_skipped() -> None:
    assert not is_over(TUESDAYS, date(2027, 6, 28))
    assert is_over(TUESDAYS, date(2027, 6, 28), skipping=frozenset({date(2027, 6, 29)}))


def test_extended_rhythm_goes_on_as_it_was() -> None:
    rhythm = weekly(Weekday.MONDAY, every=3)
    longer = extended(rhythm, date(2028, 6, 30), today=date(2027, 6, 1))
    assert (longer.starts_on, longer.starts_at, longer.minutes) == (rhythm.starts_on, rhythm.starts_at, rhythm.minutes)
    assert longer.ends_on == date(2028, 6, 30)
    assert days_of(longer)[: len(days_of(rhythm))] == days_of(rhythm)
    with pytest.raises(BadInput, match="rhythm_too_long"):
        extended(rhythm, date(2030, 6, 30), today=TODAY)
    with pytest.raises(BadInput, match="rhythm_happens_once"):
        extended(built(None), UNTIL, today=TODAY)


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        (None, Pattern.ONCE),
        ("FREQ=DAILY;COUNT=3", Pattern.DAILY),
        ("FREQ=WEEKLY;COUNT=3", Pattern.WEEKLY),
        ("FREQ=MONTHLY;COUNT=3", Pattern.MONTHLY_DAY),
        ("FREQ=MONTHLY;BYDAY=-1SU;COUNT=3", Pattern.MONTHLY_WEEKDAY),
        ("FREQ=YEARLY;COUNT=2", Pattern.YEARLY),
    ],
)
def test_rhythm_belongs_to_a_choice_of_the_picker(rule: str | None, pattern: Pattern) -> None:
    rhythm = built(rule)
    assert pattern_of(rhythm.recurrence) == describe(rhythm).pattern == pattern


def test_description_has_the_end_of_its_hours() -> None:
    late = describe(built("FREQ=DAILY;COUNT=3", starts_at=time(22), minutes=180))
    assert (late.starts_at, late.ends_at, late.first, late.last) == (time(22), time(1), TODAY, date(2026, 11, 24))
    once = describe(built(None, starts_at=time(22)))
    assert (once.ends_at, once.last, once.recurrence) == (None, None, None)


def test_weekday_has_a_number_and_comes_from_a_date() -> None:
    assert [Weekday.of(TODAY + timedelta(days=1 + number)).number for number in range(7)] == list(range(7))
    assert choose(Pattern.MONTHLY_WEEKDAY, until=UNTIL, weekdays=(Weekday.of(TODAY),), nths=(4,)) == Recurrence(
        frequency=Frequency.MONTHLY, nth_weekdays=(NthWeekday(4, Weekday.SUNDAY),), until=UNTIL
    )
