"""What everyone sees of assets: list and map, and the page of each."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.assets.composing import frame_of, points_answer, points_of, results_of, sees_all
from webapp.assets.guards import may_edit
from webapp.assets.pages import AssetPage, IndexPage, PointsFrame
from webapp.assets.queries import find_versions
from webapp.assets.queries.lookalikes import list_alike
from webapp.assets.queries.page import AssetDetail, find_detail, list_rings
from webapp.assets.views.blueprint import ASSET, bp
from webapp.clock import today
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.ui.answers import GEOJSON, send


@bp.get("/assets")
@requires(Permission.VIEW_ASSETS)
def index() -> ResponseReturnValue:
    day, versions = today(), find_versions(db.session)
    results = results_of(request.args, request.args.getlist("soort"), versions, current_actor(), today=day)
    if request.headers.get("HX-Request") == "true":
        return render_template("assets/results.html", results=results)
    chosen = _find(results.chosen) if results.chosen else None
    points = PointsFrame(results.points_query, chosen=chosen.slug if chosen else "", picks=True)
    frame = frame_of(versions, day, chosen=results.filters.neighbourhood or None)
    return render_template("assets/index.html", page=IndexPage(results, points, frame, chosen))


@bp.get(ASSET)
@requires(Permission.VIEW_ASSETS)
def page(slug: str) -> ResponseReturnValue:
    found = _find(slug)
    if found is None:
        raise NotFound("asset_unknown")
    if request.headers.get("HX-Request") == "true":
        return render_template("assets/card.html", asset=found)
    return render_template("assets/page.html", page=_page(found), done=request.args.get("bewaard"))


@bp.get("/kaart/assets.geojson")
@requires(Permission.VIEW_ASSETS)
def map_geojson() -> Response:
    actor = current_actor()
    answer = points_answer(request.args, request.args.getlist("soort"), actor, today=today())
    return send(answer, mimetype=GEOJSON, cache_control="private, no-store" if sees_all(actor) else "public, no-cache")


def _find(slug: str) -> AssetDetail | None:
    return find_detail(db.session, slug, today=today(), sees_all=sees_all(current_actor()), own_language=own_language)


def _page(found: AssetDetail) -> AssetPage:
    day, versions, is_keeper = today(), find_versions(db.session), may_edit(found.neighbourhood_id)
    return AssetPage(
        asset=found,
        rings=list_rings(db.session, found.point, today=day) if found.point else (),
        map=frame_of(versions, day, is_interactive=False) if found.point else None,
        points=points_of(versions, chosen=found.slug) if found.point else None,
        alike=list_alike(db.session, found.name, found.point, but=found.slug) if is_keeper else (),
        may_edit=is_keeper,
    )
