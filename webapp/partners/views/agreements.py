"""What Missie050 and a partner promised each other; seen by both."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.clock import today
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.extensions import db
from webapp.models import Partner, PartnerAgreement
from webapp.partners.actions.agreements import add_agreement as note_agreement
from webapp.partners.actions.agreements import agree, change_agreement
from webapp.partners.forms import AgreementForm
from webapp.partners.guards import account_id, get_partner_for, may, side_in
from webapp.partners.queries import last_day_of
from webapp.partners.queries.details import find_agreement, list_agreements
from webapp.partners.views.blueprint import PARTNER, bp
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.written_numbers import parse_number


@bp.get(PARTNER + "/afspraken")
@requires(Permission.VIEW_AGREEMENTS)
def agreements(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.VIEW_AGREEMENTS)
    return render_template(
        "partners/agreements.html",
        partner=partner,
        agreements=list_agreements(db.session, partner.id, today=today()),
        may_edit=may(Permission.EDIT_PARTNER, partner),
        side=side_in(partner),
        done=request.args.get("bewaard"),
    )


@bp.route(PARTNER + "/afspraken/nieuw", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def add_agreement(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    form = AgreementForm(request.form, data={"since": today()})
    if form.validate_on_submit():
        try:
            note_agreement(
                db.session, partner.id, form.to_promises(), side=side_in(partner), by=account_id(), today=today()
            )
            return redirect(url_for("partners.agreements", slug=slug, bewaard="ja"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("partners/add_agreement.html", form=form, partner=partner)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(PARTNER + "/afspraken/<int(max=2147483647):agreement_id>/wijzigen", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def edit_agreement(slug: str, agreement_id: int) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    found = _get(partner, agreement_id)
    days = {"since": found.period.lower, "last_day": last_day_of(found.period)}
    form = AgreementForm(request.form, data={"ours": found.our_promise, "theirs": found.their_promise, **days})
    if form.validate_on_submit():
        try:
            change_agreement(
                db.session, found, form.to_promises(), side=side_in(partner), by=account_id(), today=today()
            )
            return redirect(url_for("partners.agreements", slug=slug, bewaard="ja"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("partners/edit_agreement.html", form=form, partner=partner, agreement_id=agreement_id)
    return page, UNPROCESSABLE if form.errors else 200


@bp.post(PARTNER + "/afspraken/<int(max=2147483647):agreement_id>/akkoord")
@requires(Permission.EDIT_PARTNER)
def agree_agreement(slug: str, agreement_id: int) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    found, version = _get(partner, agreement_id), parse_number(request.form.get("versie"))
    said = "akkoord"
    try:
        agree(db.session, found, side=side_in(partner), version=version, by=account_id(), today=today())
    except EditConflict:
        said = "gewijzigd"
    return redirect(url_for("partners.agreements", slug=slug, bewaard=said), SEE_OTHER)


def _get(partner: Partner, agreement_id: int) -> PartnerAgreement:
    found = find_agreement(db.session, partner.id, agreement_id)
    if found is None:
        raise NotFound("agreement_unknown")
    return found
