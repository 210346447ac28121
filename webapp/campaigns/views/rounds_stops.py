"""The addresses of a neighbourhood: written down, found, changed, and what became of them."""

from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.campaigns.actions.rounds import settle_by_hand
from webapp.campaigns.actions.rounds_stops import Taken, add_stops, change_stop, remove_stop
from webapp.campaigns.forms.rounds import StopForm, StopsForm
from webapp.campaigns.guards import account_id
from webapp.campaigns.queries.rounds import list_stops
from webapp.campaigns.rounds_guards import (
    Delivering,
    get_delivering,
    get_open_delivering,
    get_stop,
    open_stops,
    place_url,
    search_street,
    told_counts,
)
from webapp.campaigns.rules.rounds_routing import MOST_STOPS
from webapp.campaigns.views.blueprint import bp
from webapp.campaigns.views.rounds import PLACE
from webapp.errors import BadInput, DomainError
from webapp.extensions import db
from webapp.models import DeliveryStop
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.ui.keys import key_ring
from webapp.vocabulary import StopState

STOPS = PLACE + "/adressen"
STOP = STOPS + "/<key>"


@bp.get(STOPS)
@requires(Permission.CARRY_CAMPAIGN)
def stops(slug: str, place_slug: str) -> ResponseReturnValue:
    at = get_delivering(slug, place_slug)
    opened = open_stops(list_stops(db.session, at.line_ids, at.place.id), of=_whose(at))
    told = told_counts("erbij", "dubbel", "onbekend")
    return render_template("campaigns/stops.html", at=at, stops=opened, said=request.args, told=told)


@bp.route(STOPS + "/nieuw", methods=["GET", "POST"])
@requires(Permission.CARRY_CAMPAIGN)
def stops_add(slug: str, place_slug: str) -> ResponseReturnValue:
    at, form = get_open_delivering(slug, place_slug), StopsForm(request.form)
    form.offer_lines(at.lines)
    if form.validate_on_submit() and form.read is not None:
        try:
            taken = add_stops(db.session, form.line_id, at.place.id, form.read.stops, by=account_id(), ring=key_ring())
            return redirect(_taken_url(at, taken), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("campaigns/stops_add.html", at=at, form=form, most=MOST_STOPS)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(STOP, methods=["GET", "POST"])
@requires(Permission.CARRY_CAMPAIGN)
def stops_edit(slug: str, place_slug: str, key: str) -> ResponseReturnValue:
    at = get_open_delivering(slug, place_slug)
    stop = get_stop(at, key)
    form = _stop_form(stop)
    if form.validate_on_submit():
        try:
            change_stop(db.session, stop, form.to_stop(), form.place, by=account_id(), ring=key_ring())
            return redirect(url_for("campaigns.stops", slug=slug, place_slug=place_slug, gedaan="bewaard"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("campaigns/stops_edit.html", at=at, form=form, stop=stop)
    return page, UNPROCESSABLE if form.errors else 200


@bp.post(STOP + "/weg")
@requires(Permission.CARRY_CAMPAIGN)
def stops_remove(slug: str, place_slug: str, key: str) -> ResponseReturnValue:
    at = get_open_delivering(slug, place_slug)
    remove_stop(db.session, get_stop(at, key), by=account_id())
    return redirect(url_for("campaigns.stops", slug=slug, place_slug=place_slug, gedaan="weg"), SEE_OTHER)


@bp.post(STOP + "/stand")
@requires(Permission.CARRY_CAMPAIGN)
def stops_settle(slug: str, place_slug: str, key: str) -> ResponseReturnValue:
    at = get_open_delivering(slug, place_slug)
    settle_by_hand(db.session, get_stop(at, key), stop_state(), by=account_id(), now=datetime.now(UTC))
    if request.form.get("terug") == "wijk":
        return redirect(place_url(at), SEE_OTHER)
    back = url_for("campaigns.stops", slug=slug, place_slug=place_slug, _anchor=f"adres-{key}")
    return redirect(back, SEE_OTHER)


def stop_state() -> StopState:
    """What a button says that became of a stop; raises `BadInput` code `stop_state`."""
    try:
        return StopState(request.form.get("stand", ""))
    except ValueError:
        raise BadInput("stop_state") from None


def _stop_form(stop: DeliveryStop) -> StopForm:
    """The form of a stop, with streets to choose from as long as its own was not found."""
    (opened,) = open_stops([stop], of=str(stop.id))
    kept = {"address": opened.address, "remark": opened.remark, "parcels": stop.parcels}
    form = StopForm(request.form, data=kept)
    found = search_street(form.address.data or "") if stop.geom is None or form.found.data else []
    form.offer(found)
    return form


def _taken_url(at: Delivering, taken: Taken) -> str:
    """The list of addresses, which tells what came of writing them down."""
    return url_for(
        "campaigns.stops",
        slug=at.campaign.slug,
        place_slug=at.place.slug,
        erbij=taken.added,
        dubbel=taken.known,
        onbekend=taken.unknown,
    )


def _whose(at: Delivering) -> str:
    """Which addresses were read, in the audit."""
    return f"{at.campaign.slug} {at.place.slug}"
