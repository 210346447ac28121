"""Writing down where something is brought, and keeping that: the address sealed, its street found in the gazetteer."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geoalchemy2 import WKTElement
from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from geo.crs import RD_NEW
from geo.sql import rd_point
from webapp.areas.rules import FoundPlace
from webapp.audit.actions import record
from webapp.campaigns.rules.rounds_routing import MOST_STOPS
from webapp.campaigns.rules.rounds_stops import TypedStop, address_key, street_of
from webapp.encryption import KeyRing
from webapp.errors import BadInput, DomainError
from webapp.models import DeliveryStop
from webapp.vocabulary import AuditAction, Provenance, StopState

TABLE = "delivery_stop"
ADDRESS, REMARK = "sealed_address", "sealed_remark"
KEY_BYTES = 16
TURNS = text("SELECT pg_advisory_xact_lock(hashtext('delivery_stops'), :line)")
NEW_IDS = text("SELECT nextval('delivery_stop_id_seq') FROM generate_series(1, :count)")
# its own neighbourhood first: streets of one name lie apart, and whoever writes this knows the street around the corner
STREETS = text("""
    SELECT DISTINCT ON (asked.number) asked.number, ST_X(s.point) AS x, ST_Y(s.point) AS y
    FROM unnest(CAST(:streets AS text[])) WITH ORDINALITY AS asked (name, number)
    JOIN street s ON s.search_name = search_key(asked.name)
    JOIN neighbourhood here ON here.id = :place
    ORDER BY asked.number, s.neighbourhood_id = here.id DESC, ST_Distance(s.point, here.geom), s.id
