"""Rules of the discovery process [S4]: which days fit, what is a sign of life, which counts are shown to whom."""

from datetime import date

from webapp.errors import DomainError
from webapp.vocabulary import DiscoveryEventKind, DiscoveryStart

AIM_LENGTH = 1000
WHOSE_LENGTH = 120
WORDS_LENGTH = 500
OUTCOME_LENGTH = 2000
MOST_PEOPLE = 100_000

FEWEST_SHOWN = 3
"""Fewer people than this are not counted out to somebody from outside the neighbourhood."""

MOST_MONTHS = 12
"""So many months of talents stand on the board."""


def check_start(started_on: date, *, last_ended_on: date | None, today: date) -> None:
    """Refuse a first day that cannot be.

    Raises `DomainError` code `discovery_starts_in_future`, or `discovery_overlaps` before the last one ended.
    """
    if started_on > today:
        raise DomainError("discovery_starts_in_future", on=started_on)
    if last_ended_on is not None and started_on < last_ended_on:
        raise DomainError("discovery_overlaps", on=started_on, last_ended_on=last_ended_on)


def check_event(on_day: date, *, started_on: date, today: date, ended_on: date | None = None) -> None:
    """Refuse a day on which nothing of this process can have happened.

    Raises `DomainError` code `discovery_event_in_future`, `discovery_event_before_start` or
    `discovery_event_after_end`.
    """
    if on_day > today:
        raise DomainError("discovery_event_in_future", on=on_day)
    if on_day < started_on:
        raise DomainError("discovery_event_before_start", on=on_day, started_on=started_on)
    if ended_on is not None and on_day > ended_on:
        raise DomainError("discovery_event_after_end", on=on_day, ended_on=ended_on)


def check_end(ended_on: date, *, started_on: date, last_event_on: date | None, today: date) -> None:
    """Refuse a last day that cannot be.

    Raises `DomainError` code `discovery_ends_in_future`, or `discovery_ends_too_early` before the start or before
    the last thing that happened.
    """
    if ended_on > today:
        raise DomainError("discovery_ends_in_future", on=ended_on)
    earliest = max(started_on, last_event_on or started_on)
    if ended_on < earliest:
        raise DomainError("discovery_ends_too_early", on=ended_on, earliest=earliest)


def sign_of_start(start: DiscoveryStart) -> tuple[str, str]:
    """What the public reads of a beginning, in Dutch and English."""
    if start == DiscoveryStart.JOINED:
        return (
            "Missie050 doet mee met een ontdekkingsproces in de wijk.",
            "Missie050 joined a discovery process in the neighbourhood.",
        )
    return "In de wijk begon een ontdekkingsproces.", "A discovery process began in the neighbourhood."


def sign_of_event(kind: DiscoveryEventKind, people: int | None) -> tuple[str, str]:
    """What the public reads of something that happened, in Dutch and English: never what was typed about it.

    Fewer than three people are not counted out.
    """
    dutch, english = {
        DiscoveryEventKind.GATHERING: (
            "Bewoners kwamen bij elkaar in het ontdekkingsproces",
            "Residents came together in the discovery process",
        ),
        DiscoveryEventKind.CONVERSATIONS: (
            "Er waren gesprekken met bewoners in het ontdekkingsproces",
            "There were conversations with residents in the discovery process",
        ),
        DiscoveryEventKind.RESULT: (
            "Uit het ontdekkingsproces kwam iets nieuws",
            "Something new came of the discovery process",
        ),
    }[kind]
    if people is None or people < FEWEST_SHOWN:
        return f"{dutch}.", f"{english}."
    return f"{dutch}: {people} mensen.", f"{english}: {people} people."


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The first day of each month from that of `first` to that of `last`, at most the newest twelve, oldest first."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return tuple(date(each // 12, each % 12 + 1, 1) for each in range(max(start, end - MOST_MONTHS + 1), end + 1))


def shown_count(number: int, *, is_own: bool) -> int | None:
    """A count of people's talents as it may be shown; None for "fewer than three" to who is from outside."""
    return number if is_own or number == 0 or number >= FEWEST_SHOWN else None


def least_shown(numbers: list[int], *, is_own: bool) -> int:
    """The sum of what is shown; to who is from outside without what is not, so that it cannot be reckoned back."""
    return sum(shown_count(each, is_own=is_own) or 0 for each in numbers)
