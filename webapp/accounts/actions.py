"""Signing in and out, setting a password and a second factor: one intent each."""

from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.accounts.credentials import (
    check_password,
    hash_password,
    is_outdated,
    new_recovery_codes,
    recovery_hash,
    used_step,
)
from webapp.accounts.queries import find_account, find_person, get_account, holds_or_awaits_a_role
from webapp.accounts.rules import LONGEST_SESSION, SECOND_FACTOR_WITHIN
from webapp.audit.actions import record
from webapp.database import affected_rows
from webapp.encryption import KeyRing
from webapp.errors import DomainError
from webapp.models import Account, AccountSession, Person, RecoveryCode
from webapp.tokens import hash_of, new_token
from webapp.vocabulary import AuditAction, SignInStage

SESSION_LASTS = {SignInStage.PASSWORD_CHECKED: SECOND_FACTOR_WITHIN, SignInStage.FULL: LONGEST_SESSION}


def start_session(
    session: Session, account: Account, stage: SignInStage, *, browser: str, now: datetime, replaces: str | None = None
) -> str:
    """Begin a session and give its token; the one that it `replaces` (a token) ends."""
    if replaces:
        end_session(session, replaces)
    token = new_token()
    session.add(
        AccountSession(
            token_hash=hash_of(token),
            account_id=account.id,
            stage=stage,
            browser=browser,
            created_at=now,
            last_seen_at=now,
            ends_at=now + SESSION_LASTS[stage],
        )
    )
    if stage == SignInStage.FULL:
        # by statement: the trigger that ends sessions looks at other columns only
        session.execute(update(Account).where(Account.id == account.id).values(last_signed_in_at=now))
        record(session, AuditAction.SIGNED_IN, by=account.id, table="account", row=account.id)
    session.flush()
    return token


def end_session(session: Session, token: str, *, by: int | None = None) -> None:
    """End the session of this token; none is fine. `by` whom, when somebody signs out."""
    session.execute(delete(AccountSession).where(AccountSession.token_hash == hash_of(token)))
    if by is not None:
        record(session, AuditAction.SIGNED_OUT, by=by, table="account", row=by)


def end_sessions(session: Session, account_id: int, *, by: int, only: int | None = None) -> int:
    """End all sessions of an account, or the one with this id; gives how many there were."""
    chosen = delete(AccountSession).where(AccountSession.account_id == account_id)
    ended = affected_rows(session.execute(chosen if only is None else chosen.where(AccountSession.id == only)))
    if ended:
        record(session, AuditAction.SESSIONS_ENDED, by=by, table="account", row=account_id)
    return ended


def account_for_link(session: Session, email: str, *, language: str, today: date) -> Account | None:
    """The account of somebody who showed to own an address; made when there is none yet.

    None for who has or waits for a role, or ever set a password: their account may show others' data, and asks for
    more than an address. Who was invited, and then not after all, comes in as a neighbour.
    """
    # of two links to one new address that are followed at once, the second finds the account of the first
    new = insert(Account).values(email=email, language=language).on_conflict_do_nothing(index_elements=[Account.email])
    made = session.scalar(new.returning(Account.id))
    if made is not None:
        record(session, AuditAction.CREATED, by=made, table="account", row=made)
        return get_account(session, made)
    account = find_account(session, email)
    if account is None or account.password_hash is not None or holds_or_awaits_a_role(session, account.id, today=today):
        return None
    return account


def check_sign_in(session: Session, email: str, password: str) -> Account:
    """The account of this address and password; raises `DomainError` code `sign_in_wrong`, whatever was wrong.

    It takes as long for an address that is not known here.
    """
    account = find_account(session, email)
    right = check_password(password, account.password_hash if account else None)
    if account is None or not right:
        raise DomainError("sign_in_wrong")
    if account.password_hash is not None and is_outdated(account.password_hash):
        account.password_hash = hash_password(password)
        session.flush()
    return account


def note_failed_sign_in(session: Session, email: str) -> None:
    """Note that somebody failed to sign in; a row is written for an address that is not known here too."""
    account = find_account(session, email)
    record(
        session,
        AuditAction.SIGN_IN_FAILED,
        by=None,
        table="account",
        row=account.id if account else "",
        fields=("password",),
    )


def note_wrong_code(session: Session, account_id: int) -> None:
    """Note that somebody who knows the password gave a wrong code: the strongest sign that it is in other hands."""
    record(session, AuditAction.SIGN_IN_FAILED, by=None, table="account", row=account_id, fields=("totp_secret",))


