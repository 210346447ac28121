"""The blueprint of networks of neighbours."""

from flask import Blueprint, current_app

from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.clock import today
from webapp.config import Settings
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.networks.actions.meeting import speak_linked
from webapp.networks.queries.ties import find_node_of_person
from webapp.networks.rules.network import KnownNode
from webapp.networks.words import network as words

WORKSPACE = "/werkplek/<slug>"
NETWORK = WORKSPACE + "/netwerk"
TIE = NETWORK + "/relaties/<int(max=2147483647):tie_id>"
GROUPS = NETWORK + "/groepen"

bp = Blueprint("networks", __name__)

for _each in (
    words.group_kind_name,
    words.node_kind_name,
    words.node_told,
    words.period_told,
    words.tie_done,
    words.tie_kind_name,
    words.tie_sentence,
    words.tie_source_name,
    words.tie_strength_name,
    words.verdict_told,
):
    bp.add_app_template_global(_each)


def own_network_url() -> str:
    """Where somebody sees and takes back what is noted of them, as it stands in a mail."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.public_url}/mijn/netwerk"


def take_along(neighbourhood: NeighbourhoodName, person_id: int) -> KnownNode:
    """The node of somebody who is known and said aloud that they want to be in the network; raises `NotFound`."""
    by = current_actor().account_id
    speak_linked(db.session, person_id, own_url=own_network_url(), by=by, today=today())
    node = find_node_of_person(db.session, neighbourhood.id, person_id)
    if node is None:
        raise NotFound("person_unknown")
    return node
