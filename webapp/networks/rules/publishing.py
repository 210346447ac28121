"""What of a month's counts everyone may know: from five people on, in fives, and only once.

Nobody can tell from it that somebody came or left: a number says within five how many there are, what is too small
looks like nothing, and the numbers of a month stay as they were.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.networks.rules.city import START, month_number, months_between
from webapp.networks.rules.network import FEWEST

STEP = 5
"""To what numbers are rounded."""


@dataclass(frozen=True, slots=True)
class CountedPlace:
    """How many people of a neighbourhood have ties, and how many ties touch it."""

    neighbourhood_id: int
    people: int
    ties: int


@dataclass(frozen=True, slots=True)
class CountedPair:
    """What connects two neighbourhoods: ties of people, how many of each side have one, and what stands in both."""

    one_id: int
    other_id: int
    people_of_one: int
    people_of_other: int
    ties: int
    shared: int


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """What everyone may know of a neighbourhood: both in fives."""

    neighbourhood_id: int
    people: int
    ties: int


@dataclass(frozen=True, slots=True)
class PublicPair:
    """What everyone may know of two neighbourhoods: in fives, None where it is too little or nothing."""

    one_id: int
    other_id: int
    people: int | None
    ties: int | None
    shared: int


@dataclass(frozen=True, slots=True)
class PublicMonth:
    """What everyone may know of a month."""

    places: tuple[PublicPlace, ...]
    pairs: tuple[PublicPair, ...]


def rounded(count: int) -> int:
    """To fives, and at least five: of a neighbourhood that is told there is never a nought."""
    return max(STEP, STEP * ((count + STEP // 2) // STEP))


def publishable(places: Iterable[CountedPlace], pairs: Iterable[CountedPair]) -> PublicMonth:
    """What may be told of these counts.

    A pair is told between two neighbourhoods that are told themselves; its people and ties when there are `FEWEST`
    people on each side, and as many ties. Each number is rounded on its own.
    """
    told = [
        PublicPlace(each.neighbourhood_id, rounded(each.people), rounded(each.ties))
        for each in places
        if each.people >= FEWEST
    ]
    here = {each.neighbourhood_id for each in told}
    found = [_public_pair(each) for each in pairs if each.one_id in here and each.other_id in here]
    return PublicMonth(tuple(told), tuple(each for each in found if each.shared or each.ties is not None))


def months_to_publish(published: Collection[date], *, today: date, months: int | None = None) -> list[date]:
    """The firsts of months to publish, the oldest first.

    By itself this month, and those since the newest that is published; with `months` also what is missing among so
    many months before this one. None before `START`.
    """
    now = months_between(START, today)
    back = now if not published else min(now, months_between(START, max(published)) + 1)
    since = back if months is None else min(back, now - months)
    wanted = (month_number(position) for position in range(max(0, since), now + 1))
    return [month for month in wanted if month not in published]


def _public_pair(pair: CountedPair) -> PublicPair:
    counts: Sequence[int] = (pair.people_of_one, pair.people_of_other, pair.ties)
    if min(counts) < FEWEST:
        return PublicPair(pair.one_id, pair.other_id, None, None, pair.shared)
    people = rounded(pair.people_of_one + pair.people_of_other)
    return PublicPair(pair.one_id, pair.other_id, people, rounded(pair.ties), pair.shared)
