"""What waits in the signals for a coordinator: of the city, or of one neighbourhood."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from webapp.models import AgendaItem, Bundle, BundleStep, Signal
from webapp.signals.rules.bundles import LATELY
from webapp.vocabulary import BundleState


@dataclass(frozen=True)
class CityWaiting:
    """Signals that nobody took up, meetings of which the answer is not written down, and steps of today or before."""

    signals: int
    answers: int
    steps: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.signals + self.answers + self.steps


@dataclass(frozen=True)
class LocalWaiting:
    """Of one neighbourhood: signals that the city did not take up yet, and those that were answered lately."""

    signals: int
    answered: int


def count_city(session: Session, *, today: date) -> CityWaiting:
    """What waits for the coordinators of the city, in one statement."""
    late = and_(AgendaItem.outcome.is_(None), AgendaItem.meeting_on < today)
    due = and_(BundleStep.done_on.is_(None), BundleStep.due_on <= today)
    row = session.execute(
        select(
            select(func.count())
            .select_from(Signal)
            .where(Signal.bundle_id.is_(None), Signal.closed_on.is_(None))
            .scalar_subquery(),
            select(func.count()).select_from(AgendaItem).where(late).scalar_subquery(),
            select(func.count()).select_from(BundleStep).where(due).scalar_subquery(),
        )
    ).one()
    return CityWaiting(*row)


def count_local(session: Session, neighbourhood_id: int, *, today: date) -> LocalWaiting:
    """What the coordinator of a neighbourhood may want to know, in one statement."""
    here = Signal.neighbourhood_id == neighbourhood_id
    lately = exists().where(
        Bundle.id == Signal.bundle_id,
        Bundle.state == BundleState.ANSWERED,
        Bundle.answered_on > today - LATELY,
    )
    row = session.execute(
        select(
            select(func.count())
            .select_from(Signal)
            .where(here, Signal.bundle_id.is_(None), Signal.closed_on.is_(None))
            .scalar_subquery(),
            select(func.count()).select_from(Signal).where(here, lately).scalar_subquery(),
        )
    ).one()
    return LocalWaiting(*row)
