"""What the worker does for volunteers, as the owner of the tables: reminders, what is off, places that came free."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text, update
from sqlalchemy.orm import Session

from webapp.clock import CITY_TIMEZONE, start_of_day
from webapp.models import Account, Initiative, InitiativeTask, Listing, ListingDay, TaskSignup
from webapp.outbox.rules import is_daytime
from webapp.vocabulary import InitiativeState, SignupState
from webapp.volunteering.letters import Letter, post_letter
from webapp.volunteering.rules import day_after

FILL = text("SELECT fill_places(:task, :for_day, :moment)")
GONE = (InitiativeState.PAUSED, InitiativeState.ENDED, InitiativeState.MERGED)


def post_task_mail(session: Session, *, now: datetime, own_url: str) -> int:
    """Tell volunteers what changed since last time; gives how many mails. `own_url` is where each sees their tasks."""
    return (
        cancel_what_is_off(session, now=now, own_url=own_url)
        + fill_places(session, now=now, own_url=own_url)
        + post_reminders(session, now=now, own_url=own_url)
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
            or_(Initiative.state.in_(GONE), InitiativeTask.closed_at.is_not(None), _has_lost_its_day()),
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
