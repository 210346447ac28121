"""What measuring the whole city gives: numbers of the city and of its neighbourhoods, and nothing about a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.graph import largest_share, mean_reach, measure
from webapp.networks.rules.network import FEWEST

REACH_STEPS = 2


@dataclass(frozen=True, slots=True)
class CityTie:
    """A tie of the whole city, by its nodes and by the neighbourhoods of the people at its ends (None for others)."""

    start: int
    end: int
    start_at: int | None
    end_at: int | None


@dataclass(frozen=True, slots=True)
class CityGraph:
    """The network of the whole city. `homes` has for each person (a node) in which neighbourhood they live."""

    homes: Mapping[int, int]
    ties: Sequence[CityTie]


def measure_city(graph: CityGraph, *, told: Callable[[int], None]) -> dict[str, Any]:
    """The numbers, as JSON takes them; `told` hears now and then how far it is, in percent.

    Of a neighbourhood with fewer than `FEWEST` people there is nothing. `between` is which part of the shortest ways
    between others passes people of a neighbourhood; what is smaller than the error of the sample counts as nothing.
    """
    nodes = sorted({*graph.homes, *(side for tie in graph.ties for side in (tie.start, tie.end))})
    number = {node: place for place, node in enumerate(nodes)}
    edges = sorted({_pair(number[tie.start], number[tie.end]) for tie in graph.ties})
    people = [number[node] for node in sorted(graph.homes)]
    told(20)
    measured = measure(len(nodes), edges)
    told(75)
    reach = mean_reach(len(nodes), edges, steps=REACH_STEPS, among=people) if people else None
    share = largest_share(len(nodes), edges)
    told(90)
    held: dict[int, float] = {}
    for node, home in graph.homes.items():
        value = float(measured.betweenness[number[node]])
        held[home] = held.get(home, 0.0) + (value if value > measured.error else 0.0)
    return {
        "people": len(people),
        "ties": len(graph.ties),
        "parts": int(measured.component.max()) + 1 if nodes else 0,
        "largest_share": share,
        "reach": reach,
        "is_sampled": measured.is_sampled,
        "error": measured.error,
        "neighbourhoods": _neighbourhoods(graph, held),
    }


def _neighbourhoods(graph: CityGraph, held: Mapping[int, float]) -> list[dict[str, Any]]:
    lives: dict[int, int] = {}
    for home in graph.homes.values():
        lives[home] = lives.get(home, 0) + 1
    ties, outward = dict.fromkeys(lives, 0), dict.fromkeys(lives, 0)
    for tie in graph.ties:
        for side in {tie.start_at, tie.end_at}:
            if side is not None and side in ties:
                ties[side] += 1
                outward[side] += tie.start_at is not None and tie.end_at is not None and tie.start_at != tie.end_at
    whole = sum(held.values())
    return [
        {
            "id": home,
            "people": count,
            "ties": ties[home],
            "outward": outward[home] / ties[home] if ties[home] else None,
            "between": held.get(home, 0.0) / whole if whole else None,
        }
        for home, count in sorted(lives.items())
        if count >= FEWEST
    ]


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
