"""Times of a week as the files write them: "ma ochtend", "do 10:00-21:00"."""

from collections.abc import Sequence

from webapp.calendar.week_ranges import to_multirange
from webapp.calendar.week_times import DAY_PARTS, DayPart, WeekPart, parse_part
from webapp.models.base import WeekTimes

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
PARTS = {"ochtend": DayPart.MORNING, "middag": DayPart.AFTERNOON, "avond": DayPart.EVENING}


def week_of(written: Sequence[str]) -> WeekTimes | None:
    """The times that are written; None, which stands for any time or for unknown, when nothing is.

    Raises
    ------
    ValueError
        For a day or part that is none.
    """
    return to_multirange([_part(each) for each in written])


def _part(written: str) -> WeekPart:
    day, _, times = written.partition(" ")
    number = DAYS.index(day)
    if times in PARTS:
        return WeekPart(number, *DAY_PARTS[PARTS[times]])
    starts, _, ends = times.partition("-")
    part = parse_part(str(number), starts, ends)
    if part is None:
        raise ValueError(written)
    return part
