"""When something happens: once, or in a rhythm that ends. Hours are those of the clock in Groningen, summer and winter.

The church year and holidays pause a rhythm through the set of days that `skipping` brings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.relativedelta import relativedelta

from webapp.calendar.dates import EARLIEST, LATEST
from webapp.calendar.recurrence import (
    Frequency,
    NthWeekday,
    Recurrence,
    Weekday,
    list_days,
    parse_rrule,
    rrule_text,
)
from webapp.clock import CITY_TIMEZONE
from webapp.errors import BadInput

MAX_OCCURRENCES = 800
"""Times that are counted out at most in one go: two years of every day, and some."""

MOST_YEARS_AHEAD = 2
MOST_MINUTES = 24 * 60 - 1
_WEEK_DAYS = 7
_YEAR_MONTHS = 12


class Pattern(StrEnum):
    """The choices of the recurrence picker; each has a sentence of its own."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY_WEEKDAY = "monthly_weekday"
    MONTHLY_DAY = "monthly_day"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When something happens. Make one from input with `build_rhythm`; made directly it must be whole and canonical.

    Raises `BadInput` with `rhythm_unreadable`, `time_needed` or `duration_invalid` when it is not.
    """

    starts_on: date
    """The first time it happens."""
    starts_at: time | None = None
    """By the clock in Groningen; None for the whole day, or no fixed hour."""
    minutes: int | None = None
    """How long it takes; None when nobody said."""
    rrule: str | None = None
    """An RFC 5545 rule as `webapp.calendar.recurrence` writes it, with its last day as UNTIL; None for once."""

    def __post_init__(self) -> None:
        """Refuse what `build_rhythm` would not give."""
        _check_duration(self.starts_at, self.minutes)
        if self.rrule is not None:
            recurrence = parse_rrule(self.rrule)
            if recurrence.until is None or rrule_text(recurrence) != self.rrule:
                raise BadInput("rhythm_unreadable")

    @property
    def recurrence(self) -> Recurrence | None:
        """The rule as data; None for once."""
        return None if self.rrule is None else parse_rrule(self.rrule)

    @property
    def ends_on(self) -> date:
        """The last day on which it may begin: "tot en met"; its only day for once."""
        recurrence = self.recurrence
        return self.starts_on if recurrence is None or recurrence.until is None else recurrence.until


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that something happens. Its `day` is what tells it from other times of the same rhythm."""

    day: date
    starts: datetime | date
    """A moment with the offset of Groningen, or the day when it has no hour."""
    ends: datetime | date | None
    """A moment; the same day when it has no hour; None when nobody said how long it takes."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a sentence on a rhythm tells, in codes; `webapp.calendar.words` makes the sentence."""

    pattern: Pattern
    recurrence: Recurrence | None
    first: date
    last: date | None
    """None for once."""
    starts_at: time | None
    ends_at: time | None
    """Earlier than `starts_at` when it ends after midnight."""


def parse_time(text: str | None) -> time | None:
    """A time of day such as 9:30, 19.30 or 19:30:00, to the minute; None for empty text.

    Raises `BadInput("time_invalid")`.
    """
    typed = (text or "")[:20].strip()
    if not typed:
        return None
    shape = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)(:00)?", typed, re.ASCII)
    if shape is None:
        raise BadInput("time_invalid", value=typed)
    return time(int(shape[1]), int(shape[2]))


def minutes_between(starts_at: time | None, ends_at: time | None) -> int | None:
    """How long something takes from one time of day to the next, past midnight too; None without an end.

    Raises `BadInput` with `time_needed` (an end without a start) or `duration_invalid` (both are the same).
    """
    if ends_at is None:
        return None
    if starts_at is None:
        raise BadInput("time_needed")
    minutes = (ends_at.hour - starts_at.hour) * 60 + ends_at.minute - starts_at.minute
    minutes %= 24 * 60
    _check_duration(starts_at, minutes)
    return minutes


