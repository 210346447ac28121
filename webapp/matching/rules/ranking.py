"""How well an offer fits a need, with reasons as data; and what a neighbourhood can spare. No framework.

An offer that may not be used is no candidate at all: those limits are in `webapp.matching.queries.ranking`. What
is left is weighed here, in parts from 0 to 1, by weights that the coordinators of the city set and everyone can see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from geo.walking import walking_minutes
from webapp.vocabulary import NeedUrgency, Recurrence, Requirement, TalentLevel

LEVELS = {TalentLevel.LEARNING: 0, TalentLevel.ABLE: 1, TalentLevel.SKILLED: 2}
"""The rank of a level, as `Offer.level` holds it."""
LEVEL_STEP = 0.5
GROUP_FIT = 0.5
"""What an offer on another theme of the same group is worth, against 1 for the theme itself."""
HALF_WORTH_METRES = 1000
"""At this distance nearness counts half, at twice that a quarter: a walk of twelve minutes."""
TOLD_METRES = 100
"""Distances are told in steps of this: a few exact ones would point to a front door."""
ENOUGH_TIMES = 4
"""Who can be asked this many times more this month, has room enough."""
ENOUGH_MINUTES = 180
"""Times of a week that overlap this long, half a day, overlap enough."""
MOST_WEIGHT = 10
MOST_REST_DAYS, MOST_RESERVE, MOST_ANSWER_DAYS = 365, 20, 60
MOST_KEPT = 50
"""People that a neighbourhood can keep for itself on one theme."""

TIMES_A_MONTH = {Recurrence.WEEKLY: 4, Recurrence.FORTNIGHTLY: 2, Recurrence.MONTHLY: 1, Recurrence.ONCE: 1}
"""How often a need takes somebody in a month; the database's own `times_asked` counts the same."""

URGENCY_COSTS = {NeedUrgency.NOW: 0, NeedUrgency.THIS_MONTH: 2_000, NeedUrgency.WHEN_POSSIBLE: 4_000}
"""What comes on top of the cost of a link when not all can be helped: more than any difference in fit."""
FIT_COST = 1_000
SPREAD_COST = 200
"""What asking somebody a second time costs in an allocation: as much as fitting 20 points less."""


class ReasonCode(StrEnum):
    """Why somebody fits, or less so."""

    THEME_EXACT = "theme_exact"
    THEME_GROUP = "theme_group"
    LEVEL_ENOUGH = "level_enough"
    LEVEL_LOWER = "level_lower"
    DISTANCE = "distance"
    TIME_OVERLAP = "time_overlap"
    TIME_ANY = "time_any"
    LANGUAGE_SPOKEN = "language_spoken"
    LANGUAGE_OTHER = "language_other"
    CAPACITY_LEFT = "capacity_left"
    PAPERS_IN_ORDER = "papers_in_order"
    ASKED_RECENTLY = "asked_recently"


class Middle(StrEnum):
    """Of what somebody or something without a place of its own counts as being in the middle."""

    BUURT = "buurt"
    NEIGHBOURHOOD = "wijk"


@dataclass(frozen=True)
class Reason:
    """A code, the numbers and codes that its sentence needs, and how much of its weight it earned, from 0 to 1."""

    code: ReasonCode
    part: float
    values: Mapping[str, int | str]

    def to_json(self) -> dict[str, Any]:
        """As a match keeps it: frozen when it is proposed."""
        return {"code": self.code.value, "part": round(self.part, 3), **self.values}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Reason | None":
        """The reason that was kept; None when its code is no longer known."""
        if kept.get("code") not in list(ReasonCode):
            return None
        values = {name: value for name, value in kept.items() if name not in ("code", "part")}
        return cls(ReasonCode(kept["code"]), float(kept.get("part", 1)), values)


@dataclass(frozen=True)
class Weights:
    """How much each part counts, 0 to 10, and the city's numbers besides.

    `rest_days` is for how long somebody who was asked is left in peace, `default_reserve` how many people a
    neighbourhood keeps for itself on a theme, `answer_days` how long a proposal waits for an answer.
    """

    theme: int = 8
    level: int = 5
    distance: int = 6
    time: int = 6
    language: int = 4
    capacity: int = 3
    rest: int = 4
    rest_days: int = 30
    default_reserve: int = 1
    answer_days: int = 7

    @property
    def parts(self) -> dict[str, int]:
        """What is weighed, by name."""
        return {name: getattr(self, name) for name in PARTS}


PARTS = ("theme", "level", "distance", "time", "language", "capacity", "rest")
DEFAULT_WEIGHTS = Weights()
"""What counts until the city's coordinators decide otherwise."""


@dataclass(frozen=True)
class Fit:
    """What is known of an offer beside a need.

    Attributes
    ----------
    is_exact
        Whether it is on the very theme, not on another of the same group.
    level, asked_level
        Ranks from `LEVELS`.
    metres
        In a straight line.
    overlap_minutes, asked_minutes
        Of a week; None when either side says any time.
    speaks
        Whether they share the language that is asked; None when none is.
    language
        The language that is asked, as a code.
    times_left
        How many times more they can be asked this month, this need not yet taken off; None without a limit.
    papers
        What had to be shown, and was.
    asked_days_ago
        Since they were last asked for anything; None when that never was.
    """

    is_exact: bool
    level: int
    asked_level: int
    metres: float
    overlap_minutes: int | None = None
    asked_minutes: int | None = None
    speaks: bool | None = None
    language: str | None = None
    times_left: int | None = None
    papers: tuple[Requirement, ...] = ()
    asked_days_ago: int | None = None


