"""What everyone sees of campaigns: the list, the page of each, and the data of its map."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.rules import level_for_zoom, parse_zoom
from webapp.campaigns.guards import get_campaign, list_own_places
from webapp.campaigns.pages.progress import index_of, map_answer, page_of, progress_of
from webapp.campaigns.queries.campaigns import sees_exactly
from webapp.campaigns.views.blueprint import CAMPAIGN, bp
from webapp.clock import today
from webapp.ui.answers import GEOJSON, send


@bp.get("/acties")
@requires(Permission.VIEW_CAMPAIGNS)
def index() -> ResponseReturnValue:
    return render_template("campaigns/index.html", page=index_of(current_actor()))


@bp.get(CAMPAIGN)
@requires(Permission.VIEW_CAMPAIGNS)
def page(slug: str) -> ResponseReturnValue:
    campaign, actor = get_campaign(slug), current_actor()
    if request.headers.get("HX-Request") == "true":
        return render_template("campaigns/progress.html", progress=progress_of(campaign, request.args, actor))
    shown = page_of(campaign, request.args, actor, list_own_places(), today=today())
    return render_template("campaigns/page.html", page=shown, done=request.args.get("bewaard"))


@bp.get("/kaart/acties/<slug>.geojson")
@requires(Permission.VIEW_CAMPAIGNS)
def map_geojson(slug: str) -> Response:
    level, actor = level_for_zoom(parse_zoom(request.args.get("zoom"))), current_actor()
    answer = map_answer(get_campaign(slug), request.args, actor, level=level)
    kept_by = "private, no-store" if sees_exactly(actor) else "private, no-cache"
    return send(answer, mimetype=GEOJSON, cache_control=kept_by)
