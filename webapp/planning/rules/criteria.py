"""Which neighbourhood comes next: what speaks for it, each from 0 to 1 with its reason, and weighed together.

What is not known has no score and does not count: a total is the mean, by weight, of what is known. What was found, of
signals, assets, people or talents to spare, counts for half at least, so that finding something does not easily make a
neighbourhood look worse than one where nobody looked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from webapp.errors import BadInput
from webapp.vocabulary import Inviter, Stage


class Criterion(StrEnum):
    """What is weighed."""

    NEED = "need"
    SIGNALS = "signals"
    ASSETS = "assets"
    CARRIERS = "carriers"
    NETWORK = "network"
    BRIDGES = "bridges"
    INVITATION = "invitation"
    CHURCH = "church"


Weights = Mapping[Criterion, int]
"""How heavily each counts, from `LEAST_WEIGHT` to `MOST_WEIGHT`."""

DEFAULT_WEIGHTS: Weights = {
    Criterion.NEED: 5,
    Criterion.SIGNALS: 2,
    Criterion.ASSETS: 2,
    Criterion.CARRIERS: 3,
    Criterion.NETWORK: 2,
    Criterion.BRIDGES: 1,
    Criterion.INVITATION: 3,
    Criterion.CHURCH: 1,
}
LEAST_WEIGHT, MOST_WEIGHT = 0, 10

FOUND = 0.5
"""What the first thing that is found counts for."""

FULL_SIGNALS = 5
"""From so many signals on, it counts fully."""

FULL_ASSETS = 2.0
"""From so many assets per 1,000 inhabitants on."""

FULL_CARRIERS = 20
"""From so many people on."""

FULL_SPARE = 10
"""From so many offers to spare on."""

CHURCH_METRES = 800
"""How far from the neighbourhood a church is near: ten minutes on foot, as the crow flies."""

NEAR_CHURCH = 0.5
"""What a church near the neighbourhood counts for, where one within counts for 1."""


class Because(StrEnum):
    """Why a criterion has its score."""

    FIGURE = "figure"
    NOTHING = "nothing"
    UNKNOWN = "unknown"
    NOBODY_LOOKED = "nobody_looked"
    TOO_FEW = "too_few"
    NO_NEIGHBOUR = "no_neighbour"
    INSIDE = "inside"
    NEAR = "near"


class ChurchNear(StrEnum):
    """Where the nearest church of the network stands."""

    INSIDE = "inside"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True)
class Bordering:
    """A neighbourhood beside this one where Missie050 is present.

    `strength` is how well its network hangs together, 0 to 1, None where too few people are in it to tell; `spare` how
    often somebody there offers more than is asked.
    """

    id: int
    name: str
    strength: float | None
    spare: int


@dataclass(frozen=True)
class Candidate:
    """A neighbourhood that is not present, and what is known of it.

    Attributes
    ----------
    inhabitants
        None where there is no figure.
    need, need_weight
        The index of need, 0 to 1, and how many times the mean inhabitant each inhabitant counts; None where unknown.
    signals
        Signals that were raised in the last year.
    assets
        Assets that were found and have not ended.
    carriers
        People who agreed to be known and offer something, rounded down to fives; None for fewer than five.
    beside
        The neighbourhoods next to it that are present.
    inviters
        Who invites, each with its name.
    church
        None where no church of the network has a place on the map.
    """

    id: int
    slug: str
    name: str
    stage: Stage
    inhabitants: int | None
    need: float | None
    need_weight: float | None
    signals: int
    assets: int
    carriers: int | None
    beside: tuple[Bordering, ...]
    inviters: tuple[tuple[Inviter, str], ...]
    church: ChurchNear | None

    @property
    def was_explored(self) -> bool:
        """Whether somebody has been looking around here: else, that nothing was found says nothing."""
        return self.stage != Stage.UNREACHED

    @property
    def value(self) -> float | None:
        """Inhabitants by need: of unknown need each counts as the mean one; None where inhabitants are unknown."""
        if self.inhabitants is None:
            return None
        return self.inhabitants * (1.0 if self.need_weight is None else self.need_weight)


@dataclass(frozen=True)
class Reason:
    """The score of one criterion, None where it is unknown, and why: a number and a name, where there are any."""

    criterion: Criterion
    score: float | None
    because: Because
    amount: float | None = None
    name: str = ""


class ScoreClass(StrEnum):
    """A fifth of the candidates, the best first; the value is the letter on the map."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    UNKNOWN = "?"


CLASSES = (ScoreClass.A, ScoreClass.B, ScoreClass.C, ScoreClass.D, ScoreClass.E)


@dataclass(frozen=True)
class Ranked:
    """A candidate in its place: `total` is 0 to 1, None where nothing that weighs is known.

    `known` is the share of the weights that the total rests on. `score_class` is which fifth of the candidates with a
    total it belongs to; equal totals have the same.
    """

    place: int
    candidate: Candidate
    reasons: tuple[Reason, ...]
    total: float | None
    known: float
    score_class: ScoreClass


