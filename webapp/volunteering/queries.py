"""Reads of tasks, how full they are, and who took them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select, text
from sqlalchemy.orm import Session

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, can
from webapp.calendar.rules import Occurrence, Rhythm
from webapp.clock import CITY_TIMEZONE
from webapp.initiatives.content import Content
from webapp.initiatives.queries import moderated_by, organised_by
from webapp.models import CalendarFeed, FaithSide, Initiative, InitiativeTask, Listing, TaskSignup
from webapp.vocabulary import SignupState
from webapp.volunteering.rules import Places, days_to_choose, is_coming, is_open, occurrence_of

COUNTS = text("SELECT task_id, on_day, taken, waiting FROM task_counts(:tasks)")
FEED_OWNER = text("SELECT feed_owner(:secret)")

Counts = Mapping[tuple[int, date | None], tuple[int, int]]
"""How many have a task and how many wait, by task and day."""


@dataclass(frozen=True)
class Where:
    """The initiative that a task belongs to, as the viewer may know it."""

    id: int
    slug: str
    title: str | None
    """None for one that is no longer shown to them."""
    address: str
    rhythm: Rhythm | None
    changed_at: datetime
    is_public: bool = False
    """Whether everyone can read it, so that its title may stand in a mail."""

    @property
    def public_titles(self) -> tuple[str, ...]:
        """Its title, when everyone can read that."""
        return (self.title,) if self.title and self.is_public else ()


@dataclass(frozen=True)
class Choice:
    """One time on which a task can be taken: `on_day` of a series, None for what is done once.

    `occurrence` is when that is, as far as it is known.
    """

    on_day: date | None
    occurrence: Occurrence | None
    places: Places


@dataclass(frozen=True)
class OpenTask:
    """A task as somebody who could take it sees it."""

    id: int
    where: Where
    title: str
    minutes: int
    needed: int
    each_time: bool
    open_until: date
    is_open: bool
    choices: tuple[Choice, ...]
    """Empty when it is not open, or when no day of a series is left."""


@dataclass(frozen=True)
class OwnTask:
    """That the viewer has a task, waits for it, or no longer has it; `occurrence` is None when no day is known."""

    signup_id: int
    where: Where
    title: str
    minutes: int
    open_until: date
    state: SignupState
    occurrence: Occurrence | None
    is_coming: bool
    changed_at: datetime


@dataclass(frozen=True)
class Helper:
    """Somebody who has a task or waits for it, as who keeps the initiative sees them."""

    signup_id: int
    person_id: int | None
    name: str
    email: str
    state: SignupState


@dataclass(frozen=True)
class Shift:
    """A task on one day, or once, with its places and who has them, those who wait behind them."""

    choice: Choice
    helpers: tuple[Helper, ...]


@dataclass(frozen=True)
class KeptTask:
    """A task with all its times to come."""

    id: int
    title: str
    minutes: int
    needed: int
    each_time: bool
    open_until: date
    is_open: bool
    shifts: tuple[Shift, ...]


def find_open_task(session: Session, viewer: Actor, slug: str, task_id: int, *, now: datetime) -> OpenTask | None:
    """A task of an initiative that the viewer may see, open or not."""
    row = session.execute(
        _tasks(viewer).where(InitiativeTask.id == task_id, Initiative.slug == slug, _is_shown())
    ).one_or_none()
    return _open_task(row, _counts(session, [task_id]), now=now) if row else None


def list_open_tasks(session: Session, viewer: Actor, initiative_id: int, *, now: datetime) -> list[OpenTask]:
    """The tasks of an initiative that can be taken now, in its own order; two statements."""
    rows = session.execute(
        _tasks(viewer)
        .where(Initiative.id == initiative_id, InitiativeTask.closed_at.is_(None), _is_shown())
        .order_by(InitiativeTask.position, InitiativeTask.id)
    ).all()
    counts = _counts(session, [row[0].id for row in rows])
    tasks = [_open_task(row, counts, now=now) for row in rows]
    return [task for task in tasks if task.is_open]


def list_own(session: Session, viewer: Actor, *, now: datetime) -> list[OwnTask]:
    """The viewer's tasks: what comes first, then what was, the latest first."""
    today = now.astimezone(CITY_TIMEZONE).date()
    rows = session.execute(
        _tasks(viewer)
        .join(TaskSignup, TaskSignup.task_id == InitiativeTask.id)
        .add_columns(TaskSignup)
        .where(TaskSignup.account_id == viewer.account_id)
        .order_by(TaskSignup.created_at.desc(), TaskSignup.id.desc())
    )
    own = [_own_task(*row, today=today) for row in rows]
    coming = [each for each in own if each.is_coming]
    was = [each for each in own if not each.is_coming]
    return sorted(coming, key=lambda each: (_day_of(each), each.signup_id)) + sorted(was, key=_day_of, reverse=True)