""")


@dataclass(frozen=True)
class Taken:
    """What came of writing down addresses: how many were taken in, were there already, and were not found."""

    added: int
    known: int
    unknown: int


def add_stops(
    session: Session,
    line_id: int,
    place_id: int,
    stops: Sequence[TypedStop],
    *,
    by: int | None,
    ring: KeyRing,
    provenance: Provenance = Provenance.ENTERED,
) -> Taken:
    """Write down where something of a line is brought; an address that is there already stays as it is.

    The street is looked for in our own gazetteer alone: no address of a household leaves the machine. What is not found
    is kept too, apart. Raises `BadInput` code `too_many_stops` when the neighbourhood would have more than it can hold.
    """
    session.execute(TURNS, {"line": line_id})
    known = set(
        session.scalars(
            select(DeliveryStop.address_hash).where(
                DeliveryStop.line_id == line_id, DeliveryStop.neighbourhood_id == place_id
            )
        )
    )
    hashes = {hash_of_address(ring, stop.address): stop for stop in stops}
    new = {found: stop for found, stop in hashes.items() if found not in known}
    if len(known) + len(new) > MOST_STOPS:
        raise BadInput("too_many_stops", count=len(known) + len(new), most=MOST_STOPS)
    if not new:
        return Taken(0, len(stops), 0)
    points = find_streets(session, place_id, [stop.address for stop in new.values()])
    ids = session.scalars(NEW_IDS, {"count": len(new)}).all()
    rows = [
        _row(ring, stop_id, stop, found, point)
        for stop_id, (found, stop), point in zip(ids, new.items(), points, strict=True)
    ]
    same = {"line_id": line_id, "neighbourhood_id": place_id, "noted_by": by, "provenance": provenance}
    session.execute(insert(DeliveryStop), [{**row, **same} for row in rows])
    record(session, AuditAction.CREATED, by=by, table=TABLE, row=f"{line_id}/{place_id}", fields=(ADDRESS,))
    return Taken(len(new), len(stops) - len(new), sum(point is None for point in points))


def change_stop(
    session: Session, stop: DeliveryStop, typed: TypedStop, found: FoundPlace | None, *, by: int, ring: KeyRing
) -> None:
    """Write an address down anew; `found` is the street that was chosen, else it is looked for again.

    It leaves its round when it is another street. Raises `DomainError` with `stop_is_delivered` or `stop_twice`.
    """
    if stop.state == StopState.DELIVERED:
        raise DomainError("stop_is_delivered")
    new_hash = hash_of_address(ring, typed.address)
    twice = select(DeliveryStop.id).where(
        DeliveryStop.line_id == stop.line_id,
        DeliveryStop.neighbourhood_id == stop.neighbourhood_id,
        DeliveryStop.address_hash == new_hash,
        DeliveryStop.id != stop.id,
    )
    if session.scalar(twice) is not None:
        raise DomainError("stop_twice")
    is_same = new_hash == stop.address_hash and found is None and stop.geom is not None
    stop.sealed_address = ring.seal(typed.address, table=TABLE, column=ADDRESS, row=stop.id)
    stop.sealed_remark = _sealed_remark(ring, stop.id, typed.remark)
    stop.address_hash, stop.parcels = new_hash, typed.parcels
    if not is_same:
        stop.geom = _place_of(session, stop, typed, found)
        stop.round_id, stop.position, stop.metres = None, None, 0
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table=TABLE, row=stop.id, fields=(ADDRESS,))


def remove_stop(session: Session, stop: DeliveryStop, *, by: int) -> None:
    """Take an address away for good; what was delivered there stays counted."""
    record(session, AuditAction.DELETED, by=by, table=TABLE, row=stop.id)
    session.execute(delete(DeliveryStop).where(DeliveryStop.id == stop.id))


def open_address(stop: Any, ring: KeyRing) -> str:
    """The address of a stop (anything with its `id` and sealed words), readable. Account for it first."""
    return ring.open_sealed(stop.sealed_address, table=TABLE, column=ADDRESS, row=stop.id)


def open_remark(stop: Any, ring: KeyRing) -> str:
    """The remark of a stop, readable; empty without one. Account for it first."""
    if stop.sealed_remark is None:
        return ""
    return ring.open_sealed(stop.sealed_remark, table=TABLE, column=REMARK, row=stop.id)


def find_streets(session: Session, place_id: int, addresses: Sequence[str]) -> list[tuple[float, float] | None]:
    """Per address a point of its street (RD New), of the nearest one of that name; one statement. None: not found."""
    rows = session.execute(STREETS, {"streets": [street_of(each) for each in addresses], "place": place_id})
    found = {row.number: (row.x, row.y) for row in rows}
    return [found.get(number) for number in range(1, len(addresses) + 1)]


def hash_of_address(ring: KeyRing, address: str) -> bytes:
    """By what an address is found again without opening it: keyed, so that nobody can try them all."""
    return hmac.new(ring.lookup_key, f"stop:{address_key(address)}".encode(), hashlib.sha256).digest()


def _row(
    ring: KeyRing, stop_id: int, stop: TypedStop, found: bytes, point: tuple[float, float] | None
) -> dict[str, object]:
    return {
        "id": stop_id,
        "key": secrets.token_urlsafe(KEY_BYTES),
        "sealed_address": ring.seal(stop.address, table=TABLE, column=ADDRESS, row=stop_id),
        "sealed_remark": _sealed_remark(ring, stop_id, stop.remark),
        "address_hash": found,
        "parcels": stop.parcels,
        "geom": None if point is None else _rd(point),
    }


def _sealed_remark(ring: KeyRing, stop_id: int, remark: str) -> bytes | None:
    return ring.seal(remark, table=TABLE, column=REMARK, row=stop_id) if remark else None


def _place_of(session: Session, stop: DeliveryStop, typed: TypedStop, found: FoundPlace | None) -> Any:
    if found is not None:
        return rd_point(found.point.lon, found.point.lat)
    (point,) = find_streets(session, stop.neighbourhood_id, [typed.address])
    return None if point is None else _rd(point)


def _rd(point: tuple[float, float]) -> WKTElement:
    return WKTElement(f"POINT({point[0]} {point[1]})", srid=RD_NEW)
