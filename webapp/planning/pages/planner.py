"""Puts the planner together: ranking, plan, map, pictures, scenarios and invitations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import current_app, url_for
from flask_babel import gettext

from webapp.areas.frames import MapFrame
from webapp.areas.map_frame import tinted_map
from webapp.areas.queries import find_geography
from webapp.coverage.queries import get_target
from webapp.errors import DatabaseNotReady
from webapp.extensions import db
from webapp.i18n import locale_code
from webapp.planning.pages.working import facts_of, picture, worked_out
from webapp.planning.queries.invitations import Invitation, list_invitations
from webapp.planning.queries.scenarios import Scenario, list_scenarios
from webapp.planning.rules.comparing import Change, change_since, kept_outcome
from webapp.planning.rules.criteria import Ranked, ScoreClass
from webapp.planning.rules.marks import Layer, Tint
from webapp.planning.rules.plan import Reached, reached_by
from webapp.planning.rules.settings import Settings
from webapp.planning.rules.working import Facts, NeededPace, Worked, needed_pace
from webapp.planning.words.plan import refusal_words

Query = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class YearRow:
    """What a plan does in a year: who starts, and what is reached at its end."""

    reached: Reached
    starts: tuple[Ranked, ...]


@dataclass(frozen=True)
class PlannerPage:
    """The planner. `query` asks for the same again; `refusal` says why there is no plan, empty when there is one."""

    facts: Facts
    worked: Worked
    pace: NeededPace
    query: Query
    layer: Layer
    frame: MapFrame
    classes: tuple[tuple[ScoreClass, tuple[float, ...]], ...]
    years: tuple[YearRow, ...]
    pictures: tuple[tuple[str, str], ...]
    refusal: str
    scenario: Scenario | None
    change: Change | None
    scenarios: tuple[Scenario, ...]
    invitations: tuple[Invitation, ...]


def page_of(settings: Settings, layer: Layer, scenario_id: int | None, *, today: date) -> PlannerPage:
    """The page that a question gives. Raises `DomainError` as `work_out`, `DatabaseNotReady` code `not_seeded`."""
    facts = facts_of(settings.slugs, today=today)
    worked = worked_out(facts, settings)
    scenarios = list_scenarios(db.session)
    scenario = next((each for each in scenarios if each.id == scenario_id), None)
    target = get_target(db.session, at=today)
    left = len(facts.candidates) + facts.left_out
    return PlannerPage(
        facts=facts,
        worked=worked,
        pace=needed_pace(left, target_year=target.target_year, today=today, horizon=settings.horizon),
        query=settings.query(),
        layer=layer,
        frame=frame_of(
            url_for("planning.map_data"),
            {**settings.query(), "kaart": layer.value},
            gettext("Kaart van de wijken die nog komen"),
            today=today,
        ),
        classes=_classes(worked),
        years=_years(worked),
        pictures=_pictures(facts, worked),
        refusal=_refusal(facts, worked),
        scenario=scenario,
        change=_change(scenario, settings, facts, worked, today),
        scenarios=scenarios,
        invitations=list_invitations(db.session),
    )


def frame_of(address: str, query: Query, label: str, *, today: date) -> MapFrame:
    """A map of the neighbourhoods whose tints and signs come from an address."""
    geography = find_geography(db.session, today=today)
    if geography is None:
        raise DatabaseNotReady("not_seeded")
    return tinted_map(
        current_app.extensions["settings"],
        locale=locale_code(),
        label=label,
        data_url=address,
        query=urlencode(query, doseq=True),
        geography=geography,
        tints=list(Tint),
    )


def _classes(worked: Worked) -> tuple[tuple[ScoreClass, tuple[float, ...]], ...]:
    """The classes that there are, each with its totals, the highest first."""
    found: dict[ScoreClass, list[float]] = {}
    for each in worked.ranked:
        found.setdefault(each.score_class, []).append(each.total or 0)
    return tuple((each, tuple(totals)) for each, totals in found.items())


def _years(worked: Worked) -> tuple[YearRow, ...]:
    starts = worked.plan.year_of if worked.plan else {}
    return tuple(
        YearRow(reached, tuple(each for each in worked.ranked if starts.get(each.candidate.id) == reached.year))
        for reached in worked.reached
    )


def _pictures(facts: Facts, worked: Worked) -> tuple[tuple[str, str], ...]:
    """The best plan and the ranking's, by inhabitants and by inhabitants by need."""
    if worked.plans is None:
        return ()
    lines = [
        (name, reached_by(facts.base, facts.gains, plan.year_of, worked.problem.years))
        for name, plan in (
            (gettext("beste dekking"), worked.plans.coverage),
            (gettext("ranglijst"), worked.plans.ranking),
        )
    ]
    titles = {"weighted": gettext("Inwoners naar nood"), "inhabitants": gettext("Inwoners")}
    return tuple((title, picture(lines, measure)) for measure, title in titles.items())


def _refusal(facts: Facts, worked: Worked) -> str:
    if worked.refusal is None:
        return ""
    return refusal_words(worked.refusal, names=facts.names, years=worked.problem.years, pace=worked.settings.pace)


def _change(scenario: Scenario | None, settings: Settings, facts: Facts, worked: Worked, today: date) -> Change | None:
    """What today's data do to a scenario that is looked at as it was kept."""
    if scenario is None or scenario.settings != settings or worked.plan is None:
        return None
    return change_since(scenario.kept, kept_outcome(worked.outcome(scenario.name, facts.slugs), on=today))
