from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from tests.rules.calendar_rhythms import recurrences
from webapp.calendar.recurrence import (
    MOST_DAYS,
    Frequency,
    NthWeekday,
    Recurrence,
    Weekday,
    parse_rrule,
    rrule_text,
)
from webapp.errors import BadInput

UNTIL = "UNTIL=20270630"


def code_of(text: str) -> str:
    with pytest.raises(BadInput) as caught:
        parse_rrule(text)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("FREQ=DAILY;UNTIL=20270630", None),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270630", None),
        ("FREQ=MONTHLY;BYDAY=1SA,-1SA;UNTIL=20270630", None),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1;COUNT=12", None),
        ("FREQ=YEARLY;BYMONTH=9;BYDAY=4SA;UNTIL=20280630", None),
        ("freq=weekly;byday=tu;until=20270630", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630"),
        (" RRULE:UNTIL=20270630;BYDAY=TU;FREQ=WEEKLY; ", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630"),
        ("FREQ=WEEKLY;INTERVAL=1;WKST=SU;UNTIL=20270630", "FREQ=WEEKLY;UNTIL=20270630"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=MO;UNTIL=20270630", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270630"),
        ("FREQ=MONTHLY;INTERVAL=2;WKST=SU;BYDAY=+1SA;COUNT=3", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SA;COUNT=3"),
        ("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=1,3;COUNT=3", "FREQ=MONTHLY;BYDAY=1SA,3SA;COUNT=3"),
        ("FREQ=DAILY;BYDAY=MO,TU;COUNT=3", "FREQ=DAILY;BYDAY=MO,TU;COUNT=3"),
    ],
)
def test_rule_is_read_and_written(text: str, canonical: str | None) -> None:
    assert rrule_text(parse_rrule(text)) == (canonical or text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "elke dinsdag",
        "FREQ",
        "FREQ=",
        "FREQ=OFTEN",
        "FREQ=NONE;COUNT=1",
        "COUNT=3",
        "FREQ=DAILY;FREQ=WEEKLY;COUNT=3",
        "FREQ=DAILY;COUNT=3;UNTIL=20270630",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=-3",
        "FREQ=DAILY;COUNT=1.5",
        "FREQ=DAILY;COUNT=" + "9" * 400,
        "FREQ=DAILY;COUNT=٣",
        "FREQ=DAILY;INTERVAL=1,2;COUNT=3",
        "FREQ=DAILY;UNTIL=2027-06-30",
        "FREQ=DAILY;UNTIL=20271301",
        "FREQ=DAILY;UNTIL=20270229",
        "FREQ=DAILY;UNTIL=00000101",
        "FREQ=DAILY;UNTIL=20270630Z",
        "FREQ=DAILY;UNTIL=20270630T250000Z",
        "FREQ=DAILY;UNTIL=20270630T10",
        "FREQ=WEEKLY;BYDAY=XX;COUNT=3",
        "FREQ=WEEKLY;BYDAY=M;COUNT=3",
        "FREQ=WEEKLY;BYDAY=,;COUNT=3",
        "FREQ=WEEKLY;BYDAY=1MO;COUNT=3",
        "FREQ=WEEKLY;WKST=XX;COUNT=3",
        "FREQ=MONTHLY;BYDAY=XMO;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=0;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=32;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=-32;COUNT=3",
        "FREQ=YEARLY;BYMONTH=0;COUNT=3",
        "FREQ=YEARLY;BYMONTH=13;COUNT=3",
        "FREQ=DAILY;X-MINE=1;COUNT=3",
        "FREQ=DAILY;COUNT=3\nDTSTART:19970101",
        "FREQ=DAILY;COUNT=3\nRRULE:FREQ=SECONDLY",
        "RRULE:RRULE:FREQ=DAILY;COUNT=3",
        "FREQ=DAILY;COUNT=3;" + "X" * 10_000,
        "FREQ=WEEKLY;COUNT=3;BYDAY=" + ",".join(["MO"] * 4000),
        ";" * 10_000,
    ],
)
def test_what_is_no_rule_is_unreadable(text: str) -> None:
    assert code_of(text) == "rhythm_unreadable"


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;COUNT=1000000000",
        "FREQ=MINUTELY;COUNT=3",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=DAILY;BYHOUR=1,2,3;COUNT=3",
        "FREQ=DAILY;BYMINUTE=1;COUNT=3",
        "FREQ=YEARLY;BYSECOND=0,1,2;COUNT=3",
    ],
)
def test_more_often_than_daily_is_too_often(text: str) -> None:
    assert code_of(text) == "rhythm_too_often"


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;INTERVAL=2;BYDAY=MO",
        "FREQ=DAILY;BYMONTH=3",
        "FREQ=DAILY;BYMONTHDAY=3",
        "FREQ=WEEKLY;BYMONTH=3",
        "FREQ=WEEKLY;BYMONTHDAY=13",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        "FREQ=MONTHLY;BYDAY=SA",
        "FREQ=MONTHLY;BYDAY=5SA",
        "FREQ=MONTHLY;BYDAY=-2SA",
        "FREQ=MONTHLY;BYDAY=0SA",
        "FREQ=MONTHLY;BYDAY=999999999SA",
        "FREQ=MONTHLY;BYMONTHDAY=-2",
        "FREQ=MONTHLY;BYMONTH=3;BYMONTHDAY=3",
        "FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5,6,7",
        "FREQ=MONTHLY;BYDAY=1MO,1TU,1WE,1TH,1FR,1SA,1SU",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYDAY=1SA;BYSETPOS=1",
        "FREQ=MONTHLY;BYSETPOS=366",
        "FREQ=MONTHLY;BYDAY=SA;BYSETPOS=999",
        "FREQ=YEARLY;BYDAY=1MO",
        "FREQ=YEARLY;BYMONTHDAY=1",
        "FREQ=YEARLY;BYMONTH=1;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=3,9",
        "FREQ=YEARLY;BYYEARDAY=100",
        "FREQ=YEARLY;BYWEEKNO=20",
        "RSCALE=CHINESE;FREQ=YEARLY",
    ],
)
def test_rule_without_plain_words_is_not_supported(text: str) -> None:
    assert code_of(f"{text};COUNT=3") == "rhythm_not_supported"


