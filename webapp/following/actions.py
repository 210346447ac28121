"""Asking for news, agreeing to it, and ending it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.following.letters import ALREADY, CONFIRM, post_wish_letter
from webapp.following.queries import find_followed, shape_of
from webapp.following.rules import Wish
from webapp.models import Subscription
from webapp.vocabulary import AuditAction, DigestRhythm


@dataclass(frozen=True)
class Links:
    """How the addresses in mails are made: to agree with one subscription, and to see and end some."""

    confirm: Callable[[int], str]
    stop: Callable[[Sequence[int]], str]


def ask(session: Session, wish: Wish, links: Links, *, email: str, language: str) -> None:
    """Note that somebody wants news at an address, and mail that address: nothing else is mailed before it agrees.

    What it has already is not asked again: it is mailed that it has it. So the asker learns nothing about the address.
    Raises `BadInput` for an area that is none.
    """
    area = shape_of(session, wish.area)
    known = find_followed(session, email, wish, area)
    if known is not None:
        post_wish_letter(session, ALREADY, email=email, language=language, link=links.stop([known]))
        return
    made = _subscription(wish, email=email, language=language)
    made.area = area
    session.add(made)
    session.flush()
    post_wish_letter(session, CONFIRM, email=email, language=language, link=links.confirm(made.id))


def follow(session: Session, wish: Wish, *, email: str, language: str, by: int, now: datetime) -> bool:
    """Send news to the address of account `by`, which needs no proof; gives False when it got this news already.

    The rhythm becomes that of the wish.
    """
    area = shape_of(session, wish.area)
    known = find_followed(session, email, wish, area)
    if known is not None:
        session.get_one(Subscription, known).rhythm = wish.rhythm
        session.flush()
        return False
    made = _subscription(wish, email=email, language=language)
    made.area, made.confirmed_at, made.mailed_until = area, now, now
    session.add(made)
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="subscription", row=made.id)
    return True


def agree(session: Session, number: int, *, now: datetime) -> bool:
    """Let news begin; gives False when the wish is gone. The same wish of the same address, twice, becomes one."""
    return bool(session.scalar(select(func.confirm_subscription(number, now))))


def end(session: Session, numbers: Sequence[int]) -> None:
    """Send no more news on these; what was ended already stays so."""
    for number in numbers:
        session.execute(select(func.end_subscription(number)))


def end_own(session: Session, subscription: Subscription, *, by: int) -> None:
    """Send account `by` no more news on this."""
    session.execute(delete(Subscription).where(Subscription.id == subscription.id))
    record(session, AuditAction.DELETED, by=by, table="subscription", row=subscription.id)


def change_rhythm(session: Session, subscription: Subscription, rhythm: DigestRhythm, *, by: int) -> None:
    """Send account `by` this news more or less often."""
    subscription.rhythm = rhythm
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="subscription", row=subscription.id, fields=("rhythm",))


def _subscription(wish: Wish, *, email: str, language: str) -> Subscription:
    return Subscription(
        email=email,
        kind=wish.kind,
        neighbourhood_id=wish.neighbourhood_id,
        theme_id=wish.theme_id,
        rhythm=wish.rhythm,
        language=language,
    )
