"""A recurrence rule as data: what people choose from, read from and written as RFC 5545 text, and its days.

Only the part of RFC 5545 that fits a plain sentence is known here. `UNTIL` is always written as a date, the last
day in Groningen on which it may happen ("tot en met"), so that a change of the hour leaves the rule as it is;
`webapp.calendar.feeds` writes it as the RFC asks of an event with a time.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple, Self

from dateutil import rrule as dateutil_rrule
from dateutil.relativedelta import relativedelta

from webapp.clock import CITY_TIMEZONE
from webapp.errors import BadInput

RRULE_LENGTH = 160
"""Characters that a rule of ours has at most: the width of a column for it."""

RRULE_PATTERN = (
    r"^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;(INTERVAL|BYMONTH|BYMONTHDAY|BYDAY)=[A-Z0-9,-]+)*;UNTIL=[0-9]{8}$"
)
"""The shape of a rule of ours, for a check in the database."""

MOST_DAYS = 6
"""Days of a month that one rule names at most."""

_LONGEST_TEXT = 500
_LAST_DAY = -1
_LEAP_YEAR = 2024
_NTHS = (1, 2, 3, 4, _LAST_DAY)
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_PARTS_OF_THE_CLOCK = {"BYSECOND", "BYMINUTE", "BYHOUR"}
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
_PARTS_NOT_OURS = {"BYYEARDAY", "BYWEEKNO", "RSCALE", "SKIP"}


class Frequency(StrEnum):
    """The step of a recurrence, as RFC 5545 writes it; nothing happens more often than daily."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class Weekday(StrEnum):
    """A day of the week in the letters of RFC 5545, Monday first."""

    MONDAY = "MO"
    TUESDAY = "TU"
    WEDNESDAY = "WE"
    THURSDAY = "TH"
    FRIDAY = "FR"
    SATURDAY = "SA"
    SUNDAY = "SU"

    @property
    def number(self) -> int:
        """0 for Monday to 6 for Sunday, as `date.weekday()` counts."""
        return _WEEKDAYS.index(self)

    @classmethod
    def of(cls, day: date) -> Self:
        """The weekday of a date."""
        return list(cls)[day.weekday()]


class NthWeekday(NamedTuple):
    """The first to fourth (1 to 4) or last (-1) of a weekday in a month."""

    nth: int
    weekday: Weekday


