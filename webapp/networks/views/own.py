"""What is noted about oneself: seen, said to be so, taken away; and not wanting to stand in a network any more."""

from datetime import UTC, datetime

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.networks.actions.own import confirm_own_tie, remove_own_tie
from webapp.networks.queries.own import find_own_standing, list_own_ties
from webapp.networks.views.blueprint import bp
from webapp.networks.words.own import own_standing_told, own_tie_facts, own_tie_names, own_tie_sentence
from webapp.privacy.actions import withdraw_consent
from webapp.privacy.leaving import EXTENSION, Leaving
from webapp.statuses import SEE_OTHER
from webapp.vocabulary import ConsentPurpose
from webapp.written_numbers import parse_number

for told in (own_tie_facts, own_tie_sentence):
    bp.add_app_template_global(told)


@bp.route("/mijn/netwerk", methods=["GET", "POST"])
@requires(Permission.MANAGE_OWN_DATA)
def own_ties() -> ResponseReturnValue:
    person_id = current_actor().person_id
    if person_id is None:
        return redirect(url_for("people.profile"), SEE_OTHER)
    if request.method == "POST":
        return redirect(url_for("networks.own_ties", gedaan=_do(person_id)), SEE_OTHER)
    ties, own = list_own_ties(db.session), find_own_standing(db.session, person_id, today=today())
    noted = [tie for tie in ties if tie.tie_id is not None]
    return render_template(
        "networks/own_ties.html",
        noted=noted,
        names=own_tie_names(noted),
        followed=[tie for tie in ties if tie.tie_id is None],
        own=own,
        told=own_standing_told(own, count=len(noted)),
        today=today(),
        done=request.args.get("gedaan"),
    )


def _do(person_id: int) -> str:
    """Do what was asked for, and give the word for it."""
    if "stop" in request.form:
        return _leave(person_id)
    tie_id, by = parse_number(request.form.get("relatie", "")), current_actor().account_id
    if tie_id is None:
        raise NotFound("tie_unknown")
    if "klopt" in request.form:
        return "klopt" if confirm_own_tie(db.session, tie_id, person_id=person_id, by=by) else "voorbij"
    remove_own_tie(db.session, tie_id, person_id=person_id, by=by)
    return "weg"


def _leave(person_id: int) -> str:
    by, now, purpose = current_actor().account_id, datetime.now(UTC), ConsentPurpose.BE_LINKED
    leaving: Leaving = current_app.extensions[EXTENSION]
    withdraw_consent(db.session, person_id, purpose, by=by, now=now)
    leaving.after_withdrawal(db.session, person_id, purpose, by=by, now=now)
    return "gestopt"
