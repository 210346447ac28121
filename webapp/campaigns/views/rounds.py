"""How far deliveries are, over the city and in a neighbourhood; and its pick-up points."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.areas.gazetteer import Address
from webapp.areas.rules import parse_found_place
from webapp.campaigns.actions.rounds import keep_pickup, remove_pickup
from webapp.campaigns.forms.rounds import PickupForm, kept_pickup
from webapp.campaigns.guards import account_id, get_campaign, list_own_places
from webapp.campaigns.queries.rounds import (
    Tally,
    list_delivery_lines,
    list_line_tallies,
    list_pickups,
    list_place_tallies,
    list_rounds,
)
from webapp.campaigns.rounds_guards import (
    get_delivering,
    get_open_delivering,
    get_pickup,
    pin_map,
    place_url,
    search_place,
    told_counts,
)
from webapp.campaigns.views.blueprint import CAMPAIGN, bp
from webapp.campaigns.words import rounds as words
from webapp.errors import BadInput
from webapp.extensions import db
from webapp.i18n import error_message
from webapp.moderation.words import distance
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of

PLACE = CAMPAIGN + "/bezorgen/<place_slug>"
PICKUP = PLACE + "/ophaalpunten/<int(max=2147483647):pickup_id>"

for _each in (
    words.stop_state_name,
    words.stop_sign,
    words.line_trouble_name,
    words.helper_times,
    words.people_in_words,
    words.round_length,
):
    bp.add_app_template_global(_each)
bp.add_app_template_global(distance, "round_distance")


@bp.get(CAMPAIGN + "/bezorgen")
@requires(Permission.CARRY_CAMPAIGN)
def rounds(slug: str) -> ResponseReturnValue:
    campaign = get_campaign(slug)
    lines = list_delivery_lines(db.session, campaign.id)
    tallies = list_place_tallies(db.session, [line.id for line in lines])
    places = [(place, tallies.get(place.id, Tally())) for place in list_own_places()]
    return render_template("campaigns/rounds.html", campaign=campaign, lines=lines, places=places)


@bp.get(PLACE)
@requires(Permission.CARRY_CAMPAIGN)
def rounds_neighbourhood(slug: str, place_slug: str) -> ResponseReturnValue:
    at = get_delivering(slug, place_slug)
    return render_template(
        "campaigns/rounds_neighbourhood.html",
        at=at,
        tallies=list_line_tallies(db.session, at.line_ids, at.place.id),
        empty=Tally(),
        pickups=list_pickups(db.session, at.line_ids, at.place.id),
        rounds=list_rounds(db.session, at.line_ids, at.place.id),
        said=request.args,
        told=told_counts("rondes", "te_veel", "te_ver"),
    )


@bp.route(PLACE + "/ophaalpunten/nieuw", methods=["GET", "POST"])
@requires(Permission.CARRY_CAMPAIGN)
def rounds_add_pickup(slug: str, place_slug: str) -> ResponseReturnValue:
    at, form = get_open_delivering(slug, place_slug), PickupForm(request.form)
    form.offer_lines(at.lines)
    found = _found(form)
    if found is None and form.validate_on_submit():
        keep_pickup(db.session, form.line_id, at.place.id, form.to_facts(), by=account_id())
        return redirect(place_url(at, gedaan="ophaalpunt"), SEE_OTHER)
    page = render_template("campaigns/rounds_add_pickup.html", at=at, form=form, frame=pin_map(), found=found)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(PICKUP, methods=["GET", "POST"])
@requires(Permission.CARRY_CAMPAIGN)
def rounds_edit_pickup(slug: str, place_slug: str, pickup_id: int) -> ResponseReturnValue:
    at = get_open_delivering(slug, place_slug)
    pickup = get_pickup(at, pickup_id)
    shown = next(each for each in list_pickups(db.session, at.line_ids, at.place.id) if each.id == pickup_id)
    form = PickupForm(request.form, data=kept_pickup(shown))
    form.offer_lines([at.line(shown.line_id)])
    found = _found(form)
    if found is None and form.validate_on_submit():
        keep_pickup(db.session, form.line_id, at.place.id, form.to_facts(), by=account_id(), pickup=pickup)
        return redirect(place_url(at, gedaan="ophaalpunt"), SEE_OTHER)
    page = render_template(
        "campaigns/rounds_edit_pickup.html", at=at, form=form, pickup=shown, frame=pin_map(), found=found
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.post(PICKUP + "/weg")
@requires(Permission.CARRY_CAMPAIGN)
def rounds_remove_pickup(slug: str, place_slug: str, pickup_id: int) -> ResponseReturnValue:
    at = get_open_delivering(slug, place_slug)
    remove_pickup(db.session, get_pickup(at, pickup_id), by=account_id())
    return redirect(place_url(at, gedaan="ophaalpunt-weg"), SEE_OTHER)


@bp.app_template_global()
def delivery_url(slug: str, place_slug: str, page: str, **values: Any) -> str:
    """Where a page about the deliveries of a neighbourhood is."""
    return url_for(f"campaigns.{page}", slug=slug, place_slug=place_slug, **values)


def _found(form: PickupForm) -> list[Address] | None:
    """The places that are found for who has no script and asked for them; a place that was chosen sets the pin."""
    chosen = request.form.get("gevonden_plek")
    if "zoek_plek" in request.form:
        return search_place(text_of(form.address))
    if chosen:
        try:
            point = parse_found_place(chosen).point
        except BadInput as error:
            form.address.errors = [error_message(error)]
            return []
        form.lon.data, form.lat.data = str(point.lon), str(point.lat)
    return None