_WEEKDAYS = tuple(Weekday)
MOST_INTERVAL = {Frequency.DAILY: 30, Frequency.WEEKLY: 12, Frequency.MONTHLY: 12, Frequency.YEARLY: 2}
"""How many days, weeks, months or years may lie between two times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How something comes back. Days that are left out are those of its first time.

    Raises `BadInput` with `rhythm_interval_invalid`, `rhythm_unreadable` (a day or month that does not exist, zero
    times, a last day and a number of times at once), `rhythm_not_supported` (days that do not go with the
    frequency, or too many) or `rhythm_never` (30 February).
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[Weekday, ...] = ()
    """Of a week: with WEEKLY, or with DAILY when every day counts."""
    nth_weekdays: tuple[NthWeekday, ...] = ()
    """Of a month: with MONTHLY, or with YEARLY and a month."""
    month_days: tuple[int, ...] = ()
    """1 to 31, or -1 for the last day: with MONTHLY, or with YEARLY and a month."""
    month: int | None = None
    """1 to 12: with YEARLY."""
    until: date | None = None
    """The last day on which it may happen."""
    count: int | None = None
    """How many times, in place of `until`."""

    def __post_init__(self) -> None:
        """Refuse what no rule can say, and what we have no plain words for."""
        if not 1 <= self.interval <= MOST_INTERVAL[self.frequency]:
            raise BadInput("rhythm_interval_invalid", most=MOST_INTERVAL[self.frequency])
        if self.count is not None and (self.count < 1 or self.until is not None):
            raise BadInput("rhythm_unreadable")
        if any(day == 0 or abs(day) > 31 for day in self.month_days) or self.month not in (None, *range(1, 13)):  # noqa: PLR2004
            raise BadInput("rhythm_unreadable")
        if not self._days_fit():
            raise BadInput("rhythm_not_supported")
        # dateutil would look for 30 February until the year 9999
        if self.month and self.month_days and min(self.month_days) > monthrange(_LEAP_YEAR, self.month)[1]:
            raise BadInput("rhythm_never")

    def _days_fit(self) -> bool:
        in_month = self.month_days or self.nth_weekdays
        by_frequency = {
            Frequency.DAILY: not in_month and not self.month and (self.interval == 1 or not self.weekdays),
            Frequency.WEEKLY: not in_month and not self.month,
            Frequency.MONTHLY: not self.weekdays and not self.month,
            Frequency.YEARLY: not self.weekdays and (self.month is not None or not in_month),
        }
        return (
            by_frequency[self.frequency]
            and not (self.month_days and self.nth_weekdays)
            and len(set(self.month_days)) <= MOST_DAYS
            and len(set(self.nth_weekdays)) <= MOST_DAYS
            and all(day >= _LAST_DAY for day in self.month_days)
            and all(nth in _NTHS for nth, _ in self.nth_weekdays)
        )


def parse_rrule(text: str, *, starts_at: time | None = None) -> Recurrence:
    """The recurrence that an RFC 5545 RRULE says, whoever wrote it; `RRULE:` may stand before it.

    An `UNTIL` with a moment becomes the last day on which something that starts at `starts_at` still happens.
    Raises `BadInput` with `rhythm_unreadable`, `rhythm_too_often`, or what `Recurrence` raises.
    """
    parts = _parts(text)
    if parts["FREQ"] in _TOO_OFTEN or _PARTS_OF_THE_CLOCK & parts.keys():
        raise BadInput("rhythm_too_often")
    if _PARTS_NOT_OURS & parts.keys():
        raise BadInput("rhythm_not_supported")
    if parts["FREQ"] not in Frequency.__members__ or not parts.keys() <= _PARTS:
        raise BadInput("rhythm_unreadable")
    frequency = Frequency(parts["FREQ"])
    interval = _number(parts.get("INTERVAL", "1"))
    weekdays, nth_weekdays = _by_day(frequency, parts)
    _check_week_start(parts.get("WKST", "MO"), plain=frequency != Frequency.WEEKLY or interval == 1)
    return Recurrence(
        frequency=frequency,
        interval=interval,
        weekdays=weekdays,
        nth_weekdays=nth_weekdays,
        month_days=tuple(_number(day) for day in _listed(parts, "BYMONTHDAY")),
        month=_only_month(_listed(parts, "BYMONTH")),
        until=_until(parts["UNTIL"], starts_at) if "UNTIL" in parts else None,
        count=_number(parts["COUNT"]) if "COUNT" in parts else None,
    )


def rrule_text(recurrence: Recurrence, *, until: str | None = None) -> str:
    """The rule as RFC 5545 writes it, without `RRULE:`; `until` takes the place of the last day."""
    parts = [f"FREQ={recurrence.frequency}"]
    if recurrence.interval > 1:
        parts.append(f"INTERVAL={recurrence.interval}")
    if recurrence.month is not None:
        parts.append(f"BYMONTH={recurrence.month}")
    if recurrence.month_days:
        parts.append("BYMONTHDAY=" + ",".join(str(day) for day in recurrence.month_days))
    days = [str(day) for day in recurrence.weekdays] + [f"{nth}{day}" for nth, day in recurrence.nth_weekdays]
    if days:
        parts.append("BYDAY=" + ",".join(days))
    if recurrence.count is not None:
        parts.append(f"COUNT={recurrence.count}")
    if recurrence.until is not None:
        parts.append("UNTIL=" + (until or f"{recurrence.until:%Y%m%d}"))
    return ";".join(parts)


def list_days(recurrence: Recurrence, starts_on: date, *, since: date, until: date) -> Iterator[date]:
    """The days from `since` to `until`, both counted, in order; intervals are counted from `starts_on`.

    The work grows with the days asked for, not with how long ago it began.
    """
    since = max(since, starts_on)
    last = until if recurrence.until is None else min(until, recurrence.until)
    rule = dateutil_rrule.rrule(
        getattr(dateutil_rrule, recurrence.frequency),
        dtstart=datetime.combine(_period_before(recurrence, starts_on, since), time()),
        interval=recurrence.interval,
        wkst=dateutil_rrule.MO,
        until=datetime.combine(last, time()),
        bymonth=recurrence.month,
        bymonthday=recurrence.month_days or None,
        byweekday=_for_dateutil(recurrence),
    )
    return (moment.date() for moment in rule if moment.date() >= since)


def _for_dateutil(recurrence: Recurrence) -> list[dateutil_rrule.weekday] | None:
    days = [dateutil_rrule.weekday(day.number) for day in recurrence.weekdays]
    days += [dateutil_rrule.weekday(day.number, nth) for nth, day in recurrence.nth_weekdays]
    return days or None


def _period_before(recurrence: Recurrence, starts_on: date, since: date) -> date:
    """The first day of the last period (day, week, month, year) of the rhythm that begins on or before `since`."""
    every = recurrence.interval
    if recurrence.frequency == Frequency.DAILY:
        return since - timedelta(days=(since - starts_on).days % every)
    if recurrence.frequency == Frequency.WEEKLY:
        monday = starts_on - timedelta(days=starts_on.weekday())
        return since - timedelta(days=(since - monday).days % (7 * every))
    if recurrence.frequency == Frequency.MONTHLY:
        months = (since.year - starts_on.year) * 12 + since.month - starts_on.month
        return starts_on.replace(day=1) + relativedelta(months=months - months % every)
    return date(since.year - (since.year - starts_on.year) % every, 1, 1)


def _parts(text: str) -> dict[str, str]:
    """The parts of a rule by name, in capitals; each once, FREQ among them."""
    line = text.strip().upper() if len(text) <= _LONGEST_TEXT else ""
    found: dict[str, str] = {}
    for part in line.removeprefix("RRULE:").removesuffix(";").split(";"):
        name, _, value = part.partition("=")
        if name in found or not re.fullmatch(r"[A-Z0-9,+-]+", value, re.ASCII):
            raise BadInput("rhythm_unreadable")
        found[name] = value
    if "FREQ" not in found:
        raise BadInput("rhythm_unreadable")
    return found


def _listed(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _number(text: str) -> int:
    """A whole number of at most ten digits; zero only as part of a list of days, where it is refused later."""
    if not re.fullmatch(r"[+-]?\d{1,10}", text, re.ASCII):
        raise BadInput("rhythm_unreadable")
    return int(text)


def _weekday(text: str) -> Weekday:
    if text not in _WEEKDAYS:
        raise BadInput("rhythm_unreadable")
    return Weekday(text)


def _by_day(frequency: Frequency, parts: dict[str, str]) -> tuple[tuple[Weekday, ...], tuple[NthWeekday, ...]]:
    """Weekdays, or nth weekdays of a month; `BYDAY=SA;BYSETPOS=1` is how some calendars write `BYDAY=1SA`."""
    days = [(text[:-2], _weekday(text[-2:])) for text in _listed(parts, "BYDAY")]
    places = _listed(parts, "BYSETPOS")
    if places and len(days) == 1 and not days[0][0]:
        days = [(place, days[0][1]) for place in places]
    elif places:
        raise BadInput("rhythm_not_supported")
    if frequency in (Frequency.DAILY, Frequency.WEEKLY):
        if any(nth for nth, _ in days):
            raise BadInput("rhythm_unreadable")
        return tuple(day for _, day in days), ()
    if not all(nth for nth, _ in days):
        raise BadInput("rhythm_not_supported")
    return (), tuple(NthWeekday(_number(nth), day) for nth, day in days)


def _only_month(months: list[str]) -> int | None:
    if len(months) > 1:
        raise BadInput("rhythm_not_supported")
    return _number(months[0]) if months else None


def _check_week_start(text: str, *, plain: bool) -> None:
    """On what day a week begins matters only where weeks are left out; then it must be Monday, as it is here."""
    if _weekday(text) != Weekday.MONDAY and not plain:
        raise BadInput("rhythm_not_supported")


def _until(text: str, starts_at: time | None) -> date:
    """The last day by the clock of Groningen, from a date, a local moment or one in UTC (with Z)."""
    shape = re.fullmatch(r"(\d{8})(T\d{6})?(Z)?", text, re.ASCII)
    if shape is None or (shape[3] and not shape[2]):
        raise BadInput("rhythm_unreadable")
    try:
        at = datetime.strptime(shape[1] + (shape[2] or ""), "%Y%m%dT%H%M%S" if shape[2] else "%Y%m%d")  # noqa: DTZ007
    except ValueError:
        raise BadInput("rhythm_unreadable") from None
    if shape[3] and at.year < MAXYEAR:  # New Year's Eve of 9999 has no tomorrow
        at = at.replace(tzinfo=UTC).astimezone(CITY_TIMEZONE)
    missed = shape[2] is not None and starts_at is not None and at.time() < starts_at and at.date() > date.min
    return at.date() - timedelta(days=1) if missed else at.date()
