"""Giving, renewing and taking back a consent, reminding before one lapses, and choosing how long things are kept."""

from datetime import date, datetime

from sqlalchemy import Integer, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.clock import CITY_TIMEZONE
from webapp.errors import DomainError, EditConflict
from webapp.models import Account, Consent, ConsentReminder, ConsentWithdrawal, Person, RetentionPeriod
from webapp.models.personal import Retention
from webapp.outbox.actions import post_mail
from webapp.privacy.consent_texts import REACHES_OTHERS, REMINDERS, current_text
from webapp.privacy.queries import list_periods
from webapp.privacy.rules import MONTHS, PERIODS, REMIND_WITHIN, expiry, is_within_bounds
from webapp.vocabulary import AuditAction, Channel, ConsentPurpose, ConsentScope


def give_consent(
    session: Session,
    person_id: int,
    purpose: ConsentPurpose,
    *,
    months: int,
    scope: ConsentScope = ConsentScope.NEIGHBOURHOOD,
    by: int | None,
    now: datetime,
    channel: Channel = Channel.WEB,
) -> Consent:
    """Note that a person agrees to the text of now, for 3, 6 or 12 months; an older consent ends with it.

    `by` is the account that notes it. A purpose that reaches nobody else has the scope of oneself. Raises `DomainError`
    code `consent_months` for another length.
    """
    if months not in MONTHS:
        raise DomainError("consent_months", months=months)
    today = now.astimezone(CITY_TIMEZONE).date()
    _end(session, person_id, purpose, by=by, now=now, channel=channel)
    consent = Consent(
        person_id=person_id,
        purpose=purpose,
        scope=scope if purpose in REACHES_OTHERS else ConsentScope.SELF,
        text_version=current_text(purpose).version,
        given_on=today,
        expires_on=expiry(today, months),
        channel=channel,
        recorded_by=by,
        created_at=now,
    )
    session.add(consent)
    session.flush()
    record(
        session,
        AuditAction.CONSENT_GIVEN,
        by=by,
        table="consent",
        row=consent.id,
        person_id=person_id,
        fields=(purpose.value,),
    )
    return consent


def withdraw_consent(
    session: Session,
    person_id: int,
    purpose: ConsentPurpose,
    *,
    by: int | None,
    now: datetime,
    channel: Channel = Channel.WEB,
) -> bool:
    """Take a consent back, at once; gives whether there was one. Without `keep_church` no church is kept."""
    ended = _end(session, person_id, purpose, by=by, now=now, channel=channel)
    if purpose == ConsentPurpose.KEEP_CHURCH:
        _forget_church(session, person_id, by=by)
    for consent_id in ended:
        record(
            session,
            AuditAction.CONSENT_WITHDRAWN,
            by=by,
            table="consent",
            row=consent_id,
            person_id=person_id,
            fields=(purpose.value,),
        )
    return bool(ended)


def post_reminders(session: Session, *, today: date, page_url: str) -> int:
    """Tell by mail whoever has a consent that lapses within 30 days, once for each; gives how many mails.

    One mail for all consents of one person that are due. Who has no account is not mailed, and so not reminded.
    """
    due = (
        select(Consent.id, Consent.person_id)
        .join(Person, Person.id == Consent.person_id)
        .where(
            Person.account_id.is_not(None),
            Consent.given_on <= today,
            Consent.expires_on > today,
            Consent.expires_on <= today + REMIND_WITHIN,
            ~exists().where(ConsentWithdrawal.consent_id == Consent.id),
        )
    )
    # two workers at once: each takes what the other has not
    taken = (
        upsert(ConsentReminder)
        .from_select(["consent_id", "person_id"], due)
        .on_conflict_do_nothing()
        .returning(ConsentReminder.person_id)
    )
    people = set(session.scalars(taken))
    accounts = session.execute(
        select(Account.email, Account.language)
        .join(Person, Person.account_id == Account.id)
        .where(Person.id.in_(people))
        .order_by(Account.id)
    ).all()
    for email, language in accounts:
        subject, body = REMINDERS[language]
        post_mail(session, recipient=email, subject=subject, body=body.format(link=page_url))
    return len(accounts)


def set_retention(session: Session, kind: Retention, days: int, *, by: int, seen: int | None = None) -> bool:
    """Choose for how many days a kind is kept; gives whether that is a change.

    `seen` are the days that the chooser saw; None when that does not matter. Raises `DomainError` code
    `retention_out_of_bounds` with the bounds, and `EditConflict` code `changed_meanwhile` with the days of now as
    `version` when somebody else chose others since.
    """
    if not is_within_bounds(kind, days):
        raise DomainError("retention_out_of_bounds", least=PERIODS[kind].least, most=PERIODS[kind].most)
    # a kind that nobody chose has no row to lock
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("retention_period"))))
    current = list_periods(session)[kind]
    if current == days:
        return False
    if seen is not None and current != seen:
        raise EditConflict("changed_meanwhile", version=current)
    chosen = {"days": days, "changed_by": by, "changed_at": func.now()}
    session.execute(
        upsert(RetentionPeriod)
        .values(kind=kind, **chosen)
        .on_conflict_do_update(index_elements=[RetentionPeriod.kind], set_=chosen)
    )
    record(session, AuditAction.RETENTION_SET, by=by, table="retention_period", row=kind.value, fields=("days",))
    return True


def _end(
    session: Session, person_id: int, purpose: ConsentPurpose, *, by: int | None, now: datetime, channel: Channel
) -> list[int]:
    """Withdraw what a person still agrees to for this purpose; gives the ids. Of two who do so at once, one does it."""
    live = select(Consent.id, Consent.person_id, literal(channel.value), literal(by, Integer), literal(now)).where(
        Consent.person_id == person_id,
        Consent.purpose == purpose,
        Consent.expires_on > now.astimezone(CITY_TIMEZONE).date(),
        ~exists().where(ConsentWithdrawal.consent_id == Consent.id),
    )
    ended = (
        upsert(ConsentWithdrawal)
        .from_select(["consent_id", "person_id", "channel", "recorded_by", "withdrawn_at"], live)
        .on_conflict_do_nothing()
        .returning(ConsentWithdrawal.consent_id)
    )
    return list(session.scalars(ended))


def _forget_church(session: Session, person_id: int, *, by: int | None) -> None:
    emptied = session.scalar(
        update(Person)
        .where(Person.id == person_id, Person.church.is_not(None))
        .values(church=None, version=Person.version + 1, changed_at=func.now())
        .returning(Person.id)
    )
    if emptied is not None:
        record(
            session, AuditAction.CHANGED, by=by, table="person", row=person_id, person_id=person_id, fields=("church",)
        )
