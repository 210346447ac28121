"""Asking for a report, and seeing how far those are that were asked for."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import BadInput
from webapp.extensions import db
from webapp.reports.actions.runs import ask_for_report
from webapp.reports.pages.asking import Choices, asking_page, choices_of
from webapp.reports.rules.asking import parse_wanted
from webapp.reports.views.blueprint import bp
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.vocabulary import ReportKind

MUNICIPAL = (ReportKind.MUNICIPALITY,)


@bp.route("/rapporten", methods=["GET", "POST"])
@requires(Permission.MAKE_REPORTS)
def index() -> ResponseReturnValue:
    return _asked("reports/index.html", "reports.index", choices_of(current_actor(), today=today()))


@bp.route("/gemeente/rapport", methods=["GET", "POST"])
@requires(Permission.VIEW_MUNICIPALITY)
def municipal() -> ResponseReturnValue:
    choices = choices_of(current_actor(), today=today(), kinds=MUNICIPAL)
    return _asked("reports/municipal.html", "reports.municipal", choices)


def _asked(template: str, endpoint: str, choices: Choices) -> ResponseReturnValue:
    """Take in what is asked for, or show the page; a script asks for the list alone."""
    actor, wrong = current_actor(), None
    if request.method == "POST":
        try:
            wanted = parse_wanted(request.form, kinds=choices.kinds, places=choices.ids, years=choices.years)
        except BadInput as error:
            wrong = error
        else:
            ask_for_report(db.session, actor, wanted, today=today())
            return redirect(url_for(endpoint, _anchor="verslagen"), SEE_OTHER)
    asked = request.form if request.method == "POST" else request.args
    page = asking_page(actor, choices, chosen=asked.get("soort"), place=asked.get("wijk"))
    if request.headers.get("HX-Request") == "true":
        template = "reports/runs.html"
    return render_template(template, page=page, wrong=wrong, asked=asked, here=url_for(endpoint)), (
        UNPROCESSABLE if wrong else 200
    )
