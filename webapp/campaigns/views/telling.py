"""What neighbourhoods ask, carry and got: told by who speaks for them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.campaigns.actions.demand import PlaceKey, keep_demand
from webapp.campaigns.actions.neighbourhood import keep_neighbourhood
from webapp.campaigns.forms.closing import AS_LINE, CarryOnFields
from webapp.campaigns.forms.grids import demand_name, place_name, typed_cells
from webapp.campaigns.guards import account_id, get_campaign, get_own_place, list_own_places
from webapp.campaigns.pages.telling import demand_cells, demand_of, own_answers, place_cells, place_of
from webapp.campaigns.rules.board import Key, Place
from webapp.campaigns.rules.grid import Judged
from webapp.campaigns.views.blueprint import CAMPAIGN, bp
from webapp.clock import today
from webapp.extensions import db
from webapp.models import Campaign
from webapp.partners.queries import list_names
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE


@bp.route(CAMPAIGN + "/vraag", methods=["GET", "POST"])
@requires(Permission.CARRY_CAMPAIGN)
def demand(slug: str) -> ResponseReturnValue:
    campaign, places = get_campaign(slug), list_own_places()
    judged: Judged[Key] | None = None
    if request.method == "POST":
        typed = typed_cells(request.form, demand_cells(campaign, places), demand_name, prefixes=("vraag-",))
        judged = keep_demand(db.session, campaign, [place.id for place in places], typed, by=account_id())
        if judged.is_sound:
            return redirect(url_for("campaigns.demand", slug=slug, bewaard="ja"), SEE_OTHER)
    page = demand_of(campaign, places, judged)
    status = 200 if judged is None else CONFLICT if judged.has_conflict else UNPROCESSABLE
    return render_template("campaigns/demand.html", page=page, done=request.args.get("bewaard")), status


@bp.route(CAMPAIGN + "/wijk/<place>", methods=["GET", "POST"])
@requires(Permission.CARRY_CAMPAIGN)
def neighbourhood(slug: str, place: str) -> ResponseReturnValue:
    campaign, own = get_campaign(slug), get_own_place(place)
    carried = _carried(campaign, own)
    judged = _keep(campaign, own, carried) if request.method == "POST" else None
    if judged is not None and judged.is_sound and not carried.errors:
        return redirect(url_for("campaigns.neighbourhood", slug=slug, place=place, bewaard="ja"), SEE_OTHER)
    page = place_of(campaign, own, judged)
    status = 200 if judged is None else CONFLICT if judged.has_conflict else UNPROCESSABLE
    done = request.args.get("bewaard")
    return render_template("campaigns/neighbourhood.html", page=page, carried=carried, done=done), status


def _keep(campaign: Campaign, place: Place, carried: CarryOnFields) -> Judged[PlaceKey]:
    prefixes = ("vraag-", "eigen-", "er-")
    typed = typed_cells(request.form, place_cells(campaign, place), place_name, prefixes=prefixes)
    answers = None if carried.errors else carried.answers()
    return keep_neighbourhood(db.session, campaign, place.id, typed, answers, by=account_id())


def _carried(campaign: Campaign, place: Place) -> CarryOnFields:
    """Who carries on there: as it is kept, or as it was sent. No answer of its own is that of the line."""
    board, answers = own_answers(campaign, place)
    partners = tuple(list_names(db.session, today=today()))
    if request.method == "POST":
        return CarryOnFields.typed(board.lines, partners, request.form, may_follow=True)
    kept = CarryOnFields.kept(board.lines, partners, answers)
    kept.chosen.update({line_id: AS_LINE for line_id, answer in answers.items() if answer is None})
    return kept
