"""How far help is in a network, in ties. Pure; nodes are their places in `Network.nodes`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.graph import steps_from
from webapp.networks.rules.network import Network

FAR = 3
"""From so many steps on somebody would have to go past two others."""


@dataclass(frozen=True, slots=True)
class HelpDistance:
    """How far the people who live here and have a tie are from the nearest node with a theme.

    `people` is how many they are. Who has no tie at all is not far from help on each theme, but alone: told so once.
    `steps` is the mean number of ties on the way, of the people who have a way; None when nobody has. `sources` is how
    many nodes have the theme, wherever they are; `without` are the people who have no way there, `far` those `FAR`
    steps or more away.
    """

    theme_id: int
    people: int
    sources: int
    steps: float | None
    without: tuple[int, ...]
    far: tuple[int, ...]


def distances_to_help(network: Network, theme_ids: Sequence[int]) -> tuple[HelpDistance, ...]:
    """How far people are from help on each theme, in the order of the themes."""
    tied = {place for edge in network.edges for place in edge}
    people = [place for place in network.residents if place in tied]
    sources: dict[int, list[int]] = defaultdict(list)
    for place, node in enumerate(network.nodes):
        for theme in node.themes:
            sources[theme].append(place)
    return tuple(_distance(network, people, theme, sources[theme]) for theme in theme_ids)


def _distance(network: Network, people: list[int], theme: int, sources: list[int]) -> HelpDistance:
    count = len(network.nodes)
    steps = steps_from(count, network.edges, sources) if sources else np.full(count, -1)
    own = steps[np.array(people, dtype=np.int64)]
    reached = own[own >= 0]
    return HelpDistance(
        theme_id=theme,
        people=len(people),
        sources=len(sources),
        steps=float(reached.mean()) if len(reached) else None,
        without=tuple(place for place, away in zip(people, own.tolist(), strict=True) if away < 0),
        far=tuple(place for place, away in zip(people, own.tolist(), strict=True) if away >= FAR),
    )