def choose(
    pattern: Pattern,
    *,
    until: date | None,
    interval: int = 1,
    weekdays: tuple[Weekday, ...] = (),
    nths: tuple[int, ...] = (),
    month_day: int | None = None,
) -> Recurrence | None:
    """The recurrence that somebody put together in the picker; None for once.

    What a pattern does not ask is ignored. Weekly without weekdays, and monthly or yearly without a day, come back
    on the day of the first time. Raises `BadInput` with `rhythm_without_end`, `rhythm_weekday_needed` (the which-th
    of which weekday) or what `Recurrence` raises.
    """
    if pattern == Pattern.ONCE:
        return None
    if until is None:
        raise BadInput("rhythm_without_end")
    if pattern == Pattern.DAILY:
        return Recurrence(frequency=Frequency.DAILY, interval=interval, until=until)
    if pattern == Pattern.WEEKLY:
        return Recurrence(frequency=Frequency.WEEKLY, interval=interval, weekdays=weekdays, until=until)
    if pattern == Pattern.MONTHLY_WEEKDAY:
        days = tuple(NthWeekday(nth, weekday) for weekday in weekdays for nth in nths)
        if not days:
            raise BadInput("rhythm_weekday_needed")
        return Recurrence(frequency=Frequency.MONTHLY, interval=interval, nth_weekdays=days, until=until)
    if pattern == Pattern.MONTHLY_DAY:
        month_days = () if month_day is None else (month_day,)
        return Recurrence(frequency=Frequency.MONTHLY, interval=interval, month_days=month_days, until=until)
    return Recurrence(frequency=Frequency.YEARLY, interval=interval, until=until)


def build_rhythm(
    starts_on: date,
    starts_at: time | None = None,
    minutes: int | None = None,
    recurrence: Recurrence | str | None = None,
    *,
    today: date,
) -> Rhythm:
    """The canonical rhythm of what somebody chose, or of an RRULE that somebody sent: equal rhythms are equal.

    A rhythm starts on the first day that fits its rule, and a number of times becomes the day of the last time.

    Parameters
    ----------
    starts_on : date
        From 1900 to two years ahead of `today`.
    minutes : int, optional
        1 to 1439, only with a time to start at.
    recurrence : Recurrence or str, optional
        None for once. It ends at most two years after its start, or after `today` when that is later: so a rhythm
        that has run for years can be edited and renewed.

    Raises
    ------
    BadInput
        `date_out_of_range`, `rhythm_starts_too_late`, `time_needed`, `duration_invalid`; for a rule
        `rhythm_without_end`, `rhythm_ends_before_start`, `rhythm_too_long`, `rhythm_never` (no day fits), and what
        `parse_rrule` raises.
    """
    if not EARLIEST <= starts_on <= LATEST:
        raise BadInput("date_out_of_range", value=starts_on)
    if starts_on > today + relativedelta(years=MOST_YEARS_AHEAD):
        raise BadInput("rhythm_starts_too_late", years=MOST_YEARS_AHEAD)
    if recurrence is None:
        return Rhythm(starts_on, starts_at, minutes)
    if isinstance(recurrence, str):
        recurrence = parse_rrule(recurrence, starts_at=starts_at)
    latest = max(starts_on, today) + relativedelta(years=MOST_YEARS_AHEAD)
    _check_end(recurrence, starts_on, latest)
    recurrence = _with_days_of(recurrence, starts_on)
    starts_on = _first_day(recurrence, starts_on, latest)
    recurrence = _simplest(_with_last_day(recurrence, starts_on, latest), starts_on)
    return Rhythm(starts_on, starts_at, minutes, rrule_text(recurrence))


def extended(rhythm: Rhythm, until: date, *, today: date) -> Rhythm:
    """The same rhythm with another last day, as when somebody confirms that it goes on for a year.

    Raises `BadInput` with `rhythm_happens_once`, or what `build_rhythm` raises.
    """
    recurrence = rhythm.recurrence
    if recurrence is None:
        raise BadInput("rhythm_happens_once")
    longer = replace(recurrence, until=until)
    return build_rhythm(rhythm.starts_on, rhythm.starts_at, rhythm.minutes, longer, today=today)


