"""Somebody new, in half a minute: a name, the yes that they said aloud, and through whom they were met."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.clock import today
from webapp.discovery.guards import get_worked_in_or_404
from webapp.errors import DomainError
from webapp.extensions import db
from webapp.networks.actions.meeting import Met
from webapp.networks.actions.meeting import meet as note_meeting
from webapp.networks.forms.ties import MeetForm
from webapp.networks.queries.naming import Named, find_named, list_namesakes
from webapp.networks.queries.ties import find_node
from webapp.networks.rules.network import Side
from webapp.networks.views.blueprint import NETWORK, bp, own_network_url, take_along
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.talents.rules import SPOKEN_MONTHS
from webapp.ui.fields import text_of
from webapp.ui.keys import key_ring
from webapp.vocabulary import NodeKind, TieKind
from webapp.written_numbers import parse_number


@bp.route(NETWORK + "/ontmoet", methods=["GET", "POST"])
@requires(Permission.KEEP_NETWORK)
def meet(slug: str) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_NETWORK)
    form, named = MeetForm(name=request.args.get("naam", "")[:80]), Named()
    form.offer()
    if form.is_submitted():
        named = _introducer(neighbourhood, form)
        if _is_clear(neighbourhood, form, named):
            try:
                return _note(neighbourhood, form, named)
            except DomainError as error:
                form.refuse(error)
    else:
        _begin(neighbourhood, form)
    page = render_template(
        "networks/meet.html",
        form=form,
        neighbourhood=neighbourhood,
        months=SPOKEN_MONTHS,
        named=named,
        next_with=find_node(db.session, neighbourhood.id, form.known_side),
        noted=find_node(db.session, neighbourhood.id, parse_number(request.args.get("gedaan"))),
    )
    return page, UNPROCESSABLE if form.errors else 200


def _begin(neighbourhood: NeighbourhoodName, form: MeetForm) -> None:
    """Take along the other side of a tie: who knows somebody new introduced them, any other tie is noted next."""
    kind = request.args.get("soort", TieKind.KNOWS.value)
    for side in ("van", "naar"):
        node = find_node(db.session, neighbourhood.id, parse_number(request.args.get(side)))
        if node is not None and node.kind == NodeKind.PERSON and kind == TieKind.KNOWS:
            form.take("other", node)
        elif node is not None:
            form.goes_on_with(side, node, kind)


def _introducer(neighbourhood: NeighbourhoodName, form: MeetForm) -> Named:
    typed = text_of(form.other)
    if not typed:
        return Named()
    found = find_named(db.session, neighbourhood.id, typed, node_id=form.node_id("other"), which=form.which("other"))
    return found.only_people()


def _is_clear(neighbourhood: NeighbourhoodName, form: MeetForm, named: Named) -> bool:
    """Whether everything is filled in, and it is clear who was met and who introduced them; all is asked at once."""
    is_filled_in, name = form.validate(), text_of(form.name)
    knows_who = not name or form.knows_who(list_namesakes(db.session, neighbourhood.id, name))
    knows_introducer = not text_of(form.other) or form.is_clear("other", named)
    return is_filled_in and knows_who and knows_introducer


def _note(neighbourhood: NeighbourhoodName, form: MeetForm, named: Named) -> ResponseReturnValue:
    met = Met(
        name=text_of(form.name),
        phone=text_of(form.phone),
        known_person_id=form.known_person,
        introduced_by=_side(neighbourhood, named),
    )
    meeting = note_meeting(
        db.session,
        neighbourhood.id,
        met,
        ring=key_ring(),
        own_url=own_network_url(),
        by=current_actor().account_id or 0,
        today=today(),
    )
    if form.known_side is None:
        return redirect(url_for("networks.meet", slug=neighbourhood.slug, gedaan=meeting.node_id), SEE_OTHER)
    tie = url_for(
        "networks.add_tie",
        slug=neighbourhood.slug,
        van=parse_number(form.van.data) or meeting.node_id,
        naar=parse_number(form.naar.data) or meeting.node_id,
        soort=form.soort.data or None,
        ontmoet=meeting.node_id,
    )
    return redirect(tie, SEE_OTHER)


def _side(neighbourhood: NeighbourhoodName, named: Named) -> Side | None:
    """Who introduced somebody; who just said yes comes into the network first."""
    if named.node is not None:
        return Side(named.node.id, NodeKind.PERSON)
    return take_along(neighbourhood, named.person_id).side if named.person_id is not None else None
