"""Reads of needs, always as somebody: of what people ask only what is theirs, or is asked where they coordinate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, func, or_, select, text
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.areas.queries import in_force
from webapp.calendar.week_ranges import from_multirange
from webapp.calendar.week_times import WeekPart
from webapp.models import Area, AreaRelease, Match, Need, Person, Theme
from webapp.needs.rules import PAGE_SIZE, is_open, may_reopen
from webapp.people.queries import known_to
from webapp.privacy.small_counts import ToldSum, sum_told
from webapp.vocabulary import (
    EffectDirection,
    MatchState,
    NeedKind,
    NeedState,
    NeedUrgency,
    Provenance,
    Recurrence,
    Requirement,
    TalentLevel,
)

OwnLanguage = Callable[[str, str], str]
"""Chooses between the Dutch and the English name of a theme."""

UNDER_WAY = (MatchState.PROPOSED, MatchState.ACCEPTED)
TOTALS = text("""
    SELECT a.neighbourhood_id, t.name, t.name_en, a.publicly, a.privately
    FROM asked_totals() a JOIN theme t ON t.id = a.theme_id
    WHERE :place IS NULL OR a.neighbourhood_id = :place
    ORDER BY a.publicly + coalesce(a.privately, 0) DESC, a.theme_id
""").bindparams(bindparam("place", type_=Integer))
_URGENCY_ORDER = {urgency.value: rank for rank, urgency in enumerate(NeedUrgency)}


@dataclass(frozen=True)
class NeedLine:
    """A need as lists show it, without sealed words.

    `person` is None for a public need, and for somebody whom the viewer may not know; `buurt` is its name. `is_noted`
    tells that a coordinator wrote it down, `under_way` how many matches wait for an answer or go on.
    """

    id: int
    key: str
    kind: NeedKind
    theme: str
    theme_slug: str
    state: NeedState
    is_open: bool
    urgency: NeedUrgency
    recurrence: Recurrence
    quantity: int
    starts_on: date | None
    ends_on: date | None
    weekly: tuple[WeekPart, ...] | None
    language: str | None
    level: TalentLevel
    requirements: tuple[Requirement, ...]
    words: str
    has_sealed_words: bool
    direction: EffectDirection | None
    figure: str | None
    created_on: date
    expires_on: date
    closed_on: date | None
    closed_because: str
    may_reopen: bool
    person: str | None
    buurt: str | None
    under_way: int
    is_noted: bool
    is_demo: bool


@dataclass(frozen=True)
class NeedPage:
    """A page of a list, and how many there are in all."""

    rows: tuple[NeedLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Known:
    """Somebody whose ask a coordinator can note."""

    id: int
    name: str


@dataclass(frozen=True)
class ThemeCount:
    """How many helpers are asked on a theme: by the neighbourhood, and by households (None: too few to tell)."""

    theme: str
    publicly: int
    privately: int | None


def visible_to(viewer: Actor) -> ColumnElement[bool]:
    """Which needs somebody may know of: public ones, their own, and what people ask where they coordinate."""
    ways: list[ColumnElement[bool]] = [Need.kind == NeedKind.PUBLIC]
    if viewer.person_id is not None:
        ways.append(Need.person_id == viewer.person_id)
    if viewer.neighbourhood_ids:
        ways.append(Need.neighbourhood_id.in_(sorted(viewer.neighbourhood_ids)))
    return or_(*ways)


def open_on(today: date) -> ColumnElement[bool]:
    """Whether help is still asked on a day."""
    return and_(Need.state == NeedState.OPEN, Need.expires_on > today)


def find_own(session: Session, viewer: Actor, key: str) -> Need | None:
    """What the viewer asks, by its key."""
    return session.scalar(select(Need).where(Need.key == key, Need.person_id == viewer.person_id))


def list_own_sealed(session: Session, viewer: Actor) -> Sequence[Need]:
    """What the viewer asks in words of their own, by key."""
    chosen = select(Need).where(Need.person_id == viewer.person_id, Need.sealed_words.is_not(None))
    return session.scalars(chosen.order_by(Need.id)).all()


def find_worked(session: Session, viewer: Actor, neighbourhood_id: int, key: str) -> Need | None:
    """A need of a neighbourhood that the viewer may know of."""
    return session.scalar(
        select(Need).where(Need.key == key, Need.neighbourhood_id == neighbourhood_id, visible_to(viewer))
    )


def find_line(session: Session, viewer: Actor, own_language: OwnLanguage, key: str, *, today: date) -> NeedLine | None:
    """A need that the viewer may know of, as lists show it."""
    row = session.execute(_lines(viewer).where(Need.key == key, visible_to(viewer))).one_or_none()
    return _line(row, own_language, today) if row else None


def list_own(session: Session, viewer: Actor, own_language: OwnLanguage, *, today: date) -> Sequence[NeedLine]:
    """Everything that the viewer asks or asked: what is open first, the newest first."""
    rows = session.execute(
        _lines(viewer)
        .where(Need.person_id == viewer.person_id)
        .order_by(open_on(today).desc(), Need.created_on.desc(), Need.id.desc())
    )
    return [_line(row, own_language, today) for row in rows]


def list_worked(
    session: Session,
    viewer: Actor,
    own_language: OwnLanguage,
    neighbourhood_id: int,
    *,
    today: date,
    closed: bool = False,
    page: int = 1,
) -> NeedPage:
    """The needs of a neighbourhood that the viewer may know of: open ones by haste, or closed ones by day."""
    now = open_on(today)
    chosen = and_(Need.neighbourhood_id == neighbourhood_id, visible_to(viewer), ~now if closed else now)
    total = session.scalar(select(func.count()).select_from(Need).where(chosen)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    haste = case(_URGENCY_ORDER, value=Need.urgency, else_=len(_URGENCY_ORDER))
    order = (func.coalesce(Need.closed_on, Need.expires_on).desc(),) if closed else (haste, Need.created_on)
    rows = session.execute(
        _lines(viewer).where(chosen).order_by(*order, Need.id).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    )
    return NeedPage(tuple(_line(row, own_language, today) for row in rows), total, page, pages)


def list_public(
    session: Session, own_language: OwnLanguage, neighbourhood_id: int, *, today: date
) -> Sequence[NeedLine]:
    """The open needs of a neighbourhood that everyone may read, the newest first."""
    nobody = Actor()
    rows = session.execute(
        _lines(nobody)
        .where(Need.neighbourhood_id == neighbourhood_id, Need.kind == NeedKind.PUBLIC, open_on(today))
        .order_by(Need.created_on.desc(), Need.id.desc())
    )
    return [_line(row, own_language, today) for row in rows]


def list_counts(session: Session, own_language: OwnLanguage, neighbourhood_id: int) -> Sequence[ThemeCount]:
    """How many helpers are asked in a neighbourhood per theme; the most first, for coordinators."""
    rows = session.execute(TOTALS, {"place": neighbourhood_id})
    return [ThemeCount(own_language(row.name, row.name_en), int(row.publicly), _told(row.privately)) for row in rows]


def sum_asked(session: Session) -> dict[int, ToldSum]:
    """How many helpers are asked by neighbourhood, as far as that may be told; for coordinators."""
    found: dict[int, list[int | None]] = {}
    for row in session.execute(TOTALS, {"place": None}):
        found.setdefault(row.neighbourhood_id, []).extend((int(row.publicly), _told(row.privately)))
    return {place: sum_told(counts) for place, counts in found.items()}


def sum_asked_by_households(session: Session, neighbourhood_id: int) -> ToldSum:
    """How many helpers the households of a neighbourhood ask, as far as that may be told; for coordinators."""
    return sum_told(_told(row.privately) for row in session.execute(TOTALS, {"place": neighbourhood_id}))


def _told(count: Any) -> int | None:
    return None if count is None else int(count)


def list_known(session: Session, viewer: Actor, neighbourhood_id: int) -> Sequence[Known]:
    """The people of a neighbourhood who made themselves known to the viewer, by name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .where(Person.neighbourhood_id == neighbourhood_id, known_to(viewer))
        .order_by(func.search_key(Person.name), Person.id)
    )
    return [Known(*row) for row in rows]


