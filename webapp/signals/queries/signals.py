"""Reads of signals: one's own with what became of them, and those that coordinators work with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.models import Bundle, Neighbourhood, Signal, Theme
from webapp.signals.queries.seen import OwnLanguage, raised_by, visible_to
from webapp.signals.rules.filters import Sort, WorkFilters
from webapp.signals.rules.raising import PAGE_SIZE, signal_state
from webapp.themes.queries import with_parts
from webapp.vocabulary import Provenance, SignalState

_RAISERS = text("SELECT signal_id, name, email FROM signal_raisers(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(Integer))
)
LIKE_ENOUGH = 0.6
"""From this likeness on a word counts as the one that was asked, however it was typed."""


@dataclass(frozen=True)
class SignalLine:
    """A signal as lists show it. `bundle_key` and `bundle_title` are None for one by itself."""

    id: int
    key: str
    theme_id: int
    theme: str
    neighbourhood_id: int
    place: str
    words: str
    seen_on: date
    raised_on: date
    state: SignalState
    bundle_id: int | None
    bundle_key: str | None
    bundle_title: str | None
    closed_on: date | None
    closed_because: str
    version: int
    is_demo: bool


@dataclass(frozen=True)
class SignalPage:
    """A page of a list, and how many there are in all."""

    rows: tuple[SignalLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Raiser:
    """Who raised a signal, for who handles it; `name` is empty for who gave none."""

    name: str
    email: str


def list_own(session: Session, viewer: Actor, own_language: OwnLanguage) -> Sequence[SignalLine]:
    """The signals that the viewer raised, the newest first."""
    rows = session.execute(_lines().where(raised_by(viewer)).order_by(Signal.raised_on.desc(), Signal.id.desc()))
    return [_line(row, own_language) for row in rows]


def find_own(session: Session, viewer: Actor, key: str) -> Signal | None:
    """A signal that the viewer raised, by its key."""
    return session.scalar(select(Signal).where(Signal.key == key, raised_by(viewer)))


def find_worked(session: Session, viewer: Actor, key: str) -> Signal | None:
    """A signal that the viewer may read as a coordinator, by its key."""
    return session.scalar(select(Signal).where(Signal.key == key, visible_to(viewer)))


def find_line(session: Session, own_language: OwnLanguage, signal_id: int) -> SignalLine | None:
    """A signal that was found before, as lists show it."""
    row = session.execute(_lines().where(Signal.id == signal_id)).one_or_none()
    return _line(row, own_language) if row else None


def list_worked(session: Session, viewer: Actor, own_language: OwnLanguage, filters: WorkFilters) -> SignalPage:
    """The signals that a coordinator may read and chose: those that nobody took up first, then by day."""
    chosen = and_(visible_to(viewer), *_chosen(session, filters))
    counted = _lines().with_only_columns(func.count()).where(chosen)
    total = session.scalar(counted) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, filters.page), pages)
    day = Signal.raised_on.desc() if filters.sort == Sort.NEWEST else Signal.raised_on
    waits = and_(Signal.bundle_id.is_(None), Signal.closed_on.is_(None))
    rows = session.execute(
        _lines()
        .where(chosen)
        .order_by(waits.desc(), day, Signal.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return SignalPage(tuple(_line(row, own_language) for row in rows), total, page, pages)


def list_by_key(
    session: Session, viewer: Actor, own_language: OwnLanguage, keys: Collection[str]
) -> Sequence[SignalLine]:
    """These signals, as far as the viewer may read them as a coordinator, the oldest first."""
    rows = session.execute(
        _lines().where(Signal.key.in_(sorted(keys)), visible_to(viewer)).order_by(Signal.raised_on, Signal.id)
    )
    return [_line(row, own_language) for row in rows]


def list_lines(
    session: Session, own_language: OwnLanguage, condition: ColumnElement[bool], signal_ids: Collection[int]
) -> Sequence[SignalLine]:
    """These signals as far as a condition holds for them, the oldest first."""
    chosen = _lines().where(Signal.id.in_(sorted(signal_ids)), condition).order_by(Signal.raised_on, Signal.id)
    return [_line(row, own_language) for row in session.execute(chosen)]


def list_of_bundle(session: Session, viewer: Actor, own_language: OwnLanguage, bundle_id: int) -> Sequence[SignalLine]:
    """The signals in a bundle that the viewer may read as a coordinator, the oldest first."""
    rows = session.execute(
        _lines().where(Signal.bundle_id == bundle_id, visible_to(viewer)).order_by(Signal.raised_on, Signal.id)
    )
    return [_line(row, own_language) for row in rows]


def list_raisers(session: Session, signal_ids: Collection[int]) -> dict[int, Raiser]:
    """Who raised these signals, as far as that is kept; for who handles them, and nobody for anyone else."""
    rows = session.execute(_RAISERS, {"ids": sorted(signal_ids)})
    return {row.signal_id: Raiser(row.name, row.email) for row in rows}


def _chosen(session: Session, filters: WorkFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.state is not None:
        wanted.append(_state() == filters.state.value)
    if filters.theme:
        wanted.append(Signal.theme_id.in_(with_parts(session, filters.theme)))
    if filters.neighbourhood:
        wanted.append(Neighbourhood.slug == filters.neighbourhood)
    for word in filters.words.split():
        found = func.search_words(Signal.words)
        asked = func.search_words(word)
        wanted.append(or_(func.strpos(found, asked) > 0, func.word_similarity(asked, found) > LIKE_ENOUGH))
    return wanted


def _state() -> ColumnElement[str]:
    """As `signal_state` has it."""
    return case(
        (Bundle.id.is_not(None), cast(Bundle.state, String)),
        (Signal.closed_on.is_not(None), literal(SignalState.CLOSED.value)),
        else_=literal(SignalState.RAISED.value),
    )


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(Signal, Theme, Neighbourhood.name, Bundle.key, Bundle.title, Bundle.state)
        .join(Theme, Theme.id == Signal.theme_id)
        .join(Neighbourhood, Neighbourhood.id == Signal.neighbourhood_id)
        .outerjoin(Bundle, Bundle.id == Signal.bundle_id)
    )


def _line(row: Any, own_language: OwnLanguage) -> SignalLine:
    signal, theme, place, bundle_key, bundle_title, bundle_state = row
    return SignalLine(
        id=signal.id,
        key=signal.key,
        theme_id=theme.id,
        theme=own_language(theme.name, theme.name_en),
        neighbourhood_id=signal.neighbourhood_id,
        place=place,
        words=signal.words,
        seen_on=signal.seen_on,
        raised_on=signal.raised_on,
        state=signal_state(bundle_state, signal.closed_on),
        bundle_id=signal.bundle_id,
        bundle_key=bundle_key,
        bundle_title=bundle_title,
        closed_on=signal.closed_on,
        closed_because=signal.closed_because,
        version=signal.version,
        is_demo=signal.provenance == Provenance.DEMO,
    )
