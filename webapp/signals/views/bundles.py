"""Bundles of like signals: making one, the list, and one with everything in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import BadInput, DomainError, EditConflict, NotFound
from webapp.extensions import db
from webapp.i18n import error_message, own_language
from webapp.models import Bundle
from webapp.signals.actions.agenda import finish_step, set_step
from webapp.signals.actions.bundling import (
    add_signals,
    change_bundle,
    close_bundle,
    reopen_bundle,
    take_out,
)
from webapp.signals.actions.bundling import (
    make_bundle as make,
)
from webapp.signals.forms.agenda import StepForm
from webapp.signals.forms.bundles import BundleForm, GatherForm, kept_data
from webapp.signals.forms.fields import chosen_day, chosen_number
from webapp.signals.forms.raising import CloseForm
from webapp.signals.guards import get_bundle_or_404
from webapp.signals.queries.alike import list_alike
from webapp.signals.queries.bundles import (
    list_bundles,
    list_events,
    list_handlers,
    list_items,
    list_steps,
)
from webapp.signals.queries.lessons import list_of_bundle as list_lessons_of
from webapp.signals.queries.signals import SignalLine, list_by_key, list_of_bundle, list_raisers
from webapp.signals.queries.waiting import count_city
from webapp.signals.rules.filters import bundle_state
from webapp.signals.views.blueprint import BUNDLE, bp, places, sent, themes, viewer
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of
from webapp.vocabulary import BundleState
from webapp.written_numbers import parse_number

ADDS, TAKES_OUT, STEPS, DOES_STEP, CLOSES, REOPENS = "erbij", "eruit", "stap", "stap-klaar", "sluit", "heropen"


@dataclass
class Sent:
    """The forms of a page of a bundle, with what was sent; `error` is told above all when it is beside no field."""

    step: StepForm
    closing: CloseForm
    error: str = ""
    status: int = 200


@bp.get("/signalen/bundels")
@requires(Permission.HANDLE_SIGNALS)
def bundles() -> ResponseReturnValue:
    state = bundle_state(request.args)
    return render_template(
        "signals/bundles.html",
        bundles=list_bundles(db.session, own_language, state=state),
        state=state,
        states=list(BundleState),
        waiting=count_city(db.session, today=today()),
        today=today(),
    )


@bp.route("/signalen/bundels/nieuw", methods=["GET", "POST"])
@requires(Permission.HANDLE_SIGNALS)
def make_bundle() -> ResponseReturnValue:
    lines, wanted = _gathered()
    first = next(iter(lines), None)
    data = {"signals": wanted, "theme": str(first.theme_id) if first else ""}
    form = GatherForm(sent(), data=data)
    form.offer(themes(), [each.name for each in places()])
    form.offer_signals(lines)
    if form.validate_on_submit():
        try:
            made = make(db.session, form.to_words(), form.chosen(lines), by=viewer(), today=today())
            return redirect(url_for("signals.bundle", key=made.key, gedaan="gemaakt"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("signals/make_bundle.html", form=form, lines=lines)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(BUNDLE, methods=["GET", "POST"])
@requires(Permission.HANDLE_SIGNALS)
def bundle(key: str) -> ResponseReturnValue:
    found = get_bundle_or_404(key)
    told = _forms()
    if request.method == "POST":
        try:
            done = _step(found, told)
        except EditConflict as conflict:
            told.error, told.status = error_message(conflict), CONFLICT
        except NotFound:
            raise
        except DomainError as error:
            told.error, told.status = error_message(error), UNPROCESSABLE
        else:
            if done:
                return redirect(url_for("signals.bundle", key=key, gedaan=done), SEE_OTHER)
            told.status = UNPROCESSABLE
    return _show(found, told)


@bp.route(BUNDLE + "/wijzigen", methods=["GET", "POST"])
@requires(Permission.HANDLE_SIGNALS)
def edit_bundle(key: str) -> ResponseReturnValue:
    found = get_bundle_or_404(key)
    form, theirs, status = _change_form(found), [], 200
    if form.validate_on_submit():
        try:
            change_bundle(db.session, found, form.to_words(), version=form.version_seen, by=viewer(), today=today())
            return redirect(url_for("signals.bundle", key=key, gedaan="gewijzigd"), SEE_OTHER)
        except EditConflict as conflict:
            theirs, status = form.differences(_change_form(found, fresh=True)), CONFLICT
            form.version.data = str(conflict.version)
        except DomainError as error:
            form.refuse(error)
    page = render_template("signals/edit_bundle.html", bundle=found, form=form, theirs=theirs)
    return page, UNPROCESSABLE if form.errors else status


def _change_form(found: Bundle, *, fresh: bool = False) -> BundleForm:
    form = BundleForm(None if fresh else sent(), data=kept_data(found))
    form.offer(themes(kept=found.theme_id), [each.name for each in places()])
    return form


def _gathered() -> tuple[Sequence[SignalLine], list[str]]:
    """The signals that were asked for and those that look like them; and the keys of the first, as far as they wait."""
    asked = set(request.values.getlist("met"))
    lines = [each for each in list_by_key(db.session, current_actor(), own_language, asked) if each.bundle_id is None]
    lines = [each for each in lines if each.closed_on is None]
    alike = list_alike(db.session, current_actor(), own_language, [each.id for each in lines])
    return [*lines, *(each.line for each in alike)], [each.key for each in lines]


def _forms() -> Sent:
    """The forms of the page; what was sent stands in the one that it was sent with."""
    does = request.form.get("doe", "")
    step = StepForm(sent() if does == STEPS else None, prefix="stap-")
    step.offer(list_handlers(db.session), viewer())
    closing = CloseForm(sent() if does == CLOSES else None, prefix="sluit-")
    step.places = closing.places = tuple(each.name for each in places())
    return Sent(step, closing)


def _step(found: Bundle, told: Sent) -> str | None:
    """Do what was asked; gives what was done, None when something is to be mended first."""
    does, version = request.form.get("doe", ""), parse_number(request.form.get("version")) or 0
    by, day = viewer(), today()
    if does == STEPS:
        return _set_step(found, told.step)
    if does == CLOSES:
        return _close(found, told.closing, version=version)
    if does == DOES_STEP:
        finish_step(db.session, found, parse_number(request.form.get("nummer")) or 0, by=by, today=day)
    elif does == REOPENS:
        reopen_bundle(db.session, found, version=version, by=by, today=day)
    elif does in (ADDS, TAKES_OUT):
        lines = list_by_key(db.session, current_actor(), own_language, request.form.getlist("met"))
        act = add_signals if does == ADDS else take_out
        act(db.session, found, [each.id for each in lines], version=version, by=by, today=day)
    else:
        raise BadInput("text_not_allowed")
    return does


def _set_step(found: Bundle, form: StepForm) -> str | None:
    if not form.validate():
        return None
    try:
        words, owner, due = text_of(form.words), chosen_number(form.owner), chosen_day(form.due_on)
        set_step(db.session, found, words, owner_id=owner, due_on=due, by=viewer(), today=today())
    except DomainError as error:
        form.refuse(error)
        return None
    return STEPS


def _close(found: Bundle, form: CloseForm, *, version: int) -> str | None:
    if not form.validate():
        return None
    try:
        close_bundle(db.session, found, text_of(form.reason), version=version, by=viewer(), today=today())
    except BadInput as error:
        form.refuse(error)
        return None
    return CLOSES


def _show(found: Bundle, told: Sent) -> ResponseReturnValue:
    signals = list_of_bundle(db.session, current_actor(), own_language, found.id)
    open_ = found.state != BundleState.CLOSED
    (line,) = list_bundles(db.session, own_language, only=found.id)
    page = render_template(
        "signals/bundle.html",
        bundle=line,
        signals=signals,
        raisers=list_raisers(db.session, [each.id for each in signals]),
        alike=list_alike(db.session, current_actor(), own_language, [each.id for each in signals]) if open_ else [],
        items=list_items(db.session, [found.id]),
        steps=list_steps(db.session, found.id),
        events=list_events(db.session, found.id),
        lessons=list_lessons_of(db.session, own_language, found.id),
        sent=told,
        said=request.args.get("gedaan"),
        today=today(),
        viewer=viewer(),
    )
    return page, told.status
