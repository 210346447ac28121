"""What coordinators do with signals one by one: see them, find which look alike, close one."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.models import Signal
from webapp.signals.actions.raising import close_signal, reopen_signal
from webapp.signals.forms.raising import CloseForm
from webapp.signals.guards import get_signal_or_404, handles
from webapp.signals.queries.alike import list_alike
from webapp.signals.queries.bundles import BundleLine, list_bundles, list_items
from webapp.signals.queries.lessons import list_on_theme
from webapp.signals.queries.signals import SignalLine, find_line, list_raisers, list_worked
from webapp.signals.queries.waiting import count_city
from webapp.signals.rules.filters import Sort, work_filters
from webapp.signals.views.blueprint import bp, places, sent, themes, viewer
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of
from webapp.vocabulary import BundleState, SignalState

REOPENS = "heropen"


@bp.get("/signalen/werk")
@requires(Permission.OPEN_WORKSPACE)
def work() -> ResponseReturnValue:
    filters = work_filters(request.args)
    own = current_actor().neighbourhood_ids
    return render_template(
        "signals/work.html",
        filters=filters,
        found=list_worked(db.session, current_actor(), own_language, filters),
        themes=themes(),
        places=[each for each in places() if handles() or each.id in own],
        states=list(SignalState),
        sorts=list(Sort),
        handles=handles(),
        waiting=count_city(db.session, today=today()) if handles() else None,
    )


@bp.route("/signalen/werk/<key>", methods=["GET", "POST"])
@requires(Permission.OPEN_WORKSPACE)
def detail(key: str) -> ResponseReturnValue:
    signal, form = get_signal_or_404(key), CloseForm(sent())
    form.places, conflict = tuple(each.name for each in places()), False
    if request.method == "POST":
        if not handles():
            raise NotFound("signal_unknown")
        try:
            if done := _done(signal, form):
                return redirect(url_for("signals.detail", key=key, gedaan=done), SEE_OTHER)
        except EditConflict as error:
            conflict, form.version.data = True, str(error.version)
        except DomainError as error:
            form.refuse(error)
    else:
        form.version.data = str(signal.version)
    return _show(signal, form, conflict=conflict)


def _done(signal: Signal, form: CloseForm) -> str | None:
    """Close or open the signal; gives what was done, None when something is to be mended first."""
    if not handles():
        raise NotFound("signal_unknown")
    if request.form.get("doe") == REOPENS:
        reopen_signal(db.session, signal, version=form.version_seen, by=viewer())
        return "heropend"
    if not form.validate():
        return None
    close_signal(db.session, signal, text_of(form.reason), version=form.version_seen, by=viewer(), today=today())
    return "afgesloten"


def _show(signal: Signal, form: CloseForm, *, conflict: bool) -> ResponseReturnValue:
    line = find_line(db.session, own_language, signal.id)
    if line is None:
        raise NotFound("signal_unknown")
    waits = line.state == SignalState.RAISED
    page = render_template(
        "signals/detail.html",
        signal=line,
        form=form,
        conflict=conflict,
        handles=handles(),
        raiser=list_raisers(db.session, [line.id]).get(line.id) if handles() else None,
        alike=list_alike(db.session, current_actor(), own_language, [line.id]) if waits else [],
        bundles=_open_bundles(line) if handles() and waits else [],
        items=list_items(db.session, [line.bundle_id]) if line.bundle_id else [],
        lessons=list_on_theme(db.session, own_language, line.theme_id),
        said=request.args.get("gedaan"),
    )
    return page, UNPROCESSABLE if form.errors else 409 if conflict else 200


def _open_bundles(line: SignalLine) -> list[BundleLine]:
    """The bundles that it can go into, those on its theme first."""
    found = [each for each in list_bundles(db.session, own_language) if each.state != BundleState.CLOSED]
    return sorted(found, key=lambda each: each.theme_id != line.theme_id)
