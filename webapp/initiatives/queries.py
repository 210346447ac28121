"""Reads of initiatives, their versions and whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.initiatives.content import Content
from webapp.models import Initiative, InitiativeOrganiser, InitiativeRevision
from webapp.vocabulary import InitiativeState, RevisionState, Role


@dataclass(frozen=True)
class OwnInitiative:
    """One of somebody's initiatives: its newest version, and whether that still waits."""

    id: int
    slug: str
    title: str
    state: InitiativeState
    confirmed_on: date
    waits: bool
    reason: str
    content: Content


def organised_by(viewer: Actor) -> ColumnElement[bool]:
    """Condition on `Initiative`: the viewer keeps it, by account or as a member of a partner."""
    if viewer.account_id is None:
        return false()
    own = InitiativeOrganiser.account_id == viewer.account_id
    if viewer.partner_ids:
        own = or_(own, InitiativeOrganiser.partner_id.in_(sorted(viewer.partner_ids)))
    return Initiative.id.in_(select(InitiativeOrganiser.initiative_id).where(own))


def moderated_by(viewer: Actor) -> ColumnElement[bool]:
    """Condition on `Initiative`: it is the viewer's to approve; what is in the whole city is for city coordinators."""
    if viewer.holds(Role.CITY_COORDINATOR):
        return true()
    in_own: ColumnElement[bool] = Initiative.neighbourhood_ids.overlap(sorted(viewer.neighbourhood_ids))
    return in_own


def find_own(session: Session, viewer: Actor, slug: str) -> Initiative | None:
    """An initiative that the viewer keeps."""
    return session.scalar(select(Initiative).where(Initiative.slug == slug, organised_by(viewer)))


def find_organised(session: Session, initiative_id: int) -> Initiative | None:
    """An initiative that the viewer of the database keeps, whose roles are not at hand: the database knows them."""
    kept = select(func.app_organised())
    return session.scalar(select(Initiative).where(Initiative.id == initiative_id, Initiative.id.in_(kept)))


def find_moderated(session: Session, viewer: Actor, slug: str) -> Initiative | None:
    """An initiative that is for the viewer to approve."""
    return session.scalar(select(Initiative).where(Initiative.slug == slug, moderated_by(viewer)))


def list_own(session: Session, viewer: Actor) -> Sequence[OwnInitiative]:
    """What the viewer keeps, what asks for something first, then newest."""
    newest = (
        select(InitiativeRevision)
        .where(InitiativeRevision.state != RevisionState.WITHDRAWN)
        .ext(distinct_on(InitiativeRevision.initiative_id))
        .order_by(InitiativeRevision.initiative_id, InitiativeRevision.number.desc())
        .subquery()
    )
    rows = session.execute(
        select(Initiative, newest.c.content, newest.c.state, newest.c.reason)
        .join(newest, newest.c.initiative_id == Initiative.id)
        .where(organised_by(viewer), Initiative.state != InitiativeState.MERGED)
        .order_by(Initiative.state != InitiativeState.RETURNED, Initiative.changed_at.desc(), Initiative.id.desc())
    )
    return [
        OwnInitiative(
            id=each.id,
            slug=each.slug,
            title=content["title"],
            state=each.state,
            confirmed_on=each.confirmed_on,
            waits=state == RevisionState.WAITING,
            reason=reason,
            content=Content.from_json(content),
        )
        for each, content, state, reason in rows
    ]


def list_revisions(session: Session, initiative_id: int) -> Sequence[InitiativeRevision]:
    """All versions, newest first."""
    return session.scalars(
        select(InitiativeRevision)
        .where(InitiativeRevision.initiative_id == initiative_id)
        .order_by(InitiativeRevision.number.desc())
    ).all()


def find_waiting(session: Session, initiative_id: int) -> InitiativeRevision | None:
    """The version that waits for approval."""
    return session.scalar(
        select(InitiativeRevision).where(
            InitiativeRevision.initiative_id == initiative_id, InitiativeRevision.state == RevisionState.WAITING
        )
    )


def find_approved(session: Session, initiative_id: int) -> InitiativeRevision | None:
    """The version that is shown: the last one approved."""
    return session.scalar(
        select(InitiativeRevision)
        .where(InitiativeRevision.initiative_id == initiative_id, InitiativeRevision.state == RevisionState.APPROVED)
        .order_by(InitiativeRevision.decided_at.desc(), InitiativeRevision.number.desc())
        .limit(1)
    )


def find_newest(session: Session, initiative_id: int) -> InitiativeRevision | None:
    """The newest version that was not taken back, whatever was decided on it: what a next change starts from."""
    return session.scalar(
        select(InitiativeRevision)
        .where(InitiativeRevision.initiative_id == initiative_id, InitiativeRevision.state != RevisionState.WITHDRAWN)
        .order_by(InitiativeRevision.number.desc())
        .limit(1)
    )


def next_number(session: Session, initiative_id: int) -> int:
    """The number of the next version."""
    last = select(func.coalesce(func.max(InitiativeRevision.number), 0)).where(
        InitiativeRevision.initiative_id == initiative_id
    )
    return (session.scalar(last) or 0) + 1


def free_slug(session: Session, wanted: str) -> str:
    """The address itself, or with the first free number behind it; also what the viewer may not see takes a place."""
    found: str = session.scalar(select(func.free_initiative_slug(wanted))) or wanted
    return found
