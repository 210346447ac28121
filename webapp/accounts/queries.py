"""Reads of accounts, links and sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from webapp.accounts.rules import IDLE_SESSION, LINK_ATTEMPTS
from webapp.clock import CITY_TIMEZONE
from webapp.models import Account, AccountSession, EmailLink, Neighbourhood, Partner, Person, RecoveryCode, RoleGrant
from webapp.vocabulary import LinkPurpose, Role, SignInStage

ENDED_ROLES_SHOWN = timedelta(days=30)
"""How long somebody sees on their own page that a role of theirs ended, and why."""


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
    rows = session.execute(
        select(RoleGrant, func.coalesce(Neighbourhood.name, Partner.name))
        .outerjoin(Neighbourhood, Neighbourhood.id == RoleGrant.neighbourhood_id)
        .outerjoin(Partner, Partner.id == RoleGrant.partner_id)
        .where(RoleGrant.account_id == account_id)
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    own = [_own_role(grant, where, today=today) for grant, where in rows]
    return [role for role in own if role.ended_on is None or role.ended_on > today - ENDED_ROLES_SHOWN]


def _own_role(grant: RoleGrant, where: str | None, *, today: date) -> OwnRole:
    since, until = grant.period.lower or today, grant.period.upper
    waits = grant.needs_approval and grant.approved_at is None
    ended_on = until if until is not None and until <= today else None
    if grant.ended_at is not None:
        stopped_on = grant.ended_at.astimezone(CITY_TIMEZONE).date()
        ended_on = stopped_on if ended_on is None else min(stopped_on, ended_on)
    if ended_on is not None:
        state = OwnRoleState.REFUSED if waits else OwnRoleState.ENDED
    elif waits:
        state = OwnRoleState.WAITING
    else:
        state = OwnRoleState.STARTING if since > today else OwnRoleState.RUNNING
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
    coming = and_(
        RoleGrant.ended_at.is_(None), or_(func.upper_inf(RoleGrant.period), func.upper(RoleGrant.period) > today)
    )
    return bool(session.scalar(select(exists().where(RoleGrant.account_id == account_id, coming))))


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
