"""Who invited Missie050 where: noted, and ended."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import DomainError
from webapp.extensions import db
from webapp.planning.actions.invitations import end_invitation as end
from webapp.planning.actions.invitations import note_invitation
from webapp.planning.queries.invitations import list_invitations
from webapp.planning.views.blueprint import bp
from webapp.planning.views.planner import invitation_form
from webapp.statuses import SEE_OTHER, UNPROCESSABLE

LIST = "uitnodigingen"


@bp.route("/planner/uitnodigingen", methods=["GET", "POST"])
@requires(Permission.PLAN_CITY)
def invite() -> ResponseReturnValue:
    form = invitation_form()
    if form.validate_on_submit():
        try:
            note_invitation(db.session, form.to_facts(), by=current_actor().account_id, today=today())
            return redirect(url_for("planning.index", gedaan="uitnodiging", _anchor=LIST), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    invitations = list_invitations(db.session, with_ended=True)
    page = render_template("planning/invite.html", form=form, invitations=invitations)
    return page, UNPROCESSABLE if form.errors else 200


@bp.post("/planner/uitnodigingen/<int(max=2147483647):invitation_id>/einde")
@requires(Permission.PLAN_CITY)
def end_invitation(invitation_id: int) -> ResponseReturnValue:
    end(db.session, invitation_id, by=current_actor().account_id, today=today())
    back = "planning.invite" if "lijst" in request.form else "planning.index"
    return redirect(url_for(back, gedaan="einde", _anchor=LIST), SEE_OTHER)
