"""Where a network is drawn: on the map, spread so that nobody hides another, and by its form; and as GeoJSON. Pure."""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.crs import RD_NEW, WGS84, transform_xy
from geo.graph import layout
from geo.spread import spread
from webapp.networks.rules.network import Node
from webapp.networks.rules.showing import Change, NodeShown, Role, Shown, TieShown

SPACING = (18.0, 45.0)
"""Least and most metres between two nodes: from a full network to one of a handful."""

ROOMY = 60
"""Up to so many nodes they stand at the most distance."""


@dataclass(frozen=True, slots=True)
class Surrounding:
    """A neighbourhood, and where its name stands (WGS84); None where it has no shape."""

    id: int
    slug: str
    name: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class Placed:
    """Where each node is drawn, in their order.

    `points` are WGS84, longitude first, None for what has no place; `form` is within the unit square. No two points are
    nearer to each other than `spacing` metres.
    """

    points: tuple[tuple[float, float] | None, ...]
    form: tuple[tuple[float, float], ...]
    spacing: float


def place(nodes: Sequence[Node], edges: Sequence[tuple[int, int]]) -> Placed:
    """The places of a network: equal networks give equal pictures."""
    spacing = spacing_of(len(nodes))
    known = [(number, (node.x, node.y)) for number, node in enumerate(nodes) if node.x is not None]
    apart = spread([(float(x or 0), float(y or 0)) for _, (x, y) in known], spacing)
    east, north = (np.array([each[axis] for each in apart], dtype=np.float64) for axis in (0, 1))
    lon, lat = transform_xy(east, north, RD_NEW, WGS84)
    found: dict[int, tuple[float, float]] = {
        number: (round(float(x), 6), round(float(y), 6)) for (number, _), x, y in zip(known, lon, lat, strict=True)
    }
    form = tuple((round(float(x), 4), round(float(y), 4)) for x, y in layout(len(nodes), edges))
    return Placed(tuple(found.get(number) for number in range(len(nodes))), form, spacing)


def spacing_of(count: int) -> float:
    """Metres between two of so many nodes: the more there are, the nearer they stand."""
    least, most = SPACING
    return max(least, most * math.sqrt(ROOMY / max(ROOMY, count)))


def collection(
    shown: Shown, places: Mapping[int, int], placed: Placed, surroundings: Mapping[int, Surrounding], home: int
) -> bytes:
    """The picture as GeoJSON (WGS84): nodes as points, ties as lines, and what leads beyond in bundles.

    Parameters
    ----------
    shown
        What is drawn.
    places
        The number of each node, by id, in `placed`.
    surroundings
        Neighbourhoods by id; `home` is the one whose network it is.

    Notes
    -----
    A node also has its place by form (`form`, in the unit square). `beyond` tells how many people elsewhere each of our
    own has ties with, by neighbourhood, and nothing of who they are.
    """
    at = {each.key: placed.points[places[each.node.id]] for each in shown.nodes}
    form = {each.key: placed.form[places[each.node.id]] for each in shown.nodes}
    made = {
        "type": "FeatureCollection",
        "spacing": round(placed.spacing, 1),
        "features": [
            *(_point(each, at[each.key], form[each.key], surroundings) for each in shown.nodes),
            *(_line(each, at) for each in shown.ties),
        ],
        "beyond": _bundles(shown, surroundings, home),
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _point(
    shown: NodeShown,
    at: tuple[float, float] | None,
    form: tuple[float, float],
    surroundings: Mapping[int, Surrounding],
) -> dict[str, Any]:
    where = surroundings.get(shown.node.neighbourhood_id or 0)
    return {
        "type": "Feature",
        "id": shown.key,
        "geometry": None if at is None else {"type": "Point", "coordinates": at},
        "properties": {
            "id": shown.key,
            "kind": shown.node.kind.value,
            "label": shown.node.label,
            "group": shown.group,
            "weight": round(shown.weight, 4),
            "degree": shown.ties,
            "neighbourhood": where.slug if where else None,
            "form": form,
            **({"alone": True} if shown.role == Role.ALONE else {}),
            **({} if shown.change == Change.SAME else {"change": shown.change.value}),
        },
    }


def _line(shown: TieShown, at: Mapping[str, tuple[float, float] | None]) -> dict[str, Any]:
    ends = [at[shown.start.key], at[shown.end.key]]
    return {
        "type": "Feature",
        "geometry": None if None in ends else {"type": "LineString", "coordinates": ends},
        "properties": {
            "from": shown.start.key,
            "to": shown.end.key,
            "kind": shown.link.kind,
            "strength": shown.link.strength,
            "stale": shown.is_stale,
            "since": shown.link.since.isoformat(),
            "derived": shown.is_derived,
            **({} if shown.change == Change.SAME else {"change": shown.change.value}),
        },
    }


def _bundles(shown: Shown, surroundings: Mapping[int, Surrounding], home: int) -> list[dict[str, Any]]:
    by_place: dict[int, Counter[str]] = defaultdict(Counter)
    for node, beyond in shown.beyond:
        if beyond.neighbourhood_id not in (None, home):
            by_place[beyond.neighbourhood_id or 0][node.key] += 1
    centre = surroundings.get(home)
    return [
        _bundle(surroundings[each], nodes, centre) for each, nodes in sorted(by_place.items()) if each in surroundings
    ]


def _bundle(there: Surrounding, nodes: Counter[str], centre: Surrounding | None) -> dict[str, Any]:
    is_placed = centre is not None and None not in (centre.lon, there.lon)
    line = None
    if centre is not None and is_placed:
        line = {"type": "LineString", "coordinates": [(centre.lon, centre.lat), (there.lon, there.lat)]}
    return {
        "type": "Feature",
        "geometry": line,
        "properties": {
            "neighbourhood": there.slug,
            "name": there.name,
            "count": nodes.total(),
            "nodes": dict(sorted(nodes.items())),
        },
    }
