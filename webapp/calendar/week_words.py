"""Times of a week as people read them."""

from collections.abc import Sequence
from datetime import time
from itertools import groupby

from flask_babel import gettext, lazy_gettext

from webapp.calendar.recurrence import Weekday
from webapp.calendar.week_times import DAY_MINUTES, DAYS, DayPart, WeekPart, day_parts_in, merged
from webapp.calendar.words import clock_time, weekday_name

_DAY_PARTS = {
    DayPart.MORNING: lazy_gettext("ochtend"),
    DayPart.AFTERNOON: lazy_gettext("middag"),
    DayPart.EVENING: lazy_gettext("avond"),
}
A_PAIR = 2


def day_part_name(part: DayPart) -> str:
    """What a part of the day is called: ochtend."""
    return str(_DAY_PARTS[part])


def day_name(day: int) -> str:
    """The whole name of a weekday; 0 is maandag."""
    return weekday_name(list(Weekday)[day])


def minutes_as_clock(minutes: int) -> str:
    """Minutes since midnight as a time of day: 9.30; the end of a day is 24.00."""
    if minutes == DAY_MINUTES:
        return clock_time(time(0)).replace("00", "24", 1)
    return clock_time(time(minutes // 60, minutes % 60))


def week_words(parts: Sequence[WeekPart] | None) -> str:
    """The times in one line: "maandag en dinsdag: ochtend; vrijdag: 09.00-17.30"; "altijd" for None."""
    if parts is None:
        return str(gettext("altijd"))
    told = [(day, _day_words([part for part in merged(parts) if part.day == day])) for day in range(DAYS)]
    lines = []
    for words, days in groupby(told, key=lambda each: each[1]):
        if words:
            lines.append(f"{_days_words([day for day, _ in days])}: {words}")
    return "; ".join(lines)


def _day_words(parts: list[WeekPart]) -> str:
    """The times of one day; parts of the day by their name when nothing else was told."""
    ticked, rest = day_parts_in(parts)
    if parts and not rest:
        return ", ".join(day_part_name(name) for name in DayPart if (parts[0].day, name) in ticked)
    if [(part.start, part.end) for part in parts] == [(0, DAY_MINUTES)]:
        return str(gettext("de hele dag"))
    return ", ".join(f"{minutes_as_clock(part.start)}-{minutes_as_clock(part.end)}" for part in parts)


def _days_words(days: list[int]) -> str:
    """Days that follow each other."""
    if len(days) == DAYS:
        return str(gettext("elke dag"))
    first, last = day_name(days[0]), day_name(days[-1])
    if len(days) > A_PAIR:
        return str(gettext("%(first)s tot en met %(last)s", first=first, last=last))
    if len(days) == A_PAIR:
        return str(gettext("%(first)s en %(second)s", first=first, second=last))
    return first
