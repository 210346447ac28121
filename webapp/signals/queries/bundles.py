"""Reads of bundles: the list, one with everything in it, and what bodies were asked and answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select, text
from sqlalchemy.orm import Session

from webapp.models import AgendaItem, Bundle, BundleEvent, BundleStep, Neighbourhood, Partner, Signal, Theme
from webapp.signals.queries.seen import OwnLanguage
from webapp.vocabulary import BodyAnswer, BundleEventKind, BundleState, PartnerKind, Provenance

BODIES = (PartnerKind.NETWORK, PartnerKind.MUNICIPALITY)
"""What sort of partner can be asked: a network of organisations (DPG, ECG, RVK), or a municipality [S4]."""

_HANDLERS = text("SELECT account_id, name FROM signal_handlers() ORDER BY name, account_id")


@dataclass(frozen=True)
class BundleLine:
    """A bundle as lists show it. `places` are names of neighbourhoods; `meeting_on` is of the first open item."""

    id: int
    key: str
    title: str
    about: str
    theme_id: int
    theme: str
    state: BundleState
    made_on: date
    closed_on: date | None
    closed_because: str
    merged_into_key: str | None
    version: int
    is_demo: bool
    signals: int
    places: tuple[str, ...]
    meeting_on: date | None
    body: str | None
    step_on: date | None


@dataclass(frozen=True)
class Item:
    """A bundle on an agenda, with what came of it; `partner_id` is None when that organisation is gone."""

    id: int
    bundle_id: int
    partner_id: int | None
    body: str
    question: str
    put_on: date
    meeting_on: date
    outcome: BodyAnswer | None
    answer: str
    answered_on: date | None
    version: int

    def is_late(self, today: date) -> bool:
        """Whether the body met, and nobody wrote down what it answered."""
        return self.outcome is None and self.meeting_on < today


@dataclass(frozen=True)
class Step:
    """What somebody is going to do; `owner` is empty for who gave no name, None for nobody."""

    id: int
    words: str
    owner_id: int | None
    owner: str | None
    due_on: date
    done_on: date | None
    version: int


@dataclass(frozen=True)
class Event:
    """Something that happened to a bundle."""

    kind: BundleEventKind
    words: str
    on_day: date


@dataclass(frozen=True)
class Body:
    """A partner that can be asked."""

    id: int
    name: str


def find_bundle(session: Session, key: str) -> Bundle | None:
    """The bundle at an address."""
    return session.scalar(select(Bundle).where(Bundle.key == key))


def list_bundles(
    session: Session, own_language: OwnLanguage, *, state: BundleState | None = None, only: int | None = None
) -> Sequence[BundleLine]:
    """The bundles in a state, or all but those that went into another: what is to be done first, then the newest.

    `only` is the id of the one that is wanted, whatever its state.
    """
    rows = session.execute(_bundles(state, only)).all()
    inside = _inside(session, [row.Bundle.id for row in rows])
    merged = _keys(session, [row.Bundle.merged_into_id for row in rows])
    return [
        BundleLine(
            id=bundle.id,
            key=bundle.key,
            title=bundle.title,
            about=bundle.about,
            theme_id=theme.id,
            theme=own_language(theme.name, theme.name_en),
            state=bundle.state,
            made_on=bundle.made_on,
            closed_on=bundle.closed_on,
            closed_because=bundle.closed_because,
            merged_into_key=merged.get(bundle.merged_into_id or 0),
            version=bundle.version,
            is_demo=bundle.provenance == Provenance.DEMO,
            signals=inside.get(bundle.id, (0, ()))[0],
            places=inside.get(bundle.id, (0, ()))[1],
            meeting_on=meeting_on,
            body=body_name,
            step_on=step_on,
        )
        for bundle, theme, meeting_on, body_name, step_on in rows
    ]


def _bundles(state: BundleState | None, only: int | None) -> Select[*tuple[Any, ...]]:
    """Each bundle with its theme, the first meeting that it waits for, the body that meets, and the first step."""
    first = (
        select(AgendaItem.bundle_id, func.min(AgendaItem.meeting_on).label("meeting_on"))
        .where(AgendaItem.outcome.is_(None))
        .group_by(AgendaItem.bundle_id)
        .subquery()
    )
    body = (
        select(AgendaItem.body_name)
        .where(
            AgendaItem.bundle_id == Bundle.id,
            AgendaItem.outcome.is_(None),
            AgendaItem.meeting_on == first.c.meeting_on,
        )
        .order_by(AgendaItem.id)
        .limit(1)
        .correlate(Bundle, first)
        .scalar_subquery()
    )
    step = (
        select(func.min(BundleStep.due_on))
        .where(BundleStep.bundle_id == Bundle.id, BundleStep.done_on.is_(None))
        .correlate(Bundle)
        .scalar_subquery()
    )
    query = (
        select(Bundle, Theme, first.c.meeting_on, body.label("body"), step.label("step_on"))
        .join(Theme, Theme.id == Bundle.theme_id)
        .outerjoin(first, first.c.bundle_id == Bundle.id)
        .order_by(Bundle.closed_on.is_not(None), first.c.meeting_on.asc().nulls_last(), Bundle.id.desc())
    )
    if only is not None:
        query = query.where(Bundle.id == only)
    elif state is not None:
        query = query.where(Bundle.state == state, Bundle.merged_into_id.is_(None))
    else:
        query = query.where(Bundle.merged_into_id.is_(None))
    return query


def list_items(session: Session, bundle_ids: Collection[int]) -> Sequence[Item]:
    """What bodies were asked about these bundles, in the order in which they meet or answered."""
    rows = session.scalars(
        select(AgendaItem)
        .where(AgendaItem.bundle_id.in_(sorted(bundle_ids)))
        .order_by(func.coalesce(AgendaItem.answered_on, AgendaItem.meeting_on), AgendaItem.id)
    )
    return [
        Item(
            id=each.id,
            bundle_id=each.bundle_id,
            partner_id=each.partner_id,
            body=each.body_name,
            question=each.question,
            put_on=each.put_on,
            meeting_on=each.meeting_on,
            outcome=each.outcome,
            answer=each.answer,
            answered_on=each.answered_on,
            version=each.version,
        )
        for each in rows
    ]


def list_steps(session: Session, bundle_id: int) -> Sequence[Step]:
    """What is going to be done about a bundle, and what was done: open ones first, by day."""
    names = list_handlers(session)
    rows = session.scalars(
        select(BundleStep)
        .where(BundleStep.bundle_id == bundle_id)
        .order_by(BundleStep.done_on.is_not(None), BundleStep.due_on, BundleStep.id)
    )
    return [
        Step(
            id=each.id,
            words=each.words,
            owner_id=each.owner_id,
            owner=names.get(each.owner_id, "") if each.owner_id is not None else None,
            due_on=each.due_on,
            done_on=each.done_on,
            version=each.version,
        )
        for each in rows
    ]


def list_events(session: Session, bundle_id: int) -> Sequence[Event]:
    """What happened to a bundle, the latest first."""
    rows = session.execute(
        select(BundleEvent.kind, BundleEvent.words, BundleEvent.on_day)
        .where(BundleEvent.bundle_id == bundle_id)
        .order_by(BundleEvent.on_day.desc(), BundleEvent.id.desc())
    )
    return [Event(*row) for row in rows]


def list_handlers(session: Session) -> dict[int, str]:
    """Who coordinates the city, for who does so too: names by account, empty for who gave none."""
    return {row.account_id: row.name for row in session.execute(_HANDLERS)}


def list_bodies(session: Session) -> Sequence[Body]:
    """The partners that can be asked, by name."""
    rows = session.execute(
        select(Partner.id, Partner.name)
        .where(Partner.kind.in_(BODIES), Partner.ended_on.is_(None))
        .order_by(func.search_key(Partner.name), Partner.id)
    )
    return [Body(*row) for row in rows]


def _inside(session: Session, bundle_ids: Collection[int]) -> dict[int, tuple[int, tuple[str, ...]]]:
    """By bundle: how many signals, and in which neighbourhoods."""
    rows = session.execute(
        select(Signal.bundle_id, func.count(), func.array_agg(Neighbourhood.name.distinct()))
        .join(Neighbourhood, Neighbourhood.id == Signal.neighbourhood_id)
        .where(Signal.bundle_id.in_(sorted(bundle_ids)))
        .group_by(Signal.bundle_id)
    )
    return {bundle_id: (count, tuple(sorted(places))) for bundle_id, count, places in rows if bundle_id is not None}


def _keys(session: Session, bundle_ids: Collection[int | None]) -> dict[int, str]:
    wanted = sorted({each for each in bundle_ids if each is not None})
    if not wanted:
        return {}
    return dict(session.execute(select(Bundle.id, Bundle.key).where(and_(Bundle.id.in_(wanted)))).all())
