"""Times of a week: what is read of a form, how it is kept, and how it is told."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from tests.factories import property_test
from webapp.calendar.week_field import WeekTimesField
from webapp.calendar.week_ranges import from_multirange, to_multirange
from webapp.calendar.week_times import (
    DAY_MINUTES,
    WEEK_MINUTES,
    DayPart,
    WeekPart,
    day_parts_in,
    merged,
    overlap_minutes,
    parse_part,
    parse_week,
    week_minutes,
)
from webapp.calendar.week_words import week_words
from webapp.errors import BadInput

MONDAY_MORNING = WeekPart(0, 540, 720)


@st.composite
def week_part(draw: st.DrawFn) -> WeekPart:
    start = draw(st.integers(0, DAY_MINUTES - 1))
    return WeekPart(draw(st.integers(0, 6)), start, draw(st.integers(start + 1, DAY_MINUTES)))


WEEKS = st.lists(week_part(), max_size=8)


def minutes_of(parts: list[WeekPart] | tuple[WeekPart, ...]) -> set[int]:
    return {minute for part in parts for minute in range(*part.span)}


@pytest.fixture(scope="module")
def words() -> Iterator[Flask]:
    app = Flask(__name__)
    Babel(app, locale_selector=lambda: "nl")
    with app.test_request_context():
        yield app


class ShownForm(Form):
    weekly = WeekTimesField("Wanneer kun je?")


def test_boxes_and_typed_times_make_one_week() -> None:
    week = parse_week(["0-morning", "0-afternoon", "2-evening"], [("2", "21:30", "23.00"), ("0", "", "")])
    assert week == (WeekPart(0, 540, 1020), WeekPart(2, 1020, 1380))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("0", "12:00", "9:00"), "time_ends_before_start"),
        (("0", "9:00", "9:00"), "time_ends_before_start"),
        (("0", "9:00", ""), "week_time_incomplete"),
        (("0", "", "9:00"), "week_time_incomplete"),
        (("7", "9:00", "10:00"), "week_day_unknown"),
        (("", "9:00", "10:00"), "week_day_unknown"),
        (("0", "25:00", "26:00"), "time_invalid"),
        (("0", "half tien", "11:00"), "time_invalid"),
    ],
)
def test_a_time_that_cannot_be_is_refused(typed: tuple[str, str, str], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_part(*typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ((7, 0, 60), "week_day_unknown"),
        ((-1, 0, 60), "week_day_unknown"),
        ((0, -60, 60), "time_invalid"),
        ((0, 0, DAY_MINUTES + 1), "time_invalid"),
    ],
)
def test_what_is_no_part_of_a_day_cannot_be_made(part: tuple[int, int, int], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        WeekPart(*part)
    assert refused.value.code == code


def test_whole_hours_may_be_written_without_minutes() -> None:
    assert parse_part("0", "9", "12") == WeekPart(0, 540, 720)
    assert parse_part("0", "9.30", "24") == WeekPart(0, 570, 1440)


def test_a_day_may_last_until_midnight() -> None:
    assert parse_part("6", "22.00", "24.00") == WeekPart(6, 1320, 1440)


@pytest.mark.parametrize("code", ["7-morning", "0-night", "morning", "", "-1-morning", "٣-morning"])
def test_a_box_that_is_not_there_is_refused(code: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_week([code])
    assert refused.value.code == "week_day_unknown"


def test_more_parts_than_a_week_has_room_for_are_refused() -> None:
    with pytest.raises(BadInput) as refused:
        parse_week([], [("0", "9:00", "10:00")] * 43)
    assert refused.value.code == "week_too_full"


@property_test(60)
@given(WEEKS)
def test_putting_parts_together_keeps_every_minute_and_leaves_no_overlap(parts: list[WeekPart]) -> None:
    whole = merged(parts)
    assert minutes_of(whole) == minutes_of(parts)
    assert week_minutes(whole) == len(minutes_of(parts)) == sum(part.end - part.start for part in whole)


@property_test(60)
@given(WEEKS, WEEKS)
def test_overlap_counts_the_minutes_that_are_in_both(one: list[WeekPart], other: list[WeekPart]) -> None:
    assert overlap_minutes(one, other) == len(minutes_of(one) & minutes_of(other)) == overlap_minutes(other, one)
    assert overlap_minutes(one, None) == len(minutes_of(one))
    assert overlap_minutes(None, None) == WEEK_MINUTES


@property_test(60)
@given(WEEKS)
def test_the_database_keeps_the_same_week(parts: list[WeekPart]) -> None:
    kept = to_multirange(parts)
    assert from_multirange(kept) == (merged(parts) or None)


@property_test(60)
@given(WEEKS)
def test_grid_and_what_is_beside_it_are_the_whole_week(parts: list[WeekPart]) -> None:
    ticked, rest = day_parts_in(parts)
    again = parse_week([f"{day}-{part}" for day, part in ticked])
    assert minutes_of(again) | minutes_of(rest) == minutes_of(parts)
    assert not minutes_of(again) & minutes_of(rest)


def test_a_long_day_is_ticked_and_its_edge_typed() -> None:
    ticked, rest = day_parts_in([WeekPart(0, 8 * 60, 17 * 60)])
    assert ticked == {(0, DayPart.MORNING), (0, DayPart.AFTERNOON)}
    assert rest == (WeekPart(0, 480, 540),)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (None, "altijd"),
        ([MONDAY_MORNING], "maandag: ochtend"),
        ([WeekPart(0, 540, 720), WeekPart(1, 540, 720)], "maandag en dinsdag: ochtend"),
        ([WeekPart(day, 540, 1050) for day in range(5)], "maandag tot en met vrijdag: 09.00-17.30"),
        ([WeekPart(day, 1020, 1320) for day in range(7)], "elke dag: avond"),
        ([WeekPart(5, 0, 1440)], "zaterdag: de hele dag"),
        ([WeekPart(0, 540, 1020), WeekPart(4, 1320, 1440)], "maandag: ochtend, middag; vrijdag: 22.00-24.00"),
    ],
)
@pytest.mark.usefixtures("words")
def test_a_week_in_words(parts: list[WeekPart] | None, told: str) -> None:
    with force_locale("nl"):
        assert week_words(parts) == told


@pytest.mark.usefixtures("words")
def test_the_field_gives_any_time_or_the_parts() -> None:
    assert ShownForm(MultiDict([("weekly-altijd", "ja")])).weekly.data is None
    ticked = ShownForm(
        MultiDict([("weekly", "0-morning"), ("weekly-dag", "1"), ("weekly-van", "8"), ("weekly-tot", "")])
    )
    assert ticked.weekly.errors or ticked.weekly.process_errors
    assert ShownForm(MultiDict([("weekly", "0-morning")])).weekly.data == (MONDAY_MORNING,)


@pytest.mark.parametrize(
    "sent",
    [
        [("weekly", "0-morning"), ("weekly-dag", "3"), ("weekly-van", "12:00"), ("weekly-tot", "9:00")],
        [
            ("weekly", "0-morning"),
            ("weekly-altijd", "ja"),
            ("weekly-dag", "3"),
            ("weekly-van", "9"),
            ("weekly-tot", ""),
        ],
        [
            ("weekly", "0-morning"),
            ("weekly-altijd", "ja"),
            ("weekly-dag", "3"),
            ("weekly-van", "9"),
            ("weekly-tot", "x"),
        ],
    ],
)
@pytest.mark.usefixtures("words")
def test_nothing_that_was_sent_is_lost_when_it_cannot_be_read(sent: list[tuple[str, str]]) -> None:
    form = ShownForm(MultiDict(sent))
    assert not form.validate()
    assert form.weekly.grid[0][1][0] == ("0-morning", "ochtend", True)
    assert form.weekly.rows[0] == (dict(sent)["weekly-dag"], dict(sent)["weekly-van"], dict(sent)["weekly-tot"])


@pytest.mark.usefixtures("words")
def test_nothing_chosen_is_refused_where_a_time_is_needed() -> None:
    form = ShownForm(MultiDict([("other", "1")]))
    assert [name for name, _ in form.weekly.heads] == ["ochtend", "middag", "avond"]
    assert form.weekly.day_choices[0] == ("0", "maandag")
    assert not form.validate()
    assert form.weekly.errors == ["Kies wanneer het kan, of kies “altijd”."]
    assert not ShownForm(MultiDict([("weekly", "0-morning"), ("weekly-altijd", "ja")])).validate()


@pytest.mark.usefixtures("words")
def test_what_is_kept_is_shown_as_it_is() -> None:
    shown = ShownForm(data={"weekly": (WeekPart(0, 480, 720),)}).weekly
    assert ("0-morning", "ochtend", True) in shown.grid[0][1]
    assert shown.rows[0] == ("0", "08.00", "09.00")
    assert not shown.always
    assert ShownForm(data={"weekly": None}).weekly.always
