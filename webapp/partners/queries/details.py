"""What belongs to one partner: bonds, places, initiatives, agreements."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.models import (
    Listing,
    ListingPartner,
    Neighbourhood,
    Partner,
    PartnerAgreement,
    PartnerPlace,
    PartnerRelation,
)
from webapp.partners.queries import PartnerName, last_day_of
from webapp.partners.rules import Bond, shown_since
from webapp.vocabulary import AgreementSide, InitiativeState, Provenance, RelationKind


@dataclass(frozen=True)
class Relation:
    """A bond with another partner, from one of the two; `since` None is unknown, `last_day` None is still."""

    id: int
    other: PartnerName
    kind: RelationKind
    is_member: bool
    since: date | None
    last_day: date | None
    is_over: bool


@dataclass(frozen=True)
class Place:
    """Where a partner can be found."""

    id: int
    label: str
    address: str
    neighbourhood: str | None
    neighbourhood_slug: str | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class ShownInitiative:
    """An initiative that is shown with a partner."""

    slug: str
    title: str
    is_paused: bool
    is_demo: bool


@dataclass(frozen=True)
class Agreement:
    """What is promised, from when, and up to and including which day; without one it goes on.

    `agreed_on` None: it waits for the side that did not propose it.
    """

    id: int
    our_promise: str
    their_promise: str
    since: date
    last_day: date | None
    is_over: bool
    is_demo: bool
    proposed_by: AgreementSide
    proposed_on: date
    agreed_on: date | None
    version: int


def list_bonds(session: Session, *, today: date) -> list[Bond]:
    """Who belongs to whom today."""
    rows = session.execute(
        select(PartnerRelation.member_id, PartnerRelation.whole_id)
        .where(PartnerRelation.period.contains(today))
        .order_by(PartnerRelation.id)
    )
    return [Bond(*row) for row in rows]


def list_relations(session: Session, partner_id: int, *, today: date) -> list[Relation]:
    """The bonds of a partner, with what it belongs to and with what belongs to it: those of today first, by name."""
    other = aliased(Partner)
    is_member = PartnerRelation.member_id == partner_id
    over = ~PartnerRelation.period.contains(today)
    rows = session.execute(
        select(PartnerRelation, other, is_member.label("is_member"), over.label("is_over"))
        .join(
            other,
            or_(
                and_(is_member, other.id == PartnerRelation.whole_id),
                and_(PartnerRelation.whole_id == partner_id, other.id == PartnerRelation.member_id),
            ),
        )
        .order_by(over, PartnerRelation.kind, func.search_key(other.name), PartnerRelation.id)
    )
    return [
        Relation(
            id=relation.id,
            other=PartnerName(each.id, each.slug, each.name, each.ended_on is not None and each.ended_on <= today),
            kind=relation.kind,
            is_member=member,
            since=relation.period.lower,
            last_day=last_day_of(relation.period),
            is_over=ended,
        )
        for relation, each, member, ended in rows
    ]


def find_relation(session: Session, partner_id: int, relation_id: int) -> PartnerRelation | None:
    """A bond that this partner is one of the two of."""
    return session.scalar(
        select(PartnerRelation).where(
            PartnerRelation.id == relation_id,
            or_(PartnerRelation.member_id == partner_id, PartnerRelation.whole_id == partner_id),
        )
    )


def list_places(session: Session, partner_id: int) -> list[Place]:
    """Where a partner can be found."""
    point = func.ST_Transform(PartnerPlace.geom, 4326)
    rows = session.execute(
        select(
            PartnerPlace.id,
            PartnerPlace.label,
            PartnerPlace.address,
            Neighbourhood.name,
            Neighbourhood.slug,
            func.ST_X(point),
            func.ST_Y(point),
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == PartnerPlace.neighbourhood_id)
        .where(PartnerPlace.partner_id == partner_id)
        .order_by(PartnerPlace.label, PartnerPlace.id)
    )
    return [Place(*row) for row in rows]


def find_place(session: Session, partner_id: int, place_id: int) -> PartnerPlace | None:
    """One of a partner's places."""
    return session.scalar(
        select(PartnerPlace).where(PartnerPlace.id == place_id, PartnerPlace.partner_id == partner_id)
    )


def list_initiatives(session: Session, partner_id: int, *, today: date) -> list[ShownInitiative]:
    """The initiatives that run, or pause, and are shown with a partner."""
    rows = session.execute(
        select(Listing.slug, Listing.title, Listing.state, Listing.provenance)
        .join(ListingPartner, ListingPartner.initiative_id == Listing.initiative_id)
        .where(
            ListingPartner.partner_id == partner_id,
            Listing.state.in_((InitiativeState.RUNNING, InitiativeState.PAUSED)),
            Listing.confirmed_on >= shown_since(today),
        )
        .order_by(func.search_key(Listing.title), Listing.initiative_id)
    )
    return [
        ShownInitiative(row.slug, row.title, row.state == InitiativeState.PAUSED, row.provenance == Provenance.DEMO)
        for row in rows
    ]


def list_agreements(session: Session, partner_id: int, *, today: date) -> list[Agreement]:
    """What was agreed with a partner, what holds first, then newest; the database shows it to who is concerned."""
    over = ~PartnerAgreement.period.contains(today)
    rows = session.execute(
        select(PartnerAgreement, and_(over, func.upper(PartnerAgreement.period) <= today))
        .where(PartnerAgreement.partner_id == partner_id)
        .order_by(over, func.lower(PartnerAgreement.period).desc(), PartnerAgreement.id.desc())
    )
    return [
        Agreement(
            id=each.id,
            our_promise=each.our_promise,
            their_promise=each.their_promise,
            since=each.period.lower or date.min,
            last_day=last_day_of(each.period),
            is_over=bool(is_over),
            is_demo=each.provenance == Provenance.DEMO,
            proposed_by=each.proposed_by_side,
            proposed_on=each.proposed_on,
            agreed_on=each.agreed_on,
            version=each.version,
        )
        for each, is_over in rows
    ]


def find_agreement(session: Session, partner_id: int, agreement_id: int) -> PartnerAgreement | None:
    """An agreement with this partner."""
    return session.scalar(
        select(PartnerAgreement).where(PartnerAgreement.id == agreement_id, PartnerAgreement.partner_id == partner_id)
    )
