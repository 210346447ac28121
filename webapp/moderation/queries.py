"""Reads of what waits for coordinators, always as one of them: what is not theirs is not there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.initiatives.queries import moderated_by
from webapp.initiatives.rules import ASK_AFTER, Freshness, freshness
from webapp.models import (
    FaithSide,
    Initiative,
    InitiativeOrganiser,
    InitiativeRevision,
    InitiativeTask,
    Listing,
    Neighbourhood,
    Partner,
    ReviewPresence,
    TaskSignup,
)
from webapp.moderation.rules import PAGE_SIZE, looks_since, page_count
from webapp.vocabulary import InitiativeLayer, InitiativeState, Provenance, RevisionState, SignupState

MOST_HANDLED = 8
CITY_WIDE = "stad"
"""Stands where a neighbourhood could, for what is in the whole city."""


@dataclass(frozen=True)
class Waiting:
    """What waits, as one line of the queue. Without `neighbourhood_ids` it is in the whole city."""

    initiative_id: int
    revision_id: int
    slug: str
    title: str
    organiser: str
    is_new: bool
    is_own: bool
    is_demo: bool
    layer: InitiativeLayer
    neighbourhood_ids: tuple[int, ...]
    waits_since: datetime


@dataclass(frozen=True)
class Queue:
    """A page of what waits, and how much waits in all."""

    rows: tuple[Waiting, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Handled:
    """A version on which somebody decided, and when."""

    slug: str
    title: str
    decision: RevisionState
    decided_at: datetime


@dataclass(frozen=True)
class Unconfirmed:
    """An initiative of which nobody said lately that it is right, or that nobody keeps any more."""

    initiative_id: int
    slug: str
    title: str
    state: InitiativeState
    freshness: Freshness
    is_orphan: bool
    is_demo: bool
    version: int
    neighbourhood_ids: tuple[int, ...]
    confirmed_on: date
    asked_on: date | None


@dataclass(frozen=True)
class UnconfirmedPage:
    """A page of them, and how many there are in all."""

    rows: tuple[Unconfirmed, ...]
    total: int
    page: int
    pages: int


def count_waiting(session: Session, viewer: Actor) -> int:
    """How much waits for the viewer; what they wrote themselves waits for somebody else."""
    others = InitiativeRevision.author_id.is_distinct_from(viewer.account_id)
    return session.scalar(select(func.count()).select_from(_waiting(viewer).where(others).subquery())) or 0


def list_waiting(session: Session, viewer: Actor, *, place: int | str | None, page: int) -> Queue:
    """What waits for the viewer, longest first; of one neighbourhood by its id, or `CITY_WIDE`."""
    chosen = _waiting(viewer).where(*_in_place(place))
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = session.execute(
        chosen.order_by(InitiativeRevision.created_at, InitiativeRevision.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    found = tuple(_waiting_of(initiative, revision, viewer) for initiative, revision in rows)
    return Queue(found, total, page, page_count(total))


def list_handled(session: Session, viewer: Actor) -> tuple[Handled, ...]:
    """What was approved or returned last where the viewer coordinates, by whomever; rows of a file are left out."""
    revision = InitiativeRevision
    rows = session.execute(
        select(Initiative.slug, revision.content["title"].astext, revision.state, revision.decided_at)
        .join(revision, revision.initiative_id == Initiative.id)
        .where(
            revision.state.in_((RevisionState.APPROVED, RevisionState.RETURNED)),
            or_(Initiative.import_id.is_(None), revision.number > 1),
            revision.decided_at.is_not(None),
            moderated_by(viewer),
        )
        .order_by(revision.decided_at.desc(), revision.id.desc())
        .limit(MOST_HANDLED)
    )
    return tuple(Handled(*row) for row in rows)


def list_merged_into(session: Session, viewer: Actor, initiative_id: int) -> Sequence[tuple[str, str]]:
    """Address and newest title of what was merged into an initiative, for who moderates that too."""
    title = (
        select(InitiativeRevision.content["title"].astext)
        .where(InitiativeRevision.initiative_id == Initiative.id)
        .order_by(InitiativeRevision.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Initiative.slug, func.coalesce(title, Initiative.slug))
        .where(Initiative.merged_into_id == initiative_id, moderated_by(viewer))
        .order_by(Initiative.id)
    )
    return [(slug, name) for slug, name in rows]


def list_unconfirmed(
    session: Session, viewer: Actor, *, place: int | str | None, today: date, page: int
) -> UnconfirmedPage:
    """What nobody confirmed for a year, or nobody keeps, longest ago first; what ended asks for nothing."""
    title = func.coalesce(Listing.title, FaithSide.content["title"].astext)
    kept = exists().where(InitiativeOrganiser.initiative_id == Initiative.id)
    chosen = (
        select(Initiative, title.label("title"), kept.label("is_kept"))
        .join(Listing, Listing.initiative_id == Initiative.id, isouter=True)
        .join(FaithSide, FaithSide.initiative_id == Initiative.id, isouter=True)
        .where(
            Initiative.state.in_((InitiativeState.RUNNING, InitiativeState.PAUSED)),
            or_(Initiative.confirmed_on <= today - ASK_AFTER, ~kept),
            moderated_by(viewer),
            *_in_place(place),
        )
    )
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = session.execute(
        chosen.order_by(Initiative.confirmed_on, Initiative.id).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    )
    found = tuple(_unconfirmed_of(each, title, is_kept=is_kept, today=today) for each, title, is_kept in rows)
    return UnconfirmedPage(found, total, page, page_count(total))


def list_lookers(
    session: Session, initiative_ids: Collection[int], viewer: Actor, *, now: datetime
) -> Mapping[int, Sequence[str]]:
    """Who else has these open now: their names, empty for who gave none, by initiative."""
    rows = session.execute(
        select(ReviewPresence.initiative_id, ReviewPresence.name)
        .where(
            ReviewPresence.initiative_id.in_(sorted(initiative_ids)),
            ReviewPresence.account_id != viewer.account_id,
            ReviewPresence.seen_at > looks_since(now),
        )
        .order_by(ReviewPresence.name, ReviewPresence.account_id)
    )
    found: dict[int, list[str]] = {}
    for initiative_id, name in rows:
        found.setdefault(initiative_id, []).append(name)
    return found


def find_decided(session: Session, initiative_id: int) -> InitiativeRevision | None:
    """The version on which a person decided last."""
    return session.scalar(
        select(InitiativeRevision)
        .where(
            InitiativeRevision.initiative_id == initiative_id,
            InitiativeRevision.state.in_((RevisionState.APPROVED, RevisionState.RETURNED)),
        )
        .order_by(InitiativeRevision.decided_at.desc(), InitiativeRevision.number.desc())
        .limit(1)
    )


def find_revision(session: Session, initiative_id: int, number: int) -> InitiativeRevision | None:
    """A version by its number."""
    return session.scalar(
        select(InitiativeRevision).where(
            InitiativeRevision.initiative_id == initiative_id, InitiativeRevision.number == number
        )
    )


def lock_moderated(session: Session, viewer: Actor, slugs: Collection[str]) -> Mapping[str, Initiative]:
    """Initiatives of the viewer by slug, which nobody else changes before this transaction ends.

    Always in one order, so that two who lock the same two do not wait for each other.
    """
    rows = session.scalars(
        select(Initiative)
        .where(Initiative.slug.in_(sorted(slugs)), moderated_by(viewer))
        .order_by(Initiative.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {each.slug: each for each in rows}


def organiser_accounts(session: Session, initiative_id: int) -> frozenset[int]:
    """The accounts that keep an initiative; not those of members of a partner that keeps it."""
    rows = session.scalars(
        select(InitiativeOrganiser.account_id).where(
            InitiativeOrganiser.initiative_id == initiative_id, InitiativeOrganiser.account_id.is_not(None)
        )
    )
    return frozenset(each for each in rows if each is not None)


def list_organising_partners(session: Session, initiative_id: int) -> Sequence[str]:
    """The names of the partners that keep an initiative."""
    return session.scalars(
        select(Partner.name)
        .join(InitiativeOrganiser, InitiativeOrganiser.partner_id == Partner.id)
        .where(InitiativeOrganiser.initiative_id == initiative_id)
        .order_by(Partner.name)
    ).all()


def partner_names(session: Session, slugs: Collection[str]) -> dict[str, str]:
    """Names of partners by slug; those that are not known are left out."""
    rows = session.execute(select(Partner.slug, Partner.name).where(Partner.slug.in_(sorted(slugs))))
    return dict(rows.all())


def list_neighbourhoods(session: Session) -> Sequence[Neighbourhood]:
    """All neighbourhoods by name."""
    return session.scalars(select(Neighbourhood).order_by(Neighbourhood.name)).all()


def task_keys(session: Session, initiative_id: int) -> frozenset[str]:
    """The keys of all tasks that an initiative has or had."""
    return frozenset(session.scalars(select(InitiativeTask.key).where(InitiativeTask.initiative_id == initiative_id)))


def promised_keys(session: Session, initiative_id: int, *, today: date) -> frozenset[str]:
    """The keys of the open tasks that somebody took, or waits for, today or later."""
    counts = exists().where(
        TaskSignup.task_id == InitiativeTask.id,
        TaskSignup.state != SignupState.CANCELLED,
        or_(TaskSignup.on_day.is_(None), TaskSignup.on_day >= today),
    )
    open_ones = and_(InitiativeTask.initiative_id == initiative_id, InitiativeTask.closed_at.is_(None))
    return frozenset(session.scalars(select(InitiativeTask.key).where(open_ones, counts)))


def _waiting(viewer: Actor) -> Select[Initiative, InitiativeRevision]:
    return (
        select(Initiative, InitiativeRevision)
        .join(InitiativeRevision, InitiativeRevision.initiative_id == Initiative.id)
        .where(InitiativeRevision.state == RevisionState.WAITING, moderated_by(viewer))
    )


def _in_place(place: int | str | None) -> list[ColumnElement[bool]]:
    if place is None:
        return []
    if place == CITY_WIDE:
        return [func.cardinality(Initiative.neighbourhood_ids) == 0]
    return [Initiative.neighbourhood_ids.contains([place])]


def _waiting_of(initiative: Initiative, revision: InitiativeRevision, viewer: Actor) -> Waiting:
    return Waiting(
        initiative_id=initiative.id,
        revision_id=revision.id,
        slug=initiative.slug,
        title=revision.content["title"],
        organiser=revision.content["organiser"],
        is_new=initiative.approved_on is None,
        is_own=revision.author_id is not None and revision.author_id == viewer.account_id,
        is_demo=initiative.provenance == Provenance.DEMO,
        layer=InitiativeLayer(revision.content["layer"]),
        neighbourhood_ids=tuple(initiative.neighbourhood_ids),
        waits_since=revision.created_at,
    )


def _unconfirmed_of(initiative: Initiative, title: str | None, *, is_kept: bool, today: date) -> Unconfirmed:
    return Unconfirmed(
        initiative_id=initiative.id,
        slug=initiative.slug,
        title=title or initiative.slug,
        state=initiative.state,
        freshness=freshness(initiative.confirmed_on, today=today),
        is_orphan=not is_kept,
        is_demo=initiative.provenance == Provenance.DEMO,
        version=initiative.version,
        neighbourhood_ids=tuple(initiative.neighbourhood_ids),
        confirmed_on=initiative.confirmed_on,
        asked_on=initiative.asked_on,
    )
