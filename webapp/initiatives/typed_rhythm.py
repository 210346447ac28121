"""When an initiative is, as somebody chose it in the form: from the picker to a rhythm, and back. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from typing import ClassVar

from webapp.calendar.dates import parse_date
from webapp.calendar.recurrence import Recurrence, Weekday, parse_rrule
from webapp.calendar.rules import Pattern, Rhythm, build_rhythm, choose, minutes_between, parse_time, pattern_of
from webapp.errors import BadInput
from webapp.written_numbers import parse_number

SHORTEST_MINUTES = 5
DAY_MINUTES = 24 * 60
NIGHT_MINUTES = 6 * 60
"""How long something lasts at most that ends after midnight; an earlier end is a mistake in typing."""


class Choice(StrEnum):
    """What can be chosen in the form; the values are what the form sends."""

    ALWAYS = "always"
    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY_WEEKDAY = "monthly_weekday"
    MONTHLY_DAY = "monthly_day"
    YEARLY = "yearly"
    KEPT = "kept"
    """As it is now: a rhythm that no other choice can say, as one from a file can be."""


_PATTERNS = {
    Choice.ONCE: (Pattern.ONCE, 1),
    Choice.DAILY: (Pattern.DAILY, 1),
    Choice.WEEKLY: (Pattern.WEEKLY, 1),
    Choice.BIWEEKLY: (Pattern.WEEKLY, 2),
    Choice.MONTHLY_WEEKDAY: (Pattern.MONTHLY_WEEKDAY, 1),
    Choice.MONTHLY_DAY: (Pattern.MONTHLY_DAY, 1),
    Choice.YEARLY: (Pattern.YEARLY, 1),
}
_AT_FIELD = {
    "rhythm_without_end": "until",
    "rhythm_ends_before_start": "until",
    "rhythm_too_long": "until",
    "rhythm_never": "until",
    "rhythm_weekday_needed": "nth_weekday",
    "rhythm_starts_too_late": "starts_on",
    "date_out_of_range": "starts_on",
    "time_needed": "starts_at",
    "duration_invalid": "ends_at",
}
"""Beside which field an error of the calendar stands; the others stand at the choice itself."""


@dataclass(frozen=True)
class TypedRhythm:
    """What was filled in: a text per field, and the weekdays that were ticked."""

    NAMES: ClassVar = ("rhythm", "starts_on", "starts_at", "ends_at", "until", "nth", "nth_weekday", "rrule")

    texts: Mapping[str, str]
    weekdays: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """What stands in a field; empty when nothing does."""
        return self.texts.get(name, "")


@dataclass
class ReadRhythm:
    """When it is, or by field the code of what is wrong; `starts_on` is None for what is always on."""

    starts_on: date | None = None
    starts_at: time | None = None
    minutes: int | None = None
    rrule: str | None = None
    ends_on: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def rhythm(self) -> Rhythm | None:
        """The rhythm; None for what is always on, or when something is wrong."""
        if self.starts_on is None or self.errors:
            return None
        return Rhythm(self.starts_on, self.starts_at, self.minutes, self.rrule)


def read_rhythm(typed: TypedRhythm, *, today: date, kept: Rhythm | None = None) -> ReadRhythm:
    """When an initiative is. One that is `kept` as it was may be over; any other still has a time to come."""
    chosen = typed.text("rhythm")
    if chosen not in list(Choice):
        return ReadRhythm(errors={"rhythm": "rhythm_needed"})
    if chosen == Choice.ALWAYS:
        return ReadRhythm()
    errors: dict[str, str] = {}
    starts_on = _day(typed, "starts_on", errors, today=today)
    if starts_on is None:
        errors.setdefault("starts_on", "start_needed")
    starts_at, ends_at = _time(typed, "starts_at", errors), _time(typed, "ends_at", errors)
    until = _day(typed, "until", errors, today=today)
    if errors or starts_on is None:
        return ReadRhythm(errors=errors)
    try:
        minutes = minutes_between(starts_at, ends_at)
        recurrence = _recurrence(Choice(chosen), typed, until)
        rhythm = build_rhythm(starts_on, starts_at, minutes, recurrence, today=today)
    except BadInput as error:
        return ReadRhythm(errors={_AT_FIELD.get(error.code, "rhythm"): error.code})
    errors = {} if rhythm == kept else _unfit(rhythm, today=today)
    return ReadRhythm(rhythm.starts_on, rhythm.starts_at, rhythm.minutes, rhythm.rrule, rhythm.ends_on, errors)


def typed_rhythm(rhythm: Rhythm | None) -> TypedRhythm:
    """A rhythm as it stands in the form."""
    if rhythm is None:
        return TypedRhythm({"rhythm": Choice.ALWAYS})
    recurrence = rhythm.recurrence
    choice = _choice_of(recurrence, rhythm.starts_on)
    texts = {"rhythm": choice.value, "starts_on": rhythm.starts_on.isoformat()}
    if rhythm.starts_at is not None:
        texts["starts_at"] = f"{rhythm.starts_at:%H:%M}"
        if rhythm.minutes is not None:
            ends = rhythm.starts_at.hour * 60 + rhythm.starts_at.minute + rhythm.minutes
            texts["ends_at"] = f"{ends // 60 % 24:02}:{ends % 60:02}"
    if recurrence is None:
        return TypedRhythm(texts)
    texts["until"] = rhythm.ends_on.isoformat()
    if choice == Choice.KEPT:
        texts["rrule"] = rhythm.rrule or ""
    if choice == Choice.MONTHLY_WEEKDAY:
        (day,) = recurrence.nth_weekdays
        texts |= {"nth": str(day.nth), "nth_weekday": day.weekday.value}
    return TypedRhythm(texts, tuple(day.value for day in recurrence.weekdays))


def _unfit(rhythm: Rhythm, *, today: date) -> dict[str, str]:
    """What makes a rhythm that can be kept in a calendar unfit for what is still to be announced."""
    if rhythm.minutes is not None and rhythm.minutes < SHORTEST_MINUTES:
        return {"ends_at": "duration_short"}
    if _ends_next_day(rhythm) and (rhythm.minutes or 0) > NIGHT_MINUTES:
        return {"ends_at": "end_before_start"}
    if rhythm.ends_on < today:
        return {"starts_on": "once_over"} if rhythm.rrule is None else {"until": "rhythm_over"}
    return {}


def _ends_next_day(rhythm: Rhythm) -> bool:
    begins = rhythm.starts_at.hour * 60 + rhythm.starts_at.minute if rhythm.starts_at else 0
    return begins + (rhythm.minutes or 0) > DAY_MINUTES


def _choice_of(recurrence: Recurrence | None, starts_on: date) -> Choice:
    """What was chosen to get this rhythm; `KEPT` when no choice of the form gives it."""
    pattern, interval = pattern_of(recurrence), recurrence.interval if recurrence else 1
    choice = next((each for each, made in _PATTERNS.items() if made == (pattern, interval)), Choice.KEPT)
    if recurrence is None:
        return choice
    by_date = choice in (Choice.MONTHLY_DAY, Choice.YEARLY)
    if by_date and (recurrence.month_days != (starts_on.day,) or recurrence.nth_weekdays):
        return Choice.KEPT
    if choice == Choice.MONTHLY_WEEKDAY and len(recurrence.nth_weekdays) > 1:
        return Choice.KEPT
    return choice


def _recurrence(choice: Choice, typed: TypedRhythm, until: date | None) -> Recurrence | None:
    if choice == Choice.KEPT:
        return _kept(typed.text("rrule"), until)
    pattern, interval = _PATTERNS[choice]
    if pattern == Pattern.MONTHLY_WEEKDAY:
        number = -1 if typed.text("nth") == "-1" else parse_number(typed.text("nth"))
        weekday = _weekdays(typed.text("nth_weekday"))
        return choose(pattern, until=until, weekdays=weekday, nths=(number,) if number else ())
    return choose(pattern, until=until, interval=interval, weekdays=_weekdays(*typed.weekdays))


def _weekdays(*sent: str) -> tuple[Weekday, ...]:
    return tuple(Weekday(each) for each in sent if each in list(Weekday))


def _kept(rrule: str, until: date | None) -> Recurrence:
    if until is None:
        raise BadInput("rhythm_without_end")
    return replace(parse_rrule(rrule), until=until, count=None)


def _day(typed: TypedRhythm, name: str, errors: dict[str, str], *, today: date) -> date | None:
    text = typed.text(name)
    if not text:
        return None
    try:
        return parse_date(text, today=today)
    except BadInput as error:
        errors[name] = error.code
        return None


def _time(typed: TypedRhythm, name: str, errors: dict[str, str]) -> time | None:
    try:
        return parse_time(typed.text(name))
    except BadInput as error:
        errors[name] = error.code
        return None
