"""Reads of networks, always as who looks: the database leaves out, or makes nameless, who is not theirs to know."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Integer, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from webapp.networks.rules.network import Beyond, Link, Network, Node
from webapp.vocabulary import NodeKind

_TIES = text("""
    SELECT tie_id, kind, strength, since, until, confirmed_on, source, from_node_id, from_at, to_node_id, to_at
    FROM network_ties_seen(:neighbourhood_id, :on)
    ORDER BY from_node_id, to_node_id, kind, since, tie_id
""")
_NODES = text("""
    WITH wanted AS (
        SELECT unnest(:ids) AS id
        UNION
        SELECT h.node_id FROM network_node_here h
        JOIN network_node n ON n.id = h.node_id
        LEFT JOIN person p ON p.id = n.person_id
        LEFT JOIN neighbour_group g ON g.id = n.group_id
        WHERE h.neighbourhood_id = :neighbourhood_id AND (
            (h.kind = 'person' AND EXISTS (SELECT FROM linked_person v WHERE v.id = p.id)
             AND (p.created_at AT TIME ZONE 'Europe/Amsterdam')::date <= :on)
            OR (h.kind = 'group' AND coalesce(g.started_on, (g.created_at AT TIME ZONE 'Europe/Amsterdam')::date) <= :on
                AND (g.ended_on IS NULL OR g.ended_on > :on))
        )
    ), place AS (
        SELECT DISTINCT ON (h.node_id) h.node_id, h.neighbourhood_id, h.buurt_code, h.geom
        FROM wanted w JOIN network_node_here h ON h.node_id = w.id
        ORDER BY h.node_id, h.neighbourhood_id IS DISTINCT FROM :neighbourhood_id, h.neighbourhood_id, h.geom IS NULL
    ), buurt AS MATERIALIZED (
        SELECT a.code, ST_PointOnSurface(a.geom) AS geom
        FROM area_release r JOIN area a ON a.kind = r.kind AND a.year = r.year
        WHERE r.kind = 'buurt' AND r.in_force AND a.code IN (SELECT buurt_code FROM place)
    ), placed AS (
        SELECT p.node_id, p.neighbourhood_id, b.code AS buurt,
               coalesce(p.geom, b.geom, ST_Transform(h.label_point, 28992)) AS geom
        FROM place p
        LEFT JOIN buurt b ON b.code = p.buurt_code
        LEFT JOIN neighbourhood h ON h.id = coalesce(p.neighbourhood_id, :neighbourhood_id)
    ), outsider AS MATERIALIZED (
        SELECT p.node_id, p.neighbourhood_id FROM place p JOIN network_node n ON n.id = p.node_id
        WHERE n.person_id IS NOT NULL AND p.neighbourhood_id <> :neighbourhood_id
    ), elsewhere AS (
        SELECT side.node_id, count(DISTINCT side.other) + count(*) FILTER (WHERE side.other IS NULL) AS ties
        FROM (SELECT DISTINCT neighbourhood_id FROM outsider) h
        CROSS JOIN LATERAL network_ties_seen(h.neighbourhood_id, :on) t
        CROSS JOIN LATERAL (VALUES
            (t.from_node_id, t.to_node_id, t.to_at), (t.to_node_id, t.from_node_id, t.from_at)
        ) AS side(node_id, other, other_at)
        JOIN outsider o ON o.node_id = side.node_id AND o.neighbourhood_id = h.neighbourhood_id
        WHERE side.other_at IS DISTINCT FROM :neighbourhood_id AND NOT EXISTS (
            SELECT FROM network_node_here own
            WHERE own.node_id = side.other AND own.neighbourhood_id = :neighbourhood_id
        )
        GROUP BY side.node_id
    )
    SELECT n.id, n.kind, coalesce(p.name, g.name, r.name, l.title, a.name) AS label, placed.neighbourhood_id,
           ST_X(placed.geom) AS x, ST_Y(placed.geom) AS y, coalesce(placed.buurt, '') AS buurt,
           coalesce(elsewhere.ties, 0) AS elsewhere,
           CASE n.kind
               WHEN 'person' THEN ARRAY(
                   SELECT t.theme_id FROM talent t WHERE t.person_id = n.person_id AND t.is_offered
               )
               WHEN 'organisation' THEN ARRAY(
                   SELECT s.theme_id FROM partner_activity s
                   WHERE s.partner_id = n.partner_id AND s.answer = 'does' AND s.ended_on IS NULL
               )
               WHEN 'initiative' THEN l.main_theme_id || ARRAY(
                   SELECT s.theme_id FROM listing_theme s WHERE s.initiative_id = n.initiative_id
               )
               WHEN 'place' THEN ARRAY(SELECT s.theme_id FROM asset_theme s WHERE s.asset_id = n.asset_id)
               ELSE '{}'::integer[]
           END AS themes,
           o.capacity, coalesce(r.slug, l.slug, a.slug, '') AS address
    FROM wanted w
    JOIN network_node n ON n.id = w.id
    LEFT JOIN placed ON placed.node_id = n.id
    LEFT JOIN elsewhere ON elsewhere.node_id = n.id
    LEFT JOIN person p ON p.id = n.person_id
    LEFT JOIN offering o ON o.person_id = n.person_id
    LEFT JOIN neighbour_group g ON g.id = n.group_id
    LEFT JOIN partner r ON r.id = n.partner_id
    LEFT JOIN listing l ON l.initiative_id = n.initiative_id
    LEFT JOIN asset a ON a.id = n.asset_id
    WHERE coalesce(p.name, g.name, r.name, l.title, a.name) IS NOT NULL
    ORDER BY n.id
""").bindparams(bindparam("ids", type_=ARRAY(Integer)))


def get_network(session: Session, neighbourhood_id: int, *, on: date) -> Network:
    """The network of a neighbourhood on a day as the viewer of this session may see it; empty for who may not.

    Two statements, however large it is. Ties with people elsewhere are in `beyond`, by neighbourhood only. Who lives
    elsewhere and is theirs to know is among the nodes, with how many ties there are in `Node.elsewhere`.
    """
    asked = {"neighbourhood_id": neighbourhood_id, "on": on}
    ties = session.execute(_TIES, asked).all()
    ids = sorted({node for tie in ties for node in (tie.from_node_id, tie.to_node_id) if node is not None})
    rows = session.execute(_NODES, {**asked, "ids": ids}).all()
    nodes = tuple(
        Node(
            row.id,
            NodeKind(row.kind),
            row.label,
            row.neighbourhood_id,
            row.x,
            row.y,
            frozenset(row.themes),
            row.capacity,
            row.address,
            row.buurt,
            row.elsewhere,
        )
        for row in rows
    )
    place = {node.id: number for number, node in enumerate(nodes)}
    links = tuple(
        Link(
            tie.tie_id,
            tie.kind,
            tie.strength,
            tie.since,
            tie.until,
            tie.confirmed_on,
            tie.source,
            place[tie.from_node_id],
            place[tie.to_node_id],
        )
        for tie in ties
        if tie.from_node_id in place and tie.to_node_id in place
    )
    return Network(neighbourhood_id, on, nodes, links, _beyond(ties, place))


def _beyond(ties: Sequence[Any], place: dict[int, int]) -> tuple[Beyond, ...]:
    found = []
    for tie in ties:
        seen, elsewhere = (tie.from_node_id, tie.to_at) if tie.to_node_id is None else (tie.to_node_id, tie.from_at)
        if (tie.from_node_id is None or tie.to_node_id is None) and seen in place:
            found.append(Beyond(tie.kind, place[seen], elsewhere))
    return tuple(found)
