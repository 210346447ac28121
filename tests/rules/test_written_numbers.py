import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.written_numbers import parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("42", 42), ("007", 7), ("999999999", 999_999_999), ("2147483647", 2**31 - 1)],
)
def test_number_is_read(text: str, number: int) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "0", "-1", "+1", "1.5", "1e3", "1_000", "٣", "²", " 1", "1\n", "x", "NaN", "\x00"),
        *("2147483648", "9" * 5000),
    ],
)
def test_anything_else_is_no_number(text: str | None) -> None:
    assert parse_number(text) is None


@property_test()
@given(text=st.text(max_size=20) | st.integers().map(str))
def test_number_is_one_that_the_database_can_hold_or_none(text: str) -> None:
    number = parse_number(text)
    assert number is None or 0 < number < 2**31
