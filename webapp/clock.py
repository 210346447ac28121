"""Today, as the city of Groningen lives it. Rules take a day; only entries to the product ask here."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

CITY_TIMEZONE = ZoneInfo("Europe/Amsterdam")


def today() -> date:
    """The day it is in Groningen."""
    return datetime.now(CITY_TIMEZONE).date()


def start_of_day(now: datetime) -> datetime:
    """When the day of a moment began in Groningen."""
    return datetime.combine(now.astimezone(CITY_TIMEZONE).date(), time(), CITY_TIMEZONE)
