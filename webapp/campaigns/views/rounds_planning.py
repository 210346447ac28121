"""Rounds for who coordinates: planned, looked at, given to a volunteer, taken apart."""

from datetime import UTC, datetime

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.campaigns.actions.rounds import Planned, dissolve_round, give_round, plan, take_round_back
from webapp.campaigns.forms.rounds import PlanForm, WalkerForm
from webapp.campaigns.guards import account_id
from webapp.campaigns.queries.rounds import RoundRow, count_rough_stops, find_round, list_line_tallies, list_pickups
from webapp.campaigns.queries.rounds_walk import list_round_stops
from webapp.campaigns.rounds_guards import (
    Delivering,
    get_delivering,
    get_open_delivering,
    get_round,
    open_round,
    place_url,
    site_links,
)
from webapp.campaigns.views.blueprint import bp
from webapp.campaigns.views.rounds import PLACE
from webapp.clock import today
from webapp.errors import DomainError, NotFound
from webapp.extensions import db
from webapp.models import DeliveryRound
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of

ROUNDS = PLACE + "/rondes"
ROUND = ROUNDS + "/<int(max=2147483647):round_id>"


@bp.route(ROUNDS + "/maken", methods=["GET", "POST"])
@requires(Permission.CARRY_CAMPAIGN)
def rounds_plan(slug: str, place_slug: str) -> ResponseReturnValue:
    at = get_open_delivering(slug, place_slug)
    pickups = list_pickups(db.session, at.line_ids, at.place.id)
    form = PlanForm(request.form)
    form.offer(pickups, day=max(today(), at.campaign.starts_on))
    planned = _planned(at, form) if form.validate_on_submit() else None
    if planned is not None and planned.rounds:
        url = place_url(at, rondes=planned.rounds, te_veel=planned.too_heavy, te_ver=planned.too_far)
        return redirect(url, SEE_OTHER)
    tallies = list_line_tallies(db.session, at.line_ids, at.place.id)
    rough = count_rough_stops(db.session, at.line_ids, at.place.id)
    page = render_template(
        "campaigns/rounds_plan.html", at=at, form=form, tallies=tallies, planned=planned, rough=rough
    )
    return page, UNPROCESSABLE if form.errors or planned is not None else 200


@bp.route(ROUND, methods=["GET", "POST"])
@requires(Permission.CARRY_CAMPAIGN)
def rounds_round(slug: str, place_slug: str, round_id: int) -> ResponseReturnValue:
    at = get_open_delivering(slug, place_slug) if request.method == "POST" else get_delivering(slug, place_slug)
    shown = get_round(at, round_id)
    form = WalkerForm(request.form, data={"name": shown.walker_name, "email": shown.walker_email})
    if form.validate_on_submit():
        name, email = text_of(form.name), text_of(form.email)
        kept = _get_row(shown)
        give_round(db.session, kept, name=name, email=email, links=site_links(), by=account_id(), now=datetime.now(UTC))
        return redirect(place_url(at, gedaan="gegeven"), SEE_OTHER)
    stops = open_round(shown.id, list_round_stops(db.session, shown.id))
    page = render_template("campaigns/rounds_round.html", at=at, round=shown, stops=stops, form=form)
    return page, UNPROCESSABLE if form.errors else 200


@bp.post(ROUND + "/terug")
@requires(Permission.CARRY_CAMPAIGN)
def rounds_take_back(slug: str, place_slug: str, round_id: int) -> ResponseReturnValue:
    at = get_open_delivering(slug, place_slug)
    take_round_back(db.session, _get_row(get_round(at, round_id)), by=account_id())
    return redirect(place_url(at, gedaan="teruggenomen"), SEE_OTHER)


@bp.post(ROUND + "/opheffen")
@requires(Permission.CARRY_CAMPAIGN)
def rounds_dissolve(slug: str, place_slug: str, round_id: int) -> ResponseReturnValue:
    at = get_open_delivering(slug, place_slug)
    dissolve_round(db.session, _get_row(get_round(at, round_id)), by=account_id())
    return redirect(place_url(at, gedaan="opgeheven"), SEE_OTHER)


def _get_row(shown: RoundRow) -> DeliveryRound:
    found = find_round(db.session, shown.id)
    if found is None:
        raise NotFound("round_unknown")
    return found


def _planned(at: Delivering, form: PlanForm) -> Planned | None:
    """Plan as was asked; None, with the reason in the form, when it is refused."""
    try:
        return plan(db.session, at.place.id, form.chosen, form.to_load(), form.day, by=account_id())
    except DomainError as error:
        form.refuse(error)
        return None
