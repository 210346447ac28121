"""Reads for who keeps the ties of a network: what can be named in one, and the ties that were noted.

Always as who looks: who is not theirs to know is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Integer, Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from webapp.networks.rules.network import STALE_AFTER, KnownNode, Side
from webapp.vocabulary import NodeKind, TieKind, TieSource, TieStrength

MOST_FOUND = 8
ROWS_PER_PAGE = 50
LEAST_ALIKE = 0.45
"""From which likeness (0 to 1, of trigrams) a name is one that may have been meant."""

_OFFERED = """
    SELECT n.id, n.kind::text AS kind, p.name, n.person_id, p.neighbourhood_id, false AS is_church
    FROM linked_person v JOIN person p ON p.id = v.id JOIN network_node n ON n.person_id = p.id
    UNION ALL
    SELECT n.id, n.kind::text, g.name, NULL, g.neighbourhood_id, false
    FROM neighbour_group g JOIN network_node n ON n.group_id = g.id
    WHERE g.neighbourhood_id = :neighbourhood_id AND (g.ended_on IS NULL OR g.ended_on > app_today())
    UNION ALL
    SELECT n.id, n.kind::text, r.name, NULL, NULL, r.kind = 'church'
    FROM partner r JOIN network_node n ON n.partner_id = r.id
    UNION ALL
    SELECT n.id, n.kind::text, l.title, NULL, NULL, false
    FROM listing l JOIN network_node n ON n.initiative_id = l.initiative_id
    WHERE l.state <> 'ended' AND (
        NOT EXISTS (SELECT FROM listing_neighbourhood o WHERE o.initiative_id = l.initiative_id)
        OR EXISTS (
            SELECT FROM listing_neighbourhood o
            WHERE o.initiative_id = l.initiative_id AND o.neighbourhood_id = :neighbourhood_id
        )
    )
    UNION ALL
    SELECT n.id, n.kind::text, a.name, NULL, a.neighbourhood_id, false
    FROM asset a JOIN network_node n ON n.asset_id = a.id
    WHERE a.neighbourhood_id = :neighbourhood_id AND (a.ended_on IS NULL OR a.ended_on > app_today())
"""
_TOLD = """o.id, o.kind, o.name, o.person_id, o.is_church, o.neighbourhood_id,
    CASE WHEN o.neighbourhood_id <> :neighbourhood_id OR o.kind = 'person' THEN h.name END AS "where\""""
_RANK = """CASE WHEN k.key = t.key THEN 0 WHEN k.key LIKE t.pattern || '%' THEN 1
    WHEN k.key LIKE '% ' || t.pattern || '%' THEN 2 WHEN strpos(k.key, t.key) > 0 THEN 3
    WHEN word_similarity(t.key, k.key) >= :least THEN 4 END"""

_SEARCH = text(f"""
    WITH t AS (
        SELECT search_key(:words) AS key,
               replace(replace(replace(search_key(:words), '\\', '\\\\'), '%', '\\%'), '_', '\\_') AS pattern
    ), found AS (
        SELECT o.*, k.key, {_RANK} AS rank, word_similarity(t.key, k.key) AS alike
        FROM ({_OFFERED}) o CROSS JOIN t CROSS JOIN LATERAL (SELECT search_key(o.name) AS key) k
    )
    SELECT {_TOLD}, o.rank = 0 AS is_exact
    FROM found o LEFT JOIN neighbourhood h ON h.id = o.neighbourhood_id
    WHERE o.rank IS NOT NULL
    ORDER BY o.rank, o.neighbourhood_id IS DISTINCT FROM :neighbourhood_id AND o.neighbourhood_id IS NOT NULL,
             o.kind <> 'person', o.alike DESC, o.key, o.id
    LIMIT :most
""")  # noqa: S608  # our own text
_BY_ID = text(f"""
    SELECT {_TOLD} FROM ({_OFFERED}) o LEFT JOIN neighbourhood h ON h.id = o.neighbourhood_id
    WHERE o.id = ANY(:ids) ORDER BY o.id
""").bindparams(bindparam("ids", type_=ARRAY(Integer)))  # noqa: S608  # our own text
_BY_PERSON = text(f"""
    SELECT {_TOLD} FROM ({_OFFERED}) o LEFT JOIN neighbourhood h ON h.id = o.neighbourhood_id
    WHERE o.person_id = :person_id
""")  # noqa: S608  # our own text
_BY_NAME = text(f"""
    SELECT {_TOLD}, search_key(o.name) AS key
    FROM ({_OFFERED}) o LEFT JOIN neighbourhood h ON h.id = o.neighbourhood_id
    WHERE search_key(o.name) IN (SELECT search_key(each) FROM unnest(:names) AS each)
    ORDER BY o.kind <> 'person', o.id
""").bindparams(bindparam("names", type_=ARRAY(Text)))  # noqa: S608  # our own text
_KEYS = text("SELECT each, search_key(each) FROM unnest(:names) AS each").bindparams(
    bindparam("names", type_=ARRAY(Text))
)
_UNLINKED = text("""
    SELECT p.id, p.name FROM person p
    WHERE p.neighbourhood_id = :neighbourhood_id AND p.id IN (SELECT app_visible_people())
      AND search_key(p.name) = search_key(:name)
      AND NOT EXISTS (SELECT FROM linked_person v WHERE v.id = p.id)
    ORDER BY p.id LIMIT 6
""")
_NAME = "coalesce({0}p.name, {0}g.name, {0}r.name, {0}l.title, {0}a.name)"
_SIDE = """
    JOIN network_node {0} ON {0}.id = t.{1}
    LEFT JOIN person {0}p ON {0}p.id = {0}.person_id
    LEFT JOIN neighbour_group {0}g ON {0}g.id = {0}.group_id
    LEFT JOIN partner {0}r ON {0}r.id = {0}.partner_id
    LEFT JOIN listing {0}l ON {0}l.initiative_id = {0}.initiative_id
    LEFT JOIN asset {0}a ON {0}a.id = {0}.asset_id"""
