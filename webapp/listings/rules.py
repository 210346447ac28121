"""What visitors may ask of the list, the map and the calendar of initiatives, read from an address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from webapp.calendar.dates import EARLIEST, LATEST, parse_date
from webapp.calendar.rules import Occurrence
from webapp.clock import CITY_TIMEZONE
from webapp.errors import BadInput

PAGE_ROWS = 25
UNTOLD_MINUTES = 120
"""How long something counts as going on of which nobody said how long it takes."""
STEP_MINUTES = 15
"""How often what is over goes from lists: they are kept that long."""
WORDS_LENGTH = 80
MOST_WORDS = 6

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)
_SLUG_LENGTH = 80
_SUNDAY = 6
_SATURDAY = 5
_DECEMBER = 12


class When(StrEnum):
    """Which days somebody looks for; the values stand in addresses."""

    TODAY = "vandaag"
    WEEK = "week"
    WEEKEND = "weekend"
    DAY = "dag"


class Sort(StrEnum):
    """In which order initiatives stand; the values stand in addresses."""

    NEXT = "eerst"
    NEW = "nieuw"
    NAME = "naam"


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last, both counted."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Filters:
    """Which initiatives are looked for: `theme` and `neighbourhood` are slugs, empty for all of them."""

    theme: str = ""
    neighbourhood: str = ""
    when: When | None = None
    day: date | None = None
    """Only with `When.DAY`."""
    needs_help: bool = False
    words: str = ""

    def days(self, today: date) -> Days | None:
        """The days that are looked for; None for any."""
        if self.when is None:
            return None
        sunday = today + timedelta(days=_SUNDAY - today.weekday())
        if self.when == When.WEEK:
            return Days(today, sunday)
        if self.when == When.WEEKEND:
            return Days(max(today, sunday - timedelta(days=_SUNDAY - _SATURDAY)), sunday)
        day = self.day if self.when == When.DAY and self.day else today
        return Days(day, day)

    def query(self) -> dict[str, str]:
        """As it stands in an address, without what was not asked."""
        parts = {
            "thema": self.theme,
            "wijk": self.neighbourhood,
            "wanneer": self.when.value if self.when else "",
            "dag": self.day.isoformat() if self.day else "",
            "hulp": "1" if self.needs_help else "",
            "zoek": self.words,
        }
        return {name: value for name, value in parts.items() if value}

    @property
    def count(self) -> int:
        """How many things were asked."""
        return sum(map(bool, (self.theme, self.neighbourhood, self.when, self.needs_help, self.words)))


def parse_filters(asked: Mapping[str, str], *, today: date) -> Filters:
    """The filters in an address.

    A day alone means that day. Raises `BadInput` with `slug_invalid`, `when_invalid`, `flag_invalid`, `day_needed`,
    `date_invalid`, `date_out_of_range` or `query_too_long`.
    """
    when = _parse_when(asked.get("wanneer", ""))
    day = parse_date(asked["dag"], today=today) if asked.get("dag") else None
    if when is None and day is not None:
        when = When.DAY
    if when == When.DAY and day is None:
        raise BadInput("day_needed")
    return Filters(
        theme=parse_slug(asked.get("thema", "")),
        neighbourhood=parse_slug(asked.get("wijk", "")),
        when=when,
        day=day if when == When.DAY else None,
        needs_help=_parse_flag(asked.get("hulp", "")),
        words=_parse_words(asked.get("zoek", "")),
    )


def parse_slug(text: str) -> str:
    """The name of something in an address, which may be left out; raises `BadInput` code `slug_invalid`."""
    if text and (len(text) > _SLUG_LENGTH or not _SLUG.fullmatch(text)):
        raise BadInput("slug_invalid", value=text[:20])
    return text


def parse_listing_sort(text: str) -> Sort:
    """The order that is asked for; raises `BadInput` code `listing_sort_invalid`."""
    try:
        return Sort(text) if text else Sort.NEXT
    except ValueError:
        raise BadInput("listing_sort_invalid", value=text[:20]) from None


def parse_month(text: str, *, today: date) -> date:
    """The first day of a month written as 2026-03, that of today when it is left out.

    Raises `BadInput` with `month_invalid` or `date_out_of_range`.
    """
    if not text:
        return today.replace(day=1)
    if not _MONTH.fullmatch(text):
        raise BadInput("month_invalid", value=text[:20])
    year, month = int(text[:4]), int(text[5:])
    if not EARLIEST.year <= year <= LATEST.year:
        raise BadInput("date_out_of_range", value=text)
    return date(year, month, 1)


def month_days(month: date) -> Days:
    """All days of the month that a day lies in."""
    first = month.replace(day=1)
    return Days(first, next_month(first) - timedelta(days=1))


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // _DECEMBER, month.month % _DECEMBER + 1, 1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def can_be_asked(month: date) -> bool:
    """Whether a month can stand in an address."""
    return EARLIEST <= month <= LATEST


def pages_of(total: int) -> int:
    """How many pages a list of so many has; an empty list has one."""
    return max(1, -(-total // PAGE_ROWS))


def is_past(occurrence: Occurrence, now: datetime) -> bool:
    """Whether a time is over at a moment; one of which nobody said how long it takes after `UNTOLD_MINUTES`."""
    if not isinstance(occurrence.starts, datetime):
        return False
    ends = occurrence.ends if isinstance(occurrence.ends, datetime) else None
    return (ends or occurrence.starts + timedelta(minutes=UNTOLD_MINUTES)) <= now


def minute_of_day(now: datetime) -> int:
    """How many minutes a day in Groningen is old, by its clock."""
    clock = now.astimezone(CITY_TIMEZONE)
    return clock.hour * 60 + clock.minute


def words_of(words: str) -> tuple[str, ...]:
    """What somebody typed, word by word; more than six words are not looked at."""
    return tuple(words.split()[:MOST_WORDS])


def _parse_when(text: str) -> When | None:
    if not text:
        return None
    try:
        return When(text)
    except ValueError:
        raise BadInput("when_invalid", value=text[:20]) from None


def _parse_flag(text: str) -> bool:
    if text not in ("", "0", "1"):
        raise BadInput("flag_invalid", value=text[:20])
    return text == "1"


def _parse_words(text: str) -> str:
    words = " ".join(text.split())
    if len(words) > WORDS_LENGTH:
        raise BadInput("query_too_long", length=len(words))
    return words
