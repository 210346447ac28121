"""Letting go of what has had its time, and telling how much that is.

How old a row is says the view `kept_since`; how old it may become, `webapp.privacy.rules` or an administrator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, cast, delete, exists, func, select, text, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.clock import CITY_TIMEZONE
from webapp.database import affected_rows
from webapp.models import Account, Base, Consent, ConsentWithdrawal, Person
from webapp.models.personal import Retention
from webapp.privacy.erasure import erase
from webapp.privacy.leaving import Leaving
from webapp.privacy.queries import KEPT_SINCE, Who, count_past, list_periods, past
from webapp.vocabulary import AuditAction, ConsentPurpose

AGING = (
    (Retention.ACCOUNT, "account"),
    (Retention.ACCOUNT, "person"),
    (Retention.SESSION, "account_session"),
    (Retention.LINK, "email_link"),
    (Retention.ROLE_HISTORY, "role_grant"),
    (Retention.CONSENT, "consent"),
    (Retention.AUDIT, "audit_event"),
    (Retention.MESSAGE, "contact_message"),
    (Retention.MAIL, "outbox_mail"),
    (Retention.RATE, "rate_hit"),
    (Retention.RECEIPT, "form_receipt"),
    (Retention.CONTACT, "partner_contact"),
    (Retention.DRAFT, "initiative_draft"),
    (Retention.SIGNUP, "task_signup"),
    (Retention.SUBSCRIPTION, "subscription"),
    (Retention.LOOK, "review_presence"),
    (Retention.IMPORT, "import_run"),
    (Retention.SCOUTED, "person"),
    (Retention.TALENT, "talent"),
    (Retention.NEED, "need"),
    (Retention.MATCH, "match"),
    (Retention.TIE, "tie"),
    (Retention.LAPSED_TIE, "tie"),
    (Retention.FOLLOW_UP, "follow_up"),
    (Retention.REPORT, "report_run"),
    (Retention.SIGNAL, "signal_raiser"),
    (Retention.DELIVERY, "delivery_stop"),
    (Retention.DELIVERY, "delivery_round"),
    (Retention.DELIVERY, "flexible_helper"),
)
"""The kinds and tables of `kept_since`; the rows of other tables go with those."""

CHURCH = "person.church"
NOT_WORTH_AN_EVENT = frozenset({Retention.RATE, Retention.RECEIPT, Retention.SESSION, Retention.LINK, Retention.LOOK})
"""Kinds that go every day: what went is in the log, and not in the audit."""


@dataclass(frozen=True)
class Line:
    """How many rows of one table go, or went, and after how many days; None where a consent decides and no period."""

    kind: Retention
    table: str
    days: int | None
    rows: int


def apply_retention(
    session: Session, *, now: datetime, leaving: Leaving | None = None, dry_run: bool = False
) -> list[Line]:
    """Delete what is older than its period, or only count it; gives a line per kind and table, also those with none.

    `leaving` tells whoever had something agreed with people who are erased.

    For an account that row-level security does not bind: it fails rather than miss rows.
    """
    session.execute(text("SET LOCAL row_security = off"))
    periods = list_periods(session)
    counts = count_past(session, periods, now=now)
    lines = []
    for kind, name in AGING:
        found = counts.get((kind, name), 0)
        gone = found if dry_run or not found else _let_go(session, kind, name, periods[kind], now=now, leaving=leaving)
        lines.append(Line(kind, name, periods[kind], gone))
    lines.append(Line(Retention.CONSENT, CHURCH, None, _churches(session, now=now, dry_run=dry_run)))
    if not dry_run:
        _account_for(session, lines)
    return lines


def _let_go(session: Session, kind: Retention, name: str, days: int, *, now: datetime, leaving: Leaving | None) -> int:
    too_old = select(KEPT_SINCE.c.row_id).where(KEPT_SINCE.c.table_name == name, past(kind, days, now=now))
    if kind in (Retention.ACCOUNT, Retention.SCOUTED):
        ids = [int(row_id) for row_id in session.scalars(too_old)]
        return _erase_unused(session, name, ids, now=now, leaving=leaving)
    if kind == Retention.AUDIT:
        session.execute(text("SET LOCAL missie050.forget_audit = 'on'"))
    rows = Base.metadata.tables[name]
    (key,) = rows.primary_key.columns
    gone = affected_rows(session.execute(delete(rows).where(cast(key, Text).in_(too_old))))
    if kind == Retention.AUDIT:
        session.execute(text("SET LOCAL missie050.forget_audit = 'off'"))
    return gone


def _erase_unused(session: Session, name: str, ids: Sequence[int], *, now: datetime, leaving: Leaving | None) -> int:
    """Erase the people behind accounts, or without one, as they would themselves: their mail and messages go too."""
    rows = select(Account.id, Person.id, Account.email).join(Person, Person.account_id == Account.id, isouter=True)
    if name == "person":
        found = [Who(None, person_id, None) for person_id in ids]
    else:
        found = [Who(*row) for row in session.execute(rows.where(Account.id.in_(ids)))]
    for who in found:
        if leaving is not None and who.person_id is not None:
            leaving.before_erasure(session, who.person_id, now=now)
        erase(session, who)
    return len(found)


def _churches(session: Session, *, now: datetime, dry_run: bool) -> int:
    """Empty, or count, churches that are kept without a consent that works today; that is no use of the account."""
    today = now.astimezone(CITY_TIMEZONE).date()
    agreed = exists().where(
        Consent.person_id == Person.id,
        Consent.purpose == ConsentPurpose.KEEP_CHURCH,
        Consent.given_on <= today,
        Consent.expires_on > today,
        ~exists().where(ConsentWithdrawal.consent_id == Consent.id),
    )
    kept_without = Person.church.is_not(None) & ~agreed
    if dry_run:
        return session.scalar(select(func.count()).select_from(Person).where(kept_without)) or 0
    return affected_rows(
        session.execute(update(Person).where(kept_without).values(church=None, version=Person.version + 1))
    )


def _account_for(session: Session, lines: Sequence[Line]) -> None:
    for line in lines:
        if line.rows and line.kind not in NOT_WORTH_AN_EVENT:
            table, _, field = line.table.partition(".")
            fields = (field,) if field else ()
            record(session, AuditAction.RETENTION_APPLIED, by=None, table=table, row="*", fields=fields)
