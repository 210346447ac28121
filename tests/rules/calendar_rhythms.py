"""Rhythms for property tests, and an account of their days that owes nothing to dateutil."""

from calendar import monthrange
from datetime import date, time, timedelta
from typing import Any

from hypothesis import strategies as st

from webapp.calendar.recurrence import Frequency, NthWeekday, Recurrence, Weekday
from webapp.calendar.rules import MOST_MINUTES, Rhythm, build_rhythm
from webapp.errors import BadInput

TODAY = date(2026, 11, 22)
weekdays = st.sampled_from(Weekday)
nths = st.builds(NthWeekday, st.sampled_from([1, 2, 3, 4, -1]), weekdays)
month_days = st.sampled_from([*range(1, 32), -1])
clock_times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def several(each: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(each, max_size=most).map(tuple)


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    frequency = draw(st.sampled_from(Frequency))
    parts: dict[str, Any] = {"interval": draw(st.integers(1, 2 if frequency == Frequency.YEARLY else 12))}
    if frequency == Frequency.WEEKLY or (frequency == Frequency.DAILY and parts["interval"] == 1):
        parts["weekdays"] = draw(several(weekdays, 9))
    elif frequency != Frequency.DAILY:
        name = draw(st.sampled_from(["nth_weekdays", "month_days"]))
        parts[name] = draw(several(nths if name == "nth_weekdays" else month_days))
        if frequency == Frequency.YEARLY and (parts[name] or draw(st.booleans())):
            parts["month"] = draw(st.integers(1, 12))
    ending = st.dates(TODAY, TODAY + timedelta(days=900))
    parts.update(draw(st.fixed_dictionaries({"until": ending}) | st.fixed_dictionaries({"count": st.integers(1, 60)})))
    return Recurrence(frequency=frequency, **parts)


@st.composite
def rhythms(draw: st.DrawFn, *, once: bool = True) -> Rhythm:
    """Canonical rhythms between a year ago and two years ahead; what cannot be one is drawn again."""
    starts_at = draw(st.none() | clock_times)
    minutes = draw(st.none() | st.integers(1, MOST_MINUTES)) if starts_at else None
    recurrence = draw(st.none() | recurrences() if once else recurrences())
    starts_on = draw(st.dates(TODAY - timedelta(days=365), TODAY + timedelta(days=400)))
    try:
        return build_rhythm(starts_on, starts_at, minutes, recurrence, today=TODAY)
    except BadInput:
        return build_rhythm(starts_on, starts_at, minutes, rule_every_other_week(starts_on), today=TODAY)


def rule_every_other_week(starts_on: date) -> Recurrence:
    return Recurrence(frequency=Frequency.WEEKLY, interval=2, until=starts_on + timedelta(days=300))


def fits(recurrence: Recurrence, starts_on: date, day: date) -> bool:
    """Whether a day is one of the rule's, by counting days, weeks and months."""
    month = monthrange(day.year, day.month)[1]
    is_day = day.day in recurrence.month_days or (-1 in recurrence.month_days and day.day == month)
    nth = {(day.day - 1) // 7 + 1} | ({-1} if day.day + 7 > month else set())
    is_nth = any(each.weekday == Weekday.of(day) and each.nth in nth for each in recurrence.nth_weekdays)
    monday = starts_on - timedelta(days=starts_on.weekday())
    steps = {
        Frequency.DAILY: ((day - starts_on).days, True),
        Frequency.WEEKLY: ((day - monday).days // 7, Weekday.of(day) in recurrence.weekdays),
        Frequency.MONTHLY: ((day.year - starts_on.year) * 12 + day.month - starts_on.month, is_day or is_nth),
        Frequency.YEARLY: (day.year - starts_on.year, day.month == recurrence.month and (is_day or is_nth)),
    }
    step, of_period = steps[recurrence.frequency]
    return of_period and step % recurrence.interval == 0


def days_by_counting(rhythm: Rhythm) -> list[date]:
    """All days of a rhythm, the slow way."""
    recurrence = rhythm.recurrence
    if recurrence is None:
        return [rhythm.starts_on]
    span = (rhythm.ends_on - rhythm.starts_on).days + 1
    days = [rhythm.starts_on + timedelta(days=number) for number in range(span)]
    return [day for day in days if fits(recurrence, rhythm.starts_on, day)]


def weekly(*days: Weekday, at: time | None = time(10), minutes: int | None = 120, every: int = 1) -> Rhythm:
    """From Sunday 22 November 2026 to 30 June 2027."""
    rule = Recurrence(frequency=Frequency.WEEKLY, interval=every, weekdays=days, until=date(2027, 6, 30))
    return build_rhythm(TODAY, at, minutes, rule, today=TODAY)