def check_second_factor(
    session: Session, account_id: int, code: str, *, ring: KeyRing, now: datetime
) -> tuple[Account, bool]:
    """The account, and whether by a recovery code, when `code` is that or the app's of this moment; each works once.

    Raises `DomainError` code `code_wrong`.
    """
    account = get_account(session, account_id)
    secret = totp_secret(account, ring)
    digits = "".join(code.split())
    step = used_step(secret, digits, now=now, last_step=account.totp_last_step) if secret else None
    if step is not None:
        # of two who send the same code at once, one gets in
        taken = update(Account).where(
            Account.id == account.id, Account.totp_last_step.is_not_distinct_from(account.totp_last_step)
        )
        if affected_rows(session.execute(taken.values(totp_last_step=step))) == 1:
            return account, False
        raise DomainError("code_wrong")
    used = delete(RecoveryCode).where(
        RecoveryCode.account_id == account.id,
        RecoveryCode.code_hash == recovery_hash(code, key=ring.lookup_key, account_id=account.id),
    )
    if affected_rows(session.execute(used)) == 0:
        raise DomainError("code_wrong")
    record(session, AuditAction.RECOVERY_CODE_USED, by=account.id, table="account", row=account.id)
    return account, True


def totp_secret(account: Account, ring: KeyRing) -> str | None:
    """The secret of the account's authenticator app; None when there is none."""
    if account.totp_secret is None or account.totp_confirmed_at is None:
        return None
    return ring.open_sealed(account.totp_secret, table="account", column="totp_secret", row=account.id)


def set_second_factor(
    session: Session, account_id: int, secret: str, code: str, *, ring: KeyRing, now: datetime
) -> list[str]:
    """Keep the secret of an authenticator app that gave a right code; gives new recovery codes. Ends all sessions.

    Raises `DomainError` code `code_wrong`.
    """
    step = used_step(secret, "".join(code.split()), now=now, last_step=None)
    if step is None:
        raise DomainError("code_wrong")
    account = get_account(session, account_id)
    account.totp_secret = ring.seal(secret, table="account", column="totp_secret", row=account.id)
    account.totp_confirmed_at = now
    account.totp_last_step = step
    session.flush()
    record(
        session, AuditAction.SECOND_FACTOR_SET, by=account.id, table="account", row=account.id, fields=("totp_secret",)
    )
    return renew_recovery_codes(session, account_id, ring=ring)


def renew_recovery_codes(session: Session, account_id: int, *, ring: KeyRing) -> list[str]:
    """Recovery codes in place of those there were; this is the one time that they can be read."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = new_recovery_codes()
    session.add_all(
        RecoveryCode(account_id=account_id, code_hash=recovery_hash(code, key=ring.lookup_key, account_id=account_id))
        for code in codes
    )
    record(session, AuditAction.CHANGED, by=account_id, table="recovery_code", row=account_id, fields=("code_hash",))
    session.flush()
    return codes


def set_password(session: Session, account_id: int, password: str) -> Account:
    """Keep a new password; a trigger ends all sessions. Raises `DomainError` code `password_same`."""
    account = get_account(session, account_id)
    if check_password(password, account.password_hash):
        raise DomainError("password_same")
    account.password_hash = hash_password(password)
    session.flush()
    record(
        session, AuditAction.PASSWORD_CHANGED, by=account.id, table="account", row=account.id, fields=("password_hash",)
    )
    return account


def require_own_password(session: Session, account_id: int, password: str) -> Account:
    """The account, when this is its password; raises `DomainError` code `password_wrong`."""
    account = get_account(session, account_id)
    if not check_password(password, account.password_hash):
        raise DomainError("password_wrong")
    return account


def take_up_invitation(session: Session, account_id: int, name: str, password: str) -> Account:
    """Give an account that was invited its password, and its person a name; the second factor is still to come."""
    account = set_password(session, account_id, password)
    record(session, AuditAction.INVITATION_ACCEPTED, by=account_id, table="account", row=account_id)
    if find_person(session, account_id) is None:
        person = Person(account_id=account_id, name=name)
        session.add(person)
        session.flush()
        record(
            session,
            AuditAction.CREATED,
            by=account_id,
            table="person",
            row=person.id,
            person_id=person.id,
            fields=("name",),
        )
    return account
