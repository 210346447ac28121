"""Reads of accounts, links and sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from webapp.accounts.rules import IDLE_SESSION, LINK_ATTEMPTS
from webapp.models import Account, AccountSession, EmailLink, Neighbourhood, Partner, Person, RecoveryCode, RoleGrant
from webapp.vocabulary import LinkPurpose, Role, SignInStage


def find_account(session: Session, email: str) -> Account | None:
    """The account with this address, in lower case."""
    return session.scalar(select(Account).where(Account.email == email))


def get_account(session: Session, account_id: int) -> Account:
    """The account with this id, which exists."""
    return session.scalars(select(Account).where(Account.id == account_id)).one()


def find_person(session: Session, account_id: int) -> Person | None:
    """The person of an account; None until a name was given."""
    return session.scalar(select(Person).where(Person.account_id == account_id))


@dataclass(frozen=True)
class OwnRole:
    """A role in force, where (None: the whole city), and until when."""

    role: Role
    where: str | None
    until: date | None


def list_own_roles(session: Session, account_id: int, *, today: date) -> list[OwnRole]:
    """The roles that an account has today, the oldest first."""
    rows = session.execute(
        select(RoleGrant.role, func.coalesce(Neighbourhood.name, Partner.name), func.upper(RoleGrant.period))
        .outerjoin(Neighbourhood, Neighbourhood.id == RoleGrant.neighbourhood_id)
        .outerjoin(Partner, Partner.id == RoleGrant.partner_id)
        .where(
            RoleGrant.account_id == account_id,
            RoleGrant.period.contains(today),
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.needs_approval.is_(False), RoleGrant.approved_at.is_not(None)),
        )
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    return [OwnRole(role, where, until) for role, where, until in rows]


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
