"""Rhythms as people write them in a spreadsheet, and as our own files tell them. Plain values.

"Elke dinsdag", "om de week op maandag", "Elke eerste zaterdag van de maand van 10.00 tot 12.00, tot en met 30 juni
2027": all that `webapp.calendar.words` says can be read again.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from webapp.calendar.recurrence import Frequency, NthWeekday, Recurrence, Weekday, parse_rrule, rrule_text
from webapp.errors import BadInput
from webapp.exchange.rules import plain
from webapp.exchange.spoken import MONTHS, iso_day

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
    "vijf": 5,
    "five": 5,
    "zes": 6,
    "six": 6,
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

_LONGEST = 300
_CLOCK = r"(\d{1,2}[:.]\d{2})(?: *(?:uur|u|h)\b)?"
_LAST = re.compile(
    r",? *\b(?:tot en met|t/m|up to and including|through|until) +(?P<day>(?:[^\W\d]+ )?\d.*)$", re.IGNORECASE
)
_FIRST = re.compile(r",? *\b(?:van|vanaf|from) +(?P<day>\d{1,2} [^\W\d]+ \d{4})$", re.IGNORECASE)
_HOURS = re.compile(
    rf",? *\b(?:van|from) +{_CLOCK} *(?:tot|to|until|-|–) *{_CLOCK}(?: (?:de volgende dag|the next day))?$",
    re.IGNORECASE,
)
_START = re.compile(rf",? *\b(?:om|at|vanaf|from) +{_CLOCK}$", re.IGNORECASE)
_DATES = re.compile(
    r"\b(?:(?:dag|day) (?P<number>\d{1,5})|(?:laatste|last) (?:dag|day)"
    rf"|(?P<in_month>\d{{1,5}})(?= (?:{'|'.join(MONTHS)})\b))\b"
)
"""Days by their number in a month ("dag 15", "22 november"), and the last day of one."""

_ONE_TIME = re.compile(r"(?:e+n keer|1 keer|eenmalig|once),? +(?P<day>.*\d{4}.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """What a cell on a rhythm says: a rule without its last day (None for once), and days and times as text if told."""

    rule: str | None
    first: str = ""
    starts_at: str = ""
    ends_at: str = ""
    last: str = ""


def read_told(text: str) -> Told:
    """What a cell on a rhythm says, out of an RRULE or plain words, with the hours and days that stand behind them.

    Raises `BadInput` with `rhythm_words_unknown`, or what `Recurrence` and `parse_rrule` raise.
    """
    typed = text.strip()
    if "FREQ=" in typed.upper():
        return Told(rrule_text(parse_rrule(typed)))
    words = " ".join(typed[:_LONGEST].replace("é", "e").replace("É", "E").split())
    words, last = _taken(words, _LAST)
    words, first = _taken(words, _FIRST)
    hours = _HOURS.search(words) or _START.search(words)
    starts_at, ends_at = ((*hours.groups(), "")[:2]) if hours else ("", "")
    words = words[: hours.start()] if hours else words
    once = _ONE_TIME.fullmatch(words)
    if once is not None:
        return Told(None, iso_day(once["day"].strip()), starts_at, ends_at)
    rule = None if plain(words) in ONCE else rrule_text(_spoken(plain(words)))
    return Told(rule, iso_day(first), starts_at, ends_at, iso_day(last))


def rule_of(text: str) -> str | None:
    """The recurrence rule in a cell; None for once. Raises as `read_told`."""
    return read_told(text).rule


def last_day_of(rule: str) -> date | None:
    """The last day that a rule names itself."""
    return parse_rrule(rule).until


def _taken(words: str, shape: re.Pattern[str]) -> tuple[str, str]:
    """The words before a day at their end, and that day."""
    found = shape.search(words)
    return (words[: found.start()], found["day"]) if found else (words, "")


@dataclass
class _Parts:
    """What the words of a rhythm were found to be."""

    days: list[Weekday] = field(default_factory=list)
    nth_days: list[NthWeekday] = field(default_factory=list)
    nths: list[int] = field(default_factory=list)
    month_days: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    units: list[Frequency] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    is_after_day: bool = False

    def take_nth(self, nth: int) -> None:
        # "eerste en derde zaterdag en laatste zondag": behind a weekday begins another which-th
        if self.is_after_day:
            self.nths, self.is_after_day = [], False
        self.nths.append(nth)

    def take_weekday(self, day: Weekday) -> None:
        self.days.append(day)
        self.nth_days += [NthWeekday(nth, day) for nth in self.nths]
        self.is_after_day = bool(self.nths)


def _spoken(words: str) -> Recurrence:
    parts = _Parts()
    for word in _DATES.sub(_as_date, words).split():
        day = WEEKDAYS.get(word) or WEEKDAYS.get(word.removesuffix("s"))
        if word.startswith("@"):
            parts.month_days.append(int(word[1:6]))
        elif day is not None:
            parts.take_weekday(day)
        elif word in MONTHS:
            parts.months.append(MONTHS[word])
        elif word in NTHS:
            parts.take_nth(NTHS[word])
        elif word in UNITS:
            parts.units.append(UNITS[word])
        elif word in COUNTS or word.isdecimal():
            parts.counts.append(COUNTS.get(word) or int(word[:6]))
            parts.units += [Frequency.WEEKLY] if word in FORTNIGHTS else []
        elif word not in FILLERS:
            raise BadInput("rhythm_words_unknown")
    return _recurrence(parts)


def _as_date(found: re.Match[str]) -> str:
    return f"@{found['number'] or found['in_month'] or -1}"


def _recurrence(parts: _Parts) -> Recurrence:
    days, nths, every = parts.days, parts.nths, parts.counts[0] if parts.counts else 1
    units, months = set(parts.units), set(parts.months)
    if len(units) > 1 or len(parts.counts) > 1 or len(months) > 1 or not (days or units or months or parts.month_days):
        raise BadInput("rhythm_words_unknown")
    unit = next(iter(units), None)
    if months or parts.month_days:
        return _by_date(parts, unit, next(iter(months), None), every)
    if nths and days and unit in (None, Frequency.MONTHLY):
        return Recurrence(frequency=Frequency.MONTHLY, interval=every, nth_weekdays=tuple(parts.nth_days))
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


def _by_date(parts: _Parts, unit: Frequency | None, month: int | None, every: int) -> Recurrence:
    """On fixed days of a month, or of one month of the year."""
    frequency = Frequency.MONTHLY if month is None else Frequency.YEARLY
    if unit not in (None, frequency) or len(parts.nth_days) < len(parts.days):
        raise BadInput("rhythm_words_unknown")
    return Recurrence(
        frequency=frequency,
        interval=every,
        month=month,
        month_days=tuple(parts.month_days),
        nth_weekdays=tuple(parts.nth_days),
    )
