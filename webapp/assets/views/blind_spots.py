"""Where there is need and nothing within reach: as a page, and as the data of its map."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.rules import level_for_zoom, parse_zoom
from webapp.assets.composing import blind_spots_of, reach_answer, sees_all
from webapp.assets.queries import find_versions
from webapp.assets.views.blueprint import bp
from webapp.clock import today
from webapp.extensions import db
from webapp.ui.answers import GEOJSON, send


@bp.get("/assets/witte-vlekken")
@requires(Permission.VIEW_ASSETS)
def blind_spots() -> ResponseReturnValue:
    page = blind_spots_of(request.args, find_versions(db.session), current_actor(), today=today())
    return render_template("assets/blind_spots.html", page=page)


@bp.get("/kaart/witte-vlekken.geojson")
@requires(Permission.VIEW_ASSETS)
def blind_spots_geojson() -> Response:
    actor, level = current_actor(), level_for_zoom(parse_zoom(request.args.get("zoom")))
    answer = reach_answer(request.args, actor, level=level, today=today())
    return send(answer, mimetype=GEOJSON, cache_control="private, no-store" if sees_all(actor) else "public, no-cache")
