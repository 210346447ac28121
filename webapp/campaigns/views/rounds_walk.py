"""A round as its volunteer goes it, on a phone: by the signed address, with or without an account."""

from datetime import UTC, datetime

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.campaigns.actions.rounds import settle
from webapp.campaigns.queries.rounds_walk import (
    WalkedRound,
    find_walked_round,
    list_own_rounds,
    list_walked_stops,
)
from webapp.campaigns.rounds_guards import open_round
from webapp.campaigns.rules.rounds_links import WALK_PATH, make_token, read_token
from webapp.campaigns.views.blueprint import bp
from webapp.campaigns.views.rounds_stops import stop_state
from webapp.clock import today
from webapp.extensions import db, limiter
from webapp.statuses import SEE_OTHER

GONE = 410
FIRST_FAILURE = 400
GUESS_LIMIT = "60 per hour"
"""For who tries addresses that are none of ours."""


@bp.route(f"{WALK_PATH}/<token>", methods=["GET", "POST"])
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(GUESS_LIMIT, deduct_when=lambda response: response.status_code >= FIRST_FAILURE)
def rounds_walk(token: str) -> ResponseReturnValue:
    key = read_token(str(current_app.secret_key), token)
    found = find_walked_round(db.session, key, today=today()) if key else None
    if key is None or found is None:
        return render_template("campaigns/rounds_walk.html", round=None), GONE
    if request.method == "POST":
        stop, by = request.form.get("adres", ""), current_actor().account_id
        settle(db.session, key, stop, stop_state(), by=by, now=datetime.now(UTC), today=today())
        return redirect(url_for("campaigns.rounds_walk", token=token, _anchor=f"adres-{stop}"), SEE_OTHER)
    return _page(found, key, token)


@bp.get("/mijn/rondes")
@requires(Permission.TAKE_TASKS)
def rounds_own() -> ResponseReturnValue:
    own = list_own_rounds(db.session, current_actor(), today=today())
    secret = str(current_app.secret_key)
    shown = [(each, make_token(secret, key)) for key, each in own]
    return render_template("campaigns/rounds_own.html", rounds=shown)


def _page(found: WalkedRound, key: str, token: str) -> Response:
    """The page of a round, which no browser or proxy may keep: it has addresses of people on it."""
    stops = open_round(found.id, list_walked_stops(db.session, key, today=today()))
    answer = make_response(render_template("campaigns/rounds_walk.html", round=found, stops=stops, token=token))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
