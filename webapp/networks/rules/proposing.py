"""What is proposed with an insight: who to introduce to whom, and who could take something over, each with why."""

from collections.abc import Collection, Iterable

from webapp.networks.rules.insights import Action, Figure, FigureKind, Reason, Seen
from webapp.networks.rules.measuring import Measures
from webapp.networks.rules.network import Network
from webapp.networks.rules.pairs import Pair, nearest_pair
from webapp.vocabulary import FollowUpKind, NodeKind

FEW_ROLES = 1
"""Who does no more than this can be asked for something else."""


def introduce(pair: Pair | None, instead: int) -> Action:
    """Introduce two to each other; visit when there is nobody to introduce to."""
    if pair is None:
        return Action(FollowUpKind.VISIT, instead)
    return Action(FollowUpKind.INTRODUCE, pair.one, pair.other, Reason(pair.theme_id, pair.nearness, pair.metres))


def away(pair: Pair | None) -> tuple[Figure, ...]:
    """How far apart the buurten of two are, where that is known and they are two."""
    if pair is None or not pair.metres:
        return ()
    return (Figure(FigureKind.BUURTEN, pair.metres),)


def share(seen: Seen, place: int) -> Action:
    """Share a task of somebody with who has little to do, lives here, and stands nearest.

    Nearest are those who know each other already, then those who both have a tie with somebody or something; of them
    as `nearest_pair` chooses. Who told to have no time is not asked.
    """
    network, roles = seen.network, seen.measures.roles
    beside = network.beside[place]
    free = [
        each
        for each in network.residents
        if each != place and roles.get(each, 0) <= FEW_ROLES and network.nodes[each].capacity != 0
    ]
    known = [each for each in free if each in beside]
    common = {each: shared for each in free if (shared := beside & network.beside[each])}
    pair = nearest_pair(network, [place], known or list(common) or free)
    if pair is None:
        return Action(FollowUpKind.SHARE_TASK, place)
    reason = Reason(
        pair.theme_id,
        pair.nearness,
        pair.metres,
        roles=roles.get(pair.other, 0),
        knows=pair.other in beside,
        common=None if pair.other in beside else _nearest_of(network, common.get(pair.other, ())),
    )
    return Action(FollowUpKind.SHARE_TASK, place, pair.other, reason)


def best_known(measures: Measures, places: Collection[int]) -> int:
    """Whom most paths pass, then who has most ties."""
    measured = measures.measured
    return max(places, key=lambda place: (float(measured.betweenness[place]), int(measured.degree[place]), -place))


def _nearest_of(network: Network, places: Iterable[int]) -> int | None:
    """Of what two have in common somebody before something, the earliest kept."""
    return min(
        places, key=lambda place: (network.nodes[place].kind != NodeKind.PERSON, network.nodes[place].id), default=None
    )
