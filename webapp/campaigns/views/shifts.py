"""Shifts of a campaign: how many heads each has, asking who comes when needed, and saying that one does."""

from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.campaigns.actions.shifts import add_carrier, ask_helpers, offer_help, remove_carrier, stop_helping
from webapp.campaigns.forms.shifts import CarrierForm, HelperForm, kept_helper
from webapp.campaigns.guards import account_id, get_campaign
from webapp.campaigns.queries.board import list_places
from webapp.campaigns.queries.shifts import (
    ShiftRow,
    find_own_helper,
    list_carriers,
    list_droppable,
    list_helpers,
    list_possible_carriers,
    list_shifts,
)
from webapp.campaigns.rounds_guards import site_links, told_counts
from webapp.campaigns.rules.campaigns import require_open
from webapp.campaigns.rules.shifts import require_availability
from webapp.campaigns.views.blueprint import CAMPAIGN, bp
from webapp.clock import today
from webapp.errors import DomainError, NotFound
from webapp.extensions import db
from webapp.models import Campaign
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of
from webapp.written_numbers import parse_number

SHIFTS = CAMPAIGN + "/diensten"
HELP = CAMPAIGN + "/meehelpen"


@bp.route(SHIFTS, methods=["GET", "POST"])
@requires(Permission.CARRY_CAMPAIGN)
def shifts(slug: str) -> ResponseReturnValue:
    campaign, form = get_campaign(slug), CarrierForm(request.form)
    form.offer(list_possible_carriers(db.session, campaign.id))
    if form.validate_on_submit():
        require_open(campaign.state)
        add_carrier(db.session, campaign, form.initiative_id, by=account_id())
        return redirect(url_for("campaigns.shifts", slug=slug, gedaan="erbij"), SEE_OTHER)
    helpers = list_helpers(db.session, campaign.id)
    page = render_template(
        "campaigns/shifts.html",
        campaign=campaign,
        form=form,
        carriers=list_carriers(db.session, campaign.id),
        droppable=list_droppable(db.session, current_actor(), campaign.id),
        shifts=list_shifts(db.session, current_actor(), campaign, helpers, now=datetime.now(UTC)),
        helpers=helpers,
        said=request.args,
        told=told_counts("gevraagd"),
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.post(SHIFTS + "/<int(max=2147483647):initiative_id>/weg")
@requires(Permission.CARRY_CAMPAIGN)
def shifts_drop(slug: str, initiative_id: int) -> ResponseReturnValue:
    campaign = get_campaign(slug)
    require_open(campaign.state)
    remove_carrier(db.session, campaign, initiative_id, viewer=current_actor())
    return redirect(url_for("campaigns.shifts", slug=slug, gedaan="eraf"), SEE_OTHER)


@bp.post(SHIFTS + "/vragen")
@requires(Permission.CARRY_CAMPAIGN)
def shifts_ask(slug: str) -> ResponseReturnValue:
    campaign = get_campaign(slug)
    require_open(campaign.state)
    shift = _get_shift(campaign)
    task = shift.task
    link = f"{site_links().public_url}/initiatieven/{task.where.slug}/taken/{task.id}/meedoen"
    count = ask_helpers(db.session, campaign, shift, link=link, by=account_id(), now=datetime.now(UTC))
    return redirect(url_for("campaigns.shifts", slug=slug, gevraagd=count), SEE_OTHER)


@bp.route(HELP, methods=["GET", "POST"])
@requires(Permission.TAKE_TASKS)
def shifts_help(slug: str) -> ResponseReturnValue:
    campaign, actor = get_campaign(slug), current_actor()
    own = find_own_helper(db.session, campaign.id, actor)
    first = max(today(), campaign.starts_on)
    kept = kept_helper(own, name=actor.name, first=first, last=campaign.ends_on)
    form = HelperForm(request.form, data=kept)
    form.offer(list_places(db.session))
    if form.validate_on_submit() and _offered(campaign, form):
        return redirect(url_for("campaigns.shifts_help", slug=slug, gedaan="genoteerd"), SEE_OTHER)
    open_shifts = list_shifts(db.session, actor, campaign, (), now=datetime.now(UTC))
    page = render_template(
        "campaigns/shifts_help.html", campaign=campaign, form=form, own=own, shifts=open_shifts, said=request.args
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.post(HELP + "/stoppen")
@requires(Permission.TAKE_TASKS)
def shifts_stop(slug: str) -> ResponseReturnValue:
    stop_helping(db.session, get_campaign(slug), by=account_id())
    return redirect(url_for("campaigns.shifts_help", slug=slug, gedaan="gestopt"), SEE_OTHER)


def _get_shift(campaign: Campaign) -> ShiftRow:
    """The shift that a button is about; raises `NotFound` code `shift_unknown`."""
    task_id, day = parse_number(request.form.get("taak")), request.form.get("dag", "")
    helpers = list_helpers(db.session, campaign.id)
    for each in list_shifts(db.session, current_actor(), campaign, helpers, now=datetime.now(UTC)):
        if each.task.id == task_id and (each.choice.on_day.isoformat() if each.choice.on_day else "") == day:
            return each
    raise NotFound("shift_unknown")


def _offered(campaign: Campaign, form: HelperForm) -> bool:
    """Keep what somebody offers; False, with the reason in the form, when a rule refuses it."""
    available = form.to_availability()
    try:
        require_open(campaign.state)
        require_availability(available, ends_on=campaign.ends_on, today=today())
    except DomainError as error:
        form.refuse(error)
        return False
    offer_help(db.session, campaign, available, name=text_of(form.name), place_id=form.place_id, by=account_id())
    return True
