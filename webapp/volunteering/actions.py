"""Taking a task and giving it back, and the private address of somebody's calendar."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import DomainError
from webapp.initiatives.publishing import refresh_help
from webapp.models import CalendarFeed, InitiativeTask, TaskSignup
from webapp.tokens import hash_of, new_token
from webapp.vocabulary import AuditAction, SignupState
from webapp.volunteering.letters import Letter, post_letter

TAKE = text("SELECT signup_id, state FROM take_task(:task, :for_day, :called, :moment)")
GIVE_BACK = text("SELECT signup_id, state, email, language FROM give_back_task(:signup, :moment)")


@dataclass(frozen=True)
class Taken:
    """What came of it: the task is theirs, or they wait for it; `is_new` unless that was so already."""

    signup_id: int
    state: SignupState
    is_new: bool


def take(
    session: Session, task_id: int, *, initiative_id: int, on_day: date | None, name: str, by: int, now: datetime
) -> Taken:
    """Let account `by` have a task, on a day or once; when it is full they wait.

    The session looks as that account. Of two at the same moment one is first, and the other is told. Raises
    `DomainError` code `task_closed` when it can no longer be taken.
    """
    given = {"task": task_id, "for_day": on_day, "called": name, "moment": now}
    row = session.execute(TAKE, given).one_or_none()
    if row is None:
        raise DomainError("task_closed")
    state = SignupState(row.state.removeprefix("already_"))
    is_new = not row.state.startswith("already_")
    if is_new:
        record(session, AuditAction.CREATED, by=by, table="task_signup", row=row.signup_id)
        if state == SignupState.TAKEN:
            refresh_help(session, initiative_id)
    return Taken(row.signup_id, state, is_new)


def give_back(
    session: Session, signup: TaskSignup, task: InitiativeTask, *, by: int, now: datetime, own_url: str
) -> bool:
    """Give a task back, one's own or somebody's as who keeps the initiative; who waits longest has it then.

    They are mailed so, and who is taken off by another is told. Gives whether somebody waited. `own_url` is where each
    sees their tasks. Raises `DomainError` code `signup_ended` when it was given back already.
    """
    is_own, initiative_id = signup.account_id == by, task.initiative_id
    rows = session.execute(GIVE_BACK, {"signup": signup.id, "moment": now}).all()
    if not rows:
        raise DomainError("signup_ended")
    for row in rows:
        if row.state == SignupState.TAKEN:
            post_letter(session, Letter.GOT_PLACE, email=row.email, language=row.language, link=own_url)
        elif not is_own:
            post_letter(session, Letter.REMOVED, email=row.email, language=row.language, link=own_url)
    record(session, AuditAction.CHANGED, by=by, table="task_signup", row=signup.id, fields=("state",))
    session.expire_all()
    refresh_help(session, initiative_id)
    return any(row.state == SignupState.TAKEN for row in rows)


def renew_feed(session: Session, account_id: int, *, now: datetime) -> str:
    """Make the private address of somebody's calendar, in place of an older one; gives its token, this once."""
    token = new_token()
    made = {"token_hash": hash_of(token), "created_at": now}
    session.execute(
        upsert(CalendarFeed)
        .values(account_id=account_id, **made)
        .on_conflict_do_update(index_elements=[CalendarFeed.account_id], set_=made)
    )
    record(session, AuditAction.CREATED, by=account_id, table="calendar_feed", row=account_id)
    return token


def revoke_feed(session: Session, account_id: int) -> None:
    """Let the private address lead nowhere."""
    had = session.scalar(select(CalendarFeed.account_id).where(CalendarFeed.account_id == account_id))
    if had is None:
        return
    session.execute(delete(CalendarFeed).where(CalendarFeed.account_id == account_id))
    record(session, AuditAction.DELETED, by=account_id, table="calendar_feed", row=account_id)