def occurrence_on(rhythm: Rhythm, day: date) -> Occurrence:
    """The time that begins on a day, whether the rule has that day or not.

    It lasts exactly its minutes, also in a night in which the clock is changed. An hour that the clock leaves out
    in spring is the hour after it (RFC 5545, 3.3.5).
    """
    if rhythm.starts_at is None:
        return Occurrence(day, day, day)
    starts = datetime.combine(day, rhythm.starts_at, CITY_TIMEZONE).astimezone(UTC)
    ends = None if rhythm.minutes is None else starts + timedelta(minutes=rhythm.minutes)
    return Occurrence(day, starts.astimezone(CITY_TIMEZONE), None if ends is None else ends.astimezone(CITY_TIMEZONE))


def occurrences(
    rhythm: Rhythm,
    since: date,
    until: date,
    limit: int = MAX_OCCURRENCES,
    *,
    skipping: frozenset[date] = frozenset(),
) -> tuple[Occurrence, ...]:
    """The times that begin from `since` to `until`, both counted, in order; at most `limit`, and never above 800."""
    days = (day for day in _days(rhythm, since, until) if day not in skipping)
    return tuple(occurrence_on(rhythm, day) for day in islice(days, max(0, min(limit, MAX_OCCURRENCES))))


def next_occurrence(
    rhythm: Rhythm, after: date | datetime, *, skipping: frozenset[date] = frozenset()
) -> Occurrence | None:
    """The first time on a day or later, or after a moment; None when it is over.

    What has no hour has not passed until its day has.
    """
    since = after.astimezone(CITY_TIMEZONE).date() if isinstance(after, datetime) else after
    for each in occurrences(rhythm, since, rhythm.ends_on, 2, skipping=skipping):
        if not isinstance(after, datetime) or not isinstance(each.starts, datetime) or each.starts > after:
            return each
    return None


def is_over(rhythm: Rhythm, today: date, *, skipping: frozenset[date] = frozenset()) -> bool:
    """Whether the last time ended before today: what began last night and ends after midnight is not over."""
    left = occurrences(rhythm, today - timedelta(days=1), rhythm.ends_on, 2, skipping=skipping)
    return not any(each.day >= today or _last_day(each) >= today for each in left)


def pattern_of(recurrence: Recurrence | None) -> Pattern:
    """The choice of the picker that a recurrence belongs to."""
    if recurrence is None:
        return Pattern.ONCE
    if recurrence.frequency == Frequency.MONTHLY:
        return Pattern.MONTHLY_WEEKDAY if recurrence.nth_weekdays else Pattern.MONTHLY_DAY
    return Pattern(recurrence.frequency.lower())


def describe(rhythm: Rhythm) -> Description:
    """What there is to say on a rhythm, in codes."""
    recurrence = rhythm.recurrence
    ends_at = None
    if rhythm.starts_at is not None and rhythm.minutes is not None:
        ends_at = (datetime.combine(rhythm.starts_on, rhythm.starts_at) + timedelta(minutes=rhythm.minutes)).time()
    return Description(
        pattern=pattern_of(recurrence),
        recurrence=recurrence,
        first=rhythm.starts_on,
        last=None if recurrence is None else recurrence.until,
        starts_at=rhythm.starts_at,
        ends_at=ends_at,
    )


def _last_day(occurrence: Occurrence) -> date:
    return occurrence.ends.date() if isinstance(occurrence.ends, datetime) else occurrence.day


def _days(rhythm: Rhythm, since: date, until: date) -> Iterator[date]:
    recurrence = rhythm.recurrence
    if recurrence is not None:
        return list_days(recurrence, rhythm.starts_on, since=since, until=until)
    return iter([rhythm.starts_on] if since <= rhythm.starts_on <= until else [])


