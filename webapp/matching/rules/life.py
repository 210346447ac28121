"""How a match lives: which step follows on which, when a place is told, when each side says how it went."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from webapp.calendar.week_times import DAY_MINUTES, WeekPart, spans_of
from webapp.clock import CITY_TIMEZONE
from webapp.vocabulary import MatchOutcome, MatchState, Recurrence

STEPS: dict[MatchState, frozenset[MatchState]] = {
    MatchState.PROPOSED: frozenset(
        {MatchState.ACCEPTED, MatchState.DECLINED, MatchState.WITHDRAWN, MatchState.EXPIRED}
    ),
    MatchState.ACCEPTED: frozenset({MatchState.DONE, MatchState.WITHDRAWN}),
    MatchState.DECLINED: frozenset(),
    MatchState.WITHDRAWN: frozenset(),
    MatchState.EXPIRED: frozenset(),
    MatchState.DONE: frozenset(),
}
"""What may follow on each state."""


class Standing(StrEnum):
    """How a match stands, as one side of it is told."""

    ASKED = "asked"
    SAID_YES = "said_yes"
    SAID_NO = "said_no"
    AGREED = "agreed"
    OFF = "off"
    LATE = "late"
    OVER = "over"


class Doubt(StrEnum):
    """What speaks against a time for a task."""

    NIGHT = "night"
    PERIOD = "period"
    ASKER_TIMES = "asker_times"
    HELPER_TIMES = "helper_times"


@dataclass(frozen=True)
class Wanted:
    """When both sides said that it suits: a first and a last day, and times of the week; None for any."""

    starts_on: date | None = None
    ends_on: date | None = None
    asked: tuple[WeekPart, ...] | None = None
    offered: tuple[WeekPart, ...] | None = None


_STANDINGS = {
    MatchState.ACCEPTED: Standing.AGREED,
    MatchState.WITHDRAWN: Standing.OFF,
    MatchState.EXPIRED: Standing.LATE,
    MatchState.DONE: Standing.OVER,
}

OPEN = frozenset(state for state, after in STEPS.items() if after)
"""States in which a match takes up somebody's time: these count for capacity and for how many help with a need."""

PLACE_TOLD_BEFORE = timedelta(hours=24)
TASK_WITHIN = timedelta(days=366)
"""How far ahead a task can be planned."""
TELL_WITHIN = timedelta(days=90)
"""How long after a match was closed a side can still say how it went."""
ASK_WITHIN = timedelta(days=14)
"""How long after a task people are still asked how it went."""
NIGHT_ENDS_AT = 6
"""Before this hour nobody is expected to help."""
MIN_MINUTES, MAX_MINUTES = 5, 1440
WORDS_LENGTH = 500
PLACE_LENGTH = 200
ASKED_ONLY_FOR_MONTHS = 6
"""After so long a coordinator is prompted to talk with who only asked about what they can [S4]."""


def may_become(state: MatchState, after: MatchState) -> bool:
    """Whether `after` may follow on `state`."""
    return after in STEPS[state]


def answer_until(today: date, *, days: int) -> date:
    """The last day on which an answer counts."""
    return today + timedelta(days=days)


def place_is_told(state: MatchState, task_at: datetime | None, *, now: datetime) -> bool:
    """Whether who helps is told where: from exactly 24 hours before the task until the match is closed."""
    return state == MatchState.ACCEPTED and task_at is not None and now >= task_at - PLACE_TOLD_BEFORE


def may_tell(
    state: MatchState, task_at: datetime | None, closed_at: datetime | None, *, told: MatchOutcome | None, now: datetime
) -> bool:
    """Whether a side can say how it went: once the task began, and until 90 days after it was closed, once.

    While it goes on, what was told can be told anew. Of what has no time set there is nothing to tell yet.
    """
    if state == MatchState.ACCEPTED:
        return task_at is not None and task_at <= now
    return state == MatchState.DONE and told is None and closed_at is not None and now <= closed_at + TELL_WITHIN


def is_over(
    recurrence: Recurrence, *, helper: MatchOutcome | None, asker: MatchOutcome | None, has_asker: bool
) -> bool:
    """Whether a match closes by itself: it was for once, and everybody whom it concerns has told how it went."""
    return recurrence == Recurrence.ONCE and helper is not None and (asker is not None or not has_asker)


def contradict(helper: MatchOutcome | None, asker: MatchOutcome | None) -> bool:
    """Whether one side told that it came to something, and the other that it never came to it."""
    return None not in (helper, asker) and (helper == MatchOutcome.NOT) != (asker == MatchOutcome.NOT)


def standing_of(state: MatchState, *, said: bool | None, answer_until: date, today: date) -> Standing:
    """How a match stands for one side, who said yes, no or (None) nothing."""
    if state == MatchState.PROPOSED:
        if answer_until < today:
            return Standing.LATE
        return Standing.SAID_YES if said else Standing.ASKED
    if state == MatchState.DECLINED:
        return Standing.OFF if said is not False else Standing.SAID_NO
    return _STANDINGS[state]


def may_cancel(state: MatchState, task_at: datetime | None, *, now: datetime) -> bool:
    """Whether a side can still say that it cannot come after all: before the task begins."""
    return state == MatchState.ACCEPTED and (task_at is None or now < task_at)


def plan_doubts(task_at: datetime, minutes: int, wanted: Wanted) -> list[Doubt]:
    """What speaks against a task that begins at `task_at` and takes so many minutes, by the clock in Groningen."""
    local = task_at.astimezone(CITY_TIMEZONE)
    day = local.date()
    is_outside = (wanted.starts_on is not None and day < wanted.starts_on) or (
        wanted.ends_on is not None and day > wanted.ends_on
    )
    start = local.weekday() * DAY_MINUTES + local.hour * 60 + local.minute
    speaks = {
        Doubt.NIGHT: local.hour < NIGHT_ENDS_AT,
        Doubt.PERIOD: is_outside,
        Doubt.ASKER_TIMES: not _suits(wanted.asked, start, start + minutes),
        Doubt.HELPER_TIMES: not _suits(wanted.offered, start, start + minutes),
    }
    return [doubt for doubt, holds in speaks.items() if holds]


def _suits(parts: tuple[WeekPart, ...] | None, start: int, end: int) -> bool:
    return parts is None or any(since <= start and end <= until for since, until in spans_of(parts))


def day_of(moment: datetime) -> date:
    """The day of a moment in Groningen."""
    return moment.astimezone(CITY_TIMEZONE).date()


def asked_since(today: date) -> date:
    """Who asked for the first time on this day or before, and gave nothing since, is talked with about talents."""
    month = today.month - ASKED_ONLY_FOR_MONTHS
    year, month = (today.year, month) if month > 0 else (today.year - 1, month + 12)
    day = today.day
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            # the 31st of August goes back to the last day of February
            day -= 1
