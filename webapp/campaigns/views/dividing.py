"""Dividing a campaign over its neighbourhoods, by who keeps campaigns."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.campaigns.actions.allocation import divide_campaign
from webapp.campaigns.actions.fixing import ShareKey, keep_shares, list_given
from webapp.campaigns.forms.grids import share_name, typed_cells
from webapp.campaigns.guards import account_id, get_kept_campaign, get_line
from webapp.campaigns.pages.dividing import dividing_of
from webapp.campaigns.queries.board import list_places
from webapp.campaigns.queries.supply import list_supplies
from webapp.campaigns.rules.grid import Judged, TypedCell
from webapp.campaigns.views.blueprint import CAMPAIGN, bp
from webapp.extensions import db
from webapp.models import Campaign
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.written_numbers import parse_number

SOURCE, MORE = "bron-", "meer-"


@bp.route(CAMPAIGN + "/verdelen", methods=["GET", "POST"])
@requires(Permission.KEEP_CAMPAIGNS)
def divide(slug: str) -> ResponseReturnValue:
    campaign = get_kept_campaign(slug)
    wanted = request.args.get("lijn")
    line_id = (parse_number(wanted) or 0) if wanted else None
    judged: Judged[ShareKey] | None = None
    if request.method == "POST":
        if "voorstel" in request.form:
            divide_campaign(db.session, campaign, by=account_id())
        else:
            judged = _keep(campaign, line_id or 0)
        if judged is None or judged.is_sound:
            return redirect(url_for("campaigns.divide", slug=slug, lijn=wanted, bewaard="ja"), SEE_OTHER)
    status = 200 if judged is None else CONFLICT if judged.has_conflict else UNPROCESSABLE
    page = dividing_of(campaign, line_id, judged.cells if judged else None)
    return render_template("campaigns/divide.html", page=page, judged=judged, done=request.args.get("bewaard")), status


def _keep(campaign: Campaign, line_id: int) -> Judged[ShareKey]:
    """Keep what was set by hand of a line; raises `NotFound` code `campaign_line_unknown`."""
    line = get_line(campaign, line_id)
    supplies = frozenset(row.id for row in list_supplies(db.session, [line.id]))
    places = frozenset(place.id for place in list_places(db.session))
    cells = [(supply, place) for supply in supplies for place in places]
    typed = typed_cells(request.form, cells, share_name, prefixes=("deel-",))
    # a supply that was added below a neighbourhood, unless it has a field of its own there
    for key, amount in _added(request.form, places).items():
        if key[0] in supplies and key not in typed:
            typed[key] = TypedCell(amount, "" if key not in list_given(db.session, line.id) else None)
    return keep_shares(db.session, campaign, line.id, typed, by=account_id())


def _added(fields: Mapping[str, str], places: frozenset[int]) -> dict[ShareKey, str]:
    found = {}
    for place in places:
        supply, amount = parse_number(fields.get(f"{SOURCE}{place}")), fields.get(f"{MORE}{place}", "").strip()
        if supply is not None and amount:
            found[supply, place] = amount
    return found
