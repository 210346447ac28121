"""The data of the planner's maps."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from webapp.extensions import db
from webapp.planning.pages.working import facts_of, worked_out
from webapp.planning.queries.map import marked_geojson
from webapp.planning.queries.scenarios import Scenario
from webapp.planning.rules.marks import (
    NOT_LOOKED_AT,
    REST,
    Layer,
    Mark,
    compared_marks,
    plan_marks,
    score_marks,
)
from webapp.planning.rules.settings import Settings
from webapp.planning.rules.working import Facts
from webapp.ui.answers import Answer


def map_answer(settings: Settings, layer: Layer, *, level: int, today: date) -> Answer:
    """The neighbourhoods by score or by year. Raises `DomainError` as `work_out`."""
    facts = facts_of(settings.slugs, today=today)
    worked = worked_out(facts, settings)
    marks = (
        score_marks(worked.ranked)
        if layer == Layer.SCORE
        else plan_marks(worked.ranked, worked.plan, worked.problem.years)
    )
    return _answer(facts, marks, level)


def compared_answer(scenarios: Sequence[Scenario], *, level: int, today: date) -> Answer:
    """The neighbourhoods by the scenario in which they start first. Raises `DomainError` as `work_out`."""
    wished = frozenset(slug for each in scenarios for slug in each.settings.slugs)
    facts = facts_of(wished, today=today)
    outcomes = [worked_out(facts, each.settings).outcome(each.name, facts.slugs) for each in scenarios]
    return _answer(facts, compared_marks({each.slug: each.id for each in facts.candidates}, outcomes), level)


def _answer(facts: Facts, marks: dict[int, Mark], level: int) -> Answer:
    left = {key: NOT_LOOKED_AT for key in facts.names if key not in facts.present and key not in marks}
    body = marked_geojson(db.session, {**left, **marks}, REST, level=level)
    return Answer(sha256(body).hexdigest()[:24], body)
