"""Shifts of a campaign: how many heads lack, and which of those who come when they are needed can come then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webapp.errors import BadInput

MOST_PEOPLE = 20
NAME_LENGTH = 80
REST = timedelta(hours=20)
"""Nobody is asked again sooner than this."""


@dataclass(frozen=True)
class Availability:
    """When somebody comes if they are needed, both days included, between two minutes of the day; with how many."""

    from_day: date
    until_day: date
    from_minute: int
    until_minute: int
    people: int = 1


@dataclass(frozen=True)
class Heads:
    """How many people a shift needs and has."""

    needed: int
    taken: int

    @property
    def lacking(self) -> int:
        """How many are still to come."""
        return max(0, self.needed - self.taken)


def require_availability(wanted: Availability, *, ends_on: date, today: date) -> None:
    """Refuse what cannot be: `BadInput` with `helper_days`, `helper_hours` or `helper_people`."""
    if not today <= wanted.until_day or not wanted.from_day <= wanted.until_day <= ends_on:
        raise BadInput("helper_days")
    if not 0 <= wanted.from_minute < wanted.until_minute <= 24 * 60:
        raise BadInput("helper_hours")
    if not 1 <= wanted.people <= MOST_PEOPLE:
        raise BadInput("helper_people", most=MOST_PEOPLE)


def can_come(helper: Availability, day: date | None, at: time | None) -> bool:
    """Whether somebody can come to a shift that begins then; what has no day or hour suits everyone at any."""
    if day is not None and not helper.from_day <= day <= helper.until_day:
        return False
    return at is None or helper.from_minute <= minute_of(at) < helper.until_minute


def may_be_asked(asked_at: datetime | None, *, now: datetime) -> bool:
    """Whether somebody has been left in peace long enough."""
    return asked_at is None or now - asked_at >= REST


def heads(helpers: Iterable[Availability]) -> int:
    """How many people these are together."""
    return sum(helper.people for helper in helpers)


def minute_of(at: time) -> int:
    """The minute of the day."""
    return at.hour * 60 + at.minute


def time_of_minute(minute: int) -> time:
    """The time at a minute of the day; the end of the day is its last minute."""
    return time(*divmod(min(minute, 24 * 60 - 1), 60))
