from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.calendar.dates import EARLIEST, LATEST, known_day, parse_date
from webapp.errors import BadInput

TODAY = date(2026, 11, 22)


def code_of(text: str) -> str:
    with pytest.raises(BadInput) as caught:
        parse_date(text, today=TODAY)
    return caught.value.code


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (date(2021, 6, 1), date(2021, 6, 1)),
        (TODAY, TODAY),
        (TODAY + timedelta(days=1), TODAY),
        (LATEST, TODAY),
    ],
)
def test_future_is_answered_with_today(asked: date, known: date) -> None:
    assert known_day(asked, today=TODAY) == known


@pytest.mark.parametrize("text", [None, ""])
def test_date_left_out_is_today(text: str | None) -> None:
    assert parse_date(text, today=TODAY) == TODAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-06-01", date(2021, 6, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("1900-01-01", EARLIEST),
        ("2200-12-31", LATEST),
    ],
)
def test_date_is_read(text: str, day: date) -> None:
    assert parse_date(text, today=TODAY) == day


@pytest.mark.parametrize("text", ["1899-12-31", "2201-01-01", "0001-01-01", "9999-12-31"])
def test_date_before_1900_or_after_2200_is_out_of_range(text: str) -> None:
    assert code_of(text) == "date_out_of_range"


@pytest.mark.parametrize(
    "text",
    [
        "gisteren",
        "2021-13-01",
        "2021-02-29",
        "2021-00-10",
        "0000-01-01",
        "2021-6-1",
        "20210601",
        "2021-W22-2",
        "2021-06-01T00:00",
        " 2021-06-01",
        "2021-06-01 ",
        "2021-06-01\n",
        "2021-06-01\x00",
        "\x00",
        "-2021-06-01",
        "+2021-06-01",
        "２０２１-06-01",
        "٢٠٢١-٠٦-٠١",
        "2021‐06‐01",
        "1e9",
        "NaN",
        "9" * 5000,
        "\ud800",
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    assert code_of(text) == "date_invalid"


def test_refusal_repeats_at_most_twenty_signs() -> None:
    with pytest.raises(BadInput) as caught:
        parse_date("x" * 5000, today=TODAY)
    assert caught.value.detail["value"] == "x" * 20


@property_test()
@given(text=st.text() | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True))
def test_parser_gives_a_date_within_range_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        day = parse_date(text, today=TODAY)
        assert EARLIEST <= day <= LATEST


@property_test()
@given(day=st.dates(EARLIEST, LATEST))
def test_every_day_in_range_is_read_back(day: date) -> None:
    assert parse_date(day.isoformat(), today=TODAY) == day
