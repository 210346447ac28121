"""Changes to presence, evidence and target: each checks its rule and leaves history standing."""

from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from webapp.coverage.queries import list_evidence_kinds
from webapp.coverage.rules import Target, check_stage_change, check_target
from webapp.errors import DomainError
from webapp.models import CoverageTarget, Evidence, Presence
from webapp.vocabulary import DatePrecision, EvidenceKind, Provenance, Stage


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
    # two people who change one neighbourhood wait for each other, so that both see the true current stage
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("presence"), neighbourhood_id)))
    current = session.scalar(
        select(Presence).where(Presence.neighbourhood_id == neighbourhood_id, func.upper_inf(Presence.period))
    )
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

    A second decision on one day takes the place of the first. Raises `DomainError` code `target_years`,
    `target_needs_reason`, or `target_before_current` for a day before the running decision.
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