_HERE = "coalesce({0}p.neighbourhood_id, {0}g.neighbourhood_id, {0}a.neighbourhood_id) = :neighbourhood_id"
_TIES = f"""
    SELECT t.id, t.version, t.kind::text AS kind, t.strength::text AS strength, lower(t.period) AS since,
           upper(t.period) AS until, t.confirmed_on, t.source::text AS source,
           x.id AS from_id, x.kind::text AS from_kind, coalesce(xr.kind = 'church', false) AS from_church,
           y.id AS to_id, y.kind::text AS to_kind, coalesce(yr.kind = 'church', false) AS to_church,
           {_NAME.format("x")} AS from_name, {_NAME.format("y")} AS to_name
    FROM tie t {_SIDE.format("x", "from_node_id")} {_SIDE.format("y", "to_node_id")}
    WHERE (t.neighbourhood_id = :neighbourhood_id OR {_HERE.format("x")} OR {_HERE.format("y")})
"""  # noqa: S608  # our own text


@dataclass(frozen=True, slots=True)
class TieRow:
    """A tie that was noted, with what both sides are called; until the day `until`, that one not included."""

    id: int
    version: int
    kind: TieKind
    strength: TieStrength
    since: date
    until: date | None
    confirmed_on: date
    source: TieSource
    from_id: int
    from_name: str
    from_side: Side
    to_id: int
    to_name: str
    to_side: Side

    def is_stale(self, on: date) -> bool:
        """Whether nobody said for a year that it is still so, of a tie that goes on."""
        return self.until is None and self.confirmed_on + STALE_AFTER < on


@dataclass(frozen=True)
class TieFilter:
    """Which ties to show, and in which order: a `-` before it runs it down."""

    kind: TieKind | None = None
    node_id: int | None = None
    only_stale: bool = False
    with_ended: bool = False
    order: str = "bevestigd"
    page: int = 1


@dataclass(frozen=True)
class TiePage:
    """A page of ties, and how many there are in all."""

    rows: tuple[TieRow, ...]
    total: int
    page: int
    pages: int


ORDERS = {"van": "from_name", "naar": "to_name", "sinds": "since", "bevestigd": "confirmed_on"}
"""What ties can be put in order by."""


def search_nodes(session: Session, neighbourhood_id: int, words: str, *, most: int = MOST_FOUND) -> list[KnownNode]:
    """What somebody may mean with these words in a network, the likeliest first; no more than the viewer may know.

    People are those in a network whom the viewer may know; groups and places are of this neighbourhood, initiatives of
    it or of the whole city, organisations of anywhere.
    """
    asked = {"neighbourhood_id": neighbourhood_id, "words": words, "least": LEAST_ALIKE, "most": most}
    return [_node(row, is_exact=row.is_exact) for row in session.execute(_SEARCH, asked)]


def find_nodes(session: Session, neighbourhood_id: int, ids: Sequence[int]) -> dict[int, KnownNode]:
    """Those of these nodes that the viewer may note a tie of in a neighbourhood, by id."""
    if not ids:
        return {}
    rows = session.execute(_BY_ID, {"neighbourhood_id": neighbourhood_id, "ids": list(ids)})
    return {row.id: _node(row) for row in rows}


def find_node(session: Session, neighbourhood_id: int, node_id: int | None) -> KnownNode | None:
    """One of them, as `find_nodes`."""
    return None if node_id is None else find_nodes(session, neighbourhood_id, [node_id]).get(node_id)


