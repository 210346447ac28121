"""Links that are mailed to an address: made, and spent once.

A link is given to an address, not to an account. Asking for one does the same work whether or not the address is
known here, so that neither the answer nor its timing tells.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from webapp.accounts.credentials import check_hash, new_check_digits
from webapp.accounts.rules import LINK_ATTEMPTS, expires_at
from webapp.database import affected_rows
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
class MailedLink:
    """A link that was mailed: its id, and the check digits that the asking browser shows."""

    id: int
    digits: str


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
) -> MailedLink:
    """Mail a single-use link to an address (lower case); gives the check digits too that the asking browser shows.

    With `browser_token` the link works at once in the browser that has it, and with the digits in another one.
    """
    token, digits = new_token(), new_check_digits()
    token_hash = hash_of(token)
    if browser_token:
        # the digits on the screen are of one mail: what this browser asked for before, it no longer waits for
        asked = update(EmailLink).where(EmailLink.email == email, EmailLink.purpose == purpose)
        asked = asked.where(EmailLink.browser_hash == hash_of(browser_token), EmailLink.used_at.is_(None))
        session.execute(asked.values(used_at=now))
    made = EmailLink(
        token_hash=token_hash,
        purpose=purpose,
        email=email,
        browser_hash=hash_of(browser_token) if browser_token else None,
        check_hash=check_hash(digits, key=maker.key, token_hash=token_hash) if browser_token else None,
        next_path=next_path,
        language=language,
        expires_at=expires_at(purpose, now),
    )
    session.add(made)
    link = f"{maker.public_url}{maker.path}/{token}"
    # this writes both: a link has its number from here on
    post_mail(session, recipient=email, subject=mail.subject, body=mail.body.format(link=link))
    return MailedLink(made.id, digits)


def needs_digits(link: EmailLink, browser_token: str | None) -> bool:
    """Whether this browser must give the check digits: it is not the one that asked."""
    return link.browser_hash is not None and (browser_token is None or hash_of(browser_token) != link.browser_hash)


def count_guess(session: Session, link_id: int) -> None:
    """Note that another browser gives digits; raises `DomainError` code `link_spent` when it did so too often.

    Before it is known whether they are right, and in a transaction apart: it must last although a wrong guess undoes
    the caller's, and of many who guess at once no more are heard than of many in turn.
    """
    counted = update(EmailLink).where(EmailLink.id == link_id, EmailLink.attempts < LINK_ATTEMPTS)
    if affected_rows(session.execute(counted.values(attempts=EmailLink.attempts + 1))) == 0:
        raise DomainError("link_spent")


def spend_link(
    session: Session,
    link: EmailLink,
    *,
    now: datetime,
    key: bytes,
    token: str,
    browser_token: str | None = None,
    digits: str | None = None,
) -> None:
    """Use a live link up, in the caller's transaction; of two who try at once, one succeeds.

    Raises `DomainError` code `link_spent` when somebody was first, and `digits_wrong` with the number of
    `attempts_left`; who has to give digits goes past `count_guess` first.
    """
    if needs_digits(link, browser_token):
        given = check_hash("".join((digits or "").split()), key=key, token_hash=hash_of(token))
        if link.check_hash is None or not hmac.compare_digest(given, link.check_hash):
            raise DomainError("digits_wrong", attempts_left=LINK_ATTEMPTS - link.attempts - 1)
    spent = update(EmailLink).where(EmailLink.id == link.id, EmailLink.used_at.is_(None), EmailLink.expires_at > now)
    if affected_rows(session.execute(spent.values(used_at=now))) == 0:
        raise DomainError("link_spent")


def spend_other_links(session: Session, email: str, purpose: LinkPurpose, *, now: datetime) -> None:
    """Use up what was mailed to an address besides, when one link has done what they are all for."""
    other = update(EmailLink).where(EmailLink.email == email, EmailLink.purpose == purpose)
    session.execute(other.where(EmailLink.used_at.is_(None)).values(used_at=now))
