"""Scenarios: kept, changed, thrown away, and put beside each other."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.rules import level_for_zoom, parse_zoom
from webapp.clock import today
from webapp.errors import BadInput, DomainError, EditConflict, NotFound
from webapp.extensions import db
from webapp.partners.queries import list_neighbourhoods
from webapp.planning.actions.scenarios import change_scenario, keep_scenario
from webapp.planning.actions.scenarios import remove_scenario as remove
from webapp.planning.forms.keeping import ScenarioForm
from webapp.planning.forms.planner import PlannerForm
from webapp.planning.pages.compare import compare_page
from webapp.planning.pages.maps import compared_answer
from webapp.planning.queries.scenarios import Scenario, list_scenarios
from webapp.planning.rules.comparing import FEWEST_SCENARIOS, MOST_SCENARIOS
from webapp.planning.rules.settings import PACE, Settings
from webapp.planning.views.blueprint import bp
from webapp.planning.views.planner import PRIVATE, asked_form
from webapp.planning.words.plan import settings_words
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.answers import GEOJSON, send
from webapp.written_numbers import parse_number

LIST = "scenarios"


@bp.route("/planner/scenarios", methods=["GET", "POST"])
@requires(Permission.PLAN_CITY)
def keep() -> ResponseReturnValue:
    settings, form = _settings(asked_form()), ScenarioForm()
    if form.validate_on_submit():
        try:
            made = keep_scenario(db.session, form.to_facts(settings), by=current_actor().account_id, today=today())
            return _shown(settings, made.id)
        except DomainError as error:
            form.refuse(error)
    page = render_template("planning/keep.html", form=form, settings=settings, query=settings.query(), names=_names())
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/planner/scenarios/<int(max=2147483647):scenario_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_CITY)
def edit_scenario(scenario_id: int) -> ResponseReturnValue:
    kept = _get(scenario_id)
    # what the address asks for, or what is kept
    settings = _settings(asked_form()) if PACE in request.args else kept.settings
    form = ScenarioForm(data={"scenario_name": kept.name, "about": kept.about, "version": str(kept.version)})
    theirs, status = list[tuple[str, str, str]](), 200
    if form.validate_on_submit():
        try:
            facts, by = form.to_facts(settings), current_actor().account_id
            change_scenario(db.session, scenario_id, facts, version=form.version_seen, by=by, today=today())
            return _shown(settings, scenario_id)
        except EditConflict as conflict:
            form.version.data, status = str(conflict.version), CONFLICT
            theirs = [*form.differences(kept), *_other_question(kept.settings, settings)]
        except DomainError as error:
            form.refuse(error)
    page = render_template(
        "planning/edit_scenario.html", form=form, kept=kept, settings=settings, theirs=theirs, names=_names()
    )
    return page, UNPROCESSABLE if form.errors else status


@bp.post("/planner/scenarios/<int(max=2147483647):scenario_id>/weg")
@requires(Permission.PLAN_CITY)
def remove_scenario(scenario_id: int) -> ResponseReturnValue:
    version = parse_number(request.form.get("version")) or 0
    remove(db.session, scenario_id, version=version, by=current_actor().account_id)
    return redirect(url_for("planning.index", gedaan="weg", _anchor=LIST), SEE_OTHER)


@bp.get("/planner/vergelijk")
@requires(Permission.PLAN_CITY)
def compare() -> ResponseReturnValue:
    chosen = _chosen()
    is_right = FEWEST_SCENARIOS <= len(chosen) <= MOST_SCENARIOS
    page = compare_page(chosen, today=today()) if is_right else None
    every = list_scenarios(db.session)
    answer = render_template("planning/compare.html", page=page, scenarios=every, chosen=[each.id for each in chosen])
    return answer, 200 if is_right or not request.args.getlist("scenario") else UNPROCESSABLE


@bp.get("/kaart/planner-vergelijk.geojson")
@requires(Permission.PLAN_CITY)
def compare_data() -> Response:
    chosen = _chosen()
    if not FEWEST_SCENARIOS <= len(chosen) <= MOST_SCENARIOS:
        raise BadInput("scenarios_to_compare")
    level = level_for_zoom(parse_zoom(request.args.get("zoom")))
    return send(compared_answer(chosen, level=level, today=today()), mimetype=GEOJSON, cache_control=PRIVATE)


def _chosen() -> tuple[Scenario, ...]:
    ids = [number for text in request.args.getlist("scenario") if (number := parse_number(text)) is not None]
    return list_scenarios(db.session, *ids) if ids else ()


def _get(scenario_id: int) -> Scenario:
    found = list_scenarios(db.session, scenario_id)
    if not found:
        raise NotFound("scenario_unknown")
    return found[0]


def _settings(form: PlannerForm) -> Settings:
    """What the address asks for; raises `BadInput` code `planner_question` when that cannot be planned."""
    if not form.validate():
        raise BadInput("planner_question")
    return form.to_settings()


def _shown(settings: Settings, scenario_id: int) -> ResponseReturnValue:
    asked: dict[str, Any] = {**settings.query(), "scenario": str(scenario_id), "gedaan": "bewaard"}
    return redirect(url_for("planning.index", **asked), SEE_OTHER)


def _names() -> dict[str, str]:
    return {each.slug: each.name for each in list_neighbourhoods(db.session)}


def _other_question(kept: Settings, own: Settings) -> list[tuple[str, str, str]]:
    """Per part of what is asked in which they differ: its label, what is kept, and what the address asks."""
    names = _names()
    told = zip(settings_words(kept, names), settings_words(own, names), strict=True)
    return [(label, theirs, mine) for (label, theirs), (_, mine) in told if theirs != mine]
