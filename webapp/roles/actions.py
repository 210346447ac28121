"""Granting, approving and ending roles, and inviting who gets them: one intent each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Delete, delete, func, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.accounts.links import LinkMail, LinkMaker, post_link
from webapp.accounts.queries import find_account, find_person, get_account
from webapp.accounts.rules import normal_email
from webapp.audit.actions import record
from webapp.errors import DomainError
from webapp.models import Account, AccountSession, EmailLink, RecoveryCode, RoleGrant
from webapp.outbox.actions import post_mail
from webapp.roles.queries import (
    count_administrators,
    get_invitation,
    has_open_grant,
    last_invited_at,
    list_administrators,
    lock_grant,
    state_now,
)
from webapp.roles.rules import (
    RESEND_AFTER,
    WITHDRAWN,
    GrantState,
    Refusal,
    Standing,
    Wish,
    day_after,
    leaves_one_administrator,
    needs_second_administrator,
    refusal_of_approval,
    refusal_of_ending,
    refusal_of_grant,
)
from webapp.vocabulary import AuditAction, LinkPurpose, Role

ONCE_AT_A_TIME = "ex_role_grant_once_at_a_time"
GRANTED_FIELDS = ("role", "neighbourhood_id", "partner_id", "period", "reason")


@dataclass(frozen=True)
class Letters:
    """What is mailed about roles, by language.

    An invitation, to who has a password a `notice` to sign in, and `approval` to administrators when one of them is
    asked to approve. None says which role it is, or anything about anyone. The bodies of the last two have one place,
    `{link}`.
    """

    maker: LinkMaker
    invitation: Mapping[str, LinkMail]
    notice: Mapping[str, LinkMail]
    approval: Mapping[str, LinkMail]
    sign_in_url: str
    desk_url: str


def grant_role(
    session: Session,
    actor: Actor | None,
    email: str,
    wish: Wish,
    *,
    reason: str,
    letters: Letters,
    today: date,
    now: datetime,
    is_first: bool = False,
) -> RoleGrant:
    """Trust the owner of an address with a role, by `actor` (None: the command line); an account is made when needed.

    Who gets it is told at once, or for some roles once a second administrator approved, unless it `is_first`. Raises
    `DomainError` with the code of `refusal_of_grant`, or `role_overlaps`.
    """
    address = normal_email(email)
    account = find_account(session, address)
    refusal = refusal_of_grant(actor, account.id if account else None, wish, today=today)
    if refusal is not None:
        raise DomainError(refusal)
    by = actor.account_id if actor else None
    if account is None:
        account = _make_account(session, address, by=by)
    grant = RoleGrant(
        account_id=account.id,
        role=wish.role,
        neighbourhood_id=wish.neighbourhood_id,
        partner_id=wish.partner_id,
        period=Range(wish.since, day_after(wish.last_day)),
        reason=reason,
        needs_approval=needs_second_administrator(wish.role) and not is_first,
        granted_by=by,
    )
    _add_once(session, grant)
    _account_for(session, AuditAction.ROLE_GRANTED, grant, by=by, fields=GRANTED_FIELDS)
    if grant.needs_approval:
        _ask_approval(session, grant, letters, today=today)
    else:
        _tell(session, account, letters, by=by, now=now)
    return grant


def grant_first_administrator(
    session: Session, email: str, *, reason: str, letters: Letters, today: date, now: datetime
) -> RoleGrant:
    """Make the owner of an address administrator without a second one; raises `DomainError` `administrator_exists`."""
    _one_at_a_time(session)
    if count_administrators(session, today=today):
        raise DomainError("administrator_exists")
    wish = Wish(Role.ADMINISTRATOR, today)
    return grant_role(session, None, email, wish, reason=reason, letters=letters, today=today, now=now, is_first=True)


def approve_grant(
    session: Session, actor: Actor, grant_id: int, *, letters: Letters, today: date, now: datetime
) -> None:
    """Be the second administrator for a role, and tell who gets it; raises the codes of `refusal_of_approval`."""
    grant = lock_grant(session, actor, grant_id)
    refusal = refusal_of_approval(actor, _standing(session, grant, today=today))
    if refusal is not None:
        raise DomainError(refusal)
    grant.approved_by, grant.approved_at = actor.account_id, now
    session.flush()
    _account_for(session, AuditAction.ROLE_APPROVED, grant, by=actor.account_id, fields=("approved_at",))
    _tell(session, get_account(session, grant.account_id), letters, by=actor.account_id, now=now)


def end_grant(
    session: Session,
    actor: Actor | None,
    grant_id: int,
    *,
    reason: str,
    letters: Letters,
    today: date,
    now: datetime,
    leaves_one: bool = False,
) -> None:
    """End a role, or refuse one that waits, and mail who has a password; raises the codes of `refusal_of_ending`.

    Unless `leaves_one` is said, an administrator does not end what leaves one administrator: `DomainError` code
    `one_administrator_left`. Sessions end by a trigger. Whoever was invited and has no role left can no longer use the
    invitation.
    """
    _one_at_a_time(session)
    grant = lock_grant(session, actor, grant_id)
    others = count_administrators(session, today=today, without_grant=grant.id)
    standing = _standing(session, grant, today=today)
    refusal = refusal_of_ending(actor, standing, other_administrators=others)
    if refusal is not None:
        raise DomainError(refusal)
    if actor is not None and not leaves_one and leaves_one_administrator(standing, other_administrators=others):
        raise DomainError(Refusal.ONE_ADMINISTRATOR_LEFT)
    by = actor.account_id if actor else None
    grant.ended_by, grant.ended_at, grant.end_reason = by, now, reason
    session.flush()
    _account_for(session, AuditAction.ROLE_ENDED, grant, by=by, fields=("ended_at", "end_reason"))
    account = get_account(session, grant.account_id)
    if account.password_hash is not None:
        _post(session, account, letters.notice, letters.sign_in_url)
    elif not has_open_grant(session, account.id, today=today):
        session.execute(_invitations_to(account))


def invite_again(
    session: Session, actor: Actor, grant_id: int, *, letters: Letters, today: date, now: datetime
) -> None:
    """Mail a new invitation in place of the last one.

    Raises `DomainError` code `invitation_waits` without approval, and `invitation_just_sent` within 2 minutes.
    """
    grant = get_invitation(session, actor, grant_id, today=today)
    # of two at once, the second sees the invitation of the first
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("invitation"), grant.holder.account_id)))
    if grant.state == GrantState.WAITING:
        raise DomainError("invitation_waits")
    last = last_invited_at(session, grant.holder.email)
    if last is not None and last > now - RESEND_AFTER:
        raise DomainError("invitation_just_sent")
    _tell(session, get_account(session, grant.holder.account_id), letters, by=actor.account_id, now=now)


def withdraw_invitation(
    session: Session, actor: Actor, grant_id: int, *, letters: Letters, today: date, now: datetime
) -> None:
    """Take back an invitation that was not accepted, by ending its role."""
    get_invitation(session, actor, grant_id, today=today)
    end_grant(session, actor, grant_id, reason=WITHDRAWN, letters=letters, today=today, now=now, leaves_one=True)


def reset_second_factor(session: Session, email: str) -> None:
    """Let somebody set up a new authenticator app after the next password; raises `DomainError` `account_unknown`."""
    account = _known_account(session, email)
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    session.flush()
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    record(session, AuditAction.CHANGED, by=None, table="account", row=account.id, fields=("totp_secret",))


def sign_out_everywhere(session: Session, email: str) -> int:
    """End all sessions of an account; gives how many. Raises `DomainError` code `account_unknown`."""
    account = _known_account(session, email)
    ended = session.scalars(
        delete(AccountSession).where(AccountSession.account_id == account.id).returning(AccountSession.id)
    ).all()
    record(session, AuditAction.SESSIONS_ENDED, by=None, table="account", row=account.id)
    return len(ended)


def _known_account(session: Session, email: str) -> Account:
    account = find_account(session, normal_email(email))
    if account is None:
        raise DomainError("account_unknown", email=email)
    return account


def _make_account(session: Session, address: str, *, by: int | None) -> Account:
    account = Account(email=address, language="nl")
    session.add(account)
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="account", row=account.id, fields=("email",))
    return account


def _add_once(session: Session, grant: RoleGrant) -> None:
    try:
        with session.begin_nested():
            session.add(grant)
    except IntegrityError as error:
        if getattr(getattr(error.orig, "diag", None), "constraint_name", None) != ONCE_AT_A_TIME:
            raise
        raise DomainError("role_overlaps") from error


def _standing(session: Session, grant: RoleGrant, *, today: date) -> Standing:
    return Standing(grant.account_id, grant.role, state_now(session, grant.id, today=today), grant.granted_by)


def _one_at_a_time(session: Session) -> None:
    # else two administrators could end each other at once, and leave none
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("administrators"))))


def _tell(session: Session, account: Account, letters: Letters, *, by: int | None, now: datetime) -> None:
    if account.password_hash is not None:
        _post(session, account, letters.notice, letters.sign_in_url)
        return
    session.execute(
        update(EmailLink)
        .where(
            EmailLink.email == account.email,
            EmailLink.purpose == LinkPurpose.INVITATION,
            EmailLink.used_at.is_(None),
        )
        .values(used_at=now)
    )
    post_link(
        session,
        letters.maker,
        LinkPurpose.INVITATION,
        account.email,
        letters.invitation[account.language],
        now=now,
        language=account.language,
    )
    record(session, AuditAction.INVITED, by=by, table="account", row=account.id)


def _ask_approval(session: Session, grant: RoleGrant, letters: Letters, *, today: date) -> None:
    for account in list_administrators(session, today=today, without=(grant.granted_by, grant.account_id)):
        _post(session, account, letters.approval, letters.desk_url)


def _post(session: Session, account: Account, words: Mapping[str, LinkMail], link: str) -> None:
    mail = words[account.language]
    post_mail(session, recipient=account.email, subject=mail.subject, body=mail.body.format(link=link))


def _invitations_to(account: Account) -> Delete:
    return delete(EmailLink).where(EmailLink.email == account.email, EmailLink.purpose == LinkPurpose.INVITATION)


def _account_for(
    session: Session, action: AuditAction, grant: RoleGrant, *, by: int | None, fields: tuple[str, ...]
) -> None:
    person = find_person(session, grant.account_id)
    record(
        session,
        action,
        by=by,
        table="role_grant",
        row=grant.id,
        person_id=person.id if person else None,
        fields=fields,
    )
