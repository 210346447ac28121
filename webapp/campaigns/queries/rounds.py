"""Pick-up points, stops and rounds of a neighbourhood, for who coordinates there; the database shows others none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Float, case, func, or_, select
from sqlalchemy.orm import Session

from geo.crs import RD_NEW, WGS84
from webapp.models import CampaignLine, DeliveryRound, DeliveryStop, Neighbourhood, PickupPoint
from webapp.vocabulary import CampaignLineKind, StopState

DELIVERED_KINDS = (CampaignLineKind.PARCELS, CampaignLineKind.MEALS, CampaignLineKind.VISITS)
"""What is brought to an address."""
ROUND_FACTS = 11
"""How many columns of a round stand before those of its stops."""
NEAR_METRES = 500
"""A street that lies so far outside a neighbourhood probably is another one of that name."""


@dataclass(frozen=True)
class Tally:
    """How many stops there are, and what became of them; `unknown` are those whose address was not found yet."""

    stops: int = 0
    unknown: int = 0
    open: int = 0
    delivered: int = 0
    not_home: int = 0
    problem: int = 0
    without_round: int = 0
    parcels: int = 0
    parcels_delivered: int = 0


@dataclass(frozen=True)
class DeliveryLine:
    """A line of which things are brought to addresses."""

    id: int
    name: str
    unit: str


@dataclass(frozen=True)
class Pickup:
    """A pick-up point; its place in RD New (metres) and in WGS84 (degrees)."""

    id: int
    line_id: int
    label: str
    place: str
    opening: str
    stock: int
    x: float
    y: float
    lon: float
    lat: float


@dataclass(frozen=True)
class RoundRow:
    """A round in a list, with what became of its stops."""

    tally: Tally
    id: int
    key: str
    line_id: int
    number: int
    on_day: date
    pickup: str
    metres: int
    minutes: int
    along_streets: bool
    walker_name: str | None
    walker_email: str | None

    @property
    def is_done(self) -> bool:
        """Whether the volunteer told of every stop what became of it."""
        return self.tally.open == 0


@dataclass(frozen=True)
class StopRow:
    """A stop in a list, its words still sealed; `elsewhere` names the neighbourhood that its street lies in instead."""

    id: int
    key: str
    line_id: int
    sealed_address: bytes
    sealed_remark: bytes | None
    parcels: int
    state: StopState
    is_found: bool
    round_number: int | None
    elsewhere: str | None


@dataclass(frozen=True)
class OpenStop:
    """A stop that no round has yet, where it is (RD New)."""

    id: int
    parcels: int
    x: float
    y: float


def _tally() -> tuple[Any, ...]:
    """The columns of a `Tally` over `DeliveryStop`."""

    def number(*which: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(DeliveryStop.id).filter(*which) if which else func.count(DeliveryStop.id)

    parcels = func.coalesce(func.sum(DeliveryStop.parcels), 0)
    brought = func.sum(DeliveryStop.parcels).filter(DeliveryStop.state == StopState.DELIVERED)
    return (
        number(),
        number(DeliveryStop.geom.is_(None), DeliveryStop.state != StopState.DELIVERED),
        number(DeliveryStop.state == StopState.OPEN),
        number(DeliveryStop.state == StopState.DELIVERED),
        number(DeliveryStop.state == StopState.NOT_HOME),
        number(DeliveryStop.state == StopState.PROBLEM),
        number(_waits()),
        parcels,
        func.coalesce(brought, 0),
    )


def _waits() -> ColumnElement[bool]:
    """Whether a stop can go into a round: found, not delivered (also when nobody was home), and in none."""
    is_delivered = DeliveryStop.state == StopState.DELIVERED
    return DeliveryStop.geom.is_not(None) & ~is_delivered & DeliveryStop.round_id.is_(None)


def list_delivery_lines(session: Session, campaign_id: int) -> list[DeliveryLine]:
    """The lines of a campaign of which things are brought to addresses, in their order."""
    rows = session.execute(
        select(CampaignLine.id, CampaignLine.name, CampaignLine.unit)
        .where(CampaignLine.campaign_id == campaign_id, CampaignLine.kind.in_(DELIVERED_KINDS))
        .order_by(CampaignLine.position, CampaignLine.id)
    )
    return [DeliveryLine(*row) for row in rows]


def list_place_tallies(session: Session, line_ids: Sequence[int]) -> dict[int, Tally]:
    """How far each neighbourhood is, by id, as far as the viewer coordinates there."""
    rows = session.execute(
        select(DeliveryStop.neighbourhood_id, *_tally())
        .where(DeliveryStop.line_id.in_(line_ids))
        .group_by(DeliveryStop.neighbourhood_id)
    )
    return {row[0]: _tally_of(row[1:]) for row in rows}


def list_line_tallies(session: Session, line_ids: Sequence[int], place_id: int) -> dict[int, Tally]:
    """How far each line is in a neighbourhood, by id."""
    rows = session.execute(
        select(DeliveryStop.line_id, *_tally())
        .where(DeliveryStop.line_id.in_(line_ids), DeliveryStop.neighbourhood_id == place_id)
        .group_by(DeliveryStop.line_id)
    )
    return {row[0]: _tally_of(row[1:]) for row in rows}


def list_pickups(session: Session, line_ids: Sequence[int], place_id: int) -> list[Pickup]:
    """The pick-up points of lines in a neighbourhood, by name."""
    degrees = func.ST_Transform(PickupPoint.geom, WGS84)
    rows = session.execute(
        select(
            PickupPoint.id,
            PickupPoint.line_id,
            PickupPoint.label,
            PickupPoint.place,
            PickupPoint.opening,
            PickupPoint.stock,
            func.ST_X(PickupPoint.geom, type_=Float),
            func.ST_Y(PickupPoint.geom, type_=Float),
            func.ST_X(degrees, type_=Float),
            func.ST_Y(degrees, type_=Float),
        )
        .where(PickupPoint.line_id.in_(line_ids), PickupPoint.neighbourhood_id == place_id)
        .order_by(PickupPoint.label, PickupPoint.id)
    )
    return [Pickup(*row) for row in rows]


def find_pickup(session: Session, line_ids: Sequence[int], place_id: int, pickup_id: int) -> PickupPoint | None:
    """A pick-up point of a neighbourhood."""
    return session.scalar(
        select(PickupPoint).where(
            PickupPoint.id == pickup_id,
            PickupPoint.line_id.in_(line_ids),
            PickupPoint.neighbourhood_id == place_id,
        )
    )


def list_rounds(session: Session, line_ids: Sequence[int], place_id: int) -> list[RoundRow]:
    """The rounds of a neighbourhood, by day and number."""
    rows = session.execute(
        _rounds()
        .where(DeliveryRound.line_id.in_(line_ids), DeliveryRound.neighbourhood_id == place_id)
        .order_by(DeliveryRound.on_day, DeliveryRound.number, DeliveryRound.id)
    )
    return [_round_row(row) for row in rows]


def find_round_row(session: Session, line_ids: Sequence[int], place_id: int, round_id: int) -> RoundRow | None:
    """A round of a neighbourhood, as it stands in the list."""
    return next((each for each in list_rounds(session, line_ids, place_id) if each.id == round_id), None)


def find_round(session: Session, round_id: int) -> DeliveryRound | None:
    """A round of which the viewer may see that it is there."""
    return session.get(DeliveryRound, round_id, populate_existing=True)


def list_stops(session: Session, line_ids: Sequence[int], place_id: int) -> list[StopRow]:
    """The stops of a neighbourhood: those that were not found first, then as they were written down."""
    here = select(Neighbourhood.geom).where(Neighbourhood.id == place_id).scalar_subquery()
    there = (
        select(Neighbourhood.name)
        .where(
            func.ST_Covers(Neighbourhood.geom, DeliveryStop.geom),
            ~func.ST_DWithin(here, DeliveryStop.geom, NEAR_METRES),
        )
        .order_by(Neighbourhood.id)
        .limit(1)
        .correlate(DeliveryStop)
        .scalar_subquery()
    )
    is_found = DeliveryStop.geom.is_not(None)
    rows = session.execute(
        select(
            DeliveryStop.id,
            DeliveryStop.key,
            DeliveryStop.line_id,
            DeliveryStop.sealed_address,
            DeliveryStop.sealed_remark,
            DeliveryStop.parcels,
            DeliveryStop.state,
            is_found,
            DeliveryRound.number,
            there,
        )
        .outerjoin(DeliveryRound, DeliveryRound.id == DeliveryStop.round_id)
        .where(DeliveryStop.line_id.in_(line_ids), DeliveryStop.neighbourhood_id == place_id)
        .order_by(case((or_(is_found, DeliveryStop.state == StopState.DELIVERED), 1), else_=0), DeliveryStop.id)
    )
    return [StopRow(*row) for row in rows]


def find_stop(session: Session, line_ids: Sequence[int], place_id: int, key: str) -> DeliveryStop | None:
    """A stop of a neighbourhood that the viewer coordinates."""
    return session.scalar(
        select(DeliveryStop).where(
            DeliveryStop.key == key, DeliveryStop.line_id.in_(line_ids), DeliveryStop.neighbourhood_id == place_id
        )
    )


def list_open_stops(session: Session, line_id: int, place_id: int, *, most: int) -> list[OpenStop]:
    """The stops that wait for a round, as they were written down."""
    rows = session.execute(
        select(
            DeliveryStop.id,
            DeliveryStop.parcels,
            func.ST_X(DeliveryStop.geom, type_=Float),
            func.ST_Y(DeliveryStop.geom, type_=Float),
        )
        .where(DeliveryStop.line_id == line_id, DeliveryStop.neighbourhood_id == place_id, _waits())
        .order_by(DeliveryStop.id)
        .limit(most)
    )
    return [OpenStop(*row) for row in rows]


def count_rough_stops(session: Session, line_ids: Sequence[int], place_id: int) -> int:
    """How many stops that wait for a round are known by their neighbourhood alone: those are all in one place."""
    middle = select(func.ST_Transform(Neighbourhood.label_point, RD_NEW)).where(Neighbourhood.id == place_id)
    return (
        session.scalar(
            select(func.count(DeliveryStop.id)).where(
                DeliveryStop.line_id.in_(line_ids),
                DeliveryStop.neighbourhood_id == place_id,
                _waits(),
                func.ST_DWithin(DeliveryStop.geom, middle.scalar_subquery(), 1),
            )
        )
        or 0
    )


def _rounds() -> Any:
    """The select of a `RoundRow`: too many columns to have a type."""
    return (
        select(
            DeliveryRound.id,
            DeliveryRound.key,
            DeliveryRound.line_id,
            DeliveryRound.number,
            DeliveryRound.on_day,
            PickupPoint.label,
            DeliveryRound.metres,
            DeliveryRound.minutes,
            DeliveryRound.along_streets,
            DeliveryRound.walker_name,
            DeliveryRound.walker_email,
            *_tally(),
        )
        .join(PickupPoint, PickupPoint.id == DeliveryRound.pickup_id)
        .outerjoin(DeliveryStop, DeliveryStop.round_id == DeliveryRound.id)
        .group_by(DeliveryRound.id, PickupPoint.id)
    )


def _round_row(row: Sequence[Any]) -> RoundRow:
    return RoundRow(_tally_of(row[ROUND_FACTS:]), *row[:ROUND_FACTS])


def _tally_of(row: Sequence[Any]) -> Tally:
    return Tally(*map(int, row))
