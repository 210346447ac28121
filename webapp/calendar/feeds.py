"""Feeds that other calendars read: iCalendar (RFC 5545, RFC 7986), the same bytes as long as nothing changed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from webapp.calendar.recurrence import rrule_text
from webapp.calendar.rules import Occurrence, Rhythm, occurrence_on, occurrences
from webapp.clock import CITY_TIMEZONE

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH_HOURS = 6
"""How long another calendar may keep a feed before it asks again."""

_PRODUCT = "-//Missie050//Agenda//NL"
_CONTROL_SIGNS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_NO_PART_OF_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")


class EventStatus(StrEnum):
    """Whether an event goes on, in the words of RFC 5545."""

    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """What a feed tells of something that happens, once or in a rhythm."""

    uid: str
    """Ours and lasting, such as `initiatief-12`; unique in a feed together with `only_on`."""
    title: str
    rhythm: Rhythm
    changed_at: datetime
    """With an offset."""
    version: int = 1
    """Counts its changes from 1, as the `version` of a row does."""
    description: str = ""
    location: str = ""
    url: str = ""
    status: EventStatus = EventStatus.CONFIRMED
    point: tuple[float, float] | None = None
    """Longitude and latitude in degrees (EPSG:4326)."""
    skipping: frozenset[date] = frozenset()
    """Days of the rhythm on which it does not happen."""
    only_on: date | None = None
    """One time of the rhythm, as for somebody who helps on that day; None for all."""


def feed(name: str, events: Iterable[CalendarEvent], *, domain: str) -> bytes:
    """A calendar with the events, as UTF-8; it knows no clock, so that an unchanged feed keeps its ETag.

    Parameters
    ----------
    name : str
        What a reader's calendar shows above it.
    domain : str
        Makes the ids of events unique in the world: `initiatief-12@missie050.example`.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for field in ("name", "x-wr-calname"):
        calendar.add(field, _plain(name))
    calendar.add("x-wr-timezone", CITY_TIMEZONE.key)
    calendar.add("refresh-interval", timedelta(hours=REFRESH_HOURS), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH_HOURS}H")
    calendar.add_component(_timezone())
    for event in sorted(events, key=lambda each: (each.uid, each.only_on or date.min)):
        calendar.add_component(_component(event, domain))
    return bytes(calendar.to_ical())


def _component(event: CalendarEvent, domain: str) -> Event:
    component = Event()
    only = f"-{event.only_on:%Y%m%d}" if event.only_on else ""
    component.add("uid", f"{event.uid}{only}@{domain}")
    # without a METHOD, DTSTAMP says when the event was last changed (RFC 5545, 3.8.7.2)
    component.add("dtstamp", event.changed_at.astimezone(UTC))
    component.add("last-modified", event.changed_at.astimezone(UTC))
    component.add("sequence", event.version - 1)
    component.add("status", str(event.status))
    component.add("summary", _plain(event.title))
    for field, text in (("description", event.description), ("location", event.location)):
        if text:
            component.add(field, _plain(text))
    if event.url:
        component.add("url", _NO_PART_OF_AN_ADDRESS.sub("", event.url))
    if event.point is not None:
        longitude, latitude = event.point
        component.add("geo", (latitude, longitude))
    _add_times(component, event)
    return component


def _add_times(component: Event, event: CalendarEvent) -> None:
    rhythm = event.rhythm
    first = occurrence_on(rhythm, event.only_on or rhythm.starts_on)
    component.add("dtstart", first.starts)
    if isinstance(first.starts, datetime):
        if first.ends is not None:
            component.add("dtend", first.ends)
    else:
        # the end of a whole day is the day after
        component.add("dtend", first.day + timedelta(days=1))
    recurrence = rhythm.recurrence
    if event.only_on is not None or recurrence is None:
        return
    component.add("rrule", vRecur.from_ical(rrule_text(recurrence, until=_until(rhythm))))
    skipped = [each.starts for each in _skipped(event)]
    if skipped:
        component.add("exdate", skipped)


def _until(rhythm: Rhythm) -> str | None:
    """The last day as the RFC asks it of an event with an hour: a moment in UTC, here the end of that day."""
    if rhythm.starts_at is None:
        return None
    end = datetime.combine(rhythm.ends_on, time(23, 59, 59), CITY_TIMEZONE)
    return f"{end.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _skipped(event: CalendarEvent) -> list[Occurrence]:
    return [each for day in sorted(event.skipping) for each in occurrences(event.rhythm, day, day)]


def _plain(text: str) -> str:
    """The text without signs that no line of a calendar may hold; lines are kept."""
    return _CONTROL_SIGNS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _timezone() -> Timezone:
    """The rules of Groningen's clock since 1996: the last Sundays of March and October."""
    zone = Timezone()
    zone.add("tzid", CITY_TIMEZONE.key)
    changes = (
        (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), 1, 2, "3"),  # noqa: DTZ001  (local by definition)
        (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 2, 1, "10"),  # noqa: DTZ001
    )
    for part, name, start, before, after, month in changes:
        part.add("tzname", name)
        part.add("dtstart", start)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("rrule", vRecur.from_ical(f"FREQ=YEARLY;BYMONTH={month};BYDAY=-1SU"))
        zone.add_component(part)
    return zone
