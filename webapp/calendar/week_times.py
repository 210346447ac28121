"""Times of a week, such as when somebody can help or when a place is open: parts of days, in minutes.

How the database keeps them is in `webapp.calendar.week_ranges`, their words are in `webapp.calendar.week_words`. By the
clock in Groningen; a part ends on the day on which it begins, at 24.00 at the latest.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from webapp.calendar.rules import parse_time
from webapp.errors import BadInput

DAYS = 7
DAY_MINUTES = 24 * 60
WEEK_MINUTES = DAYS * DAY_MINUTES
MOST_PARTS = 42
"""Parts of a week that are read at most in one go: six a day."""

Span = tuple[int, int]
"""From and up to but not including, in minutes since Monday 0.00."""


class DayPart(StrEnum):
    """The parts of a day that people tell their time in."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


DAY_PARTS: dict[DayPart, Span] = {
    DayPart.MORNING: (9 * 60, 12 * 60),
    DayPart.AFTERNOON: (12 * 60, 17 * 60),
    DayPart.EVENING: (17 * 60, 22 * 60),
}
"""Minutes since midnight that each stands for."""


@dataclass(frozen=True, slots=True, order=True)
class WeekPart:
    """A part of one weekday: Monday is 0; `start` and `end` are minutes since midnight, the end not included.

    Raises `BadInput` with `week_day_unknown`, `time_ends_before_start` or `time_invalid`.
    """

    day: int
    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse what is no part of a day."""
        if not 0 <= self.day < DAYS:
            raise BadInput("week_day_unknown")
        if self.end <= self.start:
            raise BadInput("time_ends_before_start")
        if self.start < 0 or self.end > DAY_MINUTES:
            raise BadInput("time_invalid")

    @property
    def span(self) -> Span:
        """The same in minutes since Monday 0.00."""
        return self.day * DAY_MINUTES + self.start, self.day * DAY_MINUTES + self.end


def parse_part(day: str | None, starts: str | None, ends: str | None) -> WeekPart | None:
    """A part as it is typed: a day (0 is Monday), and two times such as 9, 9:30 or 19.30; None when nothing was.

    Raises `BadInput` with `week_day_unknown`, `week_time_incomplete`, `time_invalid` or `time_ends_before_start`.
    """
    day, starts, ends = (day or "").strip(), (starts or "").strip(), (ends or "").strip()
    if not (starts or ends):
        return None
    if not re.fullmatch(r"[0-6]", day, re.ASCII):
        raise BadInput("week_day_unknown")
    began, is_midnight = parse_time(_whole(starts)), re.fullmatch(r"24([:.]00)?", ends) is not None
    ended = None if is_midnight else parse_time(_whole(ends))
    if began is None or (ended is None and not is_midnight):
        raise BadInput("week_time_incomplete")
    return WeekPart(int(day), _minutes(began), DAY_MINUTES if ended is None else _minutes(ended))


def _whole(typed: str) -> str:
    """A whole hour as it is mostly written, 9 or 12, with its minutes."""
    return f"{typed}:00" if re.fullmatch(r"\d{1,2}", typed, re.ASCII) else typed


def parse_day_part(code: str) -> WeekPart:
    """A part as a box of the grid sends it: `0-morning` is Monday morning.

    Raises `BadInput` with `week_day_unknown`.
    """
    day, _, name = code.partition("-")
    if not re.fullmatch(r"[0-6]", day, re.ASCII) or name not in list(DayPart):
        raise BadInput("week_day_unknown")
    return WeekPart(int(day), *DAY_PARTS[DayPart(name)])


def parse_week(boxes: Iterable[str], typed: Iterable[tuple[str, str, str]] = ()) -> tuple[WeekPart, ...]:
    """What was ticked in the grid and what was typed below it, as one week: sorted, nothing twice, nothing overlapping.

    Empty when nothing was. Raises `BadInput` as `parse_part` does, or `week_too_full` beyond `MOST_PARTS`.
    """
    parts = [parse_day_part(code) for code in boxes]
    parts += [part for each in typed if (part := parse_part(*each)) is not None]
    if len(parts) > MOST_PARTS:
        raise BadInput("week_too_full", most=MOST_PARTS)
    return merged(parts)


def merged(parts: Iterable[WeekPart]) -> tuple[WeekPart, ...]:
    """The same times with what overlaps or touches on one day put together, from Monday on."""
    return parts_of(spans_of(parts))


def spans_of(parts: Iterable[WeekPart]) -> list[Span]:
    """The times as minutes of the week: in order, apart from each other, running on past midnight."""
    spans: list[Span] = []
    for start, end in sorted(part.span for part in parts):
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def parts_of(spans: Iterable[Span]) -> tuple[WeekPart, ...]:
    """Times in minutes of the week, cut at midnight. Raises `BadInput` as `WeekPart` does."""
    parts = []
    for start, end in spans:
        cut = start
        while cut < end:
            day = cut // DAY_MINUTES
            until = min(end, (day + 1) * DAY_MINUTES)
            parts.append(WeekPart(day, cut - day * DAY_MINUTES, until - day * DAY_MINUTES))
            cut = until
    return tuple(parts)


def overlap_minutes(one: Sequence[WeekPart] | None, other: Sequence[WeekPart] | None) -> int:
    """How many minutes of a week are in both; None stands for any time."""
    if one is None or other is None:
        told = one if other is None else other
        return WEEK_MINUTES if told is None else week_minutes(told)
    return sum(
        max(0, min(end, until) - max(start, since)) for start, end in spans_of(one) for since, until in spans_of(other)
    )


def week_minutes(parts: Iterable[WeekPart]) -> int:
    """How many minutes of a week these are."""
    return sum(end - start for start, end in spans_of(parts))


def day_parts_in(parts: Iterable[WeekPart]) -> tuple[frozenset[tuple[int, DayPart]], tuple[WeekPart, ...]]:
    """Which boxes of the grid hold these times, as (day, part of the day), and what is left besides them."""
    ticked: set[tuple[int, DayPart]] = set()
    rest: list[WeekPart] = []
    for part in merged(parts):
        within = {name: (s, e) for name, (s, e) in DAY_PARTS.items() if part.start <= s and e <= part.end}
        ticked.update((part.day, name) for name in within)
        at = part.start
        for start, end in within.values():
            rest += [WeekPart(part.day, at, start)] if at < start else []
            at = end
        rest += [WeekPart(part.day, at, part.end)] if at < part.end else []
    return frozenset(ticked), tuple(rest)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
