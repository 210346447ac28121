"""Networks with a planted structure, as plain values."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations

from tests.conftest import TODAY
from webapp.networks.rules.network import Beyond, Link, Network, Node
from webapp.vocabulary import NodeKind, TieKind, TieSource, TieStrength

HERE = 7
GARDENING, DEBTS = 31, 32

Tied = tuple[str, str] | tuple[str, str, str]
"""From whom to whom, and what kind when it is no `knows`."""


def person(name: str, *, at: tuple[float, float] | None = None, themes: Iterable[int] = (), capacity: int | None = None,
           neighbourhood_id: int = HERE, elsewhere: int = 0) -> Node:  # fmt: skip
    """Somebody; the id is that of the name. `at` is the inner point of the buurt they told to live in."""
    x, y = at or (None, None)
    return Node(
        number_of(name), NodeKind.PERSON, name, neighbourhood_id, x, y, frozenset(themes), capacity,
        buurt=f"BU{x}" if at else "", elsewhere=elsewhere,
    )  # fmt: skip


def thing(
    name: str,
    kind: NodeKind = NodeKind.GROUP,
    *,
    themes: Iterable[int] = (),
    at: tuple[float, float] | None = None,
    neighbourhood_id: int | None = HERE,
) -> Node:
    """A group, or what else is no person; `at` is a point of its own."""
    x, y = at or (None, None)
    return Node(number_of(name), kind, name, neighbourhood_id, x, y, frozenset(themes))


def number_of(name: str) -> int:
    """A number of its own for each name."""
    return int.from_bytes(name.encode(), "big")


def network(
    nodes: Sequence[Node | str],
    ties: Iterable[Tied] = (),
    *,
    confirmed_on: date = TODAY,
    on: date = TODAY,
    beyond: Iterable[tuple[str, int]] = (),
) -> Network:
    """The network of these; a name alone is a person of whom nothing more is known."""
    made = tuple(each if isinstance(each, Node) else person(each) for each in nodes)
    place = {node.label: number for number, node in enumerate(made)}
    links = tuple(
        _link(number, place[tie[0]], place[tie[1]], tie[2] if len(tie) > 2 else TieKind.KNOWS, confirmed_on)
        for number, tie in enumerate(ties)
    )
    return Network(HERE, on, made, links, tuple(Beyond(TieKind.KNOWS, place[name], other) for name, other in beyond))


def clique(*names: str) -> list[Tied]:
    """All of them know each other."""
    return [(one, other) for one, other in combinations(names, 2)]


def ring(*names: str) -> list[Tied]:
    """Everybody knows the next, and the last the first."""
    return [(names[number - 1], name) for number, name in enumerate(names)]


def _link(number: int, start: int, end: int, kind: str, confirmed_on: date) -> Link:
    since = TODAY - timedelta(days=900)
    noted = kind in list(TieKind)
    return Link(
        number if noted else None, kind, TieStrength.REGULAR, since, None, confirmed_on,
        TieSource.NOTED if noted else "derived", start, end,
    )  # fmt: skip