@pytest.mark.parametrize(("frequency", "most"), [("DAILY", 30), ("WEEKLY", 12), ("MONTHLY", 12), ("YEARLY", 2)])
def test_interval_has_bounds(frequency: str, most: int) -> None:
    assert parse_rrule(f"FREQ={frequency};INTERVAL={most};{UNTIL}").interval == most
    for interval in (0, -1, most + 1, 10**9):
        assert code_of(f"FREQ={frequency};INTERVAL={interval};{UNTIL}") == "rhythm_interval_invalid"


@pytest.mark.parametrize(
    ("until", "starts_at", "last"),
    [
        ("20270630", time(10), date(2027, 6, 30)),
        ("20270630T100000", time(10), date(2027, 6, 30)),
        ("20270630T095959", time(10), date(2027, 6, 29)),
        ("20270630T080000Z", time(10), date(2027, 6, 30)),
        ("20270630T075959Z", time(10), date(2027, 6, 29)),
        ("20270630T220000Z", time(0), date(2027, 7, 1)),
        ("20270630T220000Z", None, date(2027, 7, 1)),
        ("20270630T000000", None, date(2027, 6, 30)),
        ("20261231T230000Z", None, date(2027, 1, 1)),
        ("99991231T235959Z", time(10), date(9999, 12, 31)),
        ("00010101T000000", time(10), date(1, 1, 1)),
    ],
)
def test_last_moment_becomes_the_last_day_in_groningen(until: str, starts_at: time | None, last: date) -> None:
    assert parse_rrule(f"FREQ=DAILY;UNTIL={until}", starts_at=starts_at).until == last


def test_days_are_counted_once_each() -> None:
    days = (NthWeekday(1, Weekday.MONDAY),) * (MOST_DAYS + 1)
    assert Recurrence(frequency=Frequency.MONTHLY, nth_weekdays=days).nth_weekdays == days


@property_test(400)
@given(recurrence=recurrences())
def test_written_rule_is_read_back(recurrence: Recurrence) -> None:
    assert parse_rrule(rrule_text(recurrence)) == recurrence


PIECES = st.sampled_from(
    [
        *("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST", "BYHOUR"),
        *("DAILY", "WEEKLY", "MONTHLY", "YEARLY", "SECONDLY", "MO", "1SA", "-1SU", "20270630", "T100000Z", "0", "9999"),
        *("=", ";", ",", "-", "RRULE:", "\n", " ", "\x00", "é"),
    ]
)


@property_test(500)
@given(text=st.text() | st.lists(PIECES, max_size=30).map("".join))
def test_any_text_is_a_rule_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        assert rrule_text(parse_rrule(text))