@dataclass(frozen=True)
class Score:
    """How well it fits, from 0 to 1, and why."""

    value: float
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """Out of a hundred."""
        return round(self.value * 100)


_THEME_EXACT, _THEME_GROUP = Reason(ReasonCode.THEME_EXACT, 1, {}), Reason(ReasonCode.THEME_GROUP, GROUP_FIT, {})


def value_of(fit: Fit, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """How well an offer fits a need, from 0 to 1; where all weights are 0, everything that may be used fits equally.

    Apart from `score`, since the best of many are looked for, and reasons are made for those few only.
    """
    parts = (
        1 if fit.is_exact else GROUP_FIT,
        _level_part(fit),
        _distance_part(fit.metres),
        _time_part(fit),
        None if fit.speaks is None or fit.language is None else float(fit.speaks),
        _capacity_part(fit.times_left),
        _rest_part(fit.asked_days_ago, weights.rest_days),
    )
    counts = tuple(weights.parts.values())
    total = sum(counts)
    # what is not known of an offer does not count against it
    earned = sum([count if part is None else count * part for part, count in zip(parts, counts, strict=True)])
    return earned / total if total else 1.0


def score(fit: Fit, weights: Weights = DEFAULT_WEIGHTS) -> Score:
    """Weigh an offer for a need as `value_of`, and say why."""
    reasons = (
        _THEME_EXACT if fit.is_exact else _THEME_GROUP,
        _level(fit),
        _distance(fit.metres),
        _time(fit),
        _language(fit),
        _capacity(fit.times_left),
        _rest(fit.asked_days_ago, weights.rest_days),
        Reason(ReasonCode.PAPERS_IN_ORDER, 1, {"papers": ",".join(fit.papers)}) if fit.papers else None,
    )
    return Score(value_of(fit, weights), tuple(each for each in reasons if each is not None))


def cost_of(value: float, urgency: NeedUrgency) -> int:
    """What a link costs in an allocation: little for a good fit, and less than any for a less urgent need."""
    return URGENCY_COSTS[urgency] + round((1 - value) * FIT_COST)


def spare_of(people: int, *, asked: int, reserve: int, lent: int) -> int:
    """How many people a neighbourhood can lend on a theme: offers minus needs, minus reserve, minus who is lent."""
    return max(0, people - asked - reserve - lent)


def _level_part(fit: Fit) -> float:
    return max(0.0, 1 - LEVEL_STEP * max(0, fit.asked_level - fit.level))


def _distance_part(metres: float) -> float:
    return float(0.5 ** (max(0.0, metres) / HALF_WORTH_METRES))


def _time_part(fit: Fit) -> float:
    if fit.overlap_minutes is None or fit.asked_minutes is None:
        return 1
    return min(1.0, fit.overlap_minutes / max(1, min(ENOUGH_MINUTES, fit.asked_minutes)))


def _capacity_part(times_left: int | None) -> float | None:
    return None if times_left is None else min(1.0, max(0, times_left) / ENOUGH_TIMES)


def _rest_part(days_ago: int | None, rest_days: int) -> float | None:
    return None if days_ago is None or days_ago >= rest_days else max(0, days_ago) / rest_days


def _level(fit: Fit) -> Reason:
    part = _level_part(fit)
    if fit.asked_level <= fit.level:
        return Reason(ReasonCode.LEVEL_ENOUGH, part, {"level": fit.level})
    return Reason(ReasonCode.LEVEL_LOWER, part, {"level": fit.level, "asked": fit.asked_level})


def _distance(metres: float) -> Reason:
    told = round(metres / TOLD_METRES) * TOLD_METRES
    return Reason(ReasonCode.DISTANCE, _distance_part(metres), {"metres": told, "minutes": walking_minutes(told)})


def _time(fit: Fit) -> Reason:
    if fit.overlap_minutes is None or fit.asked_minutes is None:
        return Reason(ReasonCode.TIME_ANY, 1, {})
    return Reason(ReasonCode.TIME_OVERLAP, _time_part(fit), {"minutes": fit.overlap_minutes})


def _language(fit: Fit) -> Reason | None:
    if fit.speaks is None or fit.language is None:
        return None
    code = ReasonCode.LANGUAGE_SPOKEN if fit.speaks else ReasonCode.LANGUAGE_OTHER
    return Reason(code, float(fit.speaks), {"language": fit.language})


def _capacity(times_left: int | None) -> Reason | None:
    part = _capacity_part(times_left)
    return None if part is None or times_left is None else Reason(ReasonCode.CAPACITY_LEFT, part, {"left": times_left})


def _rest(days_ago: int | None, rest_days: int) -> Reason | None:
    part = _rest_part(days_ago, rest_days)
    if part is None or days_ago is None:
        return None
    return Reason(ReasonCode.ASKED_RECENTLY, part, {"days": max(0, days_ago)})


def bounds_of(name: str) -> tuple[int, int]:
    """The least and the most that a number of `Weights` may be."""
    if name in PARTS:
        return 0, MOST_WEIGHT
    return {
        "rest_days": (0, MOST_REST_DAYS),
        "default_reserve": (0, MOST_RESERVE),
        "answer_days": (1, MOST_ANSWER_DAYS),
    }[name]
