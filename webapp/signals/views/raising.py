"""What somebody trusted saw: raising it, mending it, and what became of it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import DomainError, EditConflict
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.models import Signal
from webapp.signals.actions.raising import change_signal, raise_signal, withdraw_signal
from webapp.signals.forms.raising import SignalForm, fresh_data, kept_data
from webapp.signals.guards import coordinates, get_own_or_404, handles
from webapp.signals.queries.bundles import list_items
from webapp.signals.queries.signals import find_line, list_own
from webapp.signals.views.blueprint import bp, places, sent, themes, viewer
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.written_numbers import parse_number

WITHDRAWS = "intrekken"


@bp.get("/signalen")
@requires(Permission.RAISE_SIGNALS)
def index() -> ResponseReturnValue:
    own = list_own(db.session, current_actor(), own_language)
    items = list_items(db.session, {each.bundle_id for each in own if each.bundle_id is not None})
    return render_template(
        "signals/index.html",
        signals=own,
        items={each.id: [item for item in items if item.bundle_id == each.bundle_id] for each in own},
        coordinates=coordinates(),
        handles=handles(),
        said=request.args.get("gedaan"),
    )


@bp.route("/signalen/nieuw", methods=["GET", "POST"])
@requires(Permission.RAISE_SIGNALS)
def add() -> ResponseReturnValue:
    form = _form(SignalForm(sent(), data=fresh_data(today(), _own_place())))
    if form.validate_on_submit():
        try:
            raise_signal(db.session, form.to_words(), by=viewer(), today=today())
            return redirect(url_for("signals.index", gedaan="gegeven"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("signals/add.html", form=form)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/signalen/mijn/<key>", methods=["GET", "POST"])
@requires(Permission.RAISE_SIGNALS)
def edit(key: str) -> ResponseReturnValue:
    signal = get_own_or_404(key)
    form, theirs, status = _change_form(signal), [], 200
    try:
        if done := _changed(signal, form):
            return redirect(url_for("signals.index", gedaan=done), SEE_OTHER)
    except EditConflict as conflict:
        theirs, status = form.differences(_change_form(signal, fresh=True)), CONFLICT
        form.version.data = str(conflict.version)
    except DomainError as error:
        form.refuse(error)
    line = find_line(db.session, own_language, signal.id)
    page = render_template("signals/edit.html", form=form, signal=line, theirs=theirs)
    return page, UNPROCESSABLE if form.errors else status


def _changed(signal: Signal, form: SignalForm) -> str | None:
    """Take back or mend the signal; gives what was done, None when nothing was sent or something is to be mended."""
    if request.form.get("doe") == WITHDRAWS:
        withdraw_signal(db.session, signal, version=form.version_seen, by=viewer())
        return "ingetrokken"
    if not form.validate_on_submit():
        return None
    change_signal(db.session, signal, form.to_words(), version=form.version_seen, by=viewer(), today=today())
    return "gewijzigd"


def _form(form: SignalForm, *, kept_theme: int | None = None) -> SignalForm:
    form.offer(themes(kept=kept_theme), places())
    return form


def _change_form(signal: Signal, *, fresh: bool = False) -> SignalForm:
    """The form of a signal, with what was sent; `fresh` as it is kept now."""
    form = SignalForm(None if fresh else sent(), data=kept_data(signal))
    return _form(form, kept_theme=signal.theme_id)


def _own_place() -> int | None:
    """The neighbourhood that was asked for in the address, or the only one that the viewer coordinates."""
    asked = parse_number(request.args.get("wijk"))
    if asked is not None:
        return asked
    own = current_actor().neighbourhood_ids
    return next(iter(own)) if len(own) == 1 else None
