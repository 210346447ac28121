"""Reads of what coverage over time is made of, and of the decisions on its target."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.coverage.rules.presence import PRESENT_STAGES, Target
from webapp.coverage.rules.series import Spell
from webapp.models import CoverageTarget, Evidence, Presence


@dataclass(frozen=True)
class Decision:
    """A target line that was decided on: since which day it holds, None for the first, and why."""

    id: int
    target: Target
    since: date | None
    reason: str


def list_present_spells(session: Session, *, until: date) -> tuple[Spell, ...]:
    """The times in which neighbourhoods were present that began on or before a day, in order of time."""
    rows = session.execute(
        select(
            Presence.neighbourhood_id,
            func.lower(Presence.period).label("since"),
            func.upper(Presence.period).label("until"),
        )
        .where(Presence.stage.in_(PRESENT_STAGES), func.lower(Presence.period) <= until)
        .order_by("since", Presence.id)
    )
    return tuple(Spell(*row) for row in rows)


def list_days_of_signs(session: Session, *, until: date) -> dict[int, list[date]]:
    """The days of evidence of each neighbourhood that ever was present, up to a day, in order."""
    ever = select(Presence.neighbourhood_id).where(Presence.stage.in_(PRESENT_STAGES))
    rows = session.execute(
        select(Evidence.neighbourhood_id, Evidence.observed_on)
        .where(Evidence.observed_on <= until, Evidence.neighbourhood_id.in_(ever))
        .distinct()
        .order_by(Evidence.neighbourhood_id, Evidence.observed_on)
    )
    found: defaultdict[int, list[date]] = defaultdict(list)
    for neighbourhood_id, day in rows:
        found[neighbourhood_id].append(day)
    return dict(found)


def list_decisions(session: Session, *, at: date) -> tuple[Decision, ...]:
    """The decisions on the target that were taken up to a day, the newest first; the first of all always."""
    since = func.lower(CoverageTarget.period)
    rows = session.scalars(
        select(CoverageTarget)
        .where(func.coalesce(since, at) <= at)
        .order_by(since.desc().nulls_last(), CoverageTarget.id.desc())
    )
    return tuple(
        Decision(row.id, Target(row.start_year, row.target_year), row.period.lower, row.reason) for row in rows
    )
