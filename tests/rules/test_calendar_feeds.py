from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from dateutil.rrule import rruleset, rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from tests.factories import property_test
from tests.rules.calendar_rhythms import TODAY, rhythms, weekly
from webapp.calendar.feeds import CalendarEvent, EventStatus, feed
from webapp.calendar.recurrence import Weekday
from webapp.calendar.rules import Rhythm, build_rhythm, occurrences

EVER = (date(1900, 1, 1), date(2200, 12, 31))
CHANGED = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
TUESDAYS = weekly(Weekday.TUESDAY)


def event(rhythm: Rhythm = TUESDAYS, **more: Any) -> CalendarEvent:
    return CalendarEvent(**{"uid": "initiatief-12", "title": "Soep", "changed_at": CHANGED, "rhythm": rhythm, **more})


def feed_of(*events: CalendarEvent, name: str = "Agenda Selwerd") -> bytes:
    return feed(name, events, domain="missie050.example")


def lines_of(*events: CalendarEvent) -> list[str]:
    return feed_of(*events).decode().replace("\r\n ", "").split("\r\n")


def read_back(*events: CalendarEvent) -> list[Event]:
    return Calendar.from_ical(feed_of(*events)).walk("VEVENT")  # type: ignore[return-value]  # icalendar types it loosely


def expanded(read: Event) -> list[date | datetime]:
    """What dateutil makes of an event that was read back: moments in UTC, or days."""
    first = read["DTSTART"].dt
    is_day = not isinstance(first, datetime)
    start = datetime.combine(first, time()) if is_day else first
    times = rruleset()
    times.rdate(start)
    if "RRULE" in read:
        times.rrule(rrulestr(read["RRULE"].to_ical().decode(), dtstart=start))  # type: ignore[arg-type]  # icalendar types it loosely
    for each in read["EXDATE"].dts if "EXDATE" in read else []:
        times.exdate(datetime.combine(each.dt, time()) if is_day else each.dt)
    return [at.date() if is_day else at.astimezone(UTC) for at in times]


def moment(at: date | datetime) -> date | datetime:
    return at.astimezone(UTC) if isinstance(at, datetime) else at


@property_test(200)
@given(rhythm=rhythms(), data=st.data())
def test_feed_reads_back_to_the_same_times(rhythm: Rhythm, data: st.DataObject) -> None:
    days = [each.day for each in occurrences(rhythm, *EVER)]
    around = st.sampled_from(days) | st.dates(TODAY, TODAY + timedelta(days=60))
    skipping = frozenset(data.draw(st.lists(around, max_size=4)) if rhythm.rrule else ())
    (read,) = read_back(event(rhythm, skipping=skipping))
    assert expanded(read) == [moment(each.starts) for each in occurrences(rhythm, *EVER, skipping=skipping)]


@property_test(100)
@given(rhythm=rhythms())
def test_end_is_that_of_the_first_time(rhythm: Rhythm) -> None:
    (read,) = read_back(event(rhythm))
    first = occurrences(rhythm, *EVER, limit=1)[0]
    if rhythm.starts_at is None:
        assert read["DTEND"].dt == first.day + timedelta(days=1)
    elif first.ends is None:
        assert "DTEND" not in read
    else:
        assert moment(read["DTEND"].dt) == moment(first.ends)


def test_weekly_event_stays_at_ten_over_the_change_of_the_clock() -> None:
    lines = lines_of(event(skipping=frozenset({date(2026, 12, 29), date(2026, 12, 30), date(2027, 1, 5)})))
    assert "DTSTART;TZID=Europe/Amsterdam:20261124T100000" in lines
    assert "DTEND;TZID=Europe/Amsterdam:20261124T120000" in lines
    assert "RRULE:FREQ=WEEKLY;UNTIL=20270630T215959Z;BYDAY=TU" in lines
    # a Wednesday is no day of this rhythm
    assert "EXDATE;TZID=Europe/Amsterdam:20261229T100000,20270105T100000" in lines


