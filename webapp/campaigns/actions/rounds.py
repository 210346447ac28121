"""Pick-up points, and rounds: planned, given to a volunteer, taken apart; and what became of each stop."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from geo.sql import rd_point
from geo.values import Point
from webapp.audit.actions import record
from webapp.campaigns.actions.rounds_letters import Letter, post_letter
from webapp.campaigns.queries.rounds import OpenStop, Pickup, list_open_stops
from webapp.campaigns.queries.rounds_streets import street_metres
from webapp.campaigns.rules.rounds_links import RoundLinks
from webapp.campaigns.rules.rounds_routing import MOST_STOPS, Load, Round, check_load, crow_metres, plan_rounds
from webapp.errors import DomainError
from webapp.models import DeliveryRound, DeliveryStop, PickupPoint
from webapp.vocabulary import AuditAction, Provenance, StopState

KEY_BYTES = 16
TURNS = text("SELECT pg_advisory_xact_lock(hashtext('delivery_rounds'), :line)")
SETTLE = text("SELECT settle_stop(:round, :stop, :state, :moment, :day)")


@dataclass(frozen=True)
class PickupFacts:
    """What somebody fills in about a pick-up point; `place` is its address in words, `opening` when it is open."""

    label: str
    place: str
    opening: str
    stock: int
    point: Point


@dataclass(frozen=True)
class Planned:
    """What came of planning: the rounds that were made, and how many stops no round could take, by why."""

    rounds: int
    metres: int
    too_heavy: int
    too_far: int
    along_streets: bool


@dataclass(frozen=True)
class _Begins:
    """Where and when rounds begin, and how far it is from each place to each: the pick-up point, then the stops."""

    pickup: Pickup
    on_day: date
    metres: Sequence[Sequence[int]]
    along_streets: bool


def keep_pickup(
    session: Session,
    line_id: int,
    place_id: int,
    facts: PickupFacts,
    *,
    by: int | None,
    pickup: PickupPoint | None = None,
    provenance: Provenance = Provenance.ENTERED,
) -> PickupPoint:
    """Where volunteers of a neighbourhood fetch what a line brings: a new place, or `pickup` changed."""
    kept = pickup or PickupPoint(line_id=line_id, neighbourhood_id=place_id, provenance=provenance)
    kept.label, kept.place, kept.opening, kept.stock = facts.label, facts.place, facts.opening, facts.stock
    kept.geom = rd_point(facts.point.lon, facts.point.lat)
    kept.changed_at = func.now()
    session.add(kept)
    session.flush()
    action = AuditAction.CREATED if pickup is None else AuditAction.CHANGED
    record(session, action, by=by, table="pickup_point", row=kept.id)
    return kept


def remove_pickup(session: Session, pickup: PickupPoint, *, by: int) -> None:
    """Take a pick-up point away; raises `DomainError` code `pickup_in_use` when rounds begin there."""
    if session.scalar(select(DeliveryRound.id).where(DeliveryRound.pickup_id == pickup.id).limit(1)) is not None:
        raise DomainError("pickup_in_use")
    record(session, AuditAction.DELETED, by=by, table="pickup_point", row=pickup.id)
    session.execute(delete(PickupPoint).where(PickupPoint.id == pickup.id))


def plan(session: Session, place_id: int, pickup: Pickup, load: Load, on_day: date, *, by: int | None) -> Planned:
    """Divide the stops that have no round yet over rounds that begin at a pick-up point, on a day.

    Along the streets when a graph of them is loaded that reaches all of them, else as the crow flies. Two who plan at
    once take turns. Raises `BadInput` as `check_load` does, and `DomainError` code `stops_none_open`.
    """
    check_load(load)
    session.execute(TURNS, {"line": pickup.line_id})
    stops = list_open_stops(session, pickup.line_id, place_id, most=MOST_STOPS)
    if not stops:
        raise DomainError("stops_none_open")
    places = [(pickup.x, pickup.y), *((stop.x, stop.y) for stop in stops)]
    along = street_metres(session, places)
    metres = along or crow_metres(places)
    found = plan_rounds([stop.parcels for stop in stops], metres, load)
    _keep_rounds(session, place_id, _Begins(pickup, on_day, metres, along is not None), stops, found.rounds)
    if found.rounds:
        record(session, AuditAction.CREATED, by=by, table="delivery_round", row=f"{pickup.line_id}/{place_id}")
    heavy, far = len(found.too_heavy), len(found.too_far)
    return Planned(len(found.rounds), found.metres, heavy, far, along is not None)


def give_round(
    session: Session, kept: DeliveryRound, *, name: str, email: str, links: RoundLinks, by: int, now: datetime
) -> None:
    """Give a round to a volunteer, and mail them the address that opens it. An earlier address works no longer."""
    kept.walker_name, kept.walker_email = name, email
    kept.key, kept.mailed_at = secrets.token_urlsafe(KEY_BYTES), now
    session.flush()
    post_letter(session, Letter.ROUND, email=email, language="nl", link=links.walk(kept.key), on_day=kept.on_day)
    record(session, AuditAction.CHANGED, by=by, table="delivery_round", row=kept.id, fields=("walker_email",))


def take_round_back(session: Session, kept: DeliveryRound, *, by: int) -> None:
    """Take a round back from who would go; the address that they have works no longer."""
    kept.walker_name = kept.walker_email = kept.mailed_at = None
    kept.key = secrets.token_urlsafe(KEY_BYTES)
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="delivery_round", row=kept.id, fields=("walker_email",))


def dissolve_round(session: Session, kept: DeliveryRound, *, by: int) -> None:
    """Take a round apart: what was not delivered waits for another one."""
    left = update(DeliveryStop).where(DeliveryStop.round_id == kept.id)
    again = left.where(DeliveryStop.state.in_((StopState.NOT_HOME, StopState.PROBLEM)))
    session.execute(again.values(state=StopState.OPEN, settled_at=None))
    session.execute(left.values(round_id=None, position=None, metres=0))
    record(session, AuditAction.DELETED, by=by, table="delivery_round", row=kept.id)
    session.execute(delete(DeliveryRound).where(DeliveryRound.id == kept.id))
    session.expire_all()


def settle(
    session: Session, round_key: str, stop_key: str, state: StopState, *, by: int | None, now: datetime, today: date
) -> bool:
    """Tell what became of a stop, with the key of its round; False when it stood so already, or is none of its stops.

    What is delivered counts once in what the neighbourhood was promised, however often and by however many it is told;
    what turns out not to be delivered counts no longer.
    """
    values = {"round": round_key, "stop": stop_key, "state": state.value, "moment": now, "day": today}
    stop_id = session.scalar(SETTLE, values)
    session.expire_all()
    if stop_id is None:
        return False
    record(session, AuditAction.CHANGED, by=by, table="delivery_stop", row=stop_id, fields=("state",))
    return True


def settle_by_hand(session: Session, stop: DeliveryStop, state: StopState, *, by: int, now: datetime) -> None:
    """Tell what became of a stop that is in no round, or for who forgot; counts as `settle` does."""
    # one statement, so that of two at once the second sees what the first made of it
    changed = session.scalar(
        update(DeliveryStop)
        .where(DeliveryStop.id == stop.id, DeliveryStop.state != state)
        .values(state=state, settled_at=None if state == StopState.OPEN else now)
        .returning(DeliveryStop.id)
    )
    session.expire_all()
    if changed is not None:
        record(session, AuditAction.CHANGED, by=by, table="delivery_stop", row=changed, fields=("state",))


def _keep_rounds(
    session: Session, place_id: int, begins: _Begins, stops: Sequence[OpenStop], rounds: Sequence[Round]
) -> None:
    pickup = begins.pickup
    last = session.scalar(
        select(func.max(DeliveryRound.number)).where(
            DeliveryRound.line_id == pickup.line_id, DeliveryRound.neighbourhood_id == place_id
        )
    )
    for number, each in enumerate(rounds, start=(last or 0) + 1):
        made = DeliveryRound(
            key=secrets.token_urlsafe(KEY_BYTES),
            line_id=pickup.line_id,
            neighbourhood_id=place_id,
            pickup_id=pickup.id,
            number=number,
            on_day=begins.on_day,
            metres=each.metres,
            minutes=each.minutes,
            along_streets=begins.along_streets,
        )
        session.add(made)
        session.flush()
        before = 0
        for position, stop in enumerate(each.stops, start=1):
            values = {
                "round_id": made.id,
                "position": position,
                "metres": begins.metres[before][stop + 1],
                "state": StopState.OPEN,
                "settled_at": None,
            }
            session.execute(update(DeliveryStop).where(DeliveryStop.id == stops[stop].id).values(values))
            before = stop + 1
    session.expire_all()
