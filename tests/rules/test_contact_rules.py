from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.contact.rules import erase_on, parse_task


def test_message_is_erased_ninety_days_later() -> None:
    assert erase_on(date(2026, 11, 22)) == date(2027, 2, 20)
    assert (erase_on(date(2024, 2, 29)) - date(2024, 2, 29)).days == 90


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("42", 42), ("999999999", 999_999_999)])
def test_number_of_a_task_is_read(text: str, number: int) -> None:
    assert parse_task(text) == number


@pytest.mark.parametrize("text", [None, "", "0", "-1", "1.5", "1e3", "٣", "9999999999", " 1", "1\n", "NaN", "\x00"])
def test_anything_else_is_no_task(text: str | None) -> None:
    assert parse_task(text) is None


@property_test()
@given(text=st.text(max_size=20) | st.integers().map(str))
def test_task_is_a_number_that_the_database_can_hold_or_none(text: str) -> None:
    number = parse_task(text)
    assert number is None or 0 < number < 2**31
