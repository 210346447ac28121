"""Deciding on the target line of the city."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.coverage.actions import decide_target
from webapp.coverage.forms import TargetForm
from webapp.coverage.queries.series import list_decisions
from webapp.coverage.queries.why import list_corrections
from webapp.coverage.views.blueprint import bp
from webapp.errors import DomainError, EditConflict
from webapp.extensions import db
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of


@bp.route("/dekking/doel", methods=["GET", "POST"])
@requires(Permission.SET_TARGET)
def set_target() -> ResponseReturnValue:
    decisions = list_decisions(db.session, at=today())
    now = decisions[0] if decisions else None
    form = TargetForm(version=str(now.id) if now else "", start_year=now.target.start_year if now else None)
    theirs = list[tuple[str, str, str]]()
    if form.validate_on_submit():
        try:
            by, reason = current_actor().account_id, text_of(form.reason)
            decide_target(db.session, form.chosen, on=today(), reason=reason, seen=form.seen, by=by)
            return redirect(url_for("coverage.index", gedaan="doel"), SEE_OTHER)
        except EditConflict as conflict:
            form.version.data = str(conflict.version or "")
            theirs = form.differences(now.target if now else None)
        except DomainError as error:
            form.refuse(error)
    status = CONFLICT if theirs else UNPROCESSABLE if form.errors else 200
    page = render_template(
        "coverage/set_target.html",
        decisions=decisions,
        corrections=list_corrections(db.session, None),
        form=form,
        theirs=theirs,
        here=request.path,
    )
    return page, status
