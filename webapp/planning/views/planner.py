"""Which neighbourhoods come next: ranking and plan, and the data of their map."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.areas.rules import level_for_zoom, parse_zoom
from webapp.clock import today
from webapp.errors import BadInput
from webapp.extensions import db
from webapp.partners.queries import list_names, list_neighbourhoods
from webapp.planning.forms.keeping import InvitationForm
from webapp.planning.forms.planner import PlannerForm
from webapp.planning.pages.maps import map_answer
from webapp.planning.pages.planner import page_of
from webapp.planning.queries.invitations import list_open_places
from webapp.planning.rules.marks import Layer
from webapp.planning.views.blueprint import bp
from webapp.statuses import UNPROCESSABLE
from webapp.ui.answers import GEOJSON, send
from webapp.written_numbers import parse_number

PRIVATE = "private, no-cache"


@bp.get("/planner")
@requires(Permission.PLAN_CITY)
def index() -> ResponseReturnValue:
    form, page = asked_form(), None
    kept = form.standing()
    if form.validate():
        settings = form.to_settings()
        kept = settings.wishes
        page = page_of(settings, asked_layer(), parse_number(request.args.get("scenario")), today=today())
        form.forget_new_wish()
    names = {each.slug: each.name for each in list_neighbourhoods(db.session)}
    answer = render_template(
        "planning/index.html", form=form, page=page, inviting=invitation_form(), kept=kept, names=names
    )
    return answer, UNPROCESSABLE if page is None or page.refusal else 200


@bp.get("/kaart/planner.geojson")
@requires(Permission.PLAN_CITY)
def map_data() -> Response:
    form = asked_form()
    if not form.validate():
        raise BadInput("planner_question")
    level = level_for_zoom(parse_zoom(request.args.get("zoom")))
    answer = map_answer(form.to_settings(), asked_layer(), level=level, today=today())
    return send(answer, mimetype=GEOJSON, cache_control=PRIVATE)


def asked_form() -> PlannerForm:
    """The form as the address fills it in."""
    return PlannerForm(request.args, [(each.slug, each.name) for each in list_neighbourhoods(db.session)])


def asked_layer() -> Layer:
    """What the map shows; the scores when the address does not tell."""
    return next((each for each in Layer if each == request.args.get("kaart")), Layer.SCORE)


def invitation_form() -> InvitationForm:
    """The form of an invitation, with what can be chosen."""
    places = list_open_places(db.session, today=today())
    partners = [(each.id, each.name) for each in list_names(db.session, today=today())]
    return InvitationForm(data={"invited_on": today()}).offer(places, partners)