def _check_duration(starts_at: time | None, minutes: int | None) -> None:
    if minutes is None:
        return
    if starts_at is None:
        raise BadInput("time_needed")
    if not 1 <= minutes <= MOST_MINUTES:
        raise BadInput("duration_invalid")


def _check_end(recurrence: Recurrence, starts_on: date, latest: date) -> None:
    if recurrence.until is None and recurrence.count is None:
        raise BadInput("rhythm_without_end")
    if recurrence.until is not None and recurrence.until < starts_on:
        raise BadInput("rhythm_ends_before_start")
    if (recurrence.until or latest) > latest or (recurrence.count or 0) > MAX_OCCURRENCES:
        raise BadInput("rhythm_too_long", years=MOST_YEARS_AHEAD)


def _with_days_of(recurrence: Recurrence, first: date) -> Recurrence:
    """The rule with its days filled in from its first time, each day once and in order."""
    in_month = recurrence.month_days or recurrence.nth_weekdays
    if recurrence.frequency == Frequency.WEEKLY and not recurrence.weekdays:
        return replace(recurrence, weekdays=(Weekday.of(first),))
    if recurrence.frequency == Frequency.MONTHLY and not in_month:
        return replace(recurrence, month_days=(first.day,))
    if recurrence.frequency == Frequency.YEARLY and not in_month:
        return replace(recurrence, month=recurrence.month or first.month, month_days=(first.day,))
    return replace(
        recurrence,
        weekdays=tuple(sorted(set(recurrence.weekdays), key=lambda day: day.number)),
        nth_weekdays=tuple(sorted(set(recurrence.nth_weekdays), key=_place_in_month)),
        month_days=tuple(sorted(set(recurrence.month_days), key=_last_at_the_end)),
    )


def _last_at_the_end(place: int) -> tuple[bool, int]:
    return place < 0, place


def _place_in_month(day: NthWeekday) -> tuple[int, bool, int]:
    return day.weekday.number, *_last_at_the_end(day.nth)


def _first_day(recurrence: Recurrence, starts_on: date, latest: date) -> date:
    """The first day that fits the rule; what it leaves out (every other week) is counted from there."""
    first = next(list_days(replace(recurrence, interval=1), starts_on, since=starts_on, until=latest), None)
    if first is None:
        raise BadInput("rhythm_never")
    return first


def _with_last_day(recurrence: Recurrence, starts_on: date, latest: date) -> Recurrence:
    """The rule with a last day in place of a number of times."""
    if recurrence.count is None:
        return recurrence
    days = tuple(islice(list_days(recurrence, starts_on, since=starts_on, until=latest), recurrence.count))
    if len(days) < recurrence.count:
        raise BadInput("rhythm_too_long", years=MOST_YEARS_AHEAD)
    return replace(recurrence, count=None, until=days[-1])


def _simplest(recurrence: Recurrence, first: date) -> Recurrence:
    """The plainest rule with the same days: every 14 days is every other week, every 12 months is every year."""
    if recurrence.frequency == Frequency.DAILY and recurrence.weekdays:
        recurrence = replace(recurrence, frequency=Frequency.WEEKLY)
    if recurrence.frequency == Frequency.DAILY and recurrence.interval % _WEEK_DAYS == 0:
        weeks = recurrence.interval // _WEEK_DAYS
        return replace(recurrence, frequency=Frequency.WEEKLY, interval=weeks, weekdays=(Weekday.of(first),))
    if recurrence.interval == 1 and len(recurrence.weekdays) == _WEEK_DAYS:
        return replace(recurrence, frequency=Frequency.DAILY, weekdays=())
    if recurrence.frequency == Frequency.MONTHLY and recurrence.interval == _YEAR_MONTHS:
        return replace(recurrence, frequency=Frequency.YEARLY, interval=1, month=first.month)
    return recurrence
