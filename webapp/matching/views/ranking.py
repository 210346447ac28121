"""Who fits best: candidates for one need, what fits with oneself, everything at once, what can be lent, and weights."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.calendar.week_words import week_words
from webapp.clock import today
from webapp.errors import BadInput, DomainError, NotFound
from webapp.extensions import READING, db
from webapp.i18n import error_message, own_language
from webapp.matching.actions.allocation import plan_allocation, propose_chosen
from webapp.matching.actions.weights import set_reserves, set_weights
from webapp.matching.forms.ranking import ReserveForm, WeightsForm, chosen_of
from webapp.matching.queries.fitting import has_talents, list_fitting
from webapp.matching.queries.nearness import from_middle, tell_nearness
from webapp.matching.queries.plan_names import list_askers, list_chosen
from webapp.matching.queries.ranking import AskedNeed, find_need, list_candidates
from webapp.matching.queries.spare import list_balance
from webapp.matching.queries.talent_needs import find_somebody, list_needs_of
from webapp.matching.queries.weights import find_weights, list_named_reserves
from webapp.matching.rules.allocation import Chosen
from webapp.matching.rules.life import answer_until
from webapp.matching.rules.ranking import DEFAULT_WEIGHTS
from webapp.matching.views.blueprint import bp
from webapp.matching.views.places import get_workspace, site_links
from webapp.matching.words import ranking as words
from webapp.needs.guards import get_need_or_404, open_words
from webapp.roles.queries import list_neighbourhoods
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.talents.queries import find_terms, list_silences
from webapp.talents.words import language_name
from webapp.themes.queries import list_themes

for _each in (
    words.own_reason_sentence,
    words.papers_in_words,
    words.reason_sentence,
    words.reason_sentences,
    words.reason_strength,
    words.uncovered_sentence,
    words.weight_explanation,
    words.weight_name,
):
    bp.add_app_template_global(_each)
bp.add_app_template_global(week_words, "match_week_words")
bp.add_app_template_global(language_name, "match_language_name")


@bp.app_template_global()
def match_theme_names() -> dict[int, str]:
    """What themes are called, by their key, for pages that show many."""
    return {each.id: each.name for each in list_themes(db.session, own_language, only_offered=False)}


@bp.get("/werkplek/<slug>/vragen/<key>")
@requires(Permission.MAKE_MATCHES)
def candidates(slug: str, key: str) -> ResponseReturnValue:
    place = get_workspace(slug, Permission.MAKE_MATCHES)
    need = _find_need(place.id, key)
    if need is None:
        raise NotFound("need_unknown")
    asked = open_words(get_need_or_404(place, key))
    weights = find_weights(db.session)
    found = (
        list_candidates(db.session, current_actor(), need, weights=weights, today=today())
        if need.is_open and need.still_wanted
        else []
    )
    found = tell_nearness(db.session, [(need.id, each) for each in found])
    return render_template(
        "matching/candidates.html", place=place, need=need, asked=asked, candidates=found, weights=weights
    )


@bp.get("/mensen/<int:person_id>/wat-past")
@requires(Permission.MAKE_MATCHES)
def needs_of_person(person_id: int) -> ResponseReturnValue:
    viewer = current_actor()
    somebody = find_somebody(db.session, viewer, person_id)
    if somebody is None:
        raise NotFound("person_unknown")
    place = get_workspace(somebody.slug, Permission.MAKE_MATCHES)
    found = list_needs_of(db.session, viewer, somebody, today=today())
    askers = list_askers(db.session, viewer, [each.need.person_id for each in found])
    return render_template("matching/needs_of_person.html", place=place, person=somebody, found=found, askers=askers)


@bp.get("/mijn/talenten/wat-past")
@requires(Permission.KEEP_OWN_TALENTS)
def fitting() -> ResponseReturnValue:
    actor = current_actor()
    found = list_fitting(db.session, actor, today=today())
    kept = find_terms(db.session, actor.person_id) if actor.person_id else None
    terms = kept.terms if kept else None
    return render_template(
        "matching/fitting.html",
        silences=list_silences(db.session, actor.person_id, terms, today=today()) if actor.person_id else (),
        terms=terms,
        found=[replace(each, score=from_middle(each.score)) for each in found],
        has_talents=has_talents(db.session, actor),
    )


@bp.route("/stad/koppelen", methods=["GET", "POST"])
@requires(Permission.SET_MATCHING)
def weights() -> ResponseReturnValue:
    step = request.form.get("doe") if request.method not in READING else None
    weighing = WeightsForm(request.form if step == "gewichten" else None, find_weights(db.session))
    reserving = _reserve_form(sent=step == "reserve")
    if step == "standaard" or (step == "gewichten" and weighing.validate()):
        try:
            set_weights(db.session, DEFAULT_WEIGHTS if step == "standaard" else weighing.to_weights(), by=_by())
            return redirect(url_for("matching.weights", gedaan=step), SEE_OTHER)
        except BadInput as error:
            weighing.refuse(error)
    if step == "reserve" and reserving.validate():
        set_reserves(db.session, reserving.neighbourhood.data, {reserving.theme.data: reserving.kept.data}, by=_by())
        return redirect(url_for("matching.weights", gedaan="reserve"), SEE_OTHER)
    page = render_template(
        "matching/weights.html",
        weighing=weighing,
        reserving=reserving,
        reserves=list_named_reserves(db.session, own_language),
    )
    return page, UNPROCESSABLE if weighing.errors or reserving.errors else 200


@bp.route("/werkplek/<slug>/verdeling", methods=["GET", "POST"])
@requires(Permission.MAKE_MATCHES)
def allocation(slug: str) -> ResponseReturnValue:
    place, made, status = get_workspace(slug, Permission.MAKE_MATCHES), 0, 200
    problems: list[str] = []
    if request.method not in READING:
        chosen = chosen_of(request.form)
        made, problems = _propose(place.id, chosen)
        if made and not problems:
            return redirect(url_for("matching.allocation", slug=slug, gedaan=made), SEE_OTHER)
        if not chosen:
            problems, status = [gettext("Kies eerst een of meer koppelingen.")], UNPROCESSABLE
    plan = plan_allocation(db.session, current_actor(), place.id, today=today())
    askers = list_askers(db.session, current_actor(), [each.need.person_id for each in plan.pairings])
    page = render_template(
        "matching/allocation.html", place=place, plan=plan, made=made, problems=problems, askers=askers
    )
    return page, status


@bp.get("/werkplek/<slug>/over")
@requires(Permission.MAKE_MATCHES)
def spare(slug: str) -> ResponseReturnValue:
    place = get_workspace(slug, Permission.MAKE_MATCHES)
    bridges = plan_allocation(db.session, current_actor(), place.id, today=today()).bridges
    return render_template(
        "matching/spare.html",
        place=place,
        balance=list_balance(db.session, place.id, own_language),
        bridges=bridges,
        askers=list_askers(db.session, current_actor(), [each.need.person_id for each in bridges]),
    )


def _find_need(place_id: int, key: str) -> AskedNeed | None:
    return find_need(db.session, current_actor(), key, neighbourhood_id=place_id, today=today())


def _by() -> int:
    return current_actor().account_id or 0


def _propose(place_id: int, chosen: list[Chosen]) -> tuple[int, list[str]]:
    """Propose what was chosen; gives how many were, and a sentence for each that could not be."""
    made, refused = propose_chosen(
        db.session,
        current_actor(),
        chosen,
        lambda key: _find_need(place_id, key),
        links=site_links(),
        until=answer_until(today(), days=find_weights(db.session).answer_days),
        now=datetime.now(UTC),
        today=today(),
    )
    names = list_chosen(db.session, current_actor(), [each for each, _ in refused])
    return made, [_problem(place_id, each, names.get(each), code) for each, code in refused]


def _problem(place_id: int, chosen: Chosen, name: str | None, code: str) -> str:
    """Why one of those chosen could not be proposed, with the theme and who it was, as far as that may be known."""
    need, why = _find_need(place_id, chosen.need_key), error_message(DomainError(code))
    if need is None:
        return why
    theme, who = match_theme_names()[need.theme_id], name or gettext("iemand")
    return str(gettext("%(theme)s, %(who)s: %(why)s", theme=theme, who=who, why=why))


def _reserve_form(*, sent: bool) -> ReserveForm:
    places = [(int(each.id), each.name) for each in list_neighbourhoods(db.session)]
    themes = [(each.id, each.name, each.group) for each in list_themes(db.session, own_language)]
    return ReserveForm(request.form if sent else None).offer(places, themes)