def check_weights(weights: Weights) -> None:
    """Raises `BadInput` code `weight_out_of_bounds`, or `planner_weights_zero` when nothing counts."""
    if any(not LEAST_WEIGHT <= weight <= MOST_WEIGHT for weight in weights.values()):
        raise BadInput("weight_out_of_bounds")
    if not any(weights.values()):
        raise BadInput("planner_weights_zero")


def rank(candidates: Iterable[Candidate], weights: Weights) -> tuple[Ranked, ...]:
    """Candidates in order: the highest total first, then what is known best, then by name; unknown totals last."""
    check_weights(weights)
    judged = [(each, reasons_of(each)) for each in candidates]
    weighed = [(each, reasons, *weigh(reasons, weights)) for each, reasons in judged]
    weighed.sort(key=lambda row: (row[2] is None, -(row[2] or 0), -row[3], row[0].name, row[0].id))
    totals = [row[2] for row in weighed if row[2] is not None]
    return tuple(
        Ranked(place, *row, score_class=_class_of(row[2], totals)) for place, row in enumerate(weighed, start=1)
    )


def _class_of(total: float | None, totals: Sequence[float]) -> ScoreClass:
    """The class of a total among all of them, which stand in order."""
    return ScoreClass.UNKNOWN if total is None else CLASSES[totals.index(total) * len(CLASSES) // len(totals)]


def weigh(reasons: Sequence[Reason], weights: Weights) -> tuple[float | None, float]:
    """The mean score by weight of what is known, and the share of all weights that is known."""
    known = [(weights[each.criterion], each.score) for each in reasons if each.score is not None]
    weight = sum(each for each, _ in known)
    total = sum(each * score for each, score in known) / weight if weight else None
    return total, weight / sum(weights.values())


def reasons_of(candidate: Candidate) -> tuple[Reason, ...]:
    """What speaks for a candidate, by criterion, in their order."""
    return (
        _need(candidate),
        _found(Criterion.SIGNALS, candidate, candidate.signals, candidate.signals / FULL_SIGNALS),
        _assets(candidate),
        _carriers(candidate),
        _network(candidate),
        _bridges(candidate),
        _invitation(candidate),
        _church(candidate),
    )


def _need(candidate: Candidate) -> Reason:
    if candidate.need is None:
        return Reason(Criterion.NEED, None, Because.UNKNOWN)
    return Reason(Criterion.NEED, candidate.need, Because.FIGURE, candidate.need)


def _found(criterion: Criterion, candidate: Candidate, count: float, share: float) -> Reason:
    if count:
        return Reason(criterion, FOUND + (1 - FOUND) * min(1.0, share), Because.FIGURE, count)
    if candidate.was_explored:
        return Reason(criterion, 0.0, Because.NOTHING)
    return Reason(criterion, None, Because.NOBODY_LOOKED)


def _assets(candidate: Candidate) -> Reason:
    if not candidate.assets:
        return _found(Criterion.ASSETS, candidate, 0, 0)
    # without inhabitants to divide by, half of what it could be
    share = 1000 * candidate.assets / candidate.inhabitants / FULL_ASSETS if candidate.inhabitants else 0.0
    return _found(Criterion.ASSETS, candidate, candidate.assets, share)


def _carriers(candidate: Candidate) -> Reason:
    if candidate.carriers is None:
        return Reason(Criterion.CARRIERS, None, Because.TOO_FEW)
    return _found(Criterion.CARRIERS, candidate, candidate.carriers, candidate.carriers / FULL_CARRIERS)


def _network(candidate: Candidate) -> Reason:
    if not candidate.beside:
        return Reason(Criterion.NETWORK, 0.0, Because.NO_NEIGHBOUR)
    told = [(each.strength, each.name) for each in candidate.beside if each.strength is not None]
    if not told:
        return Reason(Criterion.NETWORK, None, Because.UNKNOWN, name=candidate.beside[0].name)
    strength, name = max(told)
    return Reason(Criterion.NETWORK, strength, Because.FIGURE, strength, name)


def _bridges(candidate: Candidate) -> Reason:
    if not candidate.beside:
        return Reason(Criterion.BRIDGES, 0.0, Because.NO_NEIGHBOUR)
    spare = sum(each.spare for each in candidate.beside)
    if not spare:
        return Reason(Criterion.BRIDGES, 0.0, Because.NOTHING)
    return _found(Criterion.BRIDGES, candidate, spare, spare / FULL_SPARE)


def _invitation(candidate: Candidate) -> Reason:
    if not candidate.inviters:
        return Reason(Criterion.INVITATION, 0.0, Because.NOTHING)
    names = ", ".join(name for _, name in candidate.inviters)
    return Reason(Criterion.INVITATION, 1.0, Because.FIGURE, len(candidate.inviters), names)


def _church(candidate: Candidate) -> Reason:
    scores = {
        None: (None, Because.UNKNOWN),
        ChurchNear.INSIDE: (1.0, Because.INSIDE),
        ChurchNear.NEAR: (NEAR_CHURCH, Because.NEAR),
        ChurchNear.NONE: (0.0, Because.NOTHING),
    }
    return Reason(Criterion.CHURCH, *scores[candidate.church])
