"""Guards on routes: each view declares its permission, and none is reached without."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.permissions import Permission
from webapp.access.policy import can
from webapp.access.row_security import GATE, look_as
from webapp.access.sessions import current_actor, current_sign_in, find_sign_in
from webapp.errors import SignedOut
from webapp.extensions import READING, db
from webapp.statuses import SEE_OTHER

View = TypeVar("View", bound=Callable[..., object])

DECLARED = "declared_permission"


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission that a view needs."""

    def declare(view: View) -> View:
        setattr(view, DECLARED, permission)
        return view

    return declare


def declared_permission(view: Callable[..., object]) -> Permission | None:
    """The permission that a view declared; None when it forgot."""
    return getattr(view, DECLARED, None)


def install(app: Flask) -> None:
    """Find out who asks, and refuse, as not existing, what the view does not declare or the actor may not.

    Who is not signed in is sent to do so first; a form that was sent meanwhile is kept (`SignedOut`).
    """
    app.before_request(_guard)
    app.after_request(_keep_apart)

    @app.context_processor
    def _actor() -> dict[str, object]:
        return {"actor": current_actor(), "may": lambda name: can(current_actor(), Permission(name))}


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        # who is signed in is greeted as on any other page: else an error page would tell which addresses exist
        g.sign_in = find_sign_in()
        return None
    permission = declared_permission(current_app.view_functions[request.endpoint])
    if permission is None:
        abort(404)
    # a probe is told the same whoever asks, also while the database is away
    g.sign_in = None if permission == Permission.PROBE_HEALTH else find_sign_in()
    actor = current_actor()
    if permission == Permission.SIGN_IN:
        look_as(db.session, GATE)
    elif actor.account_id is not None:
        look_as(db.session, actor.account_id)
    if can(actor, permission):
        return None
    if actor.is_signed_in:
        abort(404)
    if request.method in READING:
        return redirect(url_for("accounts.ask_link", verder=request.full_path.rstrip("?")), SEE_OTHER)
    raise SignedOut("signed_out")


def _keep_apart(response: Response) -> Response:
    """See to it that a page of somebody who is signed in is nobody else's, also not the next one's at this browser.

    What says of itself that it is `public` is the same for everyone, and stays as it is.
    """
    if "sign_in" in g and response.mimetype == "text/html":
        response.vary.add("Cookie")
    if current_sign_in() is not None and not response.cache_control.public:
        response.headers["Cache-Control"] = "no-store"
    return response
