"""How far it is along the streets, when a graph of them is loaded (`missie050 campaigns streets load`)."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.graph import lengths_between

AROUND_METRES = 1_000
"""So far around the stops streets are looked at: a way round a canal or a railway is seldom longer."""
TO_STREET_METRES = 300
"""A place that lies farther from every crossing is not on the loaded graph."""
MOST_EDGES = 40_000
"""More than these, and finding the way between all stops takes longer than somebody waits for a page."""

NEAREST = text("""
    SELECT near.id, near.metres
    FROM unnest(CAST(:xs AS float8[]), CAST(:ys AS float8[])) WITH ORDINALITY AS place (x, y, number)
    CROSS JOIN LATERAL (
        SELECT n.id, n.geom <-> ST_SetSRID(ST_MakePoint(place.x, place.y), 28992) AS metres
        FROM street_node n ORDER BY metres, n.id LIMIT 1
    ) AS near
    ORDER BY place.number
""")
EDGES = text("""
    WITH near AS (
        SELECT id FROM street_node
        WHERE geom && ST_MakeEnvelope(:west - :around, :south - :around, :east + :around, :north + :around, 28992)
    )
    SELECT e.from_id, e.to_id, e.metres FROM street_edge e
    WHERE e.from_id IN (SELECT id FROM near) AND e.to_id IN (SELECT id FROM near)
    LIMIT :most
""")


def street_metres(session: Session, places: Sequence[tuple[float, float]]) -> list[list[int]] | None:
    """How far places (RD New) are from each other along the streets, in whole metres; the way to the street included.

    None when no graph is loaded, or when it does not reach all of them: then the crow flies for all, since distances of
    both sorts in one round say nothing beside each other.
    """
    values = {"xs": [x for x, _ in places], "ys": [y for _, y in places]}
    nearest = session.execute(NEAREST, values).all()
    if len(nearest) < len(places) or any(row.metres > TO_STREET_METRES for row in nearest):
        return None
    box = {"west": min(values["xs"]), "east": max(values["xs"]), "south": min(values["ys"]), "north": max(values["ys"])}
    edges = session.execute(EDGES, {**box, "around": AROUND_METRES, "most": MOST_EDGES + 1}).all()
    numbers = {node: number for number, node in enumerate(sorted({each for row in edges for each in row[:2]}))}
    if len(edges) > MOST_EDGES or any(row.id not in numbers for row in nearest):
        return None
    ends = [(numbers[row.from_id], numbers[row.to_id]) for row in edges]
    found = lengths_between(len(numbers), ends, [row.metres for row in edges], [numbers[row.id] for row in nearest])
    if not (found < float("inf")).all():
        return None
    to_street = [float(row.metres) for row in nearest]
    return [
        [0 if here == there else round(metres + to_street[here] + to_street[there]) for there, metres in enumerate(row)]
        for here, row in enumerate(found.tolist())
    ]
