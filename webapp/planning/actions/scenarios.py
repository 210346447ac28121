"""Scenarios are kept under a name with what they found, changed, and thrown away."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.models import Neighbourhood, PlanningScenario, PlanningWish
from webapp.planning.queries.facts import get_facts
from webapp.planning.rules.comparing import kept_outcome
from webapp.planning.rules.settings import Settings, resolve
from webapp.planning.rules.working import work_out
from webapp.vocabulary import AuditAction, Provenance

NAMED_ONCE = "uq_planning_scenario_name"
MOST_SCENARIOS = 100


@dataclass(frozen=True)
class ScenarioFacts:
    """What a scenario is called, what it is about, and what it is asked for."""

    name: str
    about: str
    settings: Settings


def keep_scenario(
    session: Session,
    facts: ScenarioFacts,
    *,
    by: int | None,
    today: date,
    provenance: Provenance = Provenance.ENTERED,
) -> PlanningScenario:
    """Keep a scenario, with what it finds today.

    Raises `DomainError` `scenario_twice` for a name that another one has, `scenarios_full`, or the code of why its
    wishes cannot be kept.
    """
    if len(session.scalars(select(PlanningScenario.id).limit(MOST_SCENARIOS)).all()) >= MOST_SCENARIOS:
        raise DomainError("scenarios_full")
    row = PlanningScenario(provenance=provenance)
    fields = _fill(session, row, facts, today=today)
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise _refusal(error) from error
    record(session, AuditAction.CREATED, by=by, table="planning_scenario", row=row.id, fields=fields)
    return row


def change_scenario(
    session: Session, scenario_id: int, facts: ScenarioFacts, *, version: int, by: int | None, today: date
) -> None:
    """Keep a scenario as it is now, with what it finds today.

    Raises `NotFound` `scenario_unknown`, `EditConflict` `changed_meanwhile`, and as `keep_scenario`.
    """
    row = _get(session, scenario_id, version)
    try:
        with session.begin_nested():
            fields = _fill(session, row, facts, today=today)
            row.version, row.changed_at = version + 1, datetime.now(UTC)
            session.flush()
    except IntegrityError as error:
        raise _refusal(error) from error
    record(session, AuditAction.CHANGED, by=by, table="planning_scenario", row=scenario_id, fields=fields)


def remove_scenario(session: Session, scenario_id: int, *, version: int, by: int | None) -> None:
    """Throw a scenario away. Raises `NotFound` `scenario_unknown`, and `EditConflict` `changed_meanwhile`."""
    session.delete(_get(session, scenario_id, version))
    session.flush()
    record(session, AuditAction.DELETED, by=by, table="planning_scenario", row=scenario_id)


def _fill(session: Session, row: PlanningScenario, facts: ScenarioFacts, *, today: date) -> tuple[str, ...]:
    settings = facts.settings
    ids = {each.slug: each.id for each in session.execute(select(Neighbourhood.slug, Neighbourhood.id))}
    wishes, _ = resolve(settings.wishes, ids)
    known = get_facts(session, today=today, wished=settings.slugs)
    worked = work_out(known, settings)
    if worked.refusal is not None:
        raise DomainError(worked.refusal.code)
    row.name, row.about = facts.name, facts.about
    row.method, row.pace, row.horizon = settings.method, settings.pace, settings.horizon
    row.weights = {each.value: weight for each, weight in settings.weights.items()}
    row.outcome = kept_outcome(worked.outcome(facts.name, known.slugs), on=today).to_json()
    row.wishes = [
        PlanningWish(kind=each.kind, neighbourhood_id=each.place, other_id=each.other, year=each.year)
        for each in wishes
    ]
    return ("about", "horizon", "method", "name", "outcome", "pace", "weights", "wishes")


def _get(session: Session, scenario_id: int, version: int) -> PlanningScenario:
    row = session.scalar(
        select(PlanningScenario)
        .where(PlanningScenario.id == scenario_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("scenario_unknown")
    if row.version != version:
        raise EditConflict("changed_meanwhile", version=row.version)
    return row


def _refusal(error: IntegrityError) -> DomainError:
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if constraint != NAMED_ONCE:
        raise error
    return DomainError("scenario_twice")
