"""The mail of the day to coordinators for whom something waits: how much, and where to look. Nothing of what waits."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, aliased

from webapp.clock import CITY_TIMEZONE
from webapp.models import Account, Initiative, InitiativeRevision, ReviewMail, RoleGrant
from webapp.moderation.rules import LATE_AFTER, may_mail_at
from webapp.outbox.actions import post_mail
from webapp.vocabulary import Provenance, RevisionState, Role

LETTERS = {
    "nl": (
        ("Er wacht 1 initiatief op je bij Missie050", "Er wachten {count} initiatieven op je bij Missie050"),
        (
            "Er wacht iets op je in de wachtrij van Missie050. Log in om ernaar te kijken:\n\n"
            "{link}\n\n"
            "Je krijgt deze mail hooguit één keer per dag, en alleen als er iets wacht.\n"
        ),
    ),
    "en": (
        ("1 initiative is waiting for you at Missie050", "{count} initiatives are waiting for you at Missie050"),
        (
            "Something is waiting for you in the queue of Missie050. Sign in to look at it:\n\n"
            "{link}\n\n"
            "You get this mail once a day at most, and only when something is waiting.\n"
        ),
    ),
}
"""Subjects for one and for more, and the body, by language.

Not through gettext: the worker that posts it has no site, and so no reader's language but the account's.
"""


@dataclass(frozen=True)
class Due:
    """A coordinator for whom something waits."""

    account_id: int
    email: str
    language: str
    count: int


def post_review_mails(session: Session, *, now: datetime, page_url: str) -> int:
    """Mail each coordinator for whom something waits, once a day and not at night; gives how many mails.

    Coordinators of a neighbourhood are told of what is there; those of the city of what is in no neighbourhood, in one
    without a coordinator, or waits for three days. What they wrote themselves is for others, and demonstration data is
    for nobody.
    """
    if not may_mail_at(now):
        return 0
    today = now.astimezone(CITY_TIMEZONE).date()
    due = {each.account_id: each for each in list_due(session, today=today, now=now)}
    if not due:
        return 0
    # two workers at once: each mails whom the other has not
    noted = upsert(ReviewMail).values([{"account_id": account_id, "mailed_on": today} for account_id in sorted(due)])
    taken = noted.on_conflict_do_update(
        index_elements=[ReviewMail.account_id],
        set_={"mailed_on": noted.excluded.mailed_on},
        where=ReviewMail.mailed_on < noted.excluded.mailed_on,
    )
    mailed = sorted(session.scalars(taken.returning(ReviewMail.account_id)))
    for account_id in mailed:
        each = due[account_id]
        (one, more), body = LETTERS[each.language]
        subject = one if each.count == 1 else more.format(count=each.count)
        post_mail(session, recipient=each.email, subject=subject, body=body.format(link=page_url))
    return len(mailed)


def list_due(session: Session, *, today: date, now: datetime) -> list[Due]:
    """The coordinators for whom something waits, with how much, whether or not they were mailed today."""
    grant, local = aliased(RoleGrant), aliased(RoleGrant)
    is_local = grant.role == Role.NEIGHBOURHOOD_COORDINATOR
    unattended = ~exists().where(
        local.role == Role.NEIGHBOURHOOD_COORDINATOR,
        local.neighbourhood_id == func.any(Initiative.neighbourhood_ids),
        local.in_force(today),
    )
    reaches = or_(
        and_(is_local, grant.neighbourhood_id == func.any(Initiative.neighbourhood_ids)),
        and_(
            grant.role == Role.CITY_COORDINATOR,
            # in no neighbourhood at all there is nobody either
            or_(unattended, InitiativeRevision.created_at < now - LATE_AFTER),
        ),
    )
    rows = session.execute(
        select(Account.id, Account.email, Account.language, func.count(InitiativeRevision.id.distinct()))
        .join(grant, and_(grant.account_id == Account.id, grant.in_force(today)))
        .join(InitiativeRevision, InitiativeRevision.state == RevisionState.WAITING)
        .join(Initiative, Initiative.id == InitiativeRevision.initiative_id)
        .where(
            reaches,
            Initiative.provenance != Provenance.DEMO,
            InitiativeRevision.author_id.is_distinct_from(Account.id),
        )
        .group_by(Account.id, Account.email, Account.language)
        .order_by(Account.id)
    )
    return [Due(*row) for row in rows]