def test_whole_days_are_dates_without_a_zone() -> None:
    lines = lines_of(event(weekly(Weekday.TUESDAY, at=None, minutes=None), skipping=frozenset({date(2026, 12, 29)})))
    assert "DTSTART;VALUE=DATE:20261124" in lines
    assert "DTEND;VALUE=DATE:20261125" in lines
    assert "RRULE:FREQ=WEEKLY;UNTIL=20270630;BYDAY=TU" in lines
    assert "EXDATE;VALUE=DATE:20261229" in lines


def test_zone_of_the_feed_gives_the_offsets_of_groningen() -> None:
    zone = Calendar.from_ical(feed_of()).walk("VTIMEZONE")[0].to_tz()  # type: ignore[attr-defined]  # icalendar types it loosely
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25), date(2030, 7, 1)):
        local = datetime.combine(day, time(12))
        known = occurrences(build_rhythm(day, time(12), today=day), day, day)[0].starts
        assert isinstance(known, datetime)
        assert zone.utcoffset(local) == known.utcoffset()


def test_feed_says_who_made_it_and_when_to_ask_again() -> None:
    calendar = Calendar.from_ical(feed_of(name="Agenda, Selwerd; Paddepoel"))
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "Agenda, Selwerd; Paddepoel"
    lines = feed_of().decode().split("\r\n")
    assert {"VERSION:2.0", "PRODID:-//Missie050//Agenda//NL"} <= set(lines)
    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"} <= set(lines)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_event_tells_all_that_is_known() -> None:
    whole = event(
        version=3,
        description="Kom gerust.\nNeem een kom mee; lepels zijn er.",
        location="Eikenlaan 1, Groningen",
        url="https://missie050.example/initiatieven/soep?a=1,2;b",
        status=EventStatus.CANCELLED,
        point=(6.5512345, 53.2345678),
    )
    (read,) = read_back(whole)
    assert read["UID"] == "initiatief-12@missie050.example"
    assert read["DESCRIPTION"] == whole.description
    assert read["LOCATION"] == whole.location
    assert read["URL"] == whole.url
    assert read["STATUS"] == "CANCELLED"
    assert (read["GEO"].longitude, read["GEO"].latitude) == whole.point
    assert read["SEQUENCE"] == 2
    assert read["DTSTAMP"].dt == read["LAST-MODIFIED"].dt == CHANGED


def test_event_leaves_out_what_is_not_known() -> None:
    (read,) = read_back(event())
    assert read["STATUS"] == "CONFIRMED"
    assert not {"DESCRIPTION", "LOCATION", "URL", "GEO", "EXDATE"} & set(read)


def test_one_time_of_a_rhythm_is_an_event_of_its_own() -> None:
    first, second = read_back(event(only_on=date(2026, 12, 8)), event(only_on=date(2026, 12, 1)))
    assert [read["UID"] for read in (first, second)] == [
        "initiatief-12-20261201@missie050.example",
        "initiatief-12-20261208@missie050.example",
    ]
    assert "RRULE" not in first
    assert expanded(first) == [datetime(2026, 12, 1, 9, tzinfo=UTC)]


def test_same_events_give_the_same_bytes_in_any_order() -> None:
    one, other = event(uid="a"), event(uid="b")
    assert feed_of(one, other) == feed_of(other, one) == feed_of(one, other)
    assert feed_of(one) != feed_of(one, other)


HOSTILE = [
    "x\r\nBEGIN:VEVENT\r\nEND:VEVENT",
    "a\rATTACH:b",
    "\x0b\x0c\x1c\x85\u2028\u2029",
    "a;b,c\\n\\;:\"'",
    "é😀" * 100,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_adds_no_lines_of_its_own(text: str) -> None:
    whole = event(title=text, description=text, location=text, url=f"https://missie050.example/{text}")
    (read,) = read_back(whole)
    assert set(read) == set(read_back(event(description="x", location="x", url="x"))[0])
    for raw in feed_of(whole, event(uid="b")).split(b"\r\n"):
        assert len(raw) <= 75
        assert not set(raw) & set(range(32))


@property_test(200)
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_but_for_control_signs(text: str) -> None:
    (read,) = read_back(event(title=text, description=text))
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        sign
        for sign in lines
        if sign in "\n\t" or ((sign.isprintable() or ord(sign) > 159) and sign not in "\u2028\u2029")
    )
    assert read["SUMMARY"] == kept
    assert read.get("DESCRIPTION", "") == kept
