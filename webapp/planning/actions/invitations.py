"""Invitations are noted, and ended when they no longer stand."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import DomainError, NotFound
from webapp.models import NeighbourhoodInvitation, Partner
from webapp.vocabulary import AuditAction, Inviter, PartnerKind, Provenance

OLDEST = date(2000, 1, 1)


@dataclass(frozen=True)
class InvitationFacts:
    """Who invites, where, when and in what words; the municipality when there is no partner."""

    neighbourhood_id: int
    partner_id: int | None
    invited_on: date
    words: str


def note_invitation(
    session: Session,
    facts: InvitationFacts,
    *,
    by: int | None,
    today: date,
    provenance: Provenance = Provenance.ENTERED,
) -> NeighbourhoodInvitation:
    """Note an invitation.

    Raises `DomainError` `invitation_in_future`, `invitation_too_old`, or `invitation_twice` when the same side has one
    that is open.
    """
    if facts.invited_on > today:
        raise DomainError("invitation_in_future")
    if facts.invited_on < OLDEST:
        raise DomainError("invitation_too_old")
    partner = None if facts.partner_id is None else session.get(Partner, facts.partner_id)
    # the municipality may stand among the partners: it is the same side
    by_partner = partner is not None and partner.kind != PartnerKind.MUNICIPALITY
    made = NeighbourhoodInvitation(
        neighbourhood_id=facts.neighbourhood_id,
        inviter=Inviter.PARTNER if by_partner else Inviter.MUNICIPALITY,
        partner_id=facts.partner_id if by_partner else None,
        invited_on=facts.invited_on,
        words=facts.words,
        provenance=provenance,
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as error:
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        if constraint != "uq_neighbourhood_invitation_open":
            raise
        raise DomainError("invitation_twice") from error
    record(session, AuditAction.CREATED, by=by, table="neighbourhood_invitation", row=made.id)
    return made


def end_invitation(session: Session, invitation_id: int, *, by: int | None, today: date) -> None:
    """End an invitation as of today; once is enough. Raises `NotFound` `invitation_unknown`."""
    row = session.scalar(
        select(NeighbourhoodInvitation).where(NeighbourhoodInvitation.id == invitation_id).with_for_update()
    )
    if row is None:
        raise NotFound("invitation_unknown")
    if row.ended_on is not None:
        return
    row.ended_on = max(today, row.invited_on)
    session.flush()
    record(
        session, AuditAction.CHANGED, by=by, table="neighbourhood_invitation", row=invitation_id, fields=("ended_on",)
    )
