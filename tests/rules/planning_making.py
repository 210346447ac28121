"""Neighbourhoods and plans for the tests of the planner."""

from dataclasses import replace
from itertools import product
from typing import Any

from webapp.planning.rules.criteria import Bordering, Candidate
from webapp.planning.rules.plan import Base, Gain, Place, Problem, Wish, worth_of
from webapp.planning.rules.working import Facts
from webapp.vocabulary import Stage, WishKind

BARE = Candidate(
    id=1,
    slug="a",
    name="A",
    stage=Stage.UNREACHED,
    inhabitants=1000,
    need=None,
    need_weight=None,
    signals=0,
    assets=0,
    carriers=None,
    beside=(),
    inviters=(),
    church=None,
)


def candidate(key: int = 1, **facts: Any) -> Candidate:
    """A neighbourhood of 1,000 inhabitants of which nothing else is known, unless it is said."""
    letter = chr(ord("a") + key - 1)
    return replace(BARE, id=key, slug=letter, name=letter.upper(), **facts)


def bordering(**facts: Any) -> Bordering:
    """A neighbourhood beside it that is present."""
    return replace(Bordering(90, "Buur", 0.5, 0), **facts)


def facts_of(*candidates: Candidate, beside: dict[int, tuple[int, ...]] | None = None, left_out: int = 0) -> Facts:
    """What is known in 2026: these, and one neighbourhood of 2,000 inhabitants that is present."""
    every = {each.id: each for each in candidates}
    return Facts(
        this_year=2026,
        candidates=candidates,
        left_out=left_out,
        names={90: "Buur", **{key: each.name for key, each in every.items()}},
        slugs={90: "buur", **{key: each.slug for key, each in every.items()}},
        beside=beside or {},
        present=frozenset({90}),
        base=Base(2026, 1, 2000, 2000),
        gains={90: Gain(2000, 2000)}
        | {key: Gain(each.inhabitants or 0, each.value or 0) for key, each in every.items()},
    )


def problem_of(*worths: int, pace: int = 1, years: int = 3, **terms: Any) -> Problem:
    """Neighbourhoods 1, 2, … with these worths, none beside another unless `beside` says so."""
    beside: dict[int, tuple[int, ...]] = terms.pop("beside", {})
    near_present: set[int] = terms.pop("near_present", set())
    places = tuple(
        Place(key, worth, beside.get(key, ()), key in near_present) for key, worth in enumerate(worths, start=1)
    )
    return Problem(places, tuple(range(2027, 2027 + years)), pace, **terms)


def keeps(problem: Problem, starts: dict[int, int], wish: Wish) -> bool:
    """Whether a plan keeps a wish, in other words than the model has."""
    mine = starts.get(wish.place, 9999)
    if wish.kind == WishKind.BEFORE:
        other = starts.get(wish.other or 0)
        return other is None or mine < other
    return mine == wish.year if wish.kind == WishKind.IN_YEAR else mine >= (wish.year or 0)


def best_by_trying_all(problem: Problem) -> int | None:
    """The worth of the best of all plans there are; None when none keeps every wish."""
    never = problem.years[-1] + 1
    found = []
    for chosen in product((*problem.years, never), repeat=len(problem.places)):
        starts = {place.id: year for place, year in zip(problem.places, chosen, strict=True) if year != never}
        in_year = [list(starts.values()).count(year) for year in problem.years]
        if max(in_year) <= problem.pace and all(keeps(problem, starts, wish) for wish in problem.wishes):
            found.append(worth_of(problem, starts))
    return max(found, default=None)
