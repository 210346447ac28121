"""Making and changing a campaign and its lines, by who keeps campaigns."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.campaigns.actions.campaigns import (
    add_campaign,
    add_line,
    change_campaign,
    change_line,
    facts_of,
    remove_line,
)
from webapp.campaigns.forms.campaigns import CampaignForm, LineForm, kept_campaign, kept_line
from webapp.campaigns.guards import account_id, get_kept_campaign, get_line
from webapp.campaigns.queries.board import line_of, list_lines
from webapp.campaigns.views.blueprint import CAMPAIGN, LINE, bp
from webapp.errors import DomainError, EditConflict
from webapp.extensions import db
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE


@bp.route("/acties/nieuw", methods=["GET", "POST"])
@requires(Permission.KEEP_CAMPAIGNS)
def add() -> ResponseReturnValue:
    form = CampaignForm()
    if form.validate_on_submit():
        try:
            made = add_campaign(db.session, form.to_facts(), by=account_id())
            return redirect(url_for("campaigns.edit", slug=made.slug, bewaard="nieuw", _anchor="onderdelen"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    return render_template("campaigns/add.html", form=form), UNPROCESSABLE if form.errors else 200


@bp.route(CAMPAIGN + "/wijzigen", methods=["GET", "POST"])
@requires(Permission.KEEP_CAMPAIGNS)
def edit(slug: str) -> ResponseReturnValue:
    campaign = get_kept_campaign(slug)
    form, status = CampaignForm(data=kept_campaign(facts_of(campaign), campaign.version)), 200
    if form.validate_on_submit():
        try:
            change_campaign(db.session, campaign, form.to_facts(), version=form.version_seen, by=account_id())
            return redirect(url_for("campaigns.page", slug=slug, bewaard="ja"), SEE_OTHER)
        except EditConflict as conflict:
            form.version.data, status = str(conflict.version), CONFLICT
        except DomainError as error:
            form.refuse(error)
    page = render_template(
        "campaigns/edit.html",
        form=form,
        campaign=campaign,
        lines=list_lines(db.session, campaign.id),
        theirs=form.differences(facts_of(campaign)) if status == CONFLICT else (),
        is_overtaken=status == CONFLICT,
        done=request.args.get("bewaard"),
    )
    return page, UNPROCESSABLE if form.errors else status


@bp.route(CAMPAIGN + "/lijnen/nieuw", methods=["GET", "POST"])
@requires(Permission.KEEP_CAMPAIGNS)
def add_new_line(slug: str) -> ResponseReturnValue:
    campaign = get_kept_campaign(slug)
    form = LineForm(data={"ends_on": campaign.ends_on})
    form.offer()
    if form.validate_on_submit():
        try:
            add_line(db.session, campaign, form.to_facts(), by=account_id())
            return redirect(url_for("campaigns.edit", slug=slug, bewaard="lijn", _anchor="onderdelen"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("campaigns/add_new_line.html", form=form, campaign=campaign)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(LINE, methods=["GET", "POST"])
@requires(Permission.KEEP_CAMPAIGNS)
def edit_line(slug: str, line_id: int) -> ResponseReturnValue:
    campaign = get_kept_campaign(slug)
    line = get_line(campaign, line_id)
    form, status = LineForm(data=kept_line(line_of(line), campaign.version)), 200
    form.offer()
    if form.validate_on_submit():
        try:
            change_line(db.session, campaign, line, form.to_facts(), version=form.version_seen, by=account_id())
            return redirect(url_for("campaigns.edit", slug=slug, bewaard="lijn", _anchor="onderdelen"), SEE_OTHER)
        except EditConflict as conflict:
            form.version.data, status = str(conflict.version), CONFLICT
        except DomainError as error:
            form.refuse(error)
    page = render_template(
        "campaigns/edit_line.html", form=form, campaign=campaign, line=line, is_overtaken=status == CONFLICT
    )
    return page, UNPROCESSABLE if form.errors else status


@bp.post(LINE + "/weg")
@requires(Permission.KEEP_CAMPAIGNS)
def drop_line(slug: str, line_id: int) -> ResponseReturnValue:
    campaign = get_kept_campaign(slug)
    remove_line(db.session, campaign, get_line(campaign, line_id), by=account_id())
    return redirect(url_for("campaigns.edit", slug=slug, bewaard="lijn-weg", _anchor="onderdelen"), SEE_OTHER)
