"""Who of two parts of a network stand nearest to each other: by what they share, and then by distance."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webapp.networks.rules.network import Network
from webapp.vocabulary import NodeKind


@dataclass(frozen=True, slots=True)
class Pair:
    """Two nodes, by place; a theme that both have, and how far apart they are in metres (None: not known)."""

    one: int
    other: int
    theme_id: int | None
    metres: float | None


def nearest_pair(
    network: Network, one: Collection[int], other: Collection[int], without: Collection[int] = ()
) -> Pair | None:
    """Of each side the one who stand nearest to each other; None when a side is empty.

    People before what is no person, a shared theme before none, then by distance (not known comes last), then those
    with the fewest ties, so that it is not ever the same who are asked. `without` had better not be asked at all.
    """
    ones, others = _choose(network, one, without), _choose(network, other, without)
    if not ones or not others:
        return None
    shared = _shared(network, ones, others)
    metres = _metres(network, ones, others)
    ties = _ties(network)
    known_by = ties[ones][:, None] + ties[others][None, :]
    # the last key weighs most
    best = np.lexsort((known_by.ravel(), metres.ravel(), -(shared > 0).ravel().astype(np.int64)))[0]
    row, column = divmod(int(best), len(others))
    first, second = ones[row], others[column]
    themes = network.nodes[first].themes & network.nodes[second].themes
    away = float(metres[row, column])
    return Pair(first, second, min(themes, default=None), away if np.isfinite(away) else None)


def _choose(network: Network, places: Collection[int], without: Collection[int]) -> list[int]:
    """The people of a part; what else there is where there are none; those to leave out only when there is no other."""
    free = sorted(set(places) - set(without)) or sorted(places)
    return [each for each in free if network.nodes[each].kind == NodeKind.PERSON] or free


def _shared(network: Network, ones: Sequence[int], others: Sequence[int]) -> NDArray[np.int64]:
    themes = sorted({theme for place in (*ones, *others) for theme in network.nodes[place].themes})
    column = {theme: number for number, theme in enumerate(themes)}

    def table(places: Sequence[int]) -> NDArray[np.int64]:
        found = np.zeros((len(places), len(themes)), dtype=np.int64)
        for row, place in enumerate(places):
            found[row, [column[theme] for theme in network.nodes[place].themes]] = 1
        return found

    return table(ones) @ table(others).T


def _metres(network: Network, ones: Sequence[int], others: Sequence[int]) -> NDArray[np.float64]:
    """Distances between all of both (float64, len(ones) x len(others)); infinite where a place is not known."""
    here, there = _points(network, ones), _points(network, others)
    away: NDArray[np.float64] = np.hypot(here[:, None, 0] - there[None, :, 0], here[:, None, 1] - there[None, :, 1])
    return np.where(np.isnan(away), np.inf, away)


def _points(network: Network, places: Sequence[int]) -> NDArray[np.float64]:
    nodes = [network.nodes[place] for place in places]
    return np.array([(node.x, node.y) if node.x is not None else (np.nan, np.nan) for node in nodes], dtype=np.float64)


def _ties(network: Network) -> NDArray[np.int64]:
    ends = [place for edge in network.edges for place in edge]
    return np.bincount(ends, minlength=len(network.nodes)).astype(np.int64)
