"""Signals over time, by quarter; small numbers are told to who may read the signals themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

YEARS = (1, 2, 5)
"""How many years a trend can go back."""
USUAL_YEARS = 2
_MONTHS_OF_QUARTER = 3
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Count:
    """How many signals, with a name; `slug` leads to the same page about it."""

    name: str
    slug: str
    raised: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter by its first day, and how many signals were raised in it; None is fewer than may be told."""

    began: date
    raised: int | None

    @property
    def number(self) -> int:
        """1 to 4."""
        return (self.began.month - 1) // _MONTHS_OF_QUARTER + 1


def quarter_of(day: date) -> date:
    """The first day of a quarter."""
    return date(day.year, (day.month - 1) // _MONTHS_OF_QUARTER * _MONTHS_OF_QUARTER + 1, 1)


def since(today: date, years: int) -> date:
    """From which day a trend of so many years counts: whole quarters, the one of today included."""
    now = quarter_of(today)
    months = now.year * _MONTHS + now.month - 1 - years * _MONTHS + _MONTHS_OF_QUARTER
    return date(months // _MONTHS, months % _MONTHS + 1, 1)


def quarters(first: date, today: date) -> Iterator[date]:
    """Each quarter by its first day, up to that of today."""
    day = quarter_of(first)
    while day <= today:
        yield day
        months = day.year * _MONTHS + day.month - 1 + _MONTHS_OF_QUARTER
        day = date(months // _MONTHS, months % _MONTHS + 1, 1)


def series(counts: Mapping[date, int], *, first: date, today: date, is_exact: bool) -> list[Quarter]:
    """A number for each quarter; one without any is none for who gets exact numbers, and else not told.

    That no signal was raised says as much as that one was, to who knows who could have raised it.
    """
    nothing = 0 if is_exact else None
    return [Quarter(day, counts.get(day, nothing)) for day in quarters(first, today)]


def has_line(points: Sequence[Quarter]) -> bool:
    """Whether there is something to draw: two numbers at least, and one that is not zero."""
    told = [each.raised for each in points if each.raised is not None]
    return len(told) > 1 and any(told)


def most_first(counts: Sequence[Count]) -> list[Count]:
    """The most first, and by name."""
    return sorted(counts, key=lambda each: (-each.raised, each.name))
