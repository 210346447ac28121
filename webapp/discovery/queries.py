"""Reads of discovery processes, for the board of a neighbourhood and in short for elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Date, Select, and_, cast, func, select
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.clock import CITY_TIMEZONE
from webapp.discovery.rules import least_shown, months_between, shown_count
from webapp.models import Asset, Discovery, DiscoveryEvent, Match, Partner, Person, Talent
from webapp.vocabulary import (
    AssetKind,
    DiscoveryEventKind,
    DiscoveryStart,
    MatchState,
    Provenance,
    TalentStage,
)


@dataclass(frozen=True, slots=True)
class ShortDiscovery:
    """A process in a few numbers. `spoken` and `came` are people: spoken to, and at gatherings, each time.

    `whose` is empty for one that was begun here by Missie050 itself.
    """

    id: int
    neighbourhood_id: int
    start: DiscoveryStart
    whose: str
    aim: str
    started_on: date
    ended_on: date | None
    outcome: str
    gatherings: int
    came: int
    spoken: int
    results: int
    last_event_on: date | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in it."""

    id: int
    version: int
    kind: DiscoveryEventKind
    on_day: date
    words: str
    people: int | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many talents were scouted in the month that begins on `month`; None for one or two that are not told."""

    month: date
    talents: int | None


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many assets of a kind a neighbourhood has, and how many of them were noted since the process began."""

    kind: AssetKind
    found: int
    total: int


@dataclass(frozen=True, slots=True)
class Board:
    """The board of a neighbourhood. `process` is the running one, else the last; None when there never was any.

    `talents` and `deployed` count the talents scouted while it ran, and those of them that are put to use. Without
    `is_own` they leave out what is too few to tell.
    """

    process: ShortDiscovery | None
    events: tuple[Event, ...]
    months: tuple[MonthCount, ...]
    talents: int
    deployed: int | None
    assets: tuple[KindCount, ...]
    matches_done: int
    earlier: tuple[ShortDiscovery, ...]
    is_own: bool

    @property
    def is_running(self) -> bool:
        """Whether a process runs now."""
        return self.process is not None and self.process.ended_on is None

    @property
    def leaves_out(self) -> bool:
        """Whether there are talents in a month that are too few to tell."""
        return any(each.talents is None for each in self.months)

    @property
    def most_in_a_month(self) -> int:
        """The highest count of a month, at least one: the end of the scale."""
        return max((each.talents or 0 for each in self.months), default=0) or 1


def find_running(session: Session, neighbourhood_id: int) -> Discovery | None:
    """The process that runs in a neighbourhood."""
    return session.scalar(
        select(Discovery).where(Discovery.neighbourhood_id == neighbourhood_id, Discovery.ended_on.is_(None))
    )


def last_ended_on(session: Session, neighbourhood_id: int) -> date | None:
    """The day on which the last process of a neighbourhood ended; None when none has."""
    return session.scalar(select(func.max(Discovery.ended_on)).where(Discovery.neighbourhood_id == neighbourhood_id))


def last_event_on(session: Session, discovery_id: int) -> date | None:
    """The last day on which something was noted in a process."""
    return session.scalar(select(func.max(DiscoveryEvent.on_day)).where(DiscoveryEvent.discovery_id == discovery_id))


def find_event(session: Session, neighbourhood_id: int, event_id: int) -> Event | None:
    """Something that happened in a process of a neighbourhood, as it stands now."""
    found = session.scalar(
        select(DiscoveryEvent)
        .join(Discovery, Discovery.id == DiscoveryEvent.discovery_id)
        .where(DiscoveryEvent.id == event_id, Discovery.neighbourhood_id == neighbourhood_id)
        .execution_options(populate_existing=True)
    )
    return _event(found) if found else None


def find_short(session: Session, neighbourhood_id: int) -> ShortDiscovery | None:
    """The process that runs in a neighbourhood, in short."""
    rows = _shorts(session, Discovery.neighbourhood_id == neighbourhood_id, Discovery.ended_on.is_(None))
    return rows[0] if rows else None


def list_running(session: Session, neighbourhood_ids: Sequence[int]) -> dict[int, ShortDiscovery]:
    """The processes that run in these neighbourhoods, by neighbourhood."""
    rows = _shorts(session, Discovery.neighbourhood_id.in_(neighbourhood_ids), Discovery.ended_on.is_(None))
    return {each.neighbourhood_id: each for each in rows}


