"""Who of two parts of a network stand nearest to each other: by what they share, and then by what is known of where.

Nobody's distance is made up. Of people no more than their buurt is known, and of many not even that.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from webapp.networks.rules.network import Network
from webapp.vocabulary import NodeKind


class Nearness(StrEnum):
    """What is known of how near two are to each other."""

    SAME_BUURT = "same_buurt"
    BUURTEN = "buurten"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two nodes, by place; a theme that both have, and how near they are, None where nothing is known of that.

    `metres` is between the inner points of their buurten for `BUURTEN`, and None otherwise.
    """

    one: int
    other: int
    theme_id: int | None
    nearness: Nearness | None
    metres: float | None

    @property
    def has_reason(self) -> bool:
        """Whether anything is known that speaks for just these two."""
        return self.theme_id is not None or self.nearness is not None


def nearest_pair(
    network: Network, one: Collection[int], other: Collection[int], without: Collection[int] = ()
) -> Pair | None:
    """Of each side the one who stand nearest to each other; None when a side is empty.

    Who lives in the neighbourhood before what else is of it, and that before who and what is of elsewhere; a shared
    theme before none, then by distance as far as that is known (not known comes last), then those with the fewest ties,
    so that it is not ever the same who are asked. `without` had better not be asked at all.
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
    return Pair(
        first, second, min(themes, default=None), *_nearness(network, first, second, float(metres[row, column]))
    )


def _nearness(network: Network, one: int, other: int, metres: float) -> tuple[Nearness | None, float | None]:
    if not np.isfinite(metres):
        return None, None
    if network.nodes[one].buurt == network.nodes[other].buurt:
        return Nearness.SAME_BUURT, None
    return Nearness.BUURTEN, metres


def _choose(network: Network, places: Collection[int], without: Collection[int]) -> list[int]:
    """The residents of a part, or what else there is where there are none.

    Who to leave out, and what is of elsewhere, are chosen only where there is nothing else.
    """
    free = sorted(set(places) - set(without)) or sorted(places)
    free = [each for each in free if each in network.own] or free
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
    """Distances between the buurten of both (float64, len(ones) x len(others)); infinite where one is not known.

    Not those to the point of a thing: somebody may live next to it, or at the other end of their buurt.
    """
    here, there = _points(network, ones), _points(network, others)
    away: NDArray[np.float64] = np.hypot(here[:, None, 0] - there[None, :, 0], here[:, None, 1] - there[None, :, 1])
    return np.where(np.isnan(away), np.inf, away)


def _points(network: Network, places: Sequence[int]) -> NDArray[np.float64]:
    """The inner points of the buurten of these nodes; not a number where none is known."""
    nodes = [network.nodes[place] for place in places]
    return np.array([(node.x, node.y) if node.buurt else (np.nan, np.nan) for node in nodes], dtype=np.float64)


def _ties(network: Network) -> NDArray[np.int64]:
    ends = [place for edge in network.edges for place in edge]
    return np.bincount(ends, minlength=len(network.nodes)).astype(np.int64)
