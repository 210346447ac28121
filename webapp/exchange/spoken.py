"""Days, times, lengths and rhythms as people write them in a spreadsheet. Plain values.

What cannot be read is given back as it is, or raises `BadInput`: the rules of the form then say what is wrong.
"""

import re
from datetime import date

from webapp.calendar.recurrence import Frequency, NthWeekday, Recurrence, Weekday, parse_rrule, rrule_text
from webapp.errors import BadInput
from webapp.exchange.rules import plain

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb february",
            "maart mrt mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "augustus aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: day
    for day, names in zip(
        Weekday,
        (
            "maandag ma monday mon",
            "dinsdag di tuesday tue",
            "woensdag wo wednesday wed",
            "donderdag do thursday thu",
            "vrijdag vr friday fri",
            "zaterdag za saturday sat",
            "zondag zo sunday sun",
        ),
        strict=True,
    )
    for name in names.split()
}
NTHS = {
    "eerste": 1,
    "1e": 1,
    "first": 1,
    "1st": 1,
    "tweede": 2,
    "2e": 2,
    "second": 2,
    "2nd": 2,
    "derde": 3,
    "3e": 3,
    "third": 3,
    "3rd": 3,
    "vierde": 4,
    "4e": 4,
    "fourth": 4,
    "4th": 4,
    "laatste": -1,
    "last": -1,
}
UNITS = {
    name: frequency
    for frequency, names in (
        (Frequency.DAILY, "dag dagen dagelijks day days daily"),
        (Frequency.WEEKLY, "week weken wekelijks weeks weekly"),
        (Frequency.MONTHLY, "maand maanden maandelijks month months monthly"),
        (Frequency.YEARLY, "jaar jaren jaarlijks year years yearly annually"),
    )
    for name in names.split()
}
COUNTS = {
    "een": 1,
    "twee": 2,
    "two": 2,
    "drie": 3,
    "three": 3,
    "vier": 4,
    "four": 4,
    "om": 2,
    "other": 2,
    "tweewekelijks": 2,
    "biweekly": 2,
    "fortnightly": 2,
}
FORTNIGHTS = frozenset({"tweewekelijks", "biweekly", "fortnightly"})
FILLERS = frozenset(
    {"elke", "elk", "iedere", "ieder", "every", "each", "op", "on", "de", "the", "van", "of", "en", "and"}
)
ONCE = frozenset({"eenmalig", "een keer", "1 keer", "once", "nee", "no", "geen", "none"})

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?", re.ASCII)
_DUTCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_WORDS = re.compile(r"(?:[a-z]+ )?(\d{1,2}) ([a-z]+) (\d{4})", re.ASCII)
_TIMES = re.compile(
    r"(\d{1,2}[:.]\d{2})(?::00)?(?: *(?:uur|u|h))?(?: *(?:-|–|tot|to|until) *(\d{1,2}[:.]\d{2})(?: *(?:uur|u|h))?)?"
)
_HOUR = re.compile(r"(\d{1,2}) *(?:uur|u|h)", re.ASCII)
_MINUTES = re.compile(r"(\d{1,4}) *(?:min|minuten|minutes|m)?\.?", re.ASCII)
_HOURS = re.compile(r"(\d{1,2})(?:[.,](\d{1,2}))? *(?:uur|uren|u|hours?|h)", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?", re.ASCII)
_LONGEST = 100


def iso_day(text: str) -> str:
    """A day as 2026-03-14, out of that, 14-3-2026 or "za 14 maart 2026"; what is none of these as it stands."""
    typed = text.strip()[:_LONGEST]
    shapes = (
        (_ISO.fullmatch(typed), (1, 2, 3)),
        (_DUTCH.fullmatch(typed), (3, 2, 1)),
        (_WORDS.fullmatch(plain(typed)), (3, 2, 1)),
    )
    for found, places in shapes:
        if found is None:
            continue
        year, month, day = (found[place] for place in places)
        number = MONTHS.get(month) if month.isalpha() else int(month)
        if number is not None:
            return f"{year}-{number:02}-{int(day):02}"
    return typed


def clock_times(text: str) -> tuple[str, str]:
    """When something begins and ends, out of "19:30", "19.30 uur" or "19.30-21.00"; the end empty when not told."""
    typed = text.strip().lower()[:_LONGEST]
    found = _TIMES.fullmatch(typed)
    if found is not None:
        return found[1], found[2] or ""
    hour = _HOUR.fullmatch(typed)
    return (f"{hour[1]}:00", "") if hour else (typed, "")


def length_in_minutes(text: str) -> int:
    """How long something takes, out of "90", "90 min", "1,5 uur" or "1:30".

    Raises `BadInput` code `length_unreadable`.
    """
    typed = text.strip().lower()[:_LONGEST]
    minutes, hours, clock = _MINUTES.fullmatch(typed), _HOURS.fullmatch(typed), _CLOCK.fullmatch(typed)
    if minutes is not None:
        return int(minutes[1])
    if hours is not None:
        part = f"0.{hours[2]}" if hours[2] else "0"
        return round(60 * (int(hours[1]) + float(part)))
    if clock is not None:
        return 60 * int(clock[1]) + int(clock[2])
    raise BadInput("length_unreadable")


def later(starts_at: str, minutes: int) -> str:
    """The time of day so many minutes after another one that is written as 19:30 or 19.30."""
    hours, _, rest = starts_at.replace(".", ":").partition(":")
    ends = int(hours) * 60 + int(rest) + minutes
    return f"{ends // 60 % 24:02}:{ends % 60:02}"


def rule_of(text: str) -> str | None:
    """A recurrence rule out of an RRULE or plain words ("elke dinsdag", "om de week op maandag"); None for once.

    Raises `BadInput` with `rhythm_words_unknown`, or what `Recurrence` and `parse_rrule` raise.
    """
    typed = text.strip()
    if "FREQ=" in typed.upper():
        return rrule_text(parse_rrule(typed))
    words = plain(typed[:_LONGEST])
    if words in ONCE:
        return None
    return rrule_text(_spoken(words))


def last_day_of(rule: str) -> date | None:
    """The last day that a rule names itself."""
    return parse_rrule(rule).until


def _spoken(words: str) -> Recurrence:
    days: list[Weekday] = []
    nths: list[int] = []
    units: list[Frequency] = []
    counts: list[int] = []
    for word in words.split():
        day = WEEKDAYS.get(word) or WEEKDAYS.get(word.removesuffix("s"))
        if day is not None:
            days.append(day)
        elif word in NTHS:
            nths.append(NTHS[word])
        elif word in UNITS:
            units.append(UNITS[word])
        elif word in COUNTS or word.isdecimal():
            counts.append(COUNTS.get(word) or int(word[:6]))
            units += [Frequency.WEEKLY] if word in FORTNIGHTS else []
        elif word not in FILLERS:
            raise BadInput("rhythm_words_unknown")
    if len(set(units)) > 1 or len(counts) > 1 or not (days or units):
        raise BadInput("rhythm_words_unknown")
    return _recurrence(days, nths, units[0] if units else None, counts[0] if counts else 1)


def _recurrence(days: list[Weekday], nths: list[int], unit: Frequency | None, every: int) -> Recurrence:
    if nths and days and unit in (None, Frequency.MONTHLY):
        nth_weekdays = tuple(NthWeekday(nth, day) for day in days for nth in nths)
        return Recurrence(frequency=Frequency.MONTHLY, interval=every, nth_weekdays=nth_weekdays)
    if nths:
        # "every second week"
        if len(nths) > 1 or days or unit is None or nths[0] < 1:
            raise BadInput("rhythm_words_unknown")
        return Recurrence(frequency=unit, interval=nths[0])
    if days:
        if unit not in (None, Frequency.WEEKLY):
            raise BadInput("rhythm_words_unknown")
        return Recurrence(frequency=Frequency.WEEKLY, interval=every, weekdays=tuple(days))
    return Recurrence(frequency=unit or Frequency.WEEKLY, interval=every)
