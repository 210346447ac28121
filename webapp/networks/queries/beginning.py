"""Read of when a network began, as who looks."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

_SECOND = text("""
    WITH linked AS MATERIALIZED (
        SELECT v.id FROM linked_person v WHERE v.id IN (
            SELECT n.person_id FROM network_node_here h JOIN network_node n ON n.id = h.node_id
            WHERE h.neighbourhood_id = :neighbourhood_id AND h.kind = 'person'
        )
    ), seen AS MATERIALIZED (
        SELECT from_node_id, to_node_id, since FROM network_ties_seen(:neighbourhood_id, :today)
    ), begun AS (
        SELECT side.node_id, min(side.since) AS since
        FROM (SELECT from_node_id AS node_id, since FROM seen UNION ALL SELECT to_node_id, since FROM seen) AS side
        GROUP BY side.node_id
    )
    SELECT least((p.created_at AT TIME ZONE 'Europe/Amsterdam')::date, b.since) AS first_day
    FROM linked l
    JOIN person p ON p.id = l.id
    JOIN network_node n ON n.person_id = p.id
    LEFT JOIN begun b ON b.node_id = n.id
    ORDER BY first_day
    OFFSET 1 LIMIT 1
""")


def find_beginning(session: Session, neighbourhood_id: int, *, today: date) -> date | None:
    """The first day on which two of those who stand in a network today did; None when fewer than two do."""
    wanted = {"neighbourhood_id": neighbourhood_id, "today": today}
    found: date | None = session.execute(_SECOND, wanted).scalar_one_or_none()
    return found
