"""Making public how the networks stood in a month: once, by the worker, as the owner of the tables.

What is public of a month is never worked out again: it stays as it is when somebody comes, stops or is erased.
"""

from datetime import date

from sqlalchemy import delete, insert, select, text
from sqlalchemy.dialects.postgresql import insert as insert_once
from sqlalchemy.orm import Session

from webapp.models import NetworkMonth, NetworkMonthPair, NetworkMonthPlace
from webapp.networks.rules.publishing import CountedPair, CountedPlace, PublicMonth, months_to_publish, publishable
from webapp.vocabulary import Provenance

_PLACES = text("""
    WITH numbered AS (
        SELECT t.*, row_number() OVER () AS number FROM network_ties(NULL, :on) t
    ), sides AS (
        SELECT number, from_at AS at, from_person_id AS person_id FROM numbered
        UNION ALL
        SELECT number, to_at, to_person_id FROM numbered
    )
    SELECT at, count(DISTINCT person_id) AS people, count(DISTINCT number) AS ties
    FROM sides WHERE at IS NOT NULL GROUP BY at ORDER BY at
""")
_PAIRS = text("""
    WITH home AS (
        SELECT DISTINCT h.node_id, h.neighbourhood_id
        FROM network_node_here h
        JOIN network_node n ON n.id = h.node_id
        LEFT JOIN listing l ON l.initiative_id = n.initiative_id
        WHERE h.kind IN ('initiative', 'organisation') AND h.neighbourhood_id IS NOT NULL
          AND (l.published_on IS NULL OR l.published_on <= :on) AND (l.ended_on IS NULL OR l.ended_on > :on)
    ), numbered AS (
        SELECT t.*, row_number() OVER () AS number FROM network_ties(NULL, :on) t
        WHERE t.from_person_id IS NOT NULL OR t.to_person_id IS NOT NULL
    ), across AS (
        SELECT t.number, t.from_person_id, t.to_person_id,
               coalesce(t.from_at, f.neighbourhood_id) AS a, coalesce(t.to_at, g.neighbourhood_id) AS b
        FROM numbered t
        LEFT JOIN home f ON t.from_at IS NULL AND f.node_id = t.from_node_id
        LEFT JOIN home g ON t.to_at IS NULL AND g.node_id = t.to_node_id
    ), personal AS (
        SELECT least(a, b) AS one_id, greatest(a, b) AS other_id,
               count(DISTINCT CASE WHEN a < b THEN from_person_id ELSE to_person_id END) AS people_of_one,
               count(DISTINCT CASE WHEN a < b THEN to_person_id ELSE from_person_id END) AS people_of_other,
               count(DISTINCT number) AS ties
        FROM across WHERE a <> b GROUP BY 1, 2
    ), common AS (
        SELECT m.neighbourhood_id AS one_id, n.neighbourhood_id AS other_id, count(*) AS shared
        FROM home m JOIN home n ON n.node_id = m.node_id AND n.neighbourhood_id > m.neighbourhood_id
        GROUP BY 1, 2
    )
    SELECT one_id, other_id, coalesce(p.people_of_one, 0) AS people_of_one,
           coalesce(p.people_of_other, 0) AS people_of_other, coalesce(p.ties, 0) AS ties,
           coalesce(c.shared, 0) AS shared
    FROM personal p FULL JOIN common c USING (one_id, other_id)
    ORDER BY one_id, other_id
""")
_IS_DEMO = text("""
    SELECT EXISTS (
        SELECT FROM connected_person k JOIN person p ON p.id = k.person_id JOIN account a ON a.id = p.account_id
        WHERE a.is_demo
    )
""")


def publish_months(session: Session, *, today: date, months: int | None = None) -> int:
    """Make public which months are not yet, as `months_to_publish` tells; gives how many.

    A month of before says what is known of it now: who is in the network today, and the ties that they had then.
    """
    published = set(session.scalars(select(NetworkMonth.month)))
    return sum(_publish(session, month) for month in months_to_publish(published, today=today, months=months))


def remove_demo_months(session: Session) -> int:
    """Remove the months in which people of the demonstration were counted; gives how many."""
    gone = delete(NetworkMonth).where(NetworkMonth.provenance == Provenance.DEMO).returning(NetworkMonth.month)
    return len(session.scalars(gone).all())


def _publish(session: Session, month: date) -> bool:
    """Whether this made a month public; False when somebody else just did."""
    provenance = Provenance.DEMO if session.scalar(_IS_DEMO) else Provenance.ENTERED
    once = insert_once(NetworkMonth).values(month=month, provenance=provenance).on_conflict_do_nothing()
    if session.scalar(once.returning(NetworkMonth.month)) is None:
        return False
    found = _count(session, month)
    if found.places:
        places = [
            {"month": month, "neighbourhood_id": each.neighbourhood_id, "people": each.people, "ties": each.ties}
            for each in found.places
        ]
        session.execute(insert(NetworkMonthPlace), places)
    if found.pairs:
        pairs = [
            {
                "month": month,
                "one_id": each.one_id,
                "other_id": each.other_id,
                "people": each.people,
                "ties": each.ties,
                "shared": each.shared,
            }
            for each in found.pairs
        ]
        session.execute(insert(NetworkMonthPair), pairs)
    return True


def _count(session: Session, month: date) -> PublicMonth:
    places = [CountedPlace(row.at, row.people, row.ties) for row in session.execute(_PLACES, {"on": month})]
    pairs = [CountedPair(*row) for row in session.execute(_PAIRS, {"on": month})]
    return publishable(places, pairs)
