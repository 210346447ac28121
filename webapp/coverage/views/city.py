"""Coverage of the city, and why a neighbourhood has its stage: for everyone."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.calendar.dates import parse_date
from webapp.clock import today
from webapp.coverage.guards import keeps
from webapp.coverage.pages import page_of, parse_asked, pieces, standing_of, why_page
from webapp.coverage.queries.why import list_corrections
from webapp.coverage.views.blueprint import bp
from webapp.extensions import db
from webapp.i18n import locale_code


@bp.get("/dekking")
@requires(Permission.VIEW_CITY_MAP)
def index() -> ResponseReturnValue:
    asked = parse_asked(request.args, today=today())
    standing = standing_of(asked)
    drawn = pieces.get(
        ("standing", standing.version, standing.time, asked.sort, asked.measure, locale_code()),
        lambda: render_template("coverage/standing.html", standing=standing),
    )
    if request.headers.get("HX-Request") == "true":
        return drawn
    return render_template("coverage/index.html", page=page_of(standing), drawn_standing=drawn)


@bp.get("/dekking/<slug>")
@requires(Permission.VIEW_CITY_MAP)
def why(slug: str) -> ResponseReturnValue:
    if slug != slug.lower():
        return redirect(url_for("coverage.why", slug=slug.lower(), op=request.args.get("op")), 308)
    neighbourhood = get_neighbourhood_or_404(slug)
    at = parse_date(request.args.get("op"), today=today())
    is_kept = keeps(neighbourhood)
    return render_template(
        "coverage/why.html",
        page=why_page(neighbourhood, at=at, today=today()),
        is_kept=is_kept,
        corrections=list_corrections(db.session, neighbourhood.id) if is_kept else (),
    )
