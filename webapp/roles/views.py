"""The administrators' desk: roles, invitations, and what waits."""

from datetime import UTC, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import DomainError, NotFound
from webapp.extensions import db
from webapp.i18n import error_message
from webapp.roles.actions import approve_grant, end_grant, grant_role, invite_again, withdraw_invitation
from webapp.roles.forms import EndForm, InviteForm
from webapp.roles.letters import letters_of_site
from webapp.roles.queries import (
    Grant,
    count_administrators,
    get_grant,
    get_waiting,
    list_grants,
    list_grants_of,
    list_invitations,
    list_neighbourhoods,
    list_partners,
)
from webapp.roles.rules import (
    GRANTABLE,
    SORTS,
    GrantState,
    Refusal,
    Standing,
    filter_of,
    leaves_one_administrator,
    refusal_of_approval,
    refusal_of_ending,
)
from webapp.roles.words import done_message, last_day_of, standing_name, state_name
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of

bp = Blueprint("roles", __name__, url_prefix="/beheer")


@bp.get("")
@requires(Permission.ADMINISTER)
def desk() -> ResponseReturnValue:
    actor, day = current_actor(), today()
    return render_template(
        "roles/desk.html",
        waiting=get_waiting(db.session, actor, today=day),
        is_only=count_administrators(db.session, today=day, without_account=actor.account_id or 0) == 0,
    )


@bp.get("/rollen")
@requires(Permission.MANAGE_ROLES)
def grants() -> ResponseReturnValue:
    wanted = filter_of(request.args)
    return render_template(
        "roles/grants.html",
        found=list_grants(db.session, current_actor(), wanted, today=today()),
        wanted=wanted,
        roles=GRANTABLE,
        sorts=SORTS,
        states=[(state, state_name(state)) for state in GrantState],
        standing_name=standing_name,
        last_day_of=last_day_of,
        neighbourhoods=list_neighbourhoods(db.session),
        partners=list_partners(db.session),
    )


@bp.route("/rollen/<int(max=2147483647):grant_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROLES)
def grant(grant_id: int) -> ResponseReturnValue:
    actor, form, problem = current_actor(), EndForm(request.form), None
    found = get_grant(db.session, actor, grant_id, today=today())
    if request.method == "POST":
        try:
            done = _decide(found, form)
        except DomainError as error:
            done, problem = None, _told(error, form)
        if done is not None:
            return redirect(url_for("roles.grant", grant_id=grant_id, gedaan=done), SEE_OTHER)
    page = render_template(
        "roles/grant.html",
        grant=found,
        others=list_grants_of(db.session, actor, found.holder.account_id, today=today()),
        form=form,
        problem=problem,
        no_approval=refusal_of_approval(actor, _standing(found)),
        **_about_ending(found),
        done=done_message(request.args.get("gedaan")),
        standing_name=standing_name,
        last_day_of=last_day_of,
    )
    return page, UNPROCESSABLE if request.method == "POST" else 200


@bp.route("/uitnodigen", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROLES)
def invite() -> ResponseReturnValue:
    actor, day, now = current_actor(), today(), datetime.now(UTC)
    form = InviteForm(request.form, since=day)
    form.today = day
    form.offer(list_neighbourhoods(db.session), list_partners(db.session))
    if form.validate_on_submit():
        wish, reason = form.to_wish(), text_of(form.reason)
        try:
            made = grant_role(
                db.session,
                actor,
                text_of(form.email),
                wish,
                reason=reason,
                letters=letters_of_site(),
                today=day,
                now=now,
            )
            done = "wacht" if made.needs_approval else "gegeven"
            return redirect(url_for("roles.grant", grant_id=made.id, gedaan=done), SEE_OTHER)
        except DomainError as error:
            form.refuse(error.code, error_message(error))
    is_only = count_administrators(db.session, today=day, without_account=actor.account_id or 0) == 0
    page = render_template("roles/invite.html", form=form, is_only=is_only)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/uitnodigingen", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROLES)
def invitations() -> ResponseReturnValue:
    problem, now = None, datetime.now(UTC)
    if request.method == "POST":
        try:
            done = _invite_or_withdraw(now)
            return redirect(url_for("roles.invitations", gedaan=done), SEE_OTHER)
        except NotFound:
            raise
        except DomainError as error:
            problem = error_message(error)
    page = render_template(
        "roles/invitations.html",
        invitations=list_invitations(db.session, current_actor(), today=today()),
        now=now,
        problem=problem,
        done=done_message(request.args.get("gedaan")),
    )
    return page, UNPROCESSABLE if problem else 200


def _about_ending(found: Grant) -> dict[str, object]:
    """Why the viewer cannot end a role, whether that leaves one administrator, and whether they take back their own."""
    others = count_administrators(db.session, today=today(), without_grant=found.id)
    standing = _standing(found)
    is_own = standing.granted_by is not None and standing.granted_by == current_actor().account_id
    return {
        "no_ending": refusal_of_ending(current_actor(), standing, other_administrators=others),
        "leaves_one": leaves_one_administrator(standing, other_administrators=others),
        "takes_back": found.state == GrantState.WAITING and is_own,
    }


def _decide(found: Grant, form: EndForm) -> str | None:
    """Approve or end a role, as the button says; what was done, or None when the form is not complete."""
    actor, letters, now = current_actor(), letters_of_site(), datetime.now(UTC)
    if request.form.get("doe") == "goedkeuren":
        approve_grant(db.session, actor, found.id, letters=letters, today=today(), now=now)
        return "goedgekeurd"
    if not form.validate():
        return None
    takes_back = _about_ending(found)["takes_back"]
    end_grant(
        db.session,
        actor,
        found.id,
        reason=text_of(form.reason),
        letters=letters,
        today=today(),
        now=now,
        leaves_one=bool(form.sure.data),
    )
    if found.state != GrantState.WAITING:
        return "beeindigd"
    return "teruggenomen" if takes_back else "geweigerd"


def _told(error: DomainError, form: EndForm) -> str | None:
    """The sentence for above the page; None when it stands beside its field."""
    if error.code != Refusal.ONE_ADMINISTRATOR_LEFT:
        return error_message(error)
    form.sure.errors = [error_message(error)]
    return None


def _invite_or_withdraw(now: datetime) -> str:
    """Mail an invitation again or take it back, as the button says."""
    grant_id = request.form.get("rol", default=0, type=int)
    if request.form.get("doe") == "intrekken":
        letters = letters_of_site()
        withdraw_invitation(db.session, current_actor(), grant_id, letters=letters, today=today(), now=now)
        return "ingetrokken"
    invite_again(db.session, current_actor(), grant_id, letters=letters_of_site(), today=today(), now=now)
    return "opnieuw"


def _standing(found: Grant) -> Standing:
    by = found.granted_by.account_id if found.granted_by else None
    return Standing(found.holder.account_id, found.role, found.state, by)
