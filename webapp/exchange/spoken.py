"""Days, times and lengths as people write them in a spreadsheet. Plain values.

What cannot be read is given back as it is, or raises `BadInput`: the rules of the form then say what is wrong.
"""

import re

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
