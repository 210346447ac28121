"""What the network of a neighbourhood shows, in sentences."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.discovery.guards import get_worked_in_or_404
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.networks.pages.insights import compose
from webapp.networks.views.blueprint import NETWORK, bp


@bp.get(NETWORK + "/inzichten")
@requires(Permission.VIEW_NETWORK)
def insights(slug: str) -> ResponseReturnValue:
    place = get_worked_in_or_404(slug, Permission.VIEW_NETWORK)
    page = compose(db.session, place, today=today(), own_language=own_language)
    viewer = current_actor().account_id
    return render_template("networks/insights.html", page=page, viewer=viewer, said=request.args.get("gedaan"))