def find_node_of_person(session: Session, neighbourhood_id: int, person_id: int) -> KnownNode | None:
    """The node of somebody who stands in a network and whom the viewer may know."""
    rows = session.execute(_BY_PERSON, {"neighbourhood_id": neighbourhood_id, "person_id": person_id})
    return next((_node(row) for row in rows), None)


def nodes_by_name(session: Session, neighbourhood_id: int, names: Sequence[str]) -> dict[str, list[KnownNode]]:
    """Per name the nodes that are called so, whatever their accents and case; a name of none is there too."""
    keys = {row[0]: row[1] for row in session.execute(_KEYS, {"names": list(names)})}
    by_key: dict[str, list[KnownNode]] = {}
    for row in session.execute(_BY_NAME, {"neighbourhood_id": neighbourhood_id, "names": list(names)}):
        by_key.setdefault(row.key, []).append(_node(row))
    return {name: by_key.get(key, []) for name, key in keys.items()}


def list_unlinked(session: Session, neighbourhood_id: int, name: str) -> list[tuple[int, str]]:
    """Who is called so in a neighbourhood, is known to the viewer, and does not stand in the network: id and name."""
    rows = session.execute(_UNLINKED, {"neighbourhood_id": neighbourhood_id, "name": name})
    return [(row.id, row.name) for row in rows]


def list_ties(session: Session, neighbourhood_id: int, wanted: TieFilter, *, today: date) -> TiePage:
    """The ties that were noted in a neighbourhood or of who is there, of which the viewer may know both sides.

    A page that is not there is the last one.
    """
    column = ORDERS.get(wanted.order.removeprefix("-"), "confirmed_on")
    way = "DESC" if wanted.order.startswith("-") else "ASC"
    filtered = f"""
        WITH seen AS ({_TIES}), shown AS (
            SELECT *, count(*) OVER () AS total FROM seen
            WHERE from_name IS NOT NULL AND to_name IS NOT NULL
              AND (:kind = '' OR kind = :kind) AND (:node_id = 0 OR from_id = :node_id OR to_id = :node_id)
              AND (:with_ended OR until IS NULL OR until > :today)
              AND (NOT :only_stale OR (until IS NULL AND confirmed_on < :stale_before))
        )
        SELECT * FROM shown ORDER BY {column} {way}, from_name, to_name, id LIMIT :most OFFSET :first
    """  # noqa: S608  # columns of our own list
    asked = {
        "neighbourhood_id": neighbourhood_id,
        "kind": wanted.kind or "",
        "node_id": wanted.node_id or 0,
        "with_ended": wanted.with_ended,
        "only_stale": wanted.only_stale,
        "today": today,
        "stale_before": today - STALE_AFTER,
        "most": ROWS_PER_PAGE,
    }
    page = max(wanted.page, 1)
    rows = session.execute(text(filtered), {**asked, "first": (page - 1) * ROWS_PER_PAGE}).all()
    if not rows and page > 1:
        return list_ties(session, neighbourhood_id, replace(wanted, page=1), today=today)
    total = rows[0].total if rows else 0
    return TiePage(tuple(_tie(row) for row in rows), total, page, max(-(-total // ROWS_PER_PAGE), 1))


def find_tie(session: Session, neighbourhood_id: int, tie_id: int) -> TieRow | None:
    """One of the ties of `list_ties`, ended or not."""
    seen = f"WITH seen AS ({_TIES}) SELECT * FROM seen WHERE id = :tie_id AND from_name || to_name IS NOT NULL"  # noqa: S608  # our own text
    row = session.execute(text(seen), {"neighbourhood_id": neighbourhood_id, "tie_id": tie_id}).one_or_none()
    return None if row is None else _tie(row)


def _node(row: Any, *, is_exact: bool = True) -> KnownNode:
    return KnownNode(
        id=row.id,
        kind=NodeKind(row.kind),
        name=row.name,
        person_id=row.person_id,
        neighbourhood_id=row.neighbourhood_id,
        where=row.where,
        is_church=row.is_church,
        is_exact=is_exact,
    )


def _tie(row: Any) -> TieRow:
    return TieRow(
        id=row.id,
        version=row.version,
        kind=TieKind(row.kind),
        strength=TieStrength(row.strength),
        since=row.since,
        until=row.until,
        confirmed_on=row.confirmed_on,
        source=TieSource(row.source),
        from_id=row.from_id,
        from_name=row.from_name,
        from_side=Side(row.from_id, NodeKind(row.from_kind), row.from_church),
        to_id=row.to_id,
        to_name=row.to_name,
        to_side=Side(row.to_id, NodeKind(row.to_kind), row.to_church),
    )
