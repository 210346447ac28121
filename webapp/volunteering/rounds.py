"""What the worker does for volunteers, as the owner of the tables: reminders, what is off, places that came free."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text, update
from sqlalchemy.orm import Session

from webapp.clock import CITY_TIMEZONE, start_of_day
from webapp.initiatives.letters import keepers
from webapp.models import Account, Initiative, InitiativeTask, Listing, ListingDay, OutboxMail, TaskSignup
from webapp.outbox.rules import is_daytime
from webapp.vocabulary import InitiativeState, SignupState
from webapp.volunteering.letters import WORDS, Letter, post_letter
from webapp.volunteering.rules import day_after

FILL = text("SELECT fill_places(:task, :for_day, :moment)")
NEWS_WITHIN = timedelta(days=2)
"""What changed longer ago is no news: organisers are told within a day."""

OWN_TASKS, OWN_INITIATIVES = "/mijn/taken", "/mijn/initiatieven"
GONE = (InitiativeState.PAUSED, InitiativeState.ENDED, InitiativeState.MERGED)


def post_task_mail(session: Session, *, now: datetime, own_url: str) -> int:
    """Tell volunteers what changed since last time; gives how many mails. `own_url` is where each sees their tasks."""
    return (
        cancel_what_is_off(session, now=now, own_url=own_url)
        + fill_places(session, now=now, own_url=own_url)
        + post_reminders(session, now=now, own_url=own_url)
        + post_helper_news(session, now=now, page_url=own_url.replace(OWN_TASKS, OWN_INITIATIVES))
    )


def post_reminders(session: Session, *, now: datetime, own_url: str) -> int:
    """Remind who has a task tomorrow, by day and once; who signed up today knows. Gives how many mails."""
    if not is_daytime(now):
        return 0
    tomorrow = day_after(_day(now))
    due = (
        select(TaskSignup.id)
        .join(InitiativeTask, InitiativeTask.id == TaskSignup.task_id)
        .join(Initiative, Initiative.id == InitiativeTask.initiative_id)
        .outerjoin(Listing, Listing.initiative_id == Initiative.id)
        .where(
            Initiative.state == InitiativeState.RUNNING,
            or_(
                TaskSignup.on_day == tomorrow,
                and_(TaskSignup.on_day.is_(None), Listing.rrule.is_(None), Listing.starts_on == tomorrow),
            ),
        )
    )
    reminded = (
        update(TaskSignup)
        .where(
            TaskSignup.id.in_(due),
            TaskSignup.state == SignupState.TAKEN,
            TaskSignup.reminded_at.is_(None),
            TaskSignup.changed_at < start_of_day(now),
        )
        .values(reminded_at=now)
        .execution_options(synchronize_session=False)
    )
    whom = session.scalars(reminded.returning(TaskSignup.account_id))
    return _post(session, Letter.REMINDER, whom, own_url=own_url)


def post_helper_news(session: Session, *, now: datetime, page_url: str) -> int:
    """Tell organisers that somebody signed up or gave a task back, by day and once a day; gives how many mails.

    The mail itself is what tells when somebody was told last. Nobody is told of what they did themselves.
    """
    if not is_daytime(now):
        return 0
    changed = session.execute(
        select(InitiativeTask.initiative_id, TaskSignup.account_id, TaskSignup.changed_at)
        .join(InitiativeTask, InitiativeTask.id == TaskSignup.task_id)
        .join(Initiative, Initiative.id == InitiativeTask.initiative_id)
        .outerjoin(Listing, Listing.initiative_id == Initiative.id)
        .where(
            TaskSignup.changed_at > now - NEWS_WITHIN,
            TaskSignup.changed_at <= now,
            # what was called off is no news to who called it off
            or_(TaskSignup.state != SignupState.CANCELLED, ~_is_off()),
        )
    ).all()
    invented = set(session.scalars(select(Account.id).where(Account.is_demo)))
    told: dict[tuple[str, str], set[int]] = {}
    for initiative_id in sorted({row.initiative_id for row in changed}):
        moments = [(row.account_id, row.changed_at) for row in changed if row.initiative_id == initiative_id]
        for account_id, email, language in keepers(session, initiative_id, today=_day(now)):
            last = _last_told(session, email)
            others = max((at for by, at in moments if by != account_id), default=None)
            is_news = others is not None and (last is None or (others > last and _day(last) < _day(now)))
            if is_news and account_id not in invented:
                told.setdefault((email, language), set()).add(initiative_id)
    for (email, language), ids in told.items():
        titles = session.scalars(select(Listing.title).where(Listing.initiative_id.in_(ids)).order_by(Listing.title))
        post_letter(session, Letter.HELPERS, email=email, language=language, link=page_url, titles=tuple(titles))
    return len(told)


def _last_told(session: Session, email: str) -> datetime | None:
    subjects = [subject for subject, _ in WORDS[Letter.HELPERS].values()]
    return session.scalar(
        select(func.max(OutboxMail.created_at)).where(OutboxMail.recipient == email, OutboxMail.subject.in_(subjects))
    )


def cancel_what_is_off(session: Session, *, now: datetime, own_url: str) -> int:
    """Cancel tasks to come of what is paused, ended or merged, that are no longer asked, or whose day was dropped.

    Who had one, or waited for it, is told; gives how many mails. What was cancelled is not looked at again.
    """
    today = _day(now)
    off = (
        select(TaskSignup.id)
        .join(InitiativeTask, InitiativeTask.id == TaskSignup.task_id)
        .join(Initiative, Initiative.id == InitiativeTask.initiative_id)
        .outerjoin(Listing, Listing.initiative_id == Initiative.id)
        .where(
            _is_to_come(today),
            _is_off(),
        )
    )
    cancelled = (
        update(TaskSignup)
        .where(TaskSignup.id.in_(off), TaskSignup.state != SignupState.CANCELLED)
        .values(state=SignupState.CANCELLED, slot=None, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    whom = session.scalars(cancelled.returning(TaskSignup.account_id))
    return _post(session, Letter.CANCELLED, whom, own_url=own_url)


def fill_places(session: Session, *, now: datetime, own_url: str) -> int:
    """Give places that came free without anyone giving them back (an account that was erased, more people needed).

    Who waits longest gets them, and is mailed; gives how many mails.
    """
    today, taken = _day(now), func.count().filter(TaskSignup.state == SignupState.TAKEN)
    waited_for = session.execute(
        select(TaskSignup.task_id, TaskSignup.on_day)
        .join(InitiativeTask, InitiativeTask.id == TaskSignup.task_id)
        .join(Initiative, Initiative.id == InitiativeTask.initiative_id)
        .outerjoin(Listing, Listing.initiative_id == Initiative.id)
        .where(
            TaskSignup.state != SignupState.CANCELLED,
            InitiativeTask.closed_at.is_(None),
            Initiative.state == InitiativeState.RUNNING,
            _is_to_come(today),
        )
        .group_by(TaskSignup.task_id, TaskSignup.on_day, InitiativeTask.needed)
        .having(and_(func.count() > taken, taken < InitiativeTask.needed))
        .order_by(TaskSignup.task_id, TaskSignup.on_day)
    ).all()
    promoted: list[int] = []
    for task_id, on_day in waited_for:
        promoted += session.scalars(FILL, {"task": task_id, "for_day": on_day, "moment": now})
    whom = session.scalars(select(TaskSignup.account_id).where(TaskSignup.id.in_(promoted)))
    return _post(session, Letter.GOT_PLACE, whom, own_url=own_url)


def _day(now: datetime) -> date:
    return now.astimezone(CITY_TIMEZONE).date()


def _is_to_come(today: date) -> ColumnElement[bool]:
    """Whether a task is still to be done; one without a day is until it closes, or until its only time."""
    return or_(
        TaskSignup.on_day >= today,
        and_(
            TaskSignup.on_day.is_(None),
            or_(InitiativeTask.open_until >= today, and_(Listing.rrule.is_(None), Listing.starts_on >= today)),
        ),
    )


def _is_off() -> ColumnElement[bool]:
    return or_(Initiative.state.in_(GONE), InitiativeTask.closed_at.is_not(None), _has_lost_its_day())


def _has_lost_its_day() -> ColumnElement[bool]:
    return and_(
        TaskSignup.on_day.is_not(None),
        Listing.initiative_id.is_not(None),
        ~exists().where(ListingDay.initiative_id == Initiative.id, ListingDay.day == TaskSignup.on_day),
    )


def _post(session: Session, letter: Letter, account_ids: Iterable[int], *, own_url: str) -> int:
    """One mail to each, however many of their tasks it is about; none to people of demonstration data."""
    people = session.execute(
        select(Account.email, Account.language)
        .where(Account.id.in_(set(account_ids)), ~Account.is_demo)
        .order_by(Account.id)
    ).all()
    for email, language in people:
        post_letter(session, letter, email=email, language=language, link=own_url)
    return len(people)
