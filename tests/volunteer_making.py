"""Initiatives that ask for help, and who gives it."""

from datetime import date, time, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_person
from tests.initiative_making import make_content, make_initiative, make_task
from webapp.calendar.recurrence import Weekday
from webapp.calendar.rules import Pattern, Rhythm, build_rhythm, choose
from webapp.models import Account, Initiative, InitiativeTask, TaskSignup
from webapp.vocabulary import SignupState

NOON = "2026-11-22T11:00:00Z"
FIRST_MONDAY = TODAY + timedelta(days=1)
"""The 22nd of November 2026 is a Sunday."""


def every_monday(*, weeks: int = 20) -> Rhythm:
    """Mondays from ten to twelve."""
    recurrence = choose(Pattern.WEEKLY, until=FIRST_MONDAY + timedelta(weeks=weeks), weekdays=(Weekday.MONDAY,))
    return build_rhythm(FIRST_MONDAY, time(10, 0), 120, recurrence, today=TODAY)


def times_of(rhythm: Rhythm) -> dict[str, object]:
    """A rhythm as the fields of a content."""
    return {
        "starts_on": rhythm.starts_on,
        "starts_at": rhythm.starts_at,
        "minutes": rhythm.minutes,
        "rrule": rhythm.rrule,
    }


def make_helped(
    session: Session,
    *,
    needed: int = 2,
    each_time: bool = False,
    rhythm: Rhythm | None = None,
    by: int | None = None,
    until: date | None = None,
    title: str = "Samen eten in Selwerd",
) -> tuple[Initiative, InitiativeTask]:
    """An initiative that is shown and asks for `needed` cooks; and that task."""
    task = make_task("koken", needed=needed, each_time=each_time, until=until)
    content = make_content(title, tasks=(task,), **(times_of(rhythm) if rhythm else {}))
    initiative = make_initiative(session, content, by=by)
    found = session.scalars(select(InitiativeTask).where(InitiativeTask.initiative_id == initiative.id)).one()
    return initiative, found


def make_helper(session: Session, name: str = "Hilda Helper", email: str | None = None) -> Account:
    """Somebody with an account and a name."""
    account = make_account(session, email)
    make_person(session, name, account_id=account.id)
    return account


def sign_up(
    session: Session,
    task: InitiativeTask,
    account_id: int,
    *,
    on_day: date | None = None,
    state: SignupState = SignupState.TAKEN,
    slot: int | None = 1,
    days_ago: int = 3,
    name: str = "Hilda",
) -> TaskSignup:
    """That somebody took a task some days ago, past every rule."""
    session.execute(
        text(
            "INSERT INTO task_signup (task_id, on_day, account_id, name, state, slot, created_at, changed_at)"
            " VALUES (:task, :day, :account, :name, :state, :slot, :at, :at)"
        ),
        {
            "task": task.id,
            "day": on_day,
            "account": account_id,
            "name": name,
            "state": state.value,
            "slot": slot if state == SignupState.TAKEN else None,
            "at": f"{TODAY - timedelta(days=days_ago)}T11:00:00Z",
        },
    )
    return session.scalars(
        select(TaskSignup)
        .where(TaskSignup.task_id == task.id, TaskSignup.account_id == account_id)
        .order_by(TaskSignup.id.desc())
        .limit(1)
    ).one()
