"""Releases of the demonstration: one for each of the past months, so that there is something to see over time."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from webapp.errors import DatabaseNotReady
from webapp.opendata.actions.making import make_release
from webapp.opendata.queries.releases import list_numbers
from webapp.opendata.rules.releases import month_of

MONTHS = 6
"""How many months have one, this month among them."""


def seed_demo_releases(session: Session, *, today: date, now: datetime) -> int:
    """Make the releases of the past months that are not there yet; gives how many. To be called last of all."""
    days = [today]
    while len(days) < MONTHS:
        days.append(month_of(month_of(days[-1]) - timedelta(days=1)))
    there = {each.month for each in list_numbers(session)}
    missing = [day for day in reversed(days) if month_of(day) not in there]
    try:
        for day in missing:
            make_release(session, as_of=day, now=now, today=today)
    except DatabaseNotReady:
        return 0
    return len(missing)
