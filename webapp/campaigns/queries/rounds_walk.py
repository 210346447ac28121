"""A round as whoever holds its address sees it, with or without an account: by functions of the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.models import DeliveryStop
from webapp.vocabulary import StopState

ROUND = text("SELECT * FROM walked_round(:key, :day)")
STOPS = text("SELECT * FROM walked_stops(:key, :day)")
OWN = text("""
    SELECT r.key, w.* FROM delivery_round r CROSS JOIN LATERAL walked_round(r.key, :day) AS w
    WHERE lower(r.walker_email) = lower(:email) ORDER BY w.on_day, w.id
""")


@dataclass(frozen=True)
class WalkedRound:
    """Where a round begins, how long it is, and for whom."""

    id: int
    campaign_name: str
    line_name: str
    unit: str
    neighbourhood_name: str
    number: int
    on_day: date
    metres: int
    minutes: int
    along_streets: bool
    walker_name: str | None
    pickup_label: str
    pickup_place: str
    pickup_opening: str


@dataclass(frozen=True)
class SealedStop:
    """A stop of a round, its words still sealed; `metres` from the one before it."""

    state: StopState
    id: int
    key: str
    position: int | None
    metres: int
    sealed_address: bytes
    sealed_remark: bytes | None
    parcels: int


def find_walked_round(session: Session, key: str, *, today: date) -> WalkedRound | None:
    """The round at an address; None when there is none, when it is over, or when its campaign is closed."""
    row = session.execute(ROUND, {"key": key, "day": today}).one_or_none()
    return WalkedRound(*row) if row else None


def list_walked_stops(session: Session, key: str, *, today: date) -> list[SealedStop]:
    """The stops of the round at an address, in their order."""
    rows = session.execute(STOPS, {"key": key, "day": today})
    return [SealedStop(StopState(row.state), *row[:-1]) for row in rows]


def list_round_stops(session: Session, round_id: int) -> list[SealedStop]:
    """The stops of a round, in their order, for who coordinates there: also when its address works no longer."""
    rows = session.execute(
        select(
            DeliveryStop.state,
            DeliveryStop.id,
            DeliveryStop.key,
            DeliveryStop.position,
            DeliveryStop.metres,
            DeliveryStop.sealed_address,
            DeliveryStop.sealed_remark,
            DeliveryStop.parcels,
        )
        .where(DeliveryStop.round_id == round_id)
        .order_by(DeliveryStop.position, DeliveryStop.id)
    )
    return [SealedStop(*row) for row in rows]


def list_own_rounds(session: Session, viewer: Actor, *, today: date) -> Sequence[tuple[str, WalkedRound]]:
    """The rounds that the viewer goes, to come or just gone, each with its key."""
    rows = session.execute(OWN, {"email": viewer.email, "day": today})
    return [(row[0], WalkedRound(*row[1:])) for row in rows]
