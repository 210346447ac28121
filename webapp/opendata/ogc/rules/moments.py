"""Reads `datetime`: an instant, an interval or an open one (OGC 17-069r4, 7.15.4; RFC 3339), as days of Groningen."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from webapp.opendata.ogc.errors import BadParameter

GRONINGEN = ZoneInfo("Europe/Amsterdam")
OPEN = ("", "..")

_DAY = (
    r"(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
_TIME = r"[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_INSTANT = rf"{_DAY}(?:{_TIME})?"
PATTERN = rf"(?:{_INSTANT}|{_INSTANT}/(?:{_INSTANT}|\.\.)?|(?:\.\.)?/{_INSTANT})"
"""What can be read, as a regular expression of JSON Schema; every text that matches has a meaning."""

_READABLE = re.compile(PATTERN, re.ASCII)
_SECONDS = slice(0, 19)


@dataclass(frozen=True, slots=True)
class Period:
    """From the one day up to and including the other; None for no bound on that side."""

    first: date | None
    last: date | None


def parse_datetime(text: str) -> Period:
    """The period that is asked for; one that is told the wrong way around is turned.

    Raises `BadParameter` code `ogc_datetime_invalid`.
    """
    if not _READABLE.fullmatch(text):
        raise BadParameter("ogc_datetime_invalid", name="datetime", value=text)
    first, slash, last = text.partition("/")
    if not slash:
        day = _day_of(first)
        return Period(day, day)
    begin, end = (None if each in OPEN else _day_of(each) for each in (first, last))
    if begin is not None and end is not None and end < begin:
        begin, end = end, begin
    return Period(begin, end)


def _day_of(text: str) -> date:
    """The day in Groningen of a day or an instant; the year 0, which Python does not know, counts as the year 1."""
    known = text if text[:4] != "0000" else "0001" + text[4:].replace("-02-29", "-02-28", 1)
    if len(known) == len("2026-11-22"):
        return date.fromisoformat(known)
    moment = datetime.fromisoformat(known[_SECONDS].upper())
    zone = re.search(r"([+-])([0-9]{2}):([0-9]{2})$", known)
    shift = timedelta()
    if zone:
        shift = timedelta(hours=int(zone[2]), minutes=int(zone[3])) * (-1 if zone[1] == "+" else 1)
    try:
        return (moment.replace(tzinfo=UTC) + shift).astimezone(GRONINGEN).date()
    except OverflowError:
        # at either end of all time
        return moment.date()
