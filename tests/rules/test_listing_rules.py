"""What may be asked of the list, the map and the calendar of initiatives."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.areas.rules import cell_metres, parse_box
from webapp.calendar.rules import Rhythm, occurrence_on
from webapp.clock import CITY_TIMEZONE
from webapp.errors import BadInput
from webapp.listings.rules import (
    PAGE_ROWS,
    Days,
    Filters,
    Sort,
    When,
    can_be_asked,
    is_past,
    month_before,
    month_days,
    next_month,
    pages_of,
    parse_filters,
    parse_listing_sort,
    parse_month,
    parse_slug,
    words_of,
)

WEDNESDAY = date(2026, 3, 11)


def refused(code: str, **asked: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_filters(asked, today=WEDNESDAY)
    assert caught.value.code == code


def test_nothing_asked_is_everything() -> None:
    filters = parse_filters(
        {"thema": "", "wijk": "", "wanneer": "", "dag": "", "hulp": "", "zoek": " "}, today=WEDNESDAY
    )

    assert filters == Filters()
    assert filters.query() == {}
    assert filters.count == 0
    assert filters.days(WEDNESDAY) is None


def test_filters_come_back_from_their_own_address() -> None:
    asked = {
        "thema": "samen-eten",
        "wijk": "selwerd",
        "wanneer": "dag",
        "dag": "2026-03-14",
        "hulp": "1",
        "zoek": "soep koken",
    }
    filters = parse_filters(asked, today=WEDNESDAY)

    assert filters.query() == asked
    assert filters.count == 5
    assert parse_filters(filters.query(), today=WEDNESDAY) == filters


def test_a_day_alone_means_that_day() -> None:
    filters = parse_filters({"dag": "2026-03-14"}, today=WEDNESDAY)

    assert filters.when == When.DAY
    assert filters.days(WEDNESDAY) == Days(date(2026, 3, 14), date(2026, 3, 14))


def test_other_choices_than_a_day_forget_its_date() -> None:
    assert parse_filters({"wanneer": "dag", "dag": "2026-03-14"}, today=WEDNESDAY).day == date(2026, 3, 14)
    assert parse_filters({"wanneer": "week", "dag": "2026-03-14"}, today=WEDNESDAY).day is None


@pytest.mark.parametrize(
    ("today", "when", "first", "last"),
    [
        (WEDNESDAY, When.TODAY, WEDNESDAY, WEDNESDAY),
        (WEDNESDAY, When.WEEK, WEDNESDAY, date(2026, 3, 15)),
        (WEDNESDAY, When.WEEKEND, date(2026, 3, 14), date(2026, 3, 15)),
        (date(2026, 3, 14), When.WEEKEND, date(2026, 3, 14), date(2026, 3, 15)),
        (date(2026, 3, 15), When.WEEKEND, date(2026, 3, 15), date(2026, 3, 15)),
        (date(2026, 3, 15), When.WEEK, date(2026, 3, 15), date(2026, 3, 15)),
        (date(2026, 3, 16), When.WEEKEND, date(2026, 3, 21), date(2026, 3, 22)),
    ],
)
def test_days_that_are_looked_for(today: date, when: When, first: date, last: date) -> None:
    assert Filters(when=when).days(today) == Days(first, last)


@given(today=st.dates(date(1900, 1, 1), date(2200, 12, 1)), when=st.sampled_from(When))
@property_test()
def test_days_never_lie_behind(today: date, when: When) -> None:
    days = Filters(when=when).days(today)

    assert days is not None
    assert today <= days.first <= days.last <= today + timedelta(days=6)


def test_what_cannot_be_read_is_refused() -> None:
    refused("slug_invalid", thema="Samen Eten")
    refused("slug_invalid", wijk="selwerd'--")
    refused("slug_invalid", wijk="a" * 81)
    refused("when_invalid", wanneer="morgen")
    refused("flag_invalid", hulp="ja")
    refused("date_invalid", dag="morgen")
    refused("date_out_of_range", dag="1850-01-01")
    refused("day_needed", wanneer="dag")
    refused("day_needed", wanneer="dag", dag="")
    refused("query_too_long", zoek="soep " * 40)


def test_flag_may_be_off() -> None:
    assert parse_filters({"hulp": "0"}, today=WEDNESDAY).needs_help is False


def test_slug_may_be_left_out() -> None:
    assert parse_slug("") == ""
    assert parse_slug("de-wijert") == "de-wijert"


def test_order_is_by_what_comes_first_unless_asked() -> None:
    assert parse_listing_sort("") == Sort.NEXT
    assert parse_listing_sort("nieuw") == Sort.NEW
    with pytest.raises(BadInput, match="listing_sort_invalid"):
        parse_listing_sort("afstand")


def test_box_keeps_to_the_netherlands() -> None:
    assert parse_box("") is None
    box = parse_box("-180,-90,180,90")
    assert box is not None
    assert (box.west, box.south, box.east, box.north) == (3.0, 50.0, 8.0, 54.0)
    inside = parse_box("6.5,53.2,6.6,53.25")
    assert inside is not None
    assert (inside.west, inside.north) == (6.5, 53.25)


@pytest.mark.parametrize("text", ["6.5,53.2", "nan,1,2,3", "7,53,6,54", "100,10,110,20", "a,b,c,d", "6.5,53.2,6.6,inf"])
def test_box_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="box_invalid"):
        parse_box(text)


def test_month_is_that_of_today_unless_asked() -> None:
    assert parse_month("", today=WEDNESDAY) == date(2026, 3, 1)
    assert parse_month("2027-12", today=WEDNESDAY) == date(2027, 12, 1)


@pytest.mark.parametrize(
    ("text", "code"), [("2026-13", "month_invalid"), ("maart", "month_invalid"), ("1899-12", "date_out_of_range")]
)
def test_month_that_is_none_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        parse_month(text, today=WEDNESDAY)


def test_months_follow_each_other_over_the_year() -> None:
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert month_before(date(2027, 1, 1)) == date(2026, 12, 1)
    assert month_days(date(2028, 2, 15)) == Days(date(2028, 2, 1), date(2028, 2, 29))


def test_only_months_with_an_address_can_be_asked() -> None:
    assert can_be_asked(date(2026, 3, 1))
    assert not can_be_asked(date(1899, 12, 1))
    assert not can_be_asked(date(2201, 1, 1))


def test_list_has_at_least_one_page() -> None:
    assert [pages_of(total) for total in (0, 1, PAGE_ROWS, PAGE_ROWS + 1)] == [1, 1, 1, 2]


def test_cells_are_as_wide_on_every_zoom_of_the_screen() -> None:
    assert cell_metres(11) == pytest.approx(2 * cell_metres(12))
    assert 3000 < cell_metres(11) < 4500


def test_no_more_than_six_words_are_looked_at() -> None:
    assert words_of("een twee drie vier vijf zes zeven") == ("een", "twee", "drie", "vier", "vijf", "zes")


@pytest.mark.parametrize(
    ("minutes", "hour", "is_over"), [(120, 11, False), (120, 12, True), (None, 11, False), (None, 12, True)]
)
def test_time_is_past_when_it_has_ended(minutes: int | None, hour: int, is_over: bool) -> None:
    rhythm = Rhythm(date(2026, 11, 22), time(10), minutes)
    now = datetime(2026, 11, 22, hour, tzinfo=CITY_TIMEZONE)
    assert is_past(occurrence_on(rhythm, date(2026, 11, 22)), now) is is_over
    whole_day = occurrence_on(Rhythm(date(2026, 11, 22)), date(2026, 11, 22))
    assert not is_past(whole_day, now)
