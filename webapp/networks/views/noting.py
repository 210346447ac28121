"""Noting a tie in seconds: two names, what is between them, and on to the next."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.areas.rules import parse_query
from webapp.clock import today
from webapp.discovery.guards import get_worked_in_or_404
from webapp.errors import DomainError
from webapp.extensions import db
from webapp.networks.actions.ties import note_tie
from webapp.networks.forms.ties import TieForm, usual_kinds
from webapp.networks.guards import find_same_tie
from webapp.networks.queries.naming import Named, find_named
from webapp.networks.queries.ties import find_node, find_tie, search_nodes
from webapp.networks.rules.network import BETWEEN, KnownNode
from webapp.networks.views.blueprint import NETWORK, bp, take_along
from webapp.networks.words.network import node_told
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.talents.rules import SPOKEN_MONTHS
from webapp.ui.fields import text_of
from webapp.vocabulary import NodeKind, TieSource, TieStrength
from webapp.written_numbers import parse_number

NEXT = "volgende"
"""The button that keeps one of two names for a next tie: the one with which was begun."""


@bp.route(NETWORK + "/relatie", methods=["GET", "POST"])
@requires(Permission.KEEP_NETWORK)
def add_tie(slug: str) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_NETWORK)
    form = TieForm(strength=TieStrength.REGULAR.value, since=today())
    form.offer()
    if not form.is_submitted():
        _begin(neighbourhood, form)
        return _show_adding(neighbourhood, form, {}, 200)
    named, error = dict[str, Named](), None
    if form.validate():
        named = {side: _named(neighbourhood, form, side) for side in ("one", "other")}
        # both, so that everything is asked at once
        clear = [form.is_clear(side, each) for side, each in named.items()]
        if all(clear):
            try:
                return _note(neighbourhood, form, named)
            except DomainError as refused:
                form.refuse(refused)
                error = refused
    return _show_adding(neighbourhood, form, named, UNPROCESSABLE, error=error)


@bp.get(NETWORK + "/namen")
@requires(Permission.KEEP_NETWORK)
def names(slug: str) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_NETWORK)
    words = parse_query(request.args.get("q"))
    found = search_nodes(db.session, neighbourhood.id, words) if words else []
    if request.args.get("soort") == NodeKind.PERSON:
        found = [each for each in found if each.kind == NodeKind.PERSON]
    return jsonify(results=[_hit(each) for each in found])


def _begin(neighbourhood: NeighbourhoodName, form: TieForm) -> None:
    """Fill in what the address tells: who it is about, so that a next tie takes one name, and what kind it is."""
    sides = {
        side: find_node(db.session, neighbourhood.id, parse_number(request.args.get(key)))
        for side, key in (("one", "van"), ("other", "naar"))
    }
    for side, node in sides.items():
        if node is not None:
            form.take(side, node)
    form.stays.data = "other" if sides["one"] is None and sides["other"] is not None else "one"
    form.choose_kind(request.args.get("soort"), sides["one"], sides["other"])


def _named(neighbourhood: NeighbourhoodName, form: TieForm, side: str) -> Named:
    typed = text_of(form[side])
    return find_named(db.session, neighbourhood.id, typed, node_id=form.node_id(side), which=form.which(side))


def _note(neighbourhood: NeighbourhoodName, form: TieForm, named: dict[str, Named]) -> ResponseReturnValue:
    one, other = (_node(neighbourhood, form, side, each) for side, each in named.items())
    tie_id = note_tie(
        db.session,
        neighbourhood.id,
        one.side,
        other.side,
        form.to_facts(),
        source=TieSource.NOTED,
        by=current_actor().account_id,
        today=today(),
    )
    goes_on, is_second = request.form.get("doe") == NEXT, form.stays.data == "other"
    first = one.id if goes_on and not is_second else None
    second = other.id if goes_on and is_second else None
    again = url_for("networks.add_tie", slug=neighbourhood.slug, van=first, naar=second, gedaan=tie_id)
    return redirect(again, SEE_OTHER)


def _node(neighbourhood: NeighbourhoodName, form: TieForm, side: str, named: Named) -> KnownNode:
    """What is meant; somebody who said yes comes into the network first."""
    node = named.node or take_along(neighbourhood, named.person_id or 0)
    form.take(side, node)
    return node


def _show_adding(
    neighbourhood: NeighbourhoodName,
    form: TieForm,
    named: dict[str, Named],
    status: int,
    *,
    error: DomainError | None = None,
) -> ResponseReturnValue:
    sides = {side: find_node(db.session, neighbourhood.id, form.node_id(side)) for side in ("one", "other")}
    form.offer(sides["one"], sides["other"])
    if form.kind.data:
        form.choose_kind(form.kind.data, sides["one"], sides["other"])
    done = parse_number(request.args.get("gedaan"))
    page = render_template(
        "networks/add_tie.html",
        form=form,
        neighbourhood=neighbourhood,
        named=named,
        sides=sides,
        months=SPOKEN_MONTHS,
        same=find_same_tie(neighbourhood, error),
        noted=find_tie(db.session, neighbourhood.id, done) if done else None,
        met=find_node(db.session, neighbourhood.id, parse_number(request.args.get("ontmoet"))),
        between={kind.value: [sorted(froms), sorted(tos)] for kind, (froms, tos) in BETWEEN.items()},
        usual=usual_kinds(),
    )
    return page, status


def _hit(node: KnownNode) -> dict[str, object]:
    return {
        "id": node.id,
        "label": node.name,
        "kind": node.kind.value,
        "church": node.is_church,
        "told": node_told(node.kind, node.where),
    }
