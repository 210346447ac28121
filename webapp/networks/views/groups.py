"""Groups that neighbours form: the list with a new one below it, and each to be changed or ended."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.clock import today
from webapp.discovery.guards import get_worked_in_or_404
from webapp.errors import DomainError, EditConflict
from webapp.extensions import db
from webapp.networks.actions.groups import add_group, change_group
from webapp.networks.forms.groups import GroupForm, kept_group
from webapp.networks.guards import get_group_or_404
from webapp.networks.queries.groups import GroupRow, list_groups
from webapp.networks.queries.ties import TieFilter, list_ties
from webapp.networks.views.blueprint import GROUPS, bp
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.written_numbers import parse_number


@bp.route(GROUPS, methods=["GET", "POST"])
@requires(Permission.KEEP_NETWORK)
def groups(slug: str) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_NETWORK)
    form = GroupForm()
    form.offer()
    if form.validate_on_submit():
        try:
            made = add_group(
                db.session, neighbourhood.id, form.to_facts(), by=current_actor().account_id, today=today()
            )
            return redirect(url_for("networks.groups", slug=slug, gedaan="groep", groep=made.id), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template(
        "networks/groups.html",
        neighbourhood=neighbourhood,
        groups=list_groups(db.session, neighbourhood.id),
        form=form,
        done=request.args.get("gedaan"),
        about=parse_number(request.args.get("groep")),
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(GROUPS + "/<int(max=2147483647):group_id>", methods=["GET", "POST"])
@requires(Permission.KEEP_NETWORK)
def edit_group(slug: str, group_id: int) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_NETWORK)
    group = get_group_or_404(neighbourhood, group_id)
    form = GroupForm(data=kept_group(group))
    form.offer()
    theirs, status = list[tuple[str, str, str]](), 200
    if form.validate_on_submit():
        try:
            done = _change(neighbourhood, group, form)
            return redirect(url_for("networks.groups", slug=slug, gedaan=done, groep=group_id), SEE_OTHER)
        except EditConflict as conflict:
            form.version.data, status = str(conflict.version), CONFLICT
            theirs = form.differences(get_group_or_404(neighbourhood, group_id))
        except DomainError as error:
            form.refuse(error)
    page = render_template(
        "networks/edit_group.html",
        neighbourhood=neighbourhood,
        group=group,
        form=form,
        theirs=theirs,
        ties=list_ties(db.session, neighbourhood.id, TieFilter(node_id=group.node_id), today=today()),
    )
    return page, UNPROCESSABLE if form.errors else status


def _change(neighbourhood: NeighbourhoodName, group: GroupRow, form: GroupForm) -> str:
    """Keep what was filled in; gives what came of it."""
    facts = form.to_facts()
    change_group(
        db.session,
        neighbourhood.id,
        group.id,
        facts,
        version=form.version_seen,
        by=current_actor().account_id,
        today=today(),
    )
    return "groep-weg" if facts.ended_on is not None and group.ended_on is None else "groep"
