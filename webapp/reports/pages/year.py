"""The part of a yearly report on what changed, over the three pillars."""

from dataclasses import dataclass
from datetime import date

from webapp.coverage.pages import Asked, Standing, standing_of
from webapp.coverage.rules.listing import LINE_SORTS
from webapp.coverage.rules.series import Measure
from webapp.extensions import db
from webapp.reports.queries.year import Change, Numbers, count_year, list_changes
from webapp.reports.rules.telling import outside


@dataclass(frozen=True)
class YearPart:
    """A year from its first day up to its last one, or to today: how it stood at both ends, and what there was.

    `matches` is None when they are too few to tell.
    """

    year: int
    first: date
    last: date
    is_over: bool
    before: Standing
    changes: tuple[Change, ...]
    numbers: Numbers
    matches: int | None


def last_day(year: int, *, today: date) -> date:
    """The last day of a year that has been."""
    return min(date(year, 12, 31), today)


def year_part(year: int, *, leaves_house: bool, today: date) -> YearPart:
    """What changed in a year."""
    first, last = date(year, 1, 1), last_day(year, today=today)
    numbers = count_year(db.session, since=first, until=last)
    return YearPart(
        year=year,
        first=first,
        last=last,
        is_over=last < today or (last.month, last.day) == (12, 31),
        before=standing_of(Asked(first, today, LINE_SORTS[0], Measure.NEIGHBOURHOODS, None)),
        changes=list_changes(db.session, since=first, until=last),
        numbers=numbers,
        matches=outside(numbers.matches) if leaves_house else numbers.matches,
    )
