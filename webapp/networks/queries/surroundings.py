"""Reads of where neighbourhoods lie around a network."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.networks.rules.placing import Surrounding

_ALL = text("SELECT id, slug, name, ST_X(label_point) AS lon, ST_Y(label_point) AS lat FROM neighbourhood ORDER BY id")


def list_surroundings(session: Session) -> dict[int, Surrounding]:
    """All neighbourhoods by id, in one statement."""
    return {row.id: Surrounding(row.id, row.slug, row.name, row.lon, row.lat) for row in session.execute(_ALL)}
