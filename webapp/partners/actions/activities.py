"""What a partner says it does, or does not do, on a theme somewhere."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.models import PartnerActivity
from webapp.partners.actions import refusing
from webapp.vocabulary import ActivityAnswer, AuditAction, Provenance

ONCE = {"uq_partner_activity_one_answer": "activity_twice"}


@dataclass(frozen=True)
class ActivityFacts:
    """An answer about a theme in a neighbourhood, or in the whole city (None)."""

    theme_id: int
    neighbourhood_id: int | None
    answer: ActivityAnswer
    what: str = ""
    since: date | None = None
    last_day: date | None = None

    @property
    def ended_on(self) -> date | None:
        """The first day on which it no longer holds."""
        return None if self.last_day is None else self.last_day + timedelta(days=1)


def facts_of(activity: PartnerActivity) -> ActivityFacts:
    """What is kept of an answer now."""
    return ActivityFacts(
        theme_id=activity.theme_id,
        neighbourhood_id=activity.neighbourhood_id,
        answer=activity.answer,
        what=activity.what,
        since=activity.since,
        last_day=None if activity.ended_on is None else activity.ended_on - timedelta(days=1),
    )


def add_activity(
    session: Session,
    partner_id: int,
    facts: ActivityFacts,
    *,
    by: int | None,
    today: date,
    provenance: Provenance = Provenance.ENTERED,
) -> PartnerActivity:
    """Note an answer of a partner, which it confirms with that.

    Raises `DomainError` code `activity_twice` when it answered about the same theme in the same place already,
    `ends_before_start`.
    """
    made = PartnerActivity(partner_id=partner_id, **_columns(facts), confirmed_on=today, provenance=provenance)
    with refusing(session, ONCE):
        session.add(made)
        session.flush()
    record(session, AuditAction.CREATED, by=by, table="partner_activity", row=made.id)
    return made


def change_activity(
    session: Session, activity: PartnerActivity, facts: ActivityFacts, *, version: int, by: int, today: date
) -> None:
    """Keep another answer, which is confirmed with that, when it is still the version that was looked at.

    Raises `EditConflict` code `changed_meanwhile`, and as `add_activity`.
    """
    activity_id, before = activity.id, asdict(facts_of(activity))
    changed = tuple(name for name, value in asdict(facts).items() if value != before[name])
    if changed and activity.version != version:
        raise EditConflict("changed_meanwhile", version=activity.version)
    with refusing(session, ONCE):
        now = session.scalar(
            update(PartnerActivity)
            .where(PartnerActivity.id == activity_id, PartnerActivity.version == activity.version)
            .values(**_columns(facts), confirmed_on=today, version=PartnerActivity.version + 1)
            .returning(PartnerActivity.version)
            .execution_options(synchronize_session=False)
        )
    session.expire(activity)
    if now is None:
        current = session.scalar(select(PartnerActivity.version).where(PartnerActivity.id == activity_id))
        if current is None:
            raise NotFound("activity_unknown")
        raise EditConflict("changed_meanwhile", version=current)
    fields = (*changed, "confirmed_on")
    record(session, AuditAction.CHANGED, by=by, table="partner_activity", row=activity_id, fields=fields)


def remove_activity(session: Session, activity: PartnerActivity, *, by: int) -> None:
    """Take away an answer that never was right; what was right and is over ends instead."""
    record(session, AuditAction.DELETED, by=by, table="partner_activity", row=activity.id)
    session.delete(activity)
    session.flush()


def confirm_activities(session: Session, partner_id: int, ids: Sequence[int], *, by: int, today: date) -> int:
    """Note that these answers of a partner are right today, those that are over left out; gives how many."""
    confirmed = session.scalars(
        update(PartnerActivity)
        .where(
            PartnerActivity.partner_id == partner_id,
            PartnerActivity.id.in_(sorted(ids)),
            or_(PartnerActivity.ended_on.is_(None), PartnerActivity.ended_on > today),
        )
        .values(confirmed_on=today)
        .returning(PartnerActivity.id)
        .execution_options(synchronize_session=False)
    ).all()
    for activity_id in sorted(confirmed):
        record(session, AuditAction.CHANGED, by=by, table="partner_activity", row=activity_id, fields=("confirmed_on",))
    return len(confirmed)


def _columns(facts: ActivityFacts) -> dict[str, object]:
    if facts.since is not None and facts.last_day is not None and facts.last_day < facts.since:
        raise DomainError("ends_before_start")
    return {
        "theme_id": facts.theme_id,
        "neighbourhood_id": facts.neighbourhood_id,
        "answer": facts.answer,
        "what": facts.what,
        "since": facts.since,
        "ended_on": facts.ended_on,
    }
