"""What is different between scenarios, and between a scenario then and now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.planning.rules.plan import Reached

NAMED = 2
"""So many neighbourhoods are named that come earlier."""

FEWEST_SCENARIOS, MOST_SCENARIOS = 2, 3
LETTERS = "ABC"
SAME, NEVER = "=", "-"


@dataclass(frozen=True)
class Outcome:
    """A scenario worked out: the year in which each neighbourhood starts, by slug, and what is reached by year."""

    name: str
    starts: Mapping[str, int]
    reached: Sequence[Reached]


@dataclass(frozen=True)
class Difference:
    """Where two scenarios differ most in inhabitants by need.

    `earlier` and `later` are slugs that the first has earlier, and later, than the other: none when one of the two
    starts more neighbourhoods, since then that is the difference. `share` is how much more the first reaches in `year`,
    of what the other does, below zero for less.
    """

    one: str
    other: str
    earlier: tuple[str, ...]
    later: tuple[str, ...]
    year: int
    amount: float
    share: float | None


def difference_of(one: Outcome, other: Outcome) -> Difference | None:
    """The difference over the years that both have; None where every neighbourhood starts in the same year."""
    if dict(one.starts) == dict(other.starts):
        return None
    theirs = {each.year: each for each in other.reached}
    both = [(each, theirs[each.year]) for each in one.reached if each.year in theirs]
    mine, their = max(both, key=lambda pair: (abs(pair[0].weighted - pair[1].weighted), -pair[0].year))
    own, others = mine.weighted, their.weighted
    as_many = all(each.neighbourhoods == also.neighbourhoods for each, also in both)
    return Difference(
        one=one.name,
        other=other.name,
        earlier=_earlier(one.starts, other.starts) if as_many else (),
        later=_earlier(other.starts, one.starts) if as_many else (),
        year=mine.year,
        amount=own - others,
        share=(own - others) / others if others else None,
    )


def _earlier(one: Mapping[str, int], other: Mapping[str, int]) -> tuple[str, ...]:
    """Those that the first has earlier, the earliest first."""
    found = [slug for slug, year in one.items() if year < other.get(slug, year + 1)]
    return tuple(sorted(found, key=lambda slug: (one[slug], slug))[:NAMED])


def sign_of(years: Sequence[int | None]) -> str:
    """The letter of the scenario in which a neighbourhood starts first; `SAME` for all as early, `NEVER` for none."""
    told = [year for year in years if year is not None]
    if not told:
        return NEVER
    first = min(told)
    if all(year == first for year in years):
        return SAME
    places = [place for place, year in enumerate(years) if year == first]
    return "".join(LETTERS[place] for place in places)


@dataclass(frozen=True)
class Kept:
    """What was found when a scenario was kept: on which day, which starts by slug, and what the last year reached."""

    on: date
    starts: Mapping[str, int]
    year: int
    neighbourhoods: int
    weighted: float

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {
            "on": self.on.isoformat(),
            "starts": dict(self.starts),
            "year": self.year,
            "neighbourhoods": self.neighbourhoods,
            "weighted": round(self.weighted),
        }


def kept_outcome(outcome: Outcome, *, on: date) -> Kept:
    """What is kept of an outcome."""
    last = outcome.reached[-1]
    return Kept(on, outcome.starts, last.year, last.neighbourhoods, last.weighted)


def read_kept(value: Mapping[str, Any]) -> Kept | None:
    """What was kept; None where nothing was."""
    if not value:
        return None
    return Kept(
        date.fromisoformat(value["on"]), value["starts"], value["year"], value["neighbourhoods"], value["weighted"]
    )


@dataclass(frozen=True)
class Change:
    """How today's data change a scenario: its last year then and now, and who starts in another year."""

    then: Kept
    now: Kept
    moved: tuple[str, ...]


def change_since(then: Kept | None, now: Kept) -> Change | None:
    """What changed since a scenario was kept; None where nothing did, or nothing was kept."""
    if then is None:
        return None
    moved = sorted(slug for slug in {*then.starts, *now.starts} if then.starts.get(slug) != now.starts.get(slug))
    is_same = (then.year, then.neighbourhoods, round(then.weighted)) == (
        now.year,
        now.neighbourhoods,
        round(now.weighted),
    )
    return None if is_same and not moved else Change(then, now, tuple(moved))
