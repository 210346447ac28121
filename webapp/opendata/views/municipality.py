"""The municipality's dashboard: map, table, time and comparison, from a release and nothing else."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.opendata.pages import municipality as pages
from webapp.opendata.rules.asking import chosen_codes
from webapp.opendata.views.blueprint import bp
from webapp.statuses import BAD_REQUEST
from webapp.ui.answers import GEOJSON, send


@bp.get("/gemeente")
@requires(Permission.VIEW_MUNICIPALITY)
def municipality() -> ResponseReturnValue:
    return render_template("opendata/municipality.html", page=pages.dashboard(request.args))


@bp.get("/gemeente/kaart.geojson")
@requires(Permission.VIEW_MUNICIPALITY)
def municipality_map() -> Response:
    return send(pages.map_answer(request.args), mimetype=GEOJSON, cache_control="private, no-cache")


@bp.get("/gemeente/vergelijken")
@requires(Permission.VIEW_MUNICIPALITY)
def municipality_compare() -> ResponseReturnValue:
    codes = chosen_codes(request.args.getlist("gebied"))
    page = pages.comparison(request.args, codes)
    wrong = bool(codes) and not page.is_possible
    body = render_template("opendata/municipality_compare.html", page=page, codes=codes, is_wrong=wrong)
    return (body, BAD_REQUEST) if wrong else body


@bp.get("/gemeente/gebied/<level>/<code>")
@requires(Permission.VIEW_MUNICIPALITY)
def municipality_area(level: str, code: str) -> ResponseReturnValue:
    return render_template("opendata/municipality_area.html", page=pages.area_page(level, code, request.args))


@bp.get("/gemeente/afdrukken")
@requires(Permission.VIEW_MUNICIPALITY)
def municipality_print() -> ResponseReturnValue:
    return render_template("opendata/municipality_print.html", page=pages.print_page(request.args))
