"""How typed text is cleaned, whichever form it comes from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.ui.fields import one_line, trimmed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, None),
        ("", ""),
        ("  Fenna ", "Fenna"),
        ("Fenna\u202eforp", "Fennaforp"),
        ("\u2066Fenna\u2069\ufeff", "Fenna"),
        ("Fen\u200bna\x07\x7f\x85", "Fenna"),
        ("\u202e \u200b", ""),
        ("\u200b Fenna", "Fenna"),
        ("a\tb", "a b"),
        ("een\ntwee", "een\ntwee"),
        ("👩🏽‍🌾 Anna", "👩🏽‍🌾 Anna"),
        ("علی‌رضا", "علی‌رضا"),
        ("Zoë Ørsted", "Zoë Ørsted"),
    ],
)
def test_signs_that_nobody_sees_go_and_the_rest_stays(typed: str | None, kept: str | None) -> None:
    assert trimmed(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(None, None), ("", ""), ("Fenna\r\nProef", "Fenna Proef"), ("a\nb\u2028c", "a b c"), ("\n", "")],
)
def test_lines_become_one(typed: str | None, kept: str | None) -> None:
    assert one_line(typed) == kept


@property_test()
@given(text=st.text())
def test_cleaning_twice_is_as_good_as_once(text: str) -> None:
    assert trimmed(trimmed(text)) == trimmed(text)
    assert one_line(one_line(text)) == one_line(text)
