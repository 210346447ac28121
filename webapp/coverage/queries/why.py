"""Reads of what a stage rests on, and of what was taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from webapp.clock import CITY_TIMEZONE
from webapp.coverage.rules.keeping import check_withdrawal
from webapp.models import CoverageCorrection, DiscoveryEvent, Evidence, Presence
from webapp.vocabulary import DatePrecision, EvidenceKind, Provenance


@dataclass(frozen=True)
class Sign:
    """A sign of life; `is_of_discovery` when it goes with an event of the discovery process, and is changed there."""

    id: int
    kind: EvidenceKind
    observed_on: date
    precision: DatePrecision
    provenance: Provenance
    note: str
    note_en: str
    is_of_discovery: bool

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether somebody noted it by hand."""
        return self.provenance == Provenance.ENTERED and not self.is_of_discovery


def list_signs(session: Session, neighbourhood_id: int, *, at: date) -> tuple[Sign, ...]:
    """The evidence of a neighbourhood up to a date, newest first."""
    rows = session.execute(
        _signs(neighbourhood_id)
        .where(Evidence.observed_on <= at)
        .order_by(Evidence.observed_on.desc(), Evidence.id.desc())
    )
    return tuple(Sign(*row) for row in rows)


def find_sign(session: Session, neighbourhood_id: int, evidence_id: int) -> Sign | None:
    """One sign of life of a neighbourhood."""
    row = session.execute(_signs(neighbourhood_id).where(Evidence.id == evidence_id)).one_or_none()
    return Sign(*row) if row else None


def find_stage(session: Session, neighbourhood_id: int, presence_id: int) -> Presence | None:
    """One stage of a neighbourhood, running or over."""
    return session.scalar(
        select(Presence).where(Presence.neighbourhood_id == neighbourhood_id, Presence.id == presence_id)
    )


def find_running(session: Session, neighbourhood_id: int) -> Presence | None:
    """The stage that lasts; None where Missie050 never began."""
    return session.scalar(
        select(Presence).where(Presence.neighbourhood_id == neighbourhood_id, func.upper_inf(Presence.period))
    )


def check_can_go(noted: Presence, *, today: date) -> None:
    """Refuse to take back a stage that is more than a mistake of today; raises `DomainError` as `check_withdrawal`."""
    check_withdrawal(
        noted_on=noted.created_at.astimezone(CITY_TIMEZONE).date(),
        is_running=noted.period.upper is None,
        is_by_hand=noted.provenance == Provenance.ENTERED,
        today=today,
    )


def list_corrections(session: Session, neighbourhood_id: int | None) -> Sequence[CoverageCorrection]:
    """What was taken back in a neighbourhood, or of the target, newest first; who does not keep it sees none."""
    return session.scalars(
        select(CoverageCorrection)
        .where(CoverageCorrection.neighbourhood_id.is_not_distinct_from(neighbourhood_id))
        .order_by(CoverageCorrection.id.desc())
    ).all()


def _signs(neighbourhood_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Evidence.id,
            Evidence.kind,
            Evidence.observed_on,
            Evidence.precision,
            Evidence.provenance,
            Evidence.note,
            Evidence.note_en,
            DiscoveryEvent.id.is_not(None),
        )
        .outerjoin(DiscoveryEvent, DiscoveryEvent.evidence_id == Evidence.id)
        .where(Evidence.neighbourhood_id == neighbourhood_id)
    )
