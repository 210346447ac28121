"""What Missie050 and a partner promise each other: one side proposes, the other agrees."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import DomainError, EditConflict
from webapp.models import PartnerAgreement
from webapp.partners.actions.relations import period_of
from webapp.vocabulary import AgreementSide, AuditAction, Provenance

FIELDS = ("our_promise", "period", "their_promise")


@dataclass(frozen=True)
class Promises:
    """What each side promises, from a day up to and including another; None goes on."""

    ours: str
    theirs: str
    since: date
    last_day: date | None = None


def add_agreement(
    session: Session,
    partner_id: int,
    promises: Promises,
    *,
    side: AgreementSide,
    by: int | None,
    today: date,
    provenance: Provenance = Provenance.ENTERED,
) -> PartnerAgreement:
    """Propose an agreement with a partner for one of the two sides; raises `DomainError` code `ends_before_start`."""
    made = PartnerAgreement(
        partner_id=partner_id,
        our_promise=promises.ours,
        their_promise=promises.theirs,
        period=period_of(promises.since, promises.last_day),
        proposed_by_side=side,
        proposed_on=today,
        provenance=provenance,
    )
    session.add(made)
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="partner_agreement", row=made.id)
    return made


def change_agreement(
    session: Session,
    agreement: PartnerAgreement,
    promises: Promises,
    *,
    side: AgreementSide,
    by: int,
    today: date,
) -> None:
    """Propose other words or another time, for the other side to agree with anew; the same again changes nothing.

    One that is over stays, with its last day. Raises as `add_agreement`.
    """
    period = period_of(promises.since, promises.last_day)
    if (promises.ours, promises.theirs, period) == (agreement.our_promise, agreement.their_promise, agreement.period):
        return
    agreement.our_promise, agreement.their_promise = promises.ours, promises.theirs
    agreement.period = period
    agreement.proposed_by_side, agreement.proposed_on, agreement.agreed_on = side, today, None
    agreement.version += 1
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="partner_agreement", row=agreement.id, fields=FIELDS)


def agree(
    session: Session, agreement: PartnerAgreement, *, side: AgreementSide, version: int | None, by: int, today: date
) -> None:
    """Agree with what the other side proposed; once is enough.

    Raises `EditConflict` code `changed_meanwhile` when it is no longer what was read, `DomainError` code
    `agreement_own_proposal`.
    """
    if agreement.version != version:
        raise EditConflict("changed_meanwhile", version=agreement.version)
    if agreement.proposed_by_side == side:
        raise DomainError("agreement_own_proposal")
    if agreement.agreed_on is not None:
        return
    agreement.agreed_on = today
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="partner_agreement", row=agreement.id, fields=("agreed_on",))
