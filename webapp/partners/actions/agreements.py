"""What Missie050 and a partner promise each other."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.models import PartnerAgreement
from webapp.partners.actions.relations import period_of
from webapp.vocabulary import AuditAction, Provenance


@dataclass(frozen=True)
class Promises:
    """What each side promised, from a day up to and including another; None goes on."""

    ours: str
    theirs: str
    since: date
    last_day: date | None = None


def add_agreement(
    session: Session,
    partner_id: int,
    promises: Promises,
    *,
    by: int | None,
    provenance: Provenance = Provenance.ENTERED,
) -> PartnerAgreement:
    """Note what was agreed with a partner; raises `DomainError` code `ends_before_start`."""
    made = PartnerAgreement(
        partner_id=partner_id,
        our_promise=promises.ours,
        their_promise=promises.theirs,
        period=period_of(promises.since, promises.last_day),
        provenance=provenance,
    )
    session.add(made)
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="partner_agreement", row=made.id)
    return made


def change_agreement(session: Session, agreement: PartnerAgreement, promises: Promises, *, by: int) -> None:
    """Keep other words or another time; one that is over stays, with its last day. Raises as `add_agreement`."""
    agreement.our_promise, agreement.their_promise = promises.ours, promises.theirs
    agreement.period = period_of(promises.since, promises.last_day)
    session.flush()
    record(
        session,
        AuditAction.CHANGED,
        by=by,
        table="partner_agreement",
        row=agreement.id,
        fields=("our_promise", "period", "their_promise"),
    )
