"""What a plan is asked for: weights, pace, horizon, method and wishes, as they stand in an address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from webapp.planning.rules.criteria import DEFAULT_WEIGHTS, Candidate, Criterion, Weights, check_weights
from webapp.planning.rules.plan import MOST_WISHES, Wish, check_numbers
from webapp.vocabulary import PlanMethod, WishKind

WEIGHT_NAMES = {
    Criterion.NEED: "nood",
    Criterion.SIGNALS: "signalen",
    Criterion.ASSETS: "assets",
    Criterion.CARRIERS: "dragers",
    Criterion.NETWORK: "netwerk",
    Criterion.BRIDGES: "bruggen",
    Criterion.INVITATION: "uitnodiging",
    Criterion.CHURCH: "kerk",
}
"""What weights are called in an address and in a form."""

METHOD_NAMES = {PlanMethod.COVERAGE: "dekking", PlanMethod.RANKING: "ranglijst"}
WISH_NAMES = {WishKind.BEFORE: "voor", WishKind.NOT_BEFORE: "niet-voor", WishKind.IN_YEAR: "in"}
PACE, HORIZON, METHOD, WISH = "tempo", "jaren", "volgens", "wens"
DEFAULT_PACE, DEFAULT_HORIZON = 3, 5

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
YEAR = re.compile(r"2[01][0-9][0-9]")


@dataclass(frozen=True)
class WrittenWish:
    """A wish with neighbourhoods by their slugs."""

    kind: WishKind
    slug: str
    other: str | None = None
    year: int | None = None

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{WISH_NAMES[self.kind]}:{self.slug}:{self.other or self.year}"


@dataclass(frozen=True)
class Settings:
    """What a plan is asked for. Raises `BadInput` for numbers out of bounds, see `check_weights`, `check_numbers`."""

    weights: Weights = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    pace: int = DEFAULT_PACE
    horizon: int = DEFAULT_HORIZON
    method: PlanMethod = PlanMethod.COVERAGE
    wishes: tuple[WrittenWish, ...] = ()

    def __post_init__(self) -> None:
        """Refuse numbers that mean nothing."""
        check_weights(self.weights)
        check_numbers(self.pace, self.horizon)

    def years(self, this_year: int) -> tuple[int, ...]:
        """The years of a plan: it begins with the next."""
        return tuple(range(this_year + 1, this_year + 1 + self.horizon))

    @property
    def slugs(self) -> frozenset[str]:
        """The neighbourhoods that a wish names."""
        return frozenset(each for wish in self.wishes for each in (wish.slug, wish.other) if each)

    def query(self) -> dict[str, str | list[str]]:
        """The words of an address that asks for this."""
        found: dict[str, str | list[str]] = {WEIGHT_NAMES[each]: str(self.weights[each]) for each in Criterion}
        found |= {PACE: str(self.pace), HORIZON: str(self.horizon), METHOD: METHOD_NAMES[self.method]}
        return found | {WISH: [str(wish) for wish in self.wishes]} if self.wishes else found


def parse_wish(text: str) -> WrittenWish | None:
    """A wish as it stands in an address; None for what is none."""
    parts = text.split(":")
    kind = next((each for each, name in WISH_NAMES.items() if name == parts[0]), None)
    if kind is None or len(parts) != len(("kind", "place", "what")) or not SLUG.fullmatch(parts[1]):
        return None
    if kind == WishKind.BEFORE:
        return WrittenWish(kind, parts[1], other=parts[2]) if SLUG.fullmatch(parts[2]) else None
    return WrittenWish(kind, parts[1], year=int(parts[2])) if YEAR.fullmatch(parts[2]) else None


def parse_wishes(texts: Iterable[str]) -> tuple[WrittenWish, ...]:
    """Wishes of an address, each once, at most `MOST_WISHES`; what is none is passed over."""
    found = (parse_wish(text) for text in texts)
    return tuple(dict.fromkeys(wish for wish in found if wish is not None))[:MOST_WISHES]


def resolve(wishes: Iterable[WrittenWish], ids: Mapping[str, int]) -> tuple[tuple[Wish, ...], tuple[WrittenWish, ...]]:
    """Wishes by id, in their order, and those that name a neighbourhood that there is not."""
    found, lost = list[Wish](), list[WrittenWish]()
    for wish in wishes:
        if wish.slug not in ids or (wish.other is not None and wish.other not in ids):
            lost.append(wish)
        else:
            found.append(Wish(wish.kind, ids[wish.slug], None if wish.other is None else ids[wish.other], wish.year))
    return tuple(found), tuple(lost)


def shortlist(candidates: Iterable[Candidate], wished: frozenset[str], most: int) -> tuple[list[Candidate], int]:
    """At most so many candidates, and how many are left out.

    Who is wished for or invited comes first, then who has the most inhabitants by need.
    """
    every = sorted(
        candidates,
        key=lambda each: (not (each.slug in wished or each.inviters), -(each.value or 0), each.name, each.id),
    )
    return every[:most], max(0, len(every) - most)
