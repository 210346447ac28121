"""What is noted about oneself, and not wanting to stand in a network any more."""

from datetime import UTC, datetime

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.networks.actions.own import remove_own_tie
from webapp.networks.queries.own import list_own_ties
from webapp.networks.views.blueprint import bp
from webapp.networks.words.own import own_tie_sentence
from webapp.privacy.actions import withdraw_consent
from webapp.privacy.leaving import EXTENSION, Leaving
from webapp.privacy.queries import list_consents
from webapp.statuses import SEE_OTHER
from webapp.vocabulary import ConsentPurpose
from webapp.written_numbers import parse_number

bp.add_app_template_global(own_tie_sentence)

NEEDED = (ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_LINKED)


@bp.route("/mijn/netwerk", methods=["GET", "POST"])
@requires(Permission.MANAGE_OWN_DATA)
def own_ties() -> ResponseReturnValue:
    person_id = current_actor().person_id
    if person_id is None:
        return redirect(url_for("people.profile"), SEE_OTHER)
    if request.method == "POST":
        done = _leave(person_id) if "stop" in request.form else _remove(person_id)
        return redirect(url_for("networks.own_ties", gedaan=done), SEE_OTHER)
    given = list_consents(db.session, person_id, today=today())
    missing = [purpose for purpose in NEEDED if not any(each.end is None for each in given[purpose])]
    return render_template(
        "networks/own_ties.html", ties=list_own_ties(db.session), missing=missing, done=request.args.get("gedaan")
    )


def _remove(person_id: int) -> str:
    tie_id = parse_number(request.form.get("relatie", ""))
    if tie_id is None:
        raise NotFound("tie_unknown")
    remove_own_tie(db.session, tie_id, person_id=person_id, by=current_actor().account_id)
    return "weg"


def _leave(person_id: int) -> str:
    by, now, purpose = current_actor().account_id, datetime.now(UTC), ConsentPurpose.BE_LINKED
    leaving: Leaving = current_app.extensions[EXTENSION]
    withdraw_consent(db.session, person_id, purpose, by=by, now=now)
    leaving.after_withdrawal(db.session, person_id, purpose, by=by, now=now)
    return "gestopt"
