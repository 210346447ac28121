"""Changes to presence, evidence and target: each checks its rule and leaves history standing.

What was noted by mistake is taken back with a reason, and what stood there is kept as a correction (docs/adr/0020).
"""

from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.coverage.queries import list_evidence_kinds
from webapp.coverage.queries.why import check_can_go, find_running
from webapp.coverage.rules import Target, check_stage_change, check_target
from webapp.coverage.rules.keeping import REASON_LENGTH, check_reason
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.models import CoverageCorrection, CoverageTarget, DiscoveryEvent, Evidence, Presence
from webapp.vocabulary import (
    AuditAction,
    CorrectionSubject,
    DatePrecision,
    EvidenceKind,
    Provenance,
    Stage,
)


def set_stage(
    session: Session,
    neighbourhood_id: int,
    stage: Stage,
    *,
    on: date,
    today: date,
    note: str = "",
    note_en: str = "",
    precision: DatePrecision = DatePrecision.DAY,
    provenance: Provenance = Provenance.ENTERED,
) -> Presence:
    """Begin a stage on a day: the running one ends on that day and stays in the history [S4].

    Raises `DomainError` as `webapp.coverage.rules.check_stage_change` does, or with code `stage_unchanged`.
    """
    _take_turns(session, neighbourhood_id)
    current = find_running(session, neighbourhood_id)
    if current is not None and current.stage == stage:
        raise DomainError("stage_unchanged", stage=stage)
    check_stage_change(
        stage,
        on=on,
        kinds=list_evidence_kinds(session, neighbourhood_id, at=on),
        current_since=current.period.lower if current else None,
        today=today,
    )
    if current is not None:
        session.execute(
            update(Presence).where(Presence.id == current.id).values(period=Range(current.period.lower, on))
        )
    begun = Presence(
        neighbourhood_id=neighbourhood_id,
        stage=stage,
        period=Range(on, None),
        since_precision=precision,
        note=note,
        note_en=note_en,
        provenance=provenance,
    )
    session.add(begun)
    session.flush()
    return begun


def add_evidence(
    session: Session,
    neighbourhood_id: int,
    kind: EvidenceKind,
    *,
    observed_on: date,
    today: date,
    note: str = "",
    note_en: str = "",
    precision: DatePrecision = DatePrecision.DAY,
    provenance: Provenance = Provenance.ENTERED,
) -> Evidence:
    """Note a sign of life; raises `DomainError` code `evidence_in_future`."""
    if observed_on > today:
        raise DomainError("evidence_in_future", on=observed_on)
    seen = Evidence(
        neighbourhood_id=neighbourhood_id,
        kind=kind,
        observed_on=observed_on,
        precision=precision,
        note=note,
        note_en=note_en,
        provenance=provenance,
    )
    session.add(seen)
    session.flush()
    return seen


def correct_evidence(
    session: Session, evidence_id: int, *, observed_on: date, today: date, note: str, note_en: str
) -> None:
    """Put a sign of life right, when what it tells of was told wrong. Raises as `add_evidence` does."""
    if observed_on > today:
        raise DomainError("evidence_in_future", on=observed_on)
    values = {"observed_on": observed_on, "precision": DatePrecision.DAY, "note": note, "note_en": note_en}
    session.execute(
        update(Evidence)
        .where(Evidence.id == evidence_id)
        .values(**values)
        .execution_options(synchronize_session="fetch")
    )


def withdraw_evidence(session: Session, evidence_id: int) -> None:
    """Take back a sign of life that was none; a stage that rested on it alone is then shown as gone stale."""
    session.execute(delete(Evidence).where(Evidence.id == evidence_id).execution_options(synchronize_session="fetch"))


def set_target(session: Session, target: Target, *, on: date, reason: str) -> CoverageTarget:
    """Decide on a target line from a day on; the earlier one is kept with its period.

    A second decision on one day takes the place of the first, which is kept as a correction. Raises `DomainError` code
    `target_years`, `target_needs_reason`, or `target_before_current` for a day before the running decision.
    """
    check_target(target)
    if not reason.strip():
        raise DomainError("target_needs_reason")
    current = session.scalar(select(CoverageTarget).where(func.upper_inf(CoverageTarget.period)))
    if current is not None:
        since = current.period.lower
        if since is not None and since > on:
            raise DomainError("target_before_current", on=on, current_since=since)
        if since == on:
            session.add(
                CoverageCorrection(
                    subject=CorrectionSubject.TARGET,
                    start_year=current.start_year,
                    target_year=current.target_year,
                    on_day=since,
                    note=current.reason,
                    reason=reason.strip()[:REASON_LENGTH],
                    corrected_on=on,
                )
            )
            session.execute(delete(CoverageTarget).where(CoverageTarget.id == current.id))
        else:
            session.execute(
                update(CoverageTarget).where(CoverageTarget.id == current.id).values(period=Range(since, on))
            )
    decided = CoverageTarget(
        start_year=target.start_year,
        target_year=target.target_year,
        period=Range(None if current is None else on, None),
        reason=reason.strip(),
    )
    session.add(decided)
    session.flush()
    return decided