def find_own_task(session: Session, viewer: Actor, signup_id: int, *, now: datetime) -> OwnTask | None:
    """A task that the viewer has, waits for, or gave back."""
    return next((each for each in list_own(session, viewer, now=now) if each.signup_id == signup_id), None)


def has_waiting(session: Session, signup: TaskSignup) -> bool:
    """Whether somebody else waits for what this is about."""
    _, waiting = _counts(session, [signup.task_id]).get((signup.task_id, signup.on_day), (0, 0))
    return waiting > (1 if signup.state == SignupState.WAITING else 0)


def find_own_signup(session: Session, viewer: Actor, signup_id: int) -> tuple[TaskSignup, InitiativeTask] | None:
    """A task that the viewer has or waits for."""
    row = session.execute(
        _signups().where(TaskSignup.id == signup_id, TaskSignup.account_id == viewer.account_id)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def find_kept_signup(
    session: Session, viewer: Actor, slug: str, signup_id: int
) -> tuple[TaskSignup, InitiativeTask] | None:
    """That somebody has or waits for a task of an initiative that the viewer keeps or moderates."""
    row = session.execute(
        _signups()
        .join(Initiative, Initiative.id == InitiativeTask.initiative_id)
        .where(TaskSignup.id == signup_id, Initiative.slug == slug, _kept_by(viewer))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def find_kept_initiative(session: Session, viewer: Actor, slug: str) -> Where | None:
    """An initiative whose helpers the viewer may see: they keep it, or moderate it."""
    row = session.execute(
        select(Initiative, Listing, FaithSide.content)
        .outerjoin(Listing, Listing.initiative_id == Initiative.id)
        .outerjoin(FaithSide, _faith_of(viewer))
        .where(Initiative.slug == slug, _kept_by(viewer))
    ).one_or_none()
    return _where(*row) if row else None


def list_kept_tasks(session: Session, viewer: Actor, where: Where, *, now: datetime) -> list[KeptTask]:
    """The tasks of an initiative that the viewer keeps, with who has them on the days to come."""
    rows = session.execute(
        _tasks(viewer)
        .where(Initiative.id == where.id, _kept_by(viewer))
        .order_by(InitiativeTask.closed_at.is_not(None), InitiativeTask.position, InitiativeTask.id)
    ).all()
    ids = [row[0].id for row in rows]
    counts = _counts(session, ids)
    helpers = _helpers(session, ids)
    kept = [_kept_task(row, counts, helpers, now=now) for row in rows]
    return [each for each in kept if each.is_open or any(shift.helpers for shift in each.shifts)]


def find_feed(session: Session, viewer: Actor) -> CalendarFeed | None:
    """The private address of the viewer's calendar; what it is, nobody knows any more."""
    return session.scalar(select(CalendarFeed).where(CalendarFeed.account_id == viewer.account_id))


def find_feed_owner(session: Session, token_hash: bytes) -> int | None:
    """The account whose calendar stands at a private address."""
    found: int | None = session.scalar(FEED_OWNER, {"secret": token_hash})
    return found


def is_full(session: Session, task: InitiativeTask) -> bool:
    """Whether a task that is done once has as many people as it needs."""
    taken, waiting = _counts(session, [task.id]).get((task.id, None), (0, 0))
    return Places(task.needed, taken, waiting).free == 0


TaskRow = Row[InitiativeTask, Initiative, Listing | None, dict[str, Any] | None]


def _tasks(viewer: Actor) -> Select[InitiativeTask, Initiative, Listing | None, dict[str, Any] | None]:
    """Tasks, each with its initiative, and what of that is public or else only for who may see it."""
    return (
        select(InitiativeTask, Initiative, Listing, FaithSide.content)
        .join(Initiative, Initiative.id == InitiativeTask.initiative_id)
        .outerjoin(Listing, Listing.initiative_id == Initiative.id)
        .outerjoin(FaithSide, _faith_of(viewer))
    )


def _signups() -> Select[TaskSignup, InitiativeTask]:
    return (
        select(TaskSignup, InitiativeTask)
        .join(InitiativeTask, InitiativeTask.id == TaskSignup.task_id)
        .where(TaskSignup.state != SignupState.CANCELLED)
    )


def _faith_of(viewer: Actor) -> ColumnElement[bool]:
    if not can(viewer, Permission.SEE_FAITH_SIDE):
        return false()
    # of one with a social side the listing says enough
    return and_(FaithSide.initiative_id == Initiative.id, Listing.initiative_id.is_(None))


def _is_shown() -> ColumnElement[bool]:
    return or_(Listing.initiative_id.is_not(None), FaithSide.initiative_id.is_not(None))


def _kept_by(viewer: Actor) -> ColumnElement[bool]:
    own = organised_by(viewer)
    return or_(own, moderated_by(viewer)) if can(viewer, Permission.MODERATE_INITIATIVES) else own


def _counts(session: Session, task_ids: Sequence[int]) -> Counts:
    if not task_ids:
        return {}
    rows = session.execute(COUNTS, {"tasks": list(task_ids)})
    return {(task_id, on_day): (taken, waiting) for task_id, on_day, taken, waiting in rows}


def _where(initiative: Initiative, listing: Listing | None, faith: dict[str, Any] | None) -> Where:
    if listing is not None:
        starts = listing.starts_on
        rhythm = Rhythm(starts, listing.starts_at, listing.minutes, listing.rrule) if starts is not None else None
        return Where(
            initiative.id, initiative.slug, listing.title, listing.address, rhythm, listing.changed_at, is_public=True
        )
    content = Content.from_json(faith) if faith and "title" in faith else None
    return Where(
        initiative.id,
        initiative.slug,
        content.title if content else None,
        content.address if content else "",
        content.rhythm if content else None,
        initiative.changed_at,
    )


def _open_task(row: TaskRow, counts: Counts, *, now: datetime) -> OpenTask:
    task, initiative, listing, faith = row
    where, today = _where(initiative, listing, faith), now.astimezone(CITY_TIMEZONE).date()
    opened = _opened(task, initiative, where, today=today)
    return OpenTask(
        id=task.id,
        where=where,
        title=task.title,
        minutes=task.minutes,
        needed=task.needed,
        each_time=task.each_time,
        open_until=task.open_until,
        is_open=opened,
        choices=tuple(_choices(task, where, counts, now=now)) if opened else (),
    )


def _opened(task: InitiativeTask, initiative: Initiative, where: Where, *, today: date) -> bool:
    return is_open(
        initiative.state,
        closed_at=task.closed_at,
        open_until=task.open_until,
        confirmed_on=initiative.confirmed_on,
        rhythm=where.rhythm,
        today=today,
    )


def _choices(task: InitiativeTask, where: Where, counts: Counts, *, now: datetime) -> Iterable[Choice]:
    if where.rhythm is None or not task.each_time:
        return [Choice(None, occurrence_of(where.rhythm, None), _places(task, counts, None))]
    days = days_to_choose(where.rhythm, each_time=True, open_until=task.open_until, now=now)
    return [Choice(each.day, each, _places(task, counts, each.day)) for each in days]


def _places(task: InitiativeTask, counts: Counts, on_day: date | None) -> Places:
    return Places(task.needed, *counts.get((task.id, on_day), (0, 0)))


def _own_task(
    task: InitiativeTask,
    initiative: Initiative,
    listing: Listing | None,
    faith: dict[str, Any] | None,
    signup: TaskSignup,
    *,
    today: date,
) -> OwnTask:
    where = _where(initiative, listing, faith)
    coming = is_coming(where.rhythm, signup.on_day, open_until=task.open_until, today=today)
    return OwnTask(
        signup_id=signup.id,
        where=where,
        title=task.title,
        minutes=task.minutes,
        open_until=task.open_until,
        state=signup.state,
        occurrence=occurrence_of(where.rhythm, signup.on_day),
        is_coming=coming and signup.state != SignupState.CANCELLED,
        changed_at=signup.changed_at,
    )


def _day_of(own: OwnTask) -> date:
    return own.occurrence.day if own.occurrence else own.open_until


def _helpers(session: Session, task_ids: Sequence[int]) -> dict[tuple[int, date | None], list[Helper]]:
    rows = session.execute(
        select(TaskSignup, func.signup_email(TaskSignup.id), func.signup_person(TaskSignup.id))
        .where(TaskSignup.task_id.in_(task_ids), TaskSignup.state != SignupState.CANCELLED)
        .order_by(TaskSignup.state == SignupState.WAITING, TaskSignup.created_at, TaskSignup.id)
    )
    found: dict[tuple[int, date | None], list[Helper]] = {}
    for signup, email, person_id in rows:
        helper = Helper(signup.id, person_id, signup.name, email or "", signup.state)
        found.setdefault((signup.task_id, signup.on_day), []).append(helper)
    return found


def _kept_task(
    row: TaskRow, counts: Counts, helpers: Mapping[tuple[int, date | None], list[Helper]], *, now: datetime
) -> KeptTask:
    task, initiative, listing, faith = row
    where, today = _where(initiative, listing, faith), now.astimezone(CITY_TIMEZONE).date()
    opened = _opened(task, initiative, where, today=today)
    choices = {each.on_day: each for each in _choices(task, where, counts, now=now)}
    for task_id, on_day in helpers:
        is_own = task_id == task.id and on_day not in choices
        if is_own and is_coming(where.rhythm, on_day, open_until=task.open_until, today=today):
            choices[on_day] = Choice(on_day, occurrence_of(where.rhythm, on_day), _places(task, counts, on_day))
    shifts = [
        Shift(choice, tuple(helpers.get((task.id, on_day), ())))
        for on_day, choice in sorted(choices.items(), key=lambda each: each[0] or date.min)
    ]
    return KeptTask(
        id=task.id,
        title=task.title,
        minutes=task.minutes,
        needed=task.needed,
        each_time=task.each_time,
        open_until=task.open_until,
        is_open=opened,
        shifts=tuple(shifts),
    )
