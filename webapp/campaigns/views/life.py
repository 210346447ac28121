"""Opening, closing and opening a campaign again; its report, and the lessons that are kept of it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.campaigns.actions.life import close_campaign, reopen_campaign, start_campaign
from webapp.campaigns.forms.closing import CarryOnFields, CloseForm, LessonForm, ReopenForm
from webapp.campaigns.guards import account_id, get_campaign, get_kept_campaign, list_own_places
from webapp.campaigns.pages.report import report_of
from webapp.campaigns.queries.board import list_lines
from webapp.campaigns.views.blueprint import CAMPAIGN, bp
from webapp.clock import today
from webapp.errors import DomainError
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.models import Campaign
from webapp.partners.queries import list_names
from webapp.signals.actions.lessons import keep_lesson
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.themes.queries import list_themes
from webapp.ui.fields import text_of


@bp.post(CAMPAIGN + "/openen")
@requires(Permission.KEEP_CAMPAIGNS)
def start(slug: str) -> ResponseReturnValue:
    start_campaign(db.session, get_kept_campaign(slug), by=account_id())
    return redirect(url_for("campaigns.page", slug=slug, bewaard="open"), SEE_OTHER)


@bp.route(CAMPAIGN + "/afsluiten", methods=["GET", "POST"])
@requires(Permission.KEEP_CAMPAIGNS)
def close(slug: str) -> ResponseReturnValue:
    campaign = get_kept_campaign(slug)
    carried, form = _carried(campaign), CloseForm(data={"outcome": campaign.outcome})
    if form.validate_on_submit() and not carried.errors:
        answers = {line_id: answer for line_id, answer in carried.answers().items() if answer is not None}
        close_campaign(db.session, campaign, answers, outcome=text_of(form.outcome), by=account_id(), today=today())
        return redirect(url_for("campaigns.report", slug=slug, bewaard="dicht"), SEE_OTHER)
    page = render_template("campaigns/close.html", campaign=campaign, form=form, carried=carried)
    return page, UNPROCESSABLE if form.errors or carried.errors else 200


@bp.route(CAMPAIGN + "/heropenen", methods=["GET", "POST"])
@requires(Permission.KEEP_CAMPAIGNS)
def reopen(slug: str) -> ResponseReturnValue:
    campaign, form = get_kept_campaign(slug), ReopenForm()
    if form.validate_on_submit():
        reopen_campaign(db.session, campaign, text_of(form.reason), by=account_id())
        return redirect(url_for("campaigns.page", slug=slug, bewaard="heropend"), SEE_OTHER)
    page = render_template("campaigns/reopen.html", campaign=campaign, form=form)
    return page, UNPROCESSABLE if form.errors else 200


@bp.get(CAMPAIGN + "/verslag")
@requires(Permission.VIEW_CAMPAIGNS)
def report(slug: str) -> ResponseReturnValue:
    found = report_of(get_campaign(slug), current_actor())
    return render_template("campaigns/report.html", report=found, done=request.args.get("bewaard"))


@bp.route(CAMPAIGN + "/verslag/les", methods=["GET", "POST"])
@requires(Permission.CARRY_CAMPAIGN)
def add_lesson(slug: str) -> ResponseReturnValue:
    campaign, form = get_campaign(slug), LessonForm()
    form.offer(list_themes(db.session, own_language), list_own_places())
    if form.validate_on_submit():
        try:
            keep_lesson(db.session, form.to_lesson(campaign.id, today=today()), by=account_id(), today=today())
            return redirect(url_for("campaigns.report", slug=slug, bewaard="les", _anchor="lessen"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("campaigns/add_lesson.html", campaign=campaign, form=form)
    return page, UNPROCESSABLE if form.errors else 200


def _carried(campaign: Campaign) -> CarryOnFields:
    """Who carries on with each line: as it is kept, or as it was sent."""
    lines, partners = list_lines(db.session, campaign.id), tuple(list_names(db.session, today=today()))
    if request.method == "POST":
        return CarryOnFields.typed(lines, partners, request.form)
    return CarryOnFields.kept(lines, partners, {line.id: line.carry_on for line in lines})
