"""Adding, changing, confirming and ending partners."""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.clock import today
from webapp.errors import DomainError, EditConflict
from webapp.extensions import db
from webapp.models import Partner
from webapp.partners.actions.partners import add_partner, change_partner, confirm_partner, end_partner, facts_of
from webapp.partners.forms import EndPartnerForm, NewPartnerForm, PartnerForm
from webapp.partners.guards import account_id, get_partner_for
from webapp.partners.views.blueprint import PARTNER, bp
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE


@bp.route("/partners/nieuw", methods=["GET", "POST"])
@requires(Permission.ADD_PARTNERS)
def add() -> ResponseReturnValue:
    form = NewPartnerForm(request.form)
    form.offer()
    if form.validate_on_submit():
        try:
            made = add_partner(db.session, form.to_facts(), slug=form.slug.data or "", by=account_id(), today=today())
            return redirect(url_for("partners.page", slug=made.slug, bewaard="nieuw"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    return render_template("partners/add.html", form=form), UNPROCESSABLE if form.errors else 200


@bp.route(PARTNER + "/wijzigen", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def edit(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    form, status, theirs = _form(partner), 200, []
    if form.validate_on_submit():
        try:
            facts, version = form.to_facts(), form.version_seen
            change_partner(db.session, partner, facts, version=version, by=account_id(), today=today())
            return redirect(url_for("partners.page", slug=slug, bewaard="ja"), SEE_OTHER)
        except EditConflict as conflict:
            theirs, status = form.differences(facts_of(partner)), CONFLICT
            form.version.data = str(conflict.version)
        except DomainError as error:
            form.refuse(error)
    page = render_template("partners/edit.html", form=form, partner=partner, theirs=theirs)
    return page, UNPROCESSABLE if form.errors else status


@bp.post(PARTNER + "/klopt")
@requires(Permission.EDIT_PARTNER)
def confirm(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    confirm_partner(db.session, partner, by=account_id(), today=today())
    return redirect(url_for("partners.page", slug=slug, bewaard="klopt"), SEE_OTHER)


@bp.route(PARTNER + "/beeindigen", methods=["GET", "POST"])
@requires(Permission.ADD_PARTNERS)
def end(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.ADD_PARTNERS)
    last_day = partner.ended_on - timedelta(days=1) if partner.ended_on else None
    form = EndPartnerForm(request.form, data={"last_day": last_day, "version": str(partner.version)})
    status = 200
    if form.validate_on_submit():
        ended_on = form.last_day.data + timedelta(days=1) if form.last_day.data else None
        try:
            end_partner(db.session, partner, ended_on, version=form.version_seen, by=account_id())
            return redirect(url_for("partners.page", slug=slug, bewaard="einde"), SEE_OTHER)
        except EditConflict as conflict:
            form.version.data, status = str(conflict.version), CONFLICT
        except DomainError as error:
            form.refuse(error)
    page = render_template("partners/end.html", form=form, partner=partner, is_overtaken=status == CONFLICT)
    return page, UNPROCESSABLE if form.errors else status


def _form(partner: Partner) -> PartnerForm:
    kept = {name: value or "" for name, value in vars(facts_of(partner)).items()}
    form = PartnerForm(request.form, data={**kept, "version": str(partner.version)})
    form.offer()
    return form