def keep_stage(
    session: Session,
    neighbourhood_id: int,
    stage: Stage,
    *,
    on: date,
    note: str,
    seen: int | None,
    today: date,
    by: int | None,
) -> Presence:
    """Begin a stage, as somebody who looked at the one with id `seen` (None: there was none).

    Raises `EditConflict` `changed_meanwhile` when another one runs by now, and `DomainError` as `set_stage` does.
    """
    _take_turns(session, neighbourhood_id)
    running = find_running(session, neighbourhood_id)
    if (running.id if running else None) != seen:
        raise EditConflict("changed_meanwhile", version=running.id if running else 0)
    begun = set_stage(session, neighbourhood_id, stage, on=on, today=today, note=note)
    record(session, AuditAction.CREATED, by=by, table="presence", row=begun.id)
    return begun


def keep_evidence(
    session: Session,
    neighbourhood_id: int,
    kind: EvidenceKind,
    *,
    observed_on: date,
    note: str,
    today: date,
    by: int | None,
) -> Evidence:
    """Note a sign of life, and who did so. Raises as `add_evidence` does."""
    noted = add_evidence(session, neighbourhood_id, kind, observed_on=observed_on, today=today, note=note)
    record(session, AuditAction.CREATED, by=by, table="evidence", row=noted.id)
    return noted


def take_back_evidence(
    session: Session, neighbourhood_id: int, evidence_id: int, *, reason: str, today: date, by: int | None
) -> None:
    """Take back a sign of life that somebody noted by mistake; it is kept as a correction, with the reason.

    Raises `NotFound` `evidence_unknown`, `DomainError` `evidence_not_by_hand` for one of the sources, of the
    demonstration or of a discovery process, and as `check_reason` does.
    """
    _take_turns(session, neighbourhood_id)
    noted = session.get(Evidence, evidence_id)
    if noted is None or noted.neighbourhood_id != neighbourhood_id:
        raise NotFound("evidence_unknown")
    of_discovery = session.scalar(select(DiscoveryEvent.id).where(DiscoveryEvent.evidence_id == evidence_id))
    if noted.provenance != Provenance.ENTERED or of_discovery is not None:
        raise DomainError("evidence_not_by_hand")
    session.add(
        CoverageCorrection(
            subject=CorrectionSubject.EVIDENCE,
            neighbourhood_id=neighbourhood_id,
            kind=noted.kind,
            on_day=noted.observed_on,
            note=noted.note,
            reason=check_reason(reason),
            corrected_on=today,
        )
    )
    withdraw_evidence(session, evidence_id)
    record(session, AuditAction.DELETED, by=by, table="evidence", row=evidence_id)


def take_back_stage(
    session: Session, neighbourhood_id: int, presence_id: int, *, reason: str, today: date, by: int | None
) -> None:
    """Take back a stage that was noted today by mistake: the one before it runs on as if nothing had happened.

    It is kept as a correction, with the reason. Raises `NotFound` `stage_unknown`, and `DomainError` as
    `check_withdrawal` and `check_reason` do.
    """
    _take_turns(session, neighbourhood_id)
    noted = session.get(Presence, presence_id)
    if noted is None or noted.neighbourhood_id != neighbourhood_id:
        raise NotFound("stage_unknown")
    since = noted.period.lower
    check_can_go(noted, today=today)
    session.add(
        CoverageCorrection(
            subject=CorrectionSubject.STAGE,
            neighbourhood_id=neighbourhood_id,
            stage=noted.stage,
            on_day=since,
            note=noted.note,
            reason=check_reason(reason),
            corrected_on=today,
        )
    )
    session.execute(delete(Presence).where(Presence.id == presence_id).execution_options(synchronize_session="fetch"))
    before = session.scalar(
        select(Presence).where(Presence.neighbourhood_id == neighbourhood_id, func.upper(Presence.period) == since)
    )
    if before is not None:
        before.period = Range(before.period.lower, None)
    session.flush()
    record(session, AuditAction.DELETED, by=by, table="presence", row=presence_id)


def decide_target(
    session: Session, target: Target, *, on: date, reason: str, seen: int | None, by: int | None
) -> CoverageTarget:
    """Decide on a target line, as somebody who looked at the one with id `seen` (None: there was none).

    Raises `EditConflict` `changed_meanwhile` when another one holds by now, and `DomainError` as `set_target` does.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("coverage_target"))))
    current = session.scalar(select(CoverageTarget.id).where(func.upper_inf(CoverageTarget.period)))
    if current != seen:
        raise EditConflict("changed_meanwhile", version=current or 0)
    decided = set_target(session, target, on=on, reason=reason)
    record(session, AuditAction.CREATED, by=by, table="coverage_target", row=decided.id)
    return decided


def _take_turns(session: Session, neighbourhood_id: int) -> None:
    """Two people who change one neighbourhood wait for each other, so that both see the true current stage."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("presence"), neighbourhood_id)))
