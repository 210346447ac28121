"""The networks of the whole city, for everyone; and measuring them, for who coordinates the city."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.networks.actions.runs import ask_for_run, take_back_run
from webapp.networks.pages.city import city_answer, may_measure, measuring, page_of, standing_of
from webapp.networks.rules.network import FEWEST
from webapp.networks.views.blueprint import bp
from webapp.networks.words.city import city_sentences, month_words
from webapp.statuses import SEE_OTHER
from webapp.ui.answers import GEOJSON, send
from webapp.ui.headers import open_to_others

for word in (city_sentences, month_words):
    bp.add_app_template_global(word)
bp.add_app_template_global(lambda: FEWEST, "fewest_people")


@bp.get("/netwerk")
@requires(Permission.VIEW_CITY_MAP)
def city() -> ResponseReturnValue:
    asked, actor = request.args, current_actor()
    if request.headers.get("HX-Request") == "true":
        return render_template("networks/city_standing.html", standing=standing_of(asked, actor, today=today()))
    return render_template("networks/city.html", page=page_of(asked, actor, today=today()))


@bp.get("/kaart/netwerk.geojson")
@requires(Permission.VIEW_CITY_MAP)
@open_to_others
def city_data() -> Response:
    return send(city_answer(request.args, today=today()), mimetype=GEOJSON, cache_control="public, no-cache")


@bp.route("/netwerk/meten", methods=["GET", "POST"])
@requires(Permission.VIEW_NETWORK)
def measure_city() -> ResponseReturnValue:
    if not may_measure(current_actor()):
        raise NotFound("page_unknown")
    if request.method == "POST":
        by = current_actor().account_id
        if "terug" in request.form:
            take_back_run(db.session, by=by)
        else:
            ask_for_run(db.session, today=today(), by=by)
        return redirect(url_for("networks.city", _anchor="meten"), SEE_OTHER)
    is_part = request.headers.get("HX-Request") == "true"
    template = "networks/measured_part.html" if is_part else "networks/measure_city.html"
    return render_template(template, measuring=measuring())