def get_board(session: Session, viewer: Actor, neighbourhood_id: int, *, today: date) -> Board:
    """The board of a neighbourhood, in at most five statements; row by row only who may be known is counted."""
    is_own = neighbourhood_id in viewer.neighbourhood_ids
    shorts = _shorts(session, Discovery.neighbourhood_id == neighbourhood_id)
    process = shorts[0] if shorts else None
    since = process.started_on if process else today
    until = (process.ended_on if process else None) or today
    scouted = _talents(session, neighbourhood_id, since=since, until=until) if process else {}
    months = months_between(since, until) if process else ()
    return Board(
        process=process,
        events=_events(session, process.id) if process else (),
        months=tuple(MonthCount(each, shown_count(scouted.get(each, (0, 0))[0], is_own=is_own)) for each in months),
        talents=least_shown([number for number, _ in scouted.values()], is_own=is_own),
        deployed=shown_count(sum(number for _, number in scouted.values()), is_own=is_own),
        assets=_assets(session, neighbourhood_id, since=since),
        matches_done=_matches_done(session, neighbourhood_id, since=since, until=until) if process else 0,
        earlier=tuple(shorts[1:]),
        is_own=is_own,
    )


def _shorts(session: Session, *conditions: ColumnElement[bool]) -> list[ShortDiscovery]:
    """The running one before the others, then newest first."""
    of_kind = {kind: DiscoveryEvent.kind == kind for kind in DiscoveryEventKind}
    people = func.coalesce(DiscoveryEvent.people, 0)
    rows = session.execute(
        select(
            Discovery,
            func.coalesce(Partner.name, Discovery.whose).label("whose"),
            func.count().filter(of_kind[DiscoveryEventKind.GATHERING]).label("gatherings"),
            func.coalesce(func.sum(people).filter(of_kind[DiscoveryEventKind.GATHERING]), 0).label("came"),
            func.coalesce(func.sum(people).filter(of_kind[DiscoveryEventKind.CONVERSATIONS]), 0).label("spoken"),
            func.count().filter(of_kind[DiscoveryEventKind.RESULT]).label("results"),
            func.max(DiscoveryEvent.on_day).label("last_event_on"),
        )
        .outerjoin(Partner, Partner.id == Discovery.partner_id)
        .outerjoin(DiscoveryEvent, DiscoveryEvent.discovery_id == Discovery.id)
        .where(*conditions)
        .group_by(Discovery.id, Partner.name)
        .order_by(Discovery.ended_on.desc().nulls_first(), Discovery.id.desc())
    )
    return [
        ShortDiscovery(
            id=row.Discovery.id,
            neighbourhood_id=row.Discovery.neighbourhood_id,
            start=row.Discovery.start,
            whose=row.whose,
            aim=row.Discovery.aim,
            started_on=row.Discovery.started_on,
            ended_on=row.Discovery.ended_on,
            outcome=row.Discovery.outcome,
            gatherings=row.gatherings,
            came=row.came,
            spoken=row.spoken,
            results=row.results,
            last_event_on=row.last_event_on,
            is_demo=row.Discovery.provenance == Provenance.DEMO,
        )
        for row in rows
    ]


def _events(session: Session, discovery_id: int) -> tuple[Event, ...]:
    """Newest first."""
    rows = session.scalars(
        select(DiscoveryEvent)
        .where(DiscoveryEvent.discovery_id == discovery_id)
        .order_by(DiscoveryEvent.on_day.desc(), DiscoveryEvent.id.desc())
    )
    return tuple(map(_event, rows))


def _event(event: DiscoveryEvent) -> Event:
    is_demo = event.provenance == Provenance.DEMO
    return Event(event.id, event.version, event.kind, event.on_day, event.words, event.people, is_demo)


def _talents(session: Session, neighbourhood_id: int, *, since: date, until: date) -> dict[date, tuple[int, int]]:
    """By the first day of each month: how many talents were scouted, and how many of those are put to use."""
    month = cast(func.date_trunc("month", Talent.scouted_on), Date)
    rows: Select[date, int, int] = (
        select(month, func.count(), func.count().filter(Talent.stage == TalentStage.DEPLOYED))
        .join(Person, Person.id == Talent.person_id)
        .where(Person.neighbourhood_id == neighbourhood_id, Talent.scouted_on.between(since, until))
        .group_by(month)
    )
    return {first: (number, deployed) for first, number, deployed in session.execute(rows)}


def _assets(session: Session, neighbourhood_id: int, *, since: date) -> tuple[KindCount, ...]:
    """All kinds but the gifts of individuals, which are talents; also those of which there is none."""
    noted_on = cast(func.timezone(CITY_TIMEZONE.key, Asset.created_at), Date)
    rows = session.execute(
        select(Asset.kind, func.count().filter(noted_on >= since), func.count())
        .where(Asset.neighbourhood_id == neighbourhood_id, Asset.ended_on.is_(None))
        .group_by(Asset.kind)
    )
    counts = {kind: (found, total) for kind, found, total in rows}
    return tuple(KindCount(kind, *counts.get(kind, (0, 0))) for kind in AssetKind if kind != AssetKind.INDIVIDUALS)


def _matches_done(session: Session, neighbourhood_id: int, *, since: date, until: date) -> int:
    closed_on = cast(func.timezone(CITY_TIMEZONE.key, Match.closed_at), Date)
    done = and_(
        Match.neighbourhood_id == neighbourhood_id,
        Match.state == MatchState.DONE,
        closed_on.between(since, until),
    )
    return session.scalar(select(func.count()).select_from(Match).where(done)) or 0
