"""What came to a network and went since a quarter ago."""

from collections import Counter
from collections.abc import Iterator

from webapp.networks.rules.insights import Action, Figure, FigureKind, Insight, InsightKind, Seen, Severity
from webapp.networks.rules.network import Network
from webapp.vocabulary import FollowUpKind


def growth(seen: Seen) -> Iterator[Insight]:
    """What came and went since a quarter ago, as far as it is still known: people who live here, and all ties."""
    if seen.earlier is None:
        return
    now, before = _ties_by_node(seen.network), _ties_by_node(seen.earlier)
    people, earlier_people = _people(seen.network), _people(seen.earlier)
    begun, ended = now - before, before - now
    newcomers, gone = people.keys() - earlier_people.keys(), earlier_people.keys() - people.keys()
    if not (begun or ended or newcomers or gone):
        return
    is_loss = len(ended) + len(gone) > len(begun) + len(newcomers)
    touched = Counter(node for tie in (ended if is_loss else begun) for node in tie[1:] if node in people)
    chosen = _whom_to_visit(people, set(newcomers), touched, is_loss=is_loss)
    yield Insight(
        InsightKind.GROWTH,
        Severity.MIDDLE if is_loss else Severity.LOW,
        abs(len(begun) - len(ended)),
        (chosen,),
        (
            Figure(FigureKind.NEWCOMERS, len(newcomers)),
            Figure(FigureKind.BEGUN, len(begun)),
            Figure(FigureKind.GONE, len(gone)),
            Figure(FigureKind.ENDED, len(ended)),
        ),
        Action(FollowUpKind.VISIT, chosen),
    )


def _whom_to_visit(people: dict[int, int], newcomers: set[int], touched: Counter[int], *, is_loss: bool) -> int:
    """After a loss who lost most, after growth the newcomer with the fewest ties, by place."""
    if is_loss:
        lost = sorted(touched, key=lambda node: (-touched[node], node))
        return people[lost[0]] if lost else min(people.values(), default=0)
    new = sorted(newcomers, key=lambda node: (touched[node], node)) or sorted(touched, key=lambda node: -touched[node])
    return people[new[0]] if new else min(people.values(), default=0)


def _ties_by_node(network: Network) -> set[tuple[str, int, int]]:
    return {(link.kind, network.nodes[link.start].id, network.nodes[link.end].id) for link in network.links}


def _people(network: Network) -> dict[int, int]:
    return {network.nodes[place].id: place for place in network.residents}
