"""Adding, changing, confirming and ending partners."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.models import Partner
from webapp.partners.actions import refusing
from webapp.partners.rules import FIRST_DAY, LAST_DAY, RESERVED_SLUGS, slug_of
from webapp.vocabulary import AuditAction, ChurchTradition, PartnerKind, Provenance

TAKEN = {"uq_partner_name": "partner_name_taken", "uq_partner_slug": "partner_slug_taken"}


@dataclass(frozen=True)
class PartnerFacts:
    """What is kept about a partner; a tradition only about a church."""

    name: str
    kind: PartnerKind
    tradition: ChurchTradition | None = None
    description: str = ""
    description_en: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""


def facts_of(partner: Partner) -> PartnerFacts:
    """What is kept about a partner now."""
    return PartnerFacts(**{name: getattr(partner, name) for name in PartnerFacts.__dataclass_fields__})


def add_partner(
    session: Session,
    facts: PartnerFacts,
    *,
    by: int | None,
    today: date,
    slug: str = "",
    provenance: Provenance = Provenance.ENTERED,
    import_id: int | None = None,
) -> Partner:
    """A new partner; its address is made of its name when none is given.

    Raises `DomainError` code `partner_name_taken`, also for a name that differs in case or accents only, or
    `partner_slug_taken`.
    """
    _refuse_known_name(session, facts.name, but=None)
    address = slug or _free_slug(session, slug_of(facts.name))
    if address in RESERVED_SLUGS:
        raise DomainError("partner_slug_taken")
    made = Partner(slug=address, **asdict(facts), confirmed_on=today, provenance=provenance, import_id=import_id)
    with refusing(session, TAKEN):
        session.add(made)
        session.flush()
    record(session, AuditAction.CREATED, by=by, table="partner", row=made.id)
    return made


def change_partner(
    session: Session, partner: Partner, facts: PartnerFacts, *, version: int, by: int, today: date
) -> tuple[str, ...]:
    """Keep what is different, when the partner is still the version that was looked at; gives the names of the fields.

    Who changes it says with that that the rest is right. Raises `EditConflict` code `changed_meanwhile` when somebody
    else was first, `DomainError` code `partner_name_taken`.
    """
    before = facts_of(partner)
    changes = {name: value for name, value in asdict(facts).items() if value != getattr(before, name)}
    if not changes:
        return ()
    if partner.version != version:
        raise EditConflict("changed_meanwhile", version=partner.version)
    if "name" in changes:
        _refuse_known_name(session, facts.name, but=partner.id)
    with refusing(session, TAKEN):
        _set(session, partner, version, {**changes, "confirmed_on": today})
    record(session, AuditAction.CHANGED, by=by, table="partner", row=partner.id, fields=tuple(changes))
    return tuple(changes)


def confirm_partner(session: Session, partner: Partner, *, by: int, today: date) -> None:
    """Note that what is kept about a partner is right today."""
    partner.confirmed_on = today
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="partner", row=partner.id, fields=("confirmed_on",))


def end_partner(session: Session, partner: Partner, ended_on: date | None, *, version: int, by: int) -> None:
    """Set from which day a partner is no more; None takes that back. It is never deleted.

    Raises `EditConflict` code `changed_meanwhile`, `DomainError` code `day_out_of_range`.
    """
    if ended_on is not None and not FIRST_DAY < ended_on <= LAST_DAY:
        raise DomainError("day_out_of_range")
    if partner.version != version:
        raise EditConflict("changed_meanwhile", version=partner.version)
    _set(session, partner, version, {"ended_on": ended_on})
    record(session, AuditAction.CHANGED, by=by, table="partner", row=partner.id, fields=("ended_on",))


def _set(session: Session, partner: Partner, version: int, values: dict[str, object]) -> None:
    partner_id = partner.id
    changed = session.scalar(
        update(Partner)
        .where(Partner.id == partner_id, Partner.version == version)
        .values(**values, version=Partner.version + 1, changed_at=datetime.now(UTC))
        .returning(Partner.version)
        .execution_options(synchronize_session=False)
    )
    session.expire(partner)
    if changed is None:
        now = session.scalar(select(Partner.version).where(Partner.id == partner_id))
        if now is None:
            raise NotFound("partner_unknown")
        raise EditConflict("changed_meanwhile", version=now)


def _refuse_known_name(session: Session, name: str, *, but: int | None) -> None:
    alike = select(Partner.id).where(func.search_key(Partner.name) == func.search_key(name), Partner.id != (but or 0))
    if session.scalar(alike.limit(1)) is not None:
        raise DomainError("partner_name_taken")


def _free_slug(session: Session, wanted: str) -> str:
    taken = set(session.scalars(select(Partner.slug).where(Partner.slug.startswith(wanted, autoescape=True))))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
