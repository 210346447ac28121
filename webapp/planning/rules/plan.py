"""A plan over several years: which neighbourhoods start in which year, what that is worth, and what it reaches.

A neighbourhood is reached from the year on in which it starts, and counts in each year with its inhabitants by need. In
a year in which a neighbourhood beside it is reached as well, it counts for a tenth more: neighbours carry each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from webapp.errors import BadInput
from webapp.vocabulary import WishKind

WHOLE, BONUS = 10, 1
"""What a neighbourhood counts for in a year, in tenths, and what a reached neighbour adds to that."""

LEAST_PACE, MOST_PACE = 1, 50
LEAST_HORIZON, MOST_HORIZON = 1, 10
MOST_WISHES = 20

MOST_PLACES = 300
"""So many candidates at most are planned at once: of more, those with the most inhabitants by need."""


@dataclass(frozen=True)
class Wish:
    """What somebody fixes: a neighbourhood in an earlier year than `other`, not before `year`, or in `year`."""

    kind: WishKind
    place: int
    other: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class Place:
    """A neighbourhood that can start: what it is worth in a year, and which others that can start lie beside it.

    `is_beside_present` says that one beside it is reached already.
    """

    id: int
    worth: int
    beside: tuple[int, ...] = ()
    is_beside_present: bool = False


@dataclass(frozen=True)
class Problem:
    """What is to be planned: at most `pace` starts in each of `years`, with every wish kept."""

    places: tuple[Place, ...]
    years: tuple[int, ...]
    pace: int
    wishes: tuple[Wish, ...] = ()
    bonus: int = BONUS


@dataclass(frozen=True)
class Plan:
    """Which neighbourhood starts in which year, by id; worth and bound in tenths of inhabitants by need, a year.

    `bound` is what no plan can exceed. `is_proven` says that no plan is worth more than this one.
    """

    starts: tuple[tuple[int, int], ...]
    worth: int
    bound: int
    is_proven: bool

    @property
    def year_of(self) -> dict[int, int]:
        """The year of each neighbourhood that starts."""
        return dict(self.starts)

    @property
    def gap(self) -> float:
        """At most this share is left to be won, 0 to 1."""
        return max(0.0, (self.bound - self.worth) / self.bound) if self.bound else 0.0


@dataclass(frozen=True)
class Reached:
    """What is reached at the end of a year, of all neighbourhoods: their number, inhabitants, and these by need."""

    year: int
    neighbourhoods: int
    inhabitants: float
    weighted: float


@dataclass(frozen=True)
class Base:
    """What is reached before a plan begins."""

    year: int
    neighbourhoods: int
    inhabitants: float
    weighted: float


@dataclass(frozen=True)
class Gain:
    """What a neighbourhood adds once it is reached."""

    inhabitants: float
    weighted: float


def worth_of(problem: Problem, starts: Mapping[int, int]) -> int:
    """What a plan is worth over all its years, in tenths of inhabitants by need."""
    places = {place.id: place for place in problem.places}
    last = problem.years[-1]
    found = 0
    for key, year in starts.items():
        place = places[key]
        found += WHOLE * place.worth * (last - year + 1)
        beside = [starts[each] for each in place.beside if each in starts]
        first = year if place.is_beside_present else max(year, min(beside, default=last + 1))
        found += problem.bonus * place.worth * max(0, last - first + 1)
    return found


def reached_by(base: Base, gains: Mapping[int, Gain], starts: Mapping[int, int], years: Iterable[int]) -> list[Reached]:
    """What is reached at the end of each year, the year before the plan first."""
    found = [Reached(base.year, base.neighbourhoods, base.inhabitants, base.weighted)]
    for year in years:
        new = [gains[key] for key, start in starts.items() if start == year]
        before = found[-1]
        found.append(
            Reached(
                year,
                before.neighbourhoods + len(new),
                before.inhabitants + sum(each.inhabitants for each in new),
                before.weighted + sum(each.weighted for each in new),
            )
        )
    return found


@dataclass(frozen=True)
class Refusal:
    """Why a wish cannot be kept, as a code; `wishes` are those that it is about."""

    code: str
    wishes: tuple[Wish, ...] = field(default=())


def check_wishes(problem: Problem, *, present: Iterable[int]) -> Refusal | None:
    """What is wrong with a wish by itself, None when nothing is. `present` are neighbourhoods that are reached."""
    known, reached = {place.id for place in problem.places}, set(present)
    for wish in problem.wishes:
        places = [each for each in (wish.place, wish.other) if each is not None]
        if wish.place == wish.other:
            return Refusal("wish_same_place", (wish,))
        if any(each in reached for each in places):
            return Refusal("wish_already_present", (wish,))
        if any(each not in known for each in places):
            return Refusal("wish_without_figures", (wish,))
        if wish.kind == WishKind.IN_YEAR and wish.year not in problem.years:
            return Refusal("wish_outside_plan", (wish,))
    return None


def check_numbers(pace: int, horizon: int) -> None:
    """Raises `BadInput` code `pace_out_of_bounds` or `horizon_out_of_bounds`."""
    if not LEAST_PACE <= pace <= MOST_PACE:
        raise BadInput("pace_out_of_bounds")
    if not LEAST_HORIZON <= horizon <= MOST_HORIZON:
        raise BadInput("horizon_out_of_bounds")
