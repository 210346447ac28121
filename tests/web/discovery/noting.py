"""What tests of a discovery process look for."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from webapp.models import DiscoveryEvent, Evidence
from webapp.vocabulary import EvidenceKind, Provenance

BOARD = "/werkplek/lewenborg/ontdekken"
BEGAN = TODAY - timedelta(days=60)
DAY = TODAY - timedelta(days=5)


def kept(records: Session) -> DiscoveryEvent:
    """The one event as the database has it now, apart from the session."""
    records.commit()
    found = records.scalars(select(DiscoveryEvent).where(DiscoveryEvent.on_day >= BEGAN)).all()
    mine = [each for each in found if each.provenance == Provenance.ENTERED]
    assert len(mine) == 1
    records.expunge(mine[0])
    records.commit()
    return mine[0]


def signs(records: Session, place: int) -> list[tuple[date, str]]:
    """The signs of life that its process gave the neighbourhood."""
    records.commit()
    rows = records.execute(
        select(Evidence.observed_on, Evidence.note)
        .where(Evidence.neighbourhood_id == place, Evidence.kind == EvidenceKind.DISCOVERY_PROCESS)
        .order_by(Evidence.id)
    )
    found = [(row.observed_on, row.note) for row in rows]
    records.commit()
    return found
