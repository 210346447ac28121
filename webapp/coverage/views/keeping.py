"""Keeping the presence of a neighbourhood: noting what was seen, beginning a stage, taking back a mistake."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.clock import today
from webapp.coverage.actions import keep_evidence, keep_stage, take_back_evidence, take_back_stage
from webapp.coverage.forms import SignForm, StageForm, TakeBackForm
from webapp.coverage.guards import get_kept_or_404, get_noted_or_404
from webapp.coverage.pages import WhyPage, why_page
from webapp.coverage.queries.why import find_running
from webapp.coverage.views.blueprint import bp
from webapp.errors import DomainError, EditConflict
from webapp.extensions import db
from webapp.i18n import stage_name
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of

ROW = "/dekking/<slug>/<any(teken,fase):what>/<int(max=2147483647):row_id>/terugnemen"
METHODS = ["GET", "POST"]


@bp.route("/dekking/<slug>/teken", methods=METHODS)
@requires(Permission.KEEP_PRESENCE)
def note_sign(slug: str) -> ResponseReturnValue:
    neighbourhood = get_kept_or_404(slug)
    form = SignForm(observed_on=today())
    form.offer()
    if form.validate_on_submit():
        try:
            keep_evidence(
                db.session,
                neighbourhood.id,
                form.chosen_kind,
                observed_on=form.day,
                note=text_of(form.note),
                today=today(),
                by=current_actor().account_id,
            )
            return _back(slug, "teken")
        except DomainError as error:
            form.refuse(error)
    status = UNPROCESSABLE if form.errors else 200
    return render_template("coverage/note_sign.html", page=_why(neighbourhood), form=form), status


@bp.route("/dekking/<slug>/fase", methods=METHODS)
@requires(Permission.KEEP_PRESENCE)
def change_stage(slug: str) -> ResponseReturnValue:
    neighbourhood = get_kept_or_404(slug)
    page, running = _why(neighbourhood), find_running(db.session, neighbourhood.id)
    form = StageForm(on=today(), version=str(running.id) if running else "")
    form.offer(page.state.stage if request.method == "GET" else None)
    theirs = list[tuple[str, str, str]]()
    if form.validate_on_submit():
        try:
            _keep_stage(neighbourhood, form)
            return _back(slug, "fase")
        except EditConflict as conflict:
            form.version.data = str(conflict.version or "")
            theirs = [(str(form.stage.label.text), stage_name(page.state.stage), stage_name(form.chosen_stage))]
        except DomainError as error:
            form.refuse(error)
    status = CONFLICT if theirs else UNPROCESSABLE if form.errors else 200
    return render_template("coverage/change_stage.html", page=page, form=form, theirs=theirs), status


@bp.route(ROW, methods=METHODS)
@requires(Permission.KEEP_PRESENCE)
def take_back(slug: str, what: str, row_id: int) -> ResponseReturnValue:
    neighbourhood = get_kept_or_404(slug)
    noted = get_noted_or_404(neighbourhood, what, row_id)
    form = TakeBackForm()
    if form.validate_on_submit():
        act = take_back_evidence if what == "teken" else take_back_stage
        try:
            by = current_actor().account_id
            act(db.session, neighbourhood.id, row_id, reason=text_of(form.reason), today=today(), by=by)
            return _back(slug, "terug")
        except DomainError as error:
            form.refuse(error)
    status = UNPROCESSABLE if form.errors else 200
    page = render_template(
        "coverage/take_back.html", neighbourhood=neighbourhood, what=what, noted=noted, form=form, here=request.path
    )
    return page, status


def _keep_stage(neighbourhood: NeighbourhoodName, form: StageForm) -> None:
    keep_stage(
        db.session,
        neighbourhood.id,
        form.chosen_stage,
        on=form.day,
        note=text_of(form.note),
        seen=form.seen,
        today=today(),
        by=current_actor().account_id,
    )


def _why(neighbourhood: NeighbourhoodName) -> WhyPage:
    return why_page(neighbourhood, at=today(), today=today())


def _back(slug: str, done: str) -> ResponseReturnValue:
    return redirect(url_for("coverage.why", slug=slug, gedaan=done), SEE_OTHER)
