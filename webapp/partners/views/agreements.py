"""What Missie050 and a partner promised each other; seen by both."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.clock import today
from webapp.errors import DomainError, NotFound
from webapp.extensions import db
from webapp.partners.actions.agreements import add_agreement as note_agreement
from webapp.partners.actions.agreements import change_agreement
from webapp.partners.forms import AgreementForm
from webapp.partners.guards import account_id, get_partner_for, may
from webapp.partners.queries import last_day_of
from webapp.partners.queries.details import find_agreement, list_agreements
from webapp.partners.views.blueprint import PARTNER, bp
from webapp.statuses import SEE_OTHER, UNPROCESSABLE


@bp.get(PARTNER + "/afspraken")
@requires(Permission.VIEW_AGREEMENTS)
def agreements(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.VIEW_AGREEMENTS)
    return render_template(
        "partners/agreements.html",
        partner=partner,
        agreements=list_agreements(db.session, partner.id, today=today()),
        may_edit=may(Permission.EDIT_PARTNER, partner),
        done=request.args.get("bewaard"),
    )


@bp.route(PARTNER + "/afspraken/nieuw", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def add_agreement(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    form = AgreementForm(request.form, data={"since": today()})
    if form.validate_on_submit():
        try:
            note_agreement(db.session, partner.id, form.to_promises(), by=account_id())
            return redirect(url_for("partners.agreements", slug=slug, bewaard="ja"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("partners/add_agreement.html", form=form, partner=partner)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(PARTNER + "/afspraken/<int(max=2147483647):agreement_id>/wijzigen", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def edit_agreement(slug: str, agreement_id: int) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    found = find_agreement(db.session, partner.id, agreement_id)
    if found is None:
        raise NotFound("agreement_unknown")
    days = {"since": found.period.lower, "last_day": last_day_of(found.period)}
    form = AgreementForm(request.form, data={"ours": found.our_promise, "theirs": found.their_promise, **days})
    if form.validate_on_submit():
        try:
            change_agreement(db.session, found, form.to_promises(), by=account_id())
            return redirect(url_for("partners.agreements", slug=slug, bewaard="ja"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("partners/edit_agreement.html", form=form, partner=partner, agreement_id=agreement_id)
    return page, UNPROCESSABLE if form.errors else 200
