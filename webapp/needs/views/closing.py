"""Closing a need, asking first, and opening it again."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import BadInput, DomainError, NotFound
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.models import Need
from webapp.needs.actions import close_need
from webapp.needs.actions import reopen as reopen_need
from webapp.needs.closing import list_ending
from webapp.needs.guards import get_need_or_404, get_own_or_404, get_workplace_or_404
from webapp.needs.queries import find_line
from webapp.needs.views.blueprint import PLACE, bp
from webapp.statuses import SEE_OTHER
from webapp.vocabulary import NeedKind, NeedState


@bp.route("/mijn/vragen/<key>/sluiten", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_NEEDS)
def close(key: str) -> ResponseReturnValue:
    need, back = get_own_or_404(key), url_for("needs.own")
    if request.method == "POST":
        return redirect(url_for("needs.own", gedaan=_closed(need)), SEE_OTHER)
    return _ask_to_close(need, [(gettext("Vragen"), back)], back)


@bp.post("/mijn/vragen/<key>/heropenen")
@requires(Permission.KEEP_OWN_NEEDS)
def reopen_own(key: str) -> ResponseReturnValue:
    return redirect(url_for("needs.own", gedaan=_reopened(get_own_or_404(key))), SEE_OTHER)


@bp.route(PLACE + "/<key>/sluiten", methods=["GET", "POST"])
@requires(Permission.KEEP_NEEDS)
def settle(slug: str, key: str) -> ResponseReturnValue:
    place = get_workplace_or_404(slug)
    need, back = get_need_or_404(place, key), url_for("needs.neighbourhood", slug=slug)
    if need.kind == NeedKind.PUBLIC and request.method == "GET":
        return redirect(url_for("needs.end_public", slug=slug, key=key), SEE_OTHER)
    if request.method == "POST":
        return redirect(url_for("needs.neighbourhood", slug=slug, gedaan=_closed(need), vraag=key), SEE_OTHER)
    return _ask_to_close(need, [(place.name, url_for("atlas.workspace", slug=slug)), (gettext("Vragen"), back)], back)


@bp.post(PLACE + "/<key>/heropenen")
@requires(Permission.KEEP_NEEDS)
def reopen(slug: str, key: str) -> ResponseReturnValue:
    need = get_need_or_404(get_workplace_or_404(slug), key)
    # what people asked themselves, only they open again
    if need.kind == NeedKind.PRIVATE and need.noted_by is None:
        raise NotFound("need_unknown")
    return redirect(url_for("needs.neighbourhood", slug=slug, gedaan=_reopened(need), vraag=key), SEE_OTHER)


def _reopened(need: Need) -> str:
    """Open a need again; gives what to say of it."""
    try:
        reopen_need(db.session, need, by=current_actor().account_id or 0, today=today())
    except DomainError:
        return "blijft-zo"
    return "heropend"


def _ask_to_close(need: Need, trail: list[tuple[str, str]], back: str) -> ResponseReturnValue:
    """The page that asks whether to close a need, with what ends; what is closed already is only said."""
    line = find_line(db.session, current_actor(), own_language, need.key, today=today())
    outcome = request.args.get("uitkomst", "")
    if outcome not in (NeedState.MET, NeedState.WITHDRAWN):
        raise BadInput("need_outcome")
    if line is None or not line.is_open:
        return redirect(f"{back}?gedaan=was-dicht", SEE_OTHER)
    endings = list_ending(db.session, current_actor(), need.id, NeedState(outcome))
    return render_template(
        "needs/settle.html",
        need=line,
        outcome=outcome,
        endings=endings,
        trail=trail,
        back=back,
        is_work=need.person_id != current_actor().person_id,
    )


def _closed(need: Need) -> str:
    """Close a need as was chosen on a button; gives what to say of it. Raises `BadInput` code `need_outcome`."""
    sent = request.form.get("uitkomst", "")
    if sent not in list(NeedState):
        raise BadInput("need_outcome")
    try:
        close_need(db.session, need, NeedState(sent), by=current_actor().account_id or 0, today=today())
    except DomainError as error:
        if error.code != "need_is_closed":
            raise
        return "was-dicht"
    return sent
