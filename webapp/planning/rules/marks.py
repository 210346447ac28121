"""How neighbourhoods are marked on the planner's maps: a tint, which is part of a colour's name, and a sign."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from webapp.planning.rules.comparing import NEVER, SAME, Outcome, sign_of
from webapp.planning.rules.criteria import Ranked, ScoreClass
from webapp.planning.rules.plan import Plan


class Tint(StrEnum):
    """The class of a neighbourhood; the word is part of a colour's name."""

    A = "planner-a"
    B = "planner-b"
    C = "planner-c"
    D = "planner-d"
    E = "planner-e"
    UNKNOWN = "planner-unknown"
    PRESENT = "planner-present"
    LATER = "planner-later"
    ONE = "planner-one"
    TWO = "planner-two"
    THREE = "planner-three"
    SAME = "planner-same"


class Layer(StrEnum):
    """What the map shows; the value stands in an address."""

    SCORE = "score"
    PLAN = "plan"


REACHED_SIGN, LATER_SIGN = "✓", "–"
REST = (Tint.PRESENT.value, REACHED_SIGN)
"""The mark of every neighbourhood that is no candidate: Missie050 is there."""

NOT_LOOKED_AT = (Tint.UNKNOWN.value, "?")
"""The mark of a candidate that is left out because there are too many."""

LETTER_TINTS = (Tint.A, Tint.B, Tint.C, Tint.D, Tint.E)
OWN_TINTS = (Tint.ONE, Tint.TWO, Tint.THREE)

Mark = tuple[str, str]


def score_tint(score_class: ScoreClass) -> Tint:
    """The tint of a class of totals."""
    return Tint.UNKNOWN if score_class == ScoreClass.UNKNOWN else Tint[score_class.name]


def year_tint(year: int, years: Sequence[int]) -> Tint:
    """The tint of a year: five over the whole plan, the first darkest."""
    return LETTER_TINTS[(year - years[0]) * len(LETTER_TINTS) // max(len(years), len(LETTER_TINTS))]


def year_sign(year: int) -> str:
    """A year in two figures."""
    return f"{year % 100:02}"


def score_marks(ranked: Iterable[Ranked]) -> dict[int, Mark]:
    """Candidates by the class of their total."""
    return {each.candidate.id: (score_tint(each.score_class).value, each.score_class.value) for each in ranked}


def plan_marks(ranked: Iterable[Ranked], plan: Plan | None, years: Sequence[int]) -> dict[int, Mark]:
    """Candidates by the year in which they start."""
    starts = plan.year_of if plan else {}
    marks = {}
    for each in ranked:
        year = starts.get(each.candidate.id)
        tint, sign = (Tint.LATER, LATER_SIGN) if year is None else (year_tint(year, years), year_sign(year))
        marks[each.candidate.id] = (tint.value, sign)
    return marks


def compared_marks(ids: Mapping[str, int], outcomes: Sequence[Outcome]) -> dict[int, Mark]:
    """Candidates (`ids` by slug) by the scenario in which they start first."""
    found = {}
    for slug, key in ids.items():
        sign = sign_of([each.starts.get(slug) for each in outcomes])
        found[key] = (compared_tint(sign).value, LATER_SIGN if sign == NEVER else sign)
    return found


def compared_tint(sign: str) -> Tint:
    """The tint of who is first: that of the scenario, one of its own where all are as early, none for never.

    Two of three that are as early have the tint of the first of them; the sign names both.
    """
    if sign == NEVER:
        return Tint.LATER
    return Tint.SAME if sign == SAME else OWN_TINTS["ABC".index(sign[0])]
