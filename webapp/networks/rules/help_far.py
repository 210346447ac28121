"""The rule that finds which help is far."""

from collections.abc import Iterator

from webapp.networks.rules.distances import HelpDistance
from webapp.networks.rules.insights import Action, Figure, FigureKind, Insight, InsightKind, Seen, Severity
from webapp.networks.rules.pairs import nearest_pair
from webapp.networks.rules.proposing import best_known, introduce
from webapp.vocabulary import FollowUpKind

NEAR_ENOUGH = 2.0
"""Steps: whom somebody knows, and whom those know."""
MANY_WITHOUT = 0.25


def help_far(seen: Seen) -> Iterator[Insight]:
    """What is asked for and is far, or nobody does, all in one insight; its figures are of the most asked theme.

    Who has no tie at all is not told of here: they are alone.
    """
    far = [each for each in seen.distances if each.people and each.sources and _is_far(each)]
    missing = [each for each in seen.distances if each.people and not each.sources]
    if not far and not missing:
        return
    action = _toward_help(seen, far)
    yield Insight(
        InsightKind.HELP_FAR,
        Severity.MIDDLE,
        len(far) + len(missing),
        (action.node,),
        _figures(far[0]) if far else (),
        action,
        theme_ids=tuple(each.theme_id for each in far),
        missing_ids=tuple(each.theme_id for each in missing),
    )


def _is_far(each: HelpDistance) -> bool:
    return each.steps is None or each.steps > NEAR_ENOUGH or len(each.without) >= MANY_WITHOUT * each.people


def _figures(each: HelpDistance) -> tuple[Figure, ...]:
    steps = () if each.steps is None else (Figure(FigureKind.STEPS, each.steps),)
    without = Figure(FigureKind.WITHOUT, len(each.without), each.people)
    return (*steps, without, Figure(FigureKind.SOURCES, each.sources))


def _toward_help(seen: Seen, far: list[HelpDistance]) -> Action:
    """Bring somebody who is far from it to who can help; where nobody can, ask who knows most of the others."""
    network = seen.network
    if not far:
        return Action(FollowUpKind.VISIT, best_known(seen.measures, network.residents))
    first = far[0]
    degree = seen.measures.measured.degree
    sources = [place for place, node in enumerate(network.nodes) if first.theme_id in node.themes]
    known = max(first.without or first.far, key=lambda place: (int(degree[place]), -place))
    return introduce(nearest_pair(network, [known], sources, seen.busy), known)