def count_under_way(session: Session, need_id: int) -> int:
    """How many matches of a need wait for an answer or go on."""
    count = select(func.count()).select_from(Match).where(Match.need_id == need_id, Match.state.in_(UNDER_WAY))
    return session.scalar(count) or 0


def _lines(viewer: Actor) -> Select[Any]:
    under_way = (
        select(func.count())
        .select_from(Match)
        .where(Match.need_id == Need.id, Match.state.in_(UNDER_WAY))
        .correlate(Need)
        .scalar_subquery()
    )
    buurt = (
        select(Area.name)
        .join(AreaRelease, in_force())
        .where(Area.code == Need.buurt_code)
        .correlate(Need)
        .limit(1)
        .scalar_subquery()
    )
    own = Person.account_id == viewer.account_id if viewer.is_signed_in else None
    known = known_to(viewer) if own is None else or_(own, known_to(viewer))
    return (
        select(Need, Theme, Person.name, buurt, under_way)
        .join(Theme, Theme.id == Need.theme_id)
        .outerjoin(Person, and_(Person.id == Need.person_id, known))
    )


def _line(row: Any, own_language: OwnLanguage, today: date) -> NeedLine:
    need, theme, person, buurt, under_way = row
    return NeedLine(
        id=need.id,
        key=need.key,
        kind=need.kind,
        theme=own_language(theme.name, theme.name_en),
        theme_slug=theme.slug,
        state=shown_state(need, today=today),
        is_open=is_open(need.state, need.expires_on, today=today),
        urgency=need.urgency,
        recurrence=need.recurrence,
        quantity=need.quantity,
        starts_on=need.starts_on,
        ends_on=need.ends_on,
        weekly=from_multirange(need.weekly),
        language=need.language,
        level=need.level,
        requirements=tuple(Requirement(each) for each in need.requirements),
        words=need.words,
        has_sealed_words=need.sealed_words is not None,
        direction=need.direction,
        figure=need.figure,
        created_on=need.created_on,
        expires_on=need.expires_on,
        closed_on=need.closed_on,
        closed_because=need.closed_because,
        may_reopen=may_reopen(need.state, need.expires_on, today=today),
        person=person,
        buurt=buurt,
        under_way=under_way,
        is_noted=need.noted_by is not None,
        is_demo=need.provenance == Provenance.DEMO,
    )


def shown_state(need: Need, *, today: date) -> NeedState:
    """How far a need has come on a day: one whose time has come is over, also when nobody wrote that down yet."""
    if need.state == NeedState.OPEN and need.expires_on <= today:
        return NeedState.EXPIRED
    return need.state
