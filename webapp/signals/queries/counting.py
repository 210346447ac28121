"""How many signals were raised, by neighbourhood."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Signal


def count_by_neighbourhood(session: Session, *, since: date) -> dict[int, int]:
    """How many signals were raised on that day or after, by neighbourhood; those without any are left out.

    Of what the viewer may read: all for the coordinators of the city, the own neighbourhood's for its coordinators.
    """
    rows = session.execute(
        select(Signal.neighbourhood_id, func.count().label("signals"))
        .where(Signal.raised_on >= since)
        .group_by(Signal.neighbourhood_id)
        .order_by(Signal.neighbourhood_id)
    )
    return {row.neighbourhood_id: row.signals for row in rows}
