"""Contact people of a partner: who may see them sees them, and what is sealed is opened on a page of its own."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.audit.reading import account_for_reading
from webapp.clock import today
from webapp.errors import DomainError, NotFound
from webapp.extensions import db, limiter
from webapp.i18n import locale_code, since
from webapp.models import Partner, PartnerContact
from webapp.partners.actions.contacts import add_contact as note_contact
from webapp.partners.actions.contacts import change_contact, needs_new_consent, open_phone, read_contact
from webapp.partners.actions.contacts import remove_contact as drop_contact
from webapp.partners.forms import ContactForm
from webapp.partners.guards import account_id, get_partner, get_partner_for, may
from webapp.partners.letters import post_contact_noted
from webapp.partners.queries.contacts import find_contact
from webapp.partners.views.blueprint import PARTNER, bp
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.ui.keys import key_ring

CONTACT = PARTNER + "/contact/<int(max=2147483647):contact_id>"
VISITORS_LIMIT = "60 per hour"
"""How often who has no account opens a contact person, from one address: nobody needs all of them."""


@bp.get(CONTACT)
@requires(Permission.VIEW_PARTNERS)
@limiter.limit(VISITORS_LIMIT, exempt_when=lambda: current_actor().is_signed_in)
def contact(slug: str, contact_id: int) -> ResponseReturnValue:
    partner = get_partner(slug)
    found = _get_contact(partner.id, contact_id)
    is_own = _is_own(found)
    if found.phone is not None and not is_own:
        account_for_reading("partner_contact", found.id, fields=("phone",))
    return render_template(
        "partners/contact.html",
        partner=partner,
        contact=found,
        phone=open_phone(found, key_ring()) if found.phone is not None else "",
        is_own=is_own,
        may_edit=may(Permission.EDIT_PARTNER, partner),
    )


@bp.route(PARTNER + "/contact/nieuw", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def add_contact(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    form = ContactForm(request.form)
    form.offer(current_actor().email)
    if form.validate_on_submit():
        facts, months, day = form.to_facts(), form.months_agreed or 0, today()
        note_contact(db.session, partner.id, facts, months=months, by=account_id(), today=day, ring=key_ring())
        _tell(partner, facts.email)
        return redirect(url_for("partners.page", slug=slug, bewaard="ja"), SEE_OTHER)
    page = render_template("partners/add_contact.html", form=form, partner=partner)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(CONTACT + "/wijzigen", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def edit_contact(slug: str, contact_id: int) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    found = _get_contact(partner.id, contact_id)
    if found.phone is not None and not _is_own(found):
        account_for_reading("partner_contact", found.id, fields=("phone",))
    form = _form(found)
    if form.validate_on_submit():
        facts, months, was = form.to_facts(), form.months_agreed, read_contact(found, key_ring())
        try:
            change_contact(db.session, found, facts, months=months, by=account_id(), today=today(), ring=key_ring())
            if needs_new_consent(was, facts):
                _tell(partner, facts.email)
            return redirect(url_for("partners.page", slug=slug, bewaard="ja"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("partners/edit_contact.html", form=form, partner=partner, contact_id=contact_id)
    return page, UNPROCESSABLE if form.errors else 200


@bp.post(CONTACT + "/weg")
@requires(Permission.EDIT_PARTNER)
def remove_contact(slug: str, contact_id: int) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    drop_contact(db.session, _get_contact(partner.id, contact_id), by=account_id())
    return redirect(url_for("partners.page", slug=slug, bewaard="weg"), SEE_OTHER)


@bp.post(CONTACT + "/intrekken")
@requires(Permission.MANAGE_OWN_DATA)
def withdraw_contact(slug: str, contact_id: int) -> ResponseReturnValue:
    found = _get_contact(get_partner(slug).id, contact_id)
    if not _is_own(found):
        raise NotFound("contact_unknown")
    drop_contact(db.session, found, by=account_id())
    return redirect(url_for("partners.page", slug=slug, bewaard="weg"), SEE_OTHER)


def _get_contact(partner_id: int, contact_id: int) -> PartnerContact:
    """A contact person of a partner whom the viewer sees; raises `NotFound`."""
    found = find_contact(db.session, current_actor(), contact_id, today=today(), partner_id=partner_id)
    if found is None:
        raise NotFound("contact_unknown")
    return found


def _tell(partner: Partner, email: str) -> None:
    """Mail somebody that they stand here now, but who put themselves there."""
    if email != current_actor().email:
        public_url = current_app.extensions["settings"].public_url
        post_contact_noted(
            db.session, recipient=email, slug=partner.slug, public_url=public_url, language=locale_code()
        )


def _is_own(found: PartnerContact) -> bool:
    actor = current_actor()
    return actor.is_signed_in and found.email == actor.email


def _form(found: PartnerContact) -> ContactForm:
    is_live = found.expires_on > today()
    kept = {**vars(read_contact(found, key_ring())), "months": "0" if is_live else ""}
    form = ContactForm(request.form, data=kept)
    form.offer(current_actor().email, kept_until=since(found.expires_on) if is_live else None)
    return form
