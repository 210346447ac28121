"""How many candidates there are for each of a few needs, by the same limits as the list of candidates itself."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.matching.queries.ranking import MAY_BE_USED, SHOWN, STATED

MOST_COUNTED = SHOWN
"""From here on it says "12 or more": more are not shown beneath each other either."""

_COUNT = text(f"""
    WITH n AS MATERIALIZED (
        SELECT need.id, need.neighbourhood_id, need.person_id, need.theme_id, need.weekly, need.requirements,
               need_place(need.id) AS place,
               CASE need.recurrence WHEN 'weekly' THEN 4 WHEN 'fortnightly' THEN 2 ELSE 1 END AS times
        FROM need WHERE need.id = ANY (:need_ids)
    )
    SELECT n.id, count(DISTINCT coalesce(found.person_id, -found.asset_id))
    FROM n
    CROSS JOIN LATERAL (
        SELECT o.person_id, o.asset_id
        FROM offer o LEFT JOIN LATERAL helper_state(o.person_id, :today) s ON o.person_id IS NOT NULL
        WHERE o.theme_id = n.theme_id AND {MAY_BE_USED} AND {STATED}
        LIMIT {2 * MOST_COUNTED}
    ) found
    GROUP BY n.id
""")  # noqa: S608  (constants of this program)


def count_candidates(session: Session, need_ids: Sequence[int], *, today: date) -> dict[int, int]:
    """By need: how many people and assets on its own theme could be asked now; none for a need without any."""
    rows = session.execute(_COUNT, {"need_ids": list(need_ids), "today": today})
    return {need_id: min(number, MOST_COUNTED) for need_id, number in rows}
