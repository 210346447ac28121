"""The network of a neighbourhood: its page, and the data of its picture."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.clock import today
from webapp.discovery.guards import get_worked_in_or_404
from webapp.networks.pages.network import data_of, page_of
from webapp.networks.rules.filters import TIE_KINDS, Listed, TieAge, parse_asked
from webapp.networks.rules.showing import Role
from webapp.networks.views.blueprint import NETWORK, bp
from webapp.networks.words.network import node_kind_name
from webapp.networks.words.showing import (
    alone_told,
    changes_told,
    group_letter,
    network_line,
    network_role_meaning,
    network_role_name,
    node_count,
    tie_age_name,
    tie_parts,
)
from webapp.ui.answers import GEOJSON
from webapp.vocabulary import NodeKind

for word in (
    alone_told,
    changes_told,
    group_letter,
    network_role_meaning,
    network_role_name,
    network_line,
    node_count,
    tie_age_name,
    tie_parts,
):
    bp.add_app_template_global(word)
CHOICES = {"kinds": tuple(NodeKind), "ties": TIE_KINDS, "ages": tuple(TieAge), "roles": tuple(Role)}


@bp.get(NETWORK)
@requires(Permission.VIEW_NETWORK)
def page(slug: str) -> ResponseReturnValue:
    here = get_worked_in_or_404(slug, Permission.VIEW_NETWORK)
    is_part = request.headers.get("HX-Request") == "true"
    found = page_of(here, parse_asked(request.args.to_dict(flat=False), today=today()), with_map=not is_part)
    template = "networks/parts.html" if is_part else "networks/page.html"
    return render_template(
        template,
        page=found,
        choices=CHOICES,
        lists_ties=found.asked.listed == Listed.TIES,
        kind_words={kind.value: node_kind_name(kind) for kind in NodeKind},
    )


@bp.get(NETWORK + ".geojson")
@requires(Permission.VIEW_NETWORK)
def map_data(slug: str) -> Response:
    here = get_worked_in_or_404(slug, Permission.VIEW_NETWORK)
    answer = Response(data_of(here, parse_asked(request.args.to_dict(flat=False), today=today())), mimetype=GEOJSON)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
