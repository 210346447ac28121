"""Releases of the demonstration: some of the past two years, so that there is something to see over time."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from webapp.errors import DatabaseNotReady
from webapp.opendata.actions.making import make_release
from webapp.opendata.queries.releases import list_numbers
from webapp.opendata.rules.releases import month_of

MONTHS_AGO = (23, 17, 11, 8, 5, 2, 1, 0)
"""How long ago each month was that has one."""
MONTHS_IN_YEAR = 12


def seed_demo_releases(session: Session, *, today: date, now: datetime) -> int:
    """Make the releases of past months that are not there yet; gives how many. To be called last of all."""
    there = {each.month for each in list_numbers(session)}
    days = [today if ago == 0 else first_of_month(today, ago) for ago in MONTHS_AGO]
    missing = [day for day in days if month_of(day) not in there]
    try:
        for day in missing:
            make_release(session, as_of=day, now=now, today=today)
    except DatabaseNotReady:
        return 0
    return len(missing)


def first_of_month(day: date, ago: int) -> date:
    """The first day of the month so many months before this day."""
    years, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 - ago, MONTHS_IN_YEAR)
    return date(years, month + 1, 1)
