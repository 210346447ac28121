"""Search a place or an address, and tell what lies at a point."""

from typing import Any

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from geo.errors import GeoError
from geo.values import Point
from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.areas.gazetteer import Address, PlaceHit, find_addresses, find_places
from webapp.areas.locatieserver import address_service
from webapp.areas.queries import find_neighbourhood_near, is_in_municipality
from webapp.areas.rules import parse_query
from webapp.areas.words import address_note
from webapp.errors import BadInput
from webapp.extensions import db, limiter

bp = Blueprint("areas", __name__)
bp.add_app_template_global(address_note)

ADDRESS_LIMIT = "120 per minute"
"""For who types an address: about one request a letter, and each can be one to PDOK."""


def _asks_nobody() -> bool:
    return address_service(current_app.extensions["settings"]) is None


@bp.get("/zoek")
@requires(Permission.SEARCH_PLACES)
def search() -> ResponseReturnValue:
    query = parse_query(request.args.get("q"))
    hits = find_places(db.session, query, service=address_service(current_app.extensions["settings"]), limit=20)
    if hits and hits[0].is_exact:
        return redirect(url_for("atlas.neighbourhood", slug=hits[0].slug))
    return render_template("areas/search.html", query=query, results=hits)


@bp.get("/zoek/suggesties")
@requires(Permission.SEARCH_PLACES)
def suggest() -> ResponseReturnValue:
    query = parse_query(request.args.get("q"))
    hits = find_places(db.session, query, service=address_service(current_app.extensions["settings"]))
    return jsonify(results=[_suggestion(hit) for hit in hits])


@bp.get("/zoek/adres")
@requires(Permission.SEARCH_PLACES)
@limiter.limit(ADDRESS_LIMIT, exempt_when=_asks_nobody)
def address() -> ResponseReturnValue:
    query = parse_query(request.args.get("q"))
    found = find_addresses(db.session, query, service=address_service(current_app.extensions["settings"]))
    return jsonify(results=[_address(each) for each in found])


@bp.get("/zoek/punt")
@requires(Permission.SEARCH_PLACES)
def at_point() -> ResponseReturnValue:
    try:
        point = Point.parse(request.args.get("plek", ""))
    except GeoError as error:
        raise BadInput("point_invalid") from error
    found = find_neighbourhood_near(db.session, point)
    if found is None:
        return jsonify(neighbourhood=None, inside=is_in_municipality(db.session, point))
    url = url_for("atlas.neighbourhood", slug=found.slug)
    return jsonify(neighbourhood={"slug": found.slug, "name": found.name, "url": url}, inside=True)


def _suggestion(hit: PlaceHit) -> dict[str, str | None]:
    kinds = {
        "buurt": gettext("Buurt in %(name)s", name=hit.neighbourhood_name),
        "street": gettext("Straat in %(name)s", name=hit.neighbourhood_name),
        "postcode": gettext("Adres in %(name)s", name=hit.neighbourhood_name),
    }
    return {
        "label": hit.name,
        "kind": hit.kind,
        "kind_label": kinds.get(hit.kind) or gettext("Wijk"),
        "url": url_for("atlas.neighbourhood", slug=hit.slug),
        "via": hit.via,
    }


def _address(found: Address) -> dict[str, Any]:
    return {
        "label": found.label,
        "lon": round(found.point.lon, 6),
        "lat": round(found.point.lat, 6),
        "precision": found.precision,
        "neighbourhood": {"slug": found.neighbourhood.slug, "name": found.neighbourhood.name},
        "source": found.source,
        "note": address_note(found),
    }
