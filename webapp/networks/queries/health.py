"""Reads of how networks are doing, as who looks."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.models import NetworkHealth
from webapp.networks.rules.health import NUMBERS, HealthDay, HealthNumbers
from webapp.networks.rules.network import FEWEST


def list_health(session: Session, viewer: Actor, neighbourhood_id: int) -> list[HealthDay]:
    """How the network of a neighbourhood stood, day by day, the first one first.

    Who looks from the city sees nothing of days with fewer than `FEWEST` people.
    """
    chosen = select(NetworkHealth).where(NetworkHealth.neighbourhood_id == neighbourhood_id)
    if neighbourhood_id not in viewer.neighbourhood_ids:
        chosen = chosen.where(NetworkHealth.people >= FEWEST)
    rows = session.scalars(chosen.order_by(NetworkHealth.on_day))
    return [HealthDay(row.on_day, HealthNumbers(**{name: getattr(row, name) for name in NUMBERS})) for row in rows]
