"""Where partners belong, and where they can be found."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session, aliased

from geo.sql import rd_point
from geo.values import Point
from webapp.areas.queries import find_neighbourhood_near
from webapp.audit.actions import record
from webapp.errors import DomainError
from webapp.models import PartnerPlace, PartnerRelation
from webapp.partners.actions import one_at_a_time, refusing
from webapp.vocabulary import AuditAction, Provenance, RelationKind

ONCE = {"ex_partner_relation_once_at_a_time": "relation_overlaps"}


def add_relation(
    session: Session,
    member_id: int,
    whole_id: int,
    kind: RelationKind,
    *,
    since: date | None,
    last_day: date | None,
    by: int | None,
    provenance: Provenance = Provenance.ENTERED,
) -> PartnerRelation:
    """Note that a partner belongs to another, from a day (None: unknown) up to and including another (None: still).

    Raises `DomainError` code `relation_to_itself`, `relation_overlaps` when the same bond is there already in that
    time, `relation_in_a_ring` when the other belongs to this one in that time, directly or through others, or
    `ends_before_start`.
    """
    if member_id == whole_id:
        raise DomainError("relation_to_itself")
    period = period_of(since, last_day)
    # two at once could close a ring between them
    one_at_a_time(session, "partner_relation")
    if _belongs_to(session, whole_id, member_id, period):
        raise DomainError("relation_in_a_ring")
    made = PartnerRelation(member_id=member_id, whole_id=whole_id, kind=kind, period=period, provenance=provenance)
    with refusing(session, ONCE):
        session.add(made)
        session.flush()
    record(session, AuditAction.CREATED, by=by, table="partner_relation", row=made.id)
    return made


def end_relation(session: Session, relation: PartnerRelation, last_day: date, *, by: int) -> None:
    """Note the last day of a bond; raises `DomainError` code `ends_before_start`."""
    relation.period = period_of(relation.period.lower, last_day)
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="partner_relation", row=relation.id, fields=("period",))


def keep_place(
    session: Session,
    partner_id: int,
    *,
    label: str,
    address: str,
    point: Point | None,
    by: int,
    place: PartnerPlace | None = None,
) -> PartnerPlace:
    """Where a partner can be found: a new place, or `place` changed; its neighbourhood is found by its `point`.

    Raises `DomainError` code `place_twice` when there is one of that name already, whatever its case and accents.
    """
    same = select(PartnerPlace.id).where(
        PartnerPlace.partner_id == partner_id,
        func.search_key(PartnerPlace.label) == func.search_key(label),
        PartnerPlace.id != (place.id if place else 0),
    )
    if session.scalar(same.limit(1)) is not None:
        raise DomainError("place_twice")
    made = place or PartnerPlace(partner_id=partner_id)
    made.label, made.address = label, address
    made.geom = None
    made.neighbourhood_id = None
    if point is not None:
        made.geom = rd_point(point.lon, point.lat)
        here = find_neighbourhood_near(session, point)
        made.neighbourhood_id = here.id if here else None
    session.add(made)
    session.flush()
    action = AuditAction.CREATED if place is None else AuditAction.CHANGED
    record(session, action, by=by, table="partner_place", row=made.id)
    return made


def remove_place(session: Session, place: PartnerPlace, *, by: int) -> None:
    """Remove a place where a partner can no longer be found."""
    record(session, AuditAction.DELETED, by=by, table="partner_place", row=place.id)
    session.delete(place)
    session.flush()


def period_of(since: date | None, last_day: date | None) -> Range[date]:
    """The period from a day up to and including another; raises `DomainError` code `ends_before_start`."""
    if since is not None and last_day is not None and last_day < since:
        raise DomainError("ends_before_start")
    return Range(since, None if last_day is None else last_day + timedelta(days=1))


def _belongs_to(session: Session, lower_id: int, upper_id: int, period: Range[date]) -> bool:
    """Whether one partner belongs to another at some time within a period, directly or through others."""
    first = select(PartnerRelation.whole_id, PartnerRelation.period.op("*")(period).label("period")).where(
        PartnerRelation.member_id == lower_id, PartnerRelation.period.overlaps(period)
    )
    above = first.cte("above", recursive=True)
    more = aliased(PartnerRelation)
    # UNION, not UNION ALL: what was reached at that time before is not gone through again
    above = above.union(
        select(more.whole_id, more.period.op("*")(above.c.period)).where(
            more.member_id == above.c.whole_id, func.range_overlaps(more.period, above.c.period)
        )
    )
    return session.scalar(select(above.c.whole_id).where(above.c.whole_id == upper_id).limit(1)) is not None
