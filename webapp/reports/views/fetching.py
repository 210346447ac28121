"""Fetching a report that is done; stopping one, asking for it again, and taking it away."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import BadInput, NotFound
from webapp.extensions import db
from webapp.reports.actions.runs import ask_again, remove_report, stop_report
from webapp.reports.guards import get_own_run_or_404
from webapp.reports.queries.runs import find_file
from webapp.reports.rules.asking import file_name
from webapp.reports.views.blueprint import bp
from webapp.statuses import SEE_OTHER
from webapp.vocabulary import ReportKind

PDF = "application/pdf"


@bp.get("/rapporten/<key>.pdf")
@requires(Permission.MANAGE_OWN_DATA)
def download(key: str) -> ResponseReturnValue:
    run = get_own_run_or_404(current_actor(), key, to_read=True)
    pdf = find_file(db.session, run.id)
    if pdf is None:
        raise NotFound("report_unknown")
    response = Response(pdf, mimetype=PDF)
    name = file_name(run.kind, run.language, on=run.on_day, place=run.place_slug, year=run.year)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.post("/rapporten/<key>/stand")
@requires(Permission.MANAGE_OWN_DATA)
def change(key: str) -> ResponseReturnValue:
    actor = current_actor()
    run = get_own_run_or_404(actor, key)
    wish = request.form.get("wat")
    if wish == "stop":
        stop_report(db.session, run)
    elif wish == "opnieuw":
        ask_again(db.session, actor, run, today=today())
    elif wish == "weg":
        remove_report(db.session, run, by=actor.account_id)
    else:
        raise BadInput("report_wish")
    back = "reports.municipal" if run.kind == ReportKind.MUNICIPALITY else "reports.index"
    return redirect(url_for(back, _anchor="verslagen"), SEE_OTHER)
