from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import TODAY
from tests.factories import property_test
from webapp.errors import BadInput, DomainError
from webapp.needs.rules import (
    MONTHS,
    MOST_PEOPLE,
    Wish,
    check_closing,
    check_wish,
    check_words,
    expires_on,
    is_open,
    prolonged,
)
from webapp.vocabulary import NeedState, NeedUrgency

DAYS = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=800))
LONG_AGO = date(2020, 1, 1)


def wish(**changes: object) -> Wish:
    return Wish(**{"theme_id": 1, "urgency": NeedUrgency.NOW, **changes})  # type: ignore[arg-type]  # by name


def refusal(until: date = date(2027, 5, 22), *, is_new: bool = True, **changes: object) -> str | None:
    try:
        check_wish(wish(**changes), until=until, today=TODAY, is_new=is_new)
    except BadInput as error:
        return error.code
    return None


@given(asked=st.dates(date(2020, 1, 1), date(2099, 12, 31)), months=st.sampled_from(MONTHS))
@property_test()
def test_ask_stands_for_as_long_as_was_chosen_and_at_most_a_year(asked: date, months: int) -> None:
    until = expires_on(asked, months)
    assert asked < until <= asked.replace(year=asked.year + 1, day=min(asked.day, 28)) + timedelta(days=3)
    assert (until.year * 12 + until.month) - (asked.year * 12 + asked.month) == months


@pytest.mark.parametrize("months", [0, -1, 2, 13, 1200])
def test_other_lengths_cannot_be_chosen(months: int) -> None:
    with pytest.raises(BadInput, match="need_months"):
        expires_on(TODAY, months)


@given(st.data())
@property_test()
def test_prolonging_never_makes_more_than_a_year_in_all(data: st.DataObject) -> None:
    asked = TODAY - timedelta(days=data.draw(st.integers(0, 360)))
    months = data.draw(st.sampled_from((0, *MONTHS)))
    kept = expires_on(asked, data.draw(st.sampled_from(MONTHS)))
    until = prolonged(kept, asked_on=asked, months=months, today=TODAY)
    assert until <= expires_on(asked, 12)
    assert until == kept if months == 0 else until > TODAY


@pytest.mark.parametrize(("quantity", "fits"), [(-1, False), (0, False), (1, True), (MOST_PEOPLE, True), (51, False)])
def test_one_to_fifty_people_can_be_asked(quantity: int, fits: bool) -> None:
    assert refusal(quantity=quantity) == (None if fits else "need_quantity")


@given(starts=st.none() | DAYS, ends=st.none() | DAYS, until=DAYS.filter(lambda day: day > TODAY), is_new=st.booleans())
@property_test(300)
def test_days_that_are_kept_can_be_helped_on(
    starts: date | None,
    ends: date | None,
    until: date,
    is_new: bool,
) -> None:
    code = refusal(until, is_new=is_new, starts_on=starts, ends_on=ends)
    if code is None:
        first = max(starts or TODAY, TODAY)
        assert first <= (ends or first)
        assert first < until
        assert ends is None or ends < until
        assert not is_new or starts is None or starts >= TODAY
    else:
        assert code.startswith("need_")
        assert starts is not None or ends is not None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_on": TODAY - timedelta(days=1)}, "need_starts_in_past"),
        ({"starts_on": TODAY, "ends_on": TODAY}, None),
        ({"starts_on": TODAY + timedelta(days=2), "ends_on": TODAY + timedelta(days=1)}, "need_ends_before_start"),
        ({"ends_on": TODAY - timedelta(days=1)}, "need_days_over"),
        ({"ends_on": date(2027, 5, 22)}, "need_days_after_expiry"),
        ({"ends_on": date(2027, 5, 21)}, None),
        ({"language": "nl"}, None),
        ({"language": "xx"}, "language_unknown"),
    ],
)
def test_what_nobody_can_answer_is_refused(changes: dict[str, object], code: str | None) -> None:
    assert refusal(**changes) == code  # type: ignore[arg-type]  # by name


def test_first_day_that_has_passed_may_stay() -> None:
    assert refusal(is_new=False, starts_on=LONG_AGO) is None
    assert refusal(is_new=True, starts_on=LONG_AGO) == "need_starts_in_past"


def test_words_are_needed_or_not_and_never_too_long() -> None:
    check_words("", longest=10, needed=False)
    check_words("tien teken", longest=10, needed=True)
    with pytest.raises(BadInput, match="need_words_missing"):
        check_words("", longest=10, needed=True)
    with pytest.raises(BadInput, match="need_words_long"):
        check_words("elf tekens!", longest=10, needed=False)


@pytest.mark.parametrize("state", NeedState)
def test_only_what_is_open_and_in_time_stands_open(state: NeedState) -> None:
    assert is_open(state, TODAY + timedelta(days=1), today=TODAY) == (state == NeedState.OPEN)
    assert not is_open(state, TODAY, today=TODAY)


def test_need_is_closed_once_and_by_a_word_that_closes() -> None:
    for outcome in (NeedState.MET, NeedState.WITHDRAWN):
        check_closing(NeedState.OPEN, outcome)
        with pytest.raises(DomainError, match="need_is_closed"):
            check_closing(NeedState.MET, outcome)
    for outcome in (NeedState.OPEN, NeedState.EXPIRED):
        with pytest.raises(BadInput, match="need_outcome"):
            check_closing(NeedState.OPEN, outcome)
