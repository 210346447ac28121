"""Reads of scenarios that were kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.models import Neighbourhood, PlanningScenario
from webapp.planning.rules.comparing import Kept, read_kept
from webapp.planning.rules.criteria import DEFAULT_WEIGHTS, Criterion
from webapp.planning.rules.settings import Settings, WrittenWish
from webapp.vocabulary import Provenance


@dataclass(frozen=True)
class Scenario:
    """A scenario: what it is asked for, and what it found when it was kept."""

    id: int
    name: str
    about: str
    settings: Settings
    kept: Kept | None
    version: int
    changed_at: datetime
    is_demo: bool


def list_scenarios(session: Session, *ids: int) -> tuple[Scenario, ...]:
    """Scenarios by name, or those with these ids in that order; two statements and one for the names of places."""
    statement = select(PlanningScenario).options(selectinload(PlanningScenario.wishes))
    if ids:
        statement = statement.where(PlanningScenario.id.in_(ids))
    rows = session.scalars(
        statement.order_by(PlanningScenario.name, PlanningScenario.id).execution_options(populate_existing=True)
    ).all()
    slugs: dict[int, str] = {row.id: row.slug for row in session.execute(select(Neighbourhood.id, Neighbourhood.slug))}
    found = {row.id: _scenario(row, slugs) for row in rows}
    return tuple(found[each] for each in dict.fromkeys(ids) if each in found) if ids else tuple(found.values())


def _scenario(row: PlanningScenario, slugs: dict[int, str]) -> Scenario:
    wishes = tuple(
        WrittenWish(each.kind, slugs[each.neighbourhood_id], slugs.get(each.other_id or 0), each.year)
        for each in row.wishes
    )
    return Scenario(
        id=row.id,
        name=row.name,
        about=row.about,
        settings=Settings(
            # a criterion that came later weighs what it does by itself
            weights={each: row.weights.get(each.value, DEFAULT_WEIGHTS[each]) for each in Criterion},
            pace=row.pace,
            horizon=row.horizon,
            method=row.method,
            wishes=wishes,
        ),
        kept=read_kept(row.outcome),
        version=row.version,
        changed_at=row.changed_at,
        is_demo=row.provenance == Provenance.DEMO,
    )
