"""Search a place."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from geo.errors import GeoError
from geo.values import Point
from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.areas.queries import PlaceHit, find_neighbourhood_at, search_places
from webapp.areas.rules import parse_query
from webapp.errors import BadInput
from webapp.extensions import db

bp = Blueprint("areas", __name__)


@bp.get("/zoek")
@requires(Permission.SEARCH_PLACES)
def search() -> ResponseReturnValue:
    query = parse_query(request.args.get("q"))
    hits = search_places(db.session, query, limit=20)
    if hits and hits[0].is_exact:
        return redirect(url_for("atlas.neighbourhood", slug=hits[0].slug))
    return render_template("areas/search.html", query=query, results=hits)


@bp.get("/zoek/suggesties")
@requires(Permission.SEARCH_PLACES)
def suggest() -> ResponseReturnValue:
    hits = search_places(db.session, parse_query(request.args.get("q")))
    return jsonify(results=[_suggestion(hit) for hit in hits])


@bp.get("/zoek/punt")
@requires(Permission.SEARCH_PLACES)
def at_point() -> ResponseReturnValue:
    try:
        point = Point.parse(request.args.get("plek", ""))
    except GeoError as error:
        raise BadInput("point_invalid") from error
    found = find_neighbourhood_at(db.session, point)
    if found is None:
        return jsonify(neighbourhood=None)
    url = url_for("atlas.neighbourhood", slug=found.slug)
    return jsonify(neighbourhood={"slug": found.slug, "name": found.name, "url": url})


def _suggestion(hit: PlaceHit) -> dict[str, str | None]:
    in_neighbourhood = gettext("Buurt in %(name)s", name=hit.neighbourhood_name)
    return {
        "label": hit.name,
        "kind": hit.kind,
        "kind_label": in_neighbourhood if hit.kind == "buurt" else gettext("Wijk"),
        "url": url_for("atlas.neighbourhood", slug=hit.slug),
        "via": hit.via,
    }
