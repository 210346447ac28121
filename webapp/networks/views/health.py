"""How the network of a neighbourhood is doing over time."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.discovery.guards import get_worked_in_or_404
from webapp.extensions import db
from webapp.networks.pages.health import compose
from webapp.networks.queries.health import list_health
from webapp.networks.rules.network import FEWEST
from webapp.networks.views.blueprint import NETWORK, bp


@bp.get(NETWORK + "/gezondheid")
@requires(Permission.VIEW_NETWORK)
def health(slug: str) -> ResponseReturnValue:
    place = get_worked_in_or_404(slug, Permission.VIEW_NETWORK)
    viewer = current_actor()
    page = compose(place, list_health(db.session, viewer, place.id))
    is_own = place.id in viewer.neighbourhood_ids
    return render_template("networks/health.html", page=page, is_own=is_own, fewest=FEWEST)
