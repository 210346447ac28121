"""When somebody can take a task, on which days, and when they are mailed about it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.calendar.rules import Occurrence, Rhythm, occurrence_on, occurrences
from webapp.clock import CITY_TIMEZONE
from webapp.initiatives.rules import Freshness, freshness
from webapp.vocabulary import InitiativeState

MOST_DAYS = 12
"""Days of a series that somebody chooses from."""


@dataclass(frozen=True)
class Places:
    """How many people a task needs, on a day or once, how many have it and how many wait."""

    needed: int
    taken: int = 0
    waiting: int = 0

    @property
    def free(self) -> int:
        """How many places there are for who comes now: none as long as somebody waits."""
        return 0 if self.waiting else max(0, self.needed - self.taken)


def is_open(
    state: InitiativeState,
    *,
    closed_at: datetime | None,
    open_until: date,
    confirmed_on: date,
    rhythm: Rhythm | None,
    today: date,
) -> bool:
    """Whether a task can still be taken: it is open, its initiative runs, is shown, and is not over.

    The database's `take_task` holds to the same.
    """
    return (
        state == InitiativeState.RUNNING
        and closed_at is None
        and open_until >= today
        and freshness(confirmed_on, today=today) != Freshness.HIDDEN
        and (rhythm is None or rhythm.ends_on >= today)
    )


def days_to_choose(rhythm: Rhythm | None, *, each_time: bool, open_until: date, now: datetime) -> list[Occurrence]:
    """The next times on which a task can be taken, at most 12; none for a task that is done once.

    A time that has begun is over.
    """
    if rhythm is None or not each_time:
        return []
    today = now.astimezone(CITY_TIMEZONE).date()
    coming = occurrences(rhythm, today, open_until, MOST_DAYS + 1)
    return [each for each in coming if not isinstance(each.starts, datetime) or each.starts > now][:MOST_DAYS]


def occurrence_of(rhythm: Rhythm | None, on_day: date | None) -> Occurrence | None:
    """When a task that somebody took is done; None when no day is known, as for help that can be given any time."""
    if on_day is not None:
        return occurrence_on(rhythm, on_day) if rhythm else Occurrence(on_day, on_day, on_day)
    return occurrence_on(rhythm, rhythm.starts_on) if rhythm is not None and rhythm.rrule is None else None


def is_coming(rhythm: Rhythm | None, on_day: date | None, *, open_until: date, today: date) -> bool:
    """Whether a task is still to be done; one without a day is until it closes."""
    occurrence = occurrence_of(rhythm, on_day)
    return (occurrence.day if occurrence else open_until) >= today


def day_after(today: date) -> date:
    """Tomorrow: who has a task then is reminded today."""
    return today + timedelta(days=1)
