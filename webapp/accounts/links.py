"""Links that are mailed to an address: made, and spent once.

A link is given to an address, not to an account. Asking for one does the same work whether or not the address is
known here, so that neither the answer nor its timing tells.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from webapp.accounts.credentials import check_hash, new_check_digits
from webapp.accounts.queries import find_live_link
from webapp.accounts.rules import LINK_ATTEMPTS, expires_at
from webapp.errors import DomainError
from webapp.models import EmailLink
from webapp.outbox.actions import post_mail
from webapp.tokens import hash_of, new_token
from webapp.vocabulary import LinkPurpose


@dataclass(frozen=True)
class LinkMail:
    """The words of a mail; `body` has one place, `{link}`. They hold nothing about anyone."""

    subject: str
    body: str


@dataclass(frozen=True)
class LinkMaker:
    """What making a link takes: the key of the hashes, where the site is, and the path before the token."""

    key: bytes
    public_url: str
    path: str


def post_link(
    session: Session,
    maker: LinkMaker,
    purpose: LinkPurpose,
    email: str,
    mail: LinkMail,
    *,
    now: datetime,
    language: str = "nl",
    browser_token: str | None = None,
    next_path: str | None = None,
) -> str:
    """Mail a single-use link to an address (lower case), and give the check digits that the asking browser shows.

    With `browser_token` the link works at once in the browser that has it, and with the digits in another one.
    """
    token, digits = new_token(), new_check_digits()
    token_hash = hash_of(token)
    session.add(
        EmailLink(
            token_hash=token_hash,
            purpose=purpose,
            email=email,
            browser_hash=hash_of(browser_token) if browser_token else None,
            check_hash=check_hash(digits, key=maker.key, token_hash=token_hash) if browser_token else None,
            next_path=next_path,
            language=language,
            expires_at=expires_at(purpose, now),
        )
    )
    link = f"{maker.public_url}{maker.path}/{token}"
    post_mail(session, recipient=email, subject=mail.subject, body=mail.body.format(link=link))
    return digits


def needs_digits(link: EmailLink, browser_token: str | None) -> bool:
    """Whether this browser must give the check digits: it is not the one that asked."""
    return link.browser_hash is not None and (browser_token is None or hash_of(browser_token) != link.browser_hash)


def spend_link(
    session: Session,
    token: str,
    purpose: LinkPurpose,
    *,
    now: datetime,
    key: bytes,
    browser_token: str | None = None,
    digits: str | None = None,
) -> EmailLink:
    """Use a link up, in the caller's transaction; of two who try at once, one succeeds.

    Raises `DomainError` code `link_spent` when it is unknown, used or too old, and `digits_wrong` with the number of
    `attempts_left`; the caller keeps that count by `count_wrong_digits`, since the error undoes this transaction.
    """
    token_hash = hash_of(token)
    link = find_live_link(session, token_hash, purpose, now=now)
    if link is None:
        raise DomainError("link_spent")
    if needs_digits(link, browser_token):
        given = check_hash((digits or "").strip(), key=key, token_hash=token_hash)
        if given != link.check_hash:
            raise DomainError("digits_wrong", attempts_left=LINK_ATTEMPTS - link.attempts - 1)
    spent = session.scalar(
        update(EmailLink)
        .where(EmailLink.id == link.id, EmailLink.used_at.is_(None))
        .values(used_at=now)
        .returning(EmailLink.id)
    )
    if spent is None:
        raise DomainError("link_spent")
    return link


def count_wrong_digits(session: Session, token: str, *, now: datetime) -> None:
    """Note a wrong guess; after the last one allowed, the link is spent."""
    session.execute(
        update(EmailLink)
        .where(EmailLink.token_hash == hash_of(token))
        .values(
            attempts=EmailLink.attempts + 1,
            used_at=case((EmailLink.attempts + 1 >= LINK_ATTEMPTS, now), else_=EmailLink.used_at),
        )
    )
