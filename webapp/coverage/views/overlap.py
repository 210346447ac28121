"""Overlap and holes: what all partners do, by neighbourhood and theme, in one picture."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.coverage.overlap_words import (
    overlap_cell_words,
    overlap_order_name,
    overlap_sentences,
    overlap_shown_name,
    overlap_sign,
    overlap_state_name,
)
from webapp.coverage.queries.overlap import get_overlap
from webapp.coverage.rules.overlap import (
    OverlapOrder,
    OverlapState,
    Shown,
    is_shown,
    ordered,
    parse_overlap_order,
    parse_shown,
)
from webapp.coverage.views.blueprint import bp
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.partners.rules import MatrixFilter

ASKED = ("thema", "toon", "sorteer")

for word in (
    overlap_cell_words,
    overlap_order_name,
    overlap_sentences,
    overlap_shown_name,
    overlap_sign,
    overlap_state_name,
):
    bp.add_app_template_global(word)
bp.add_app_template_global(is_shown, "overlap_is_shown")
bp.add_app_template_global(lambda: tuple(OverlapState), "overlap_states")
bp.add_app_template_global(lambda: tuple(OverlapOrder), "overlap_orders")
bp.add_app_template_global(lambda: tuple(Shown), "overlap_choices")


@bp.get("/dekking/overlap")
@requires(Permission.VIEW_PARTNERS)
def overlap() -> ResponseReturnValue:
    shown, order = parse_shown(request.args.get("toon")), parse_overlap_order(request.args.get("sorteer"))
    found = get_overlap(
        db.session,
        current_actor(),
        MatrixFilter(theme=request.args.get("thema") or None),
        own_language,
        today=today(),
        whole_city=gettext("Hele stad"),
    )
    return render_template(
        "coverage/overlap.html",
        overlap=found,
        rows=ordered(found.rows, order),
        shown=shown,
        order=order,
        asked={name: value for name in ASKED if (value := request.args.get(name))},
    )
