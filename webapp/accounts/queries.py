"""Reads of accounts, links and sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, case, exists, func, not_, select
from sqlalchemy.orm import Session

from webapp.accounts.rules import IDLE_SESSION, LINK_ATTEMPTS
from webapp.clock import CITY_TIMEZONE
from webapp.models import (
    Account,
    AccountSession,
    EmailLink,
    InitiativeTask,
    Listing,
    Neighbourhood,
    Partner,
    Person,
    RecoveryCode,
    RoleGrant,
)
from webapp.vocabulary import LinkPurpose, Role, SignInStage

ENDED_ROLES_SHOWN = timedelta(days=30)
"""How long somebody sees on their own page that a role of theirs ended, and why."""


def find_wanted_task(session: Session, slug: str, task_id: int) -> tuple[str, str] | None:
    """The title of a task and of its initiative, for who is asked to sign in first; None unless everyone sees both."""
    row = session.execute(
        select(InitiativeTask.title, Listing.title)
        .join(Listing, Listing.initiative_id == InitiativeTask.initiative_id)
        .where(InitiativeTask.id == task_id, Listing.slug == slug)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def find_account(session: Session, email: str) -> Account | None:
    """The account with this address, in lower case."""
    return session.scalar(select(Account).where(Account.email == email))


def get_account(session: Session, account_id: int) -> Account:
    """The account with this id, which exists."""
    return session.scalars(select(Account).where(Account.id == account_id)).one()


def find_person(session: Session, account_id: int) -> Person | None:
    """The person of an account; None until a name was given."""
    return session.scalar(select(Person).where(Person.account_id == account_id))


class OwnRoleState(StrEnum):
    """How it stands with a role, for its owner."""

    RUNNING = "running"
    STARTING = "starting"
    WAITING = "waiting"
    ENDED = "ended"
    REFUSED = "refused"


@dataclass(frozen=True)
class OwnRole:
    """A role, where (None: the whole city), from when and until when.

    `ended_on` and `reason` tell about one that ended or was refused; no reason is given when its time was simply over.
    """

    role: Role
    where: str | None
    since: date
    until: date | None
    state: OwnRoleState
    ended_on: date | None
    reason: str | None


def list_own_roles(session: Session, account_id: int, *, today: date) -> list[OwnRole]:
    """The roles that an account has today, will have, waits for, or lost in the last 30 days, the oldest first."""
    state = case(
        (and_(RoleGrant.is_over(today), RoleGrant.awaits_approval()), OwnRoleState.REFUSED.value),
        (RoleGrant.is_over(today), OwnRoleState.ENDED.value),
        (RoleGrant.awaits_approval(), OwnRoleState.WAITING.value),
        (RoleGrant.in_force(today), OwnRoleState.RUNNING.value),
        else_=OwnRoleState.STARTING.value,
    )
    rows = session.execute(
        select(RoleGrant, func.coalesce(Neighbourhood.name, Partner.name), state)
        .outerjoin(Neighbourhood, Neighbourhood.id == RoleGrant.neighbourhood_id)
        .outerjoin(Partner, Partner.id == RoleGrant.partner_id)
        .where(RoleGrant.account_id == account_id)
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    own = [_own_role(grant, where, OwnRoleState(state), today=today) for grant, where, state in rows]
    return [role for role in own if role.ended_on is None or role.ended_on > today - ENDED_ROLES_SHOWN]


def _own_role(grant: RoleGrant, where: str | None, state: OwnRoleState, *, today: date) -> OwnRole:
    since, until = grant.period.lower or today, grant.period.upper
    stopped_on = grant.ended_at.astimezone(CITY_TIMEZONE).date() if grant.ended_at is not None else None
    is_over = state in (OwnRoleState.ENDED, OwnRoleState.REFUSED)
    ended_on = min(day for day in (until, stopped_on) if day is not None) if is_over else None
    return OwnRole(grant.role, where, since, until, state, ended_on, grant.end_reason)


def find_live_link(session: Session, token_hash: bytes, purpose: LinkPurpose, *, now: datetime) -> EmailLink | None:
    """A link that can still be spent."""
    return session.scalar(
        select(EmailLink).where(
            EmailLink.token_hash == token_hash,
            EmailLink.purpose == purpose,
            EmailLink.used_at.is_(None),
            EmailLink.expires_at > now,
            EmailLink.attempts < LINK_ATTEMPTS,
        )
    )


def holds_or_awaits_a_role(session: Session, account_id: int, *, today: date) -> bool:
    """Whether the account has a role, or will have or waits for one; what ended or was refused does not count."""
    open_one = exists().where(RoleGrant.account_id == account_id, not_(RoleGrant.is_over(today)))
    return bool(session.scalar(select(open_one)))


def list_sessions(session: Session, account_id: int, *, now: datetime) -> Sequence[AccountSession]:
    """The running sessions of an account, the one used last first."""
    return session.scalars(
        select(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.stage == SignInStage.FULL,
            AccountSession.ends_at > now,
            AccountSession.last_seen_at > now - IDLE_SESSION,
        )
        .order_by(AccountSession.last_seen_at.desc(), AccountSession.id.desc())
    ).all()


def count_recovery_codes(session: Session, account_id: int) -> int:
    """How many recovery codes are left."""
    return (
        session.scalar(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)) or 0
    )
