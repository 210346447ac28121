"""How a network is doing, in numbers: what each is, and how it is compared. Plain values, and nothing per person.

Nodes are everything that stands in the network: people, groups, and the organisations, initiatives and places that have
a tie in it. n is how many nodes there are, m how many pairs of them have a tie.

Who stands in a network on a day, here as on the map: of the people who agree to it today, who was known to the platform
by that day, and who had a tie on it; a tie may be noted long after it began, and whoever it is of stands in the network
as long as it held. Of the groups, those that had begun and not ended, and those with a tie on that day. An agreement is
asked of today, not of that day: whoever takes it back is gone from every day that is worked out afterwards.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from geo.graph import largest_share, mean_reach
from webapp.networks.rules.network import FEWEST, STALE_AFTER

BUSIEST = 3
"""So many of the busiest people are taken away to see what is left."""

REACH_STEPS = 2
NEAR_A_QUARTER = timedelta(days=46)
"""How far from three months ago, half of that, a day may be to be compared with."""

KEPT_MONTHS = 24
"""So many months back are worked out once, from the periods of ties."""


class Measure(StrEnum):
    """What is measured; the name is that of the column."""

    PEOPLE = "people"
    GROUPS = "groups"
    OTHERS = "others"
    TIES = "ties"
    TIES_PER_PERSON = "ties_per_person"
    DENSITY = "density"
    REACH = "reach"
    LARGEST_SHARE = "largest_share"
    RESILIENCE = "resilience"
    ALONE = "alone"
    STALE_TIES = "stale_ties"
    BEGUN_TIES = "begun_ties"
    ENDED_TIES = "ended_ties"


@dataclass(frozen=True, slots=True)
class HealthNumbers:
    """A network on a day.

    Attributes
    ----------
    people, groups, others
        How many people and groups of the neighbourhood; organisations, initiatives and places with a tie in it.
    ties
        Ties of that day that touch the neighbourhood, also those with somebody elsewhere.
    ties_per_person
        Mean number of those ties in which a person takes part, of the people; None without people.
    density
        m / (n (n - 1) / 2): of all pairs, the share that has a tie; None for fewer than two nodes.
    reach
        Mean share of the other people whom somebody reaches in at most two steps; None for fewer than two people.
    largest_share
        Share of the nodes in the largest part that hangs together; None without nodes.
    resilience
        The same, when the three people with the most ties are away; None when nobody is left.
    alone
        People without any tie.
    stale_ties
        Ties that nobody confirmed for a year before that day.
    begun_ties, ended_ties
        Ties that began, and that ended, in the three months up to and including that day.
    """

    people: int
    groups: int
    others: int
    ties: int
    ties_per_person: float | None
    density: float | None
    reach: float | None
    largest_share: float | None
    resilience: float | None
    alone: int
    stale_ties: int
    begun_ties: int
    ended_ties: int

    def value(self, measure: Measure) -> float | None:
        """One of the numbers."""
        found: float | None = getattr(self, measure.value)
        return found

    @property
    def is_empty(self) -> bool:
        """Whether nothing is there to be measured."""
        return not (self.people or self.groups or self.ties)


@dataclass(frozen=True, slots=True)
class HealthDay:
    """A day, and how the network stood."""

    on: date
    numbers: HealthNumbers

    @property
    def is_told(self) -> bool:
        """Whether there are enough people for the numbers to be about none of them; to nobody is told of fewer."""
        return self.numbers.people >= FEWEST


@dataclass(frozen=True, slots=True)
class MeasuredTie:
    """A tie of a day without names: two nodes by any number, and since when it was not confirmed."""

    one: int
    other: int
    since: date
    confirmed_on: date


@dataclass(frozen=True, slots=True)
class Members:
    """What stands in the network of a neighbourhood; people of elsewhere are in none of these."""

    people: frozenset[int]
    groups: frozenset[int]


def measure_health(
    members: Members, ties: Sequence[MeasuredTie], elsewhere: Collection[int], *, on: date, ended_ties: int
) -> HealthNumbers:
    """The numbers of a day. `ties` touch the neighbourhood; `elsewhere` are the people and groups of other places."""
    away = frozenset(elsewhere)
    tied = {node for tie in ties for node in (tie.one, tie.other)} - away
    nodes = sorted(members.people | members.groups | tied)
    place = {node: number for number, node in enumerate(nodes)}
    edges = sorted({_edge(place, tie) for tie in ties if tie.one in place and tie.other in place})
    people = sorted(place[node] for node in members.people)
    count = len(nodes)
    with_ties = [node for tie in ties for node in {tie.one, tie.other} & members.people]
    reached = mean_reach(count, edges, REACH_STEPS, people) if len(people) > 1 else None
    began = quarter_before(on)
    return HealthNumbers(
        people=len(people),
        groups=len(members.groups),
        others=len(tied - members.people - members.groups),
        ties=len(ties),
        ties_per_person=len(with_ties) / len(people) if people else None,
        density=len(edges) / (count * (count - 1) / 2) if count > 1 else None,
        reach=None if reached is None else reached / (len(people) - 1),
        largest_share=largest_share(count, edges),
        resilience=largest_share(count, edges, _busiest(people, edges)),
        alone=len(people) - len(set(with_ties)),
        stale_ties=sum(tie.confirmed_on + STALE_AFTER < on for tie in ties),
        begun_ties=sum(tie.since > began for tie in ties),
        ended_ties=ended_ties,
    )


def quarter_before(day: date) -> date:
    """The same day three months earlier, or the last of that month."""
    return months_before(day, 3)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def month_firsts(after: date | None, today: date) -> list[date]:
    """The firsts of months to be worked out: those after a day that is kept, at most `KEPT_MONTHS`, none in future."""
    month = today.replace(day=1)
    all_of_them = [months_before(month, back) for back in range(KEPT_MONTHS, -1, -1)]
    return [day for day in all_of_them if after is None or day > after]


def compared(days: Iterable[HealthDay], *, on: date) -> HealthDay | None:
    """With what the day `on` is compared: of those that are told, the one nearest to three months earlier, if any.

    Of two as near it is the earlier one. None is further from it than `NEAR_A_QUARTER`.
    """
    then = quarter_before(on)
    near = [each for each in days if each.is_told and abs(each.on - then) <= NEAR_A_QUARTER]
    return min(near, key=lambda each: (abs(each.on - then), each.on), default=None)


NUMBERS = tuple(each.name for each in fields(HealthNumbers))


def _edge(place: dict[int, int], tie: MeasuredTie) -> tuple[int, int]:
    one, other = sorted((place[tie.one], place[tie.other]))
    return one, other


def _busiest(people: Sequence[int], edges: Iterable[tuple[int, int]]) -> list[int]:
    """The people with the most ties, the first of as busy ones."""
    ties = dict.fromkeys(people, 0)
    for edge in edges:
        for node in edge:
            if node in ties:
                ties[node] += 1
    return sorted(people, key=lambda node: (-ties[node], node))[:BUSIEST]
