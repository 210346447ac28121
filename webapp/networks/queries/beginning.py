"""Read of when a network began, as who looks."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

_SECOND = text("""
    WITH begun AS (
        SELECT from_node_id AS node_id, lower(period) AS since FROM tie WHERE neighbourhood_id = :neighbourhood_id
        UNION ALL
        SELECT to_node_id, lower(period) FROM tie WHERE neighbourhood_id = :neighbourhood_id
    )
    SELECT least((p.created_at AT TIME ZONE 'Europe/Amsterdam')::date, min(b.since)) AS first_day
    FROM network_node_here h
    JOIN network_node n ON n.id = h.node_id
    JOIN person p ON p.id = n.person_id
    LEFT JOIN begun b ON b.node_id = n.id
    WHERE h.neighbourhood_id = :neighbourhood_id AND h.kind = 'person'
        AND EXISTS (SELECT FROM linked_person v WHERE v.id = p.id)
    GROUP BY p.id, p.created_at
    ORDER BY first_day
    OFFSET 1 LIMIT 1
""")


def find_beginning(session: Session, neighbourhood_id: int) -> date | None:
    """The first day on which two of those who stand in a network did; None when fewer than two do."""
    found: date | None = session.execute(_SECOND, {"neighbourhood_id": neighbourhood_id}).scalar_one_or_none()
    return found
