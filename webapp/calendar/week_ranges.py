"""Times of a week as the database keeps them (`webapp.models.base.WeekTimes`)."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.dialects.postgresql.ranges import MultiRange

from webapp.calendar.week_times import WeekPart, parts_of, spans_of
from webapp.models.base import WeekTimes


def to_multirange(parts: Sequence[WeekPart] | None) -> WeekTimes | None:
    """The value to keep; None for any time, and for no part at all, which the database does not hold."""
    if not parts:
        return None
    return MultiRange(Range(start, end, bounds="[)") for start, end in spans_of(parts))


def from_multirange(value: WeekTimes | None) -> tuple[WeekPart, ...] | None:
    """The parts of a kept value; None for any time."""
    if value is None:
        return None
    spans = [(each.lower, each.upper) for each in value]
    return parts_of([(start, end) for start, end in spans if start is not None and end is not None])
