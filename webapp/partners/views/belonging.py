"""To what a partner belongs, and where it can be found."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.areas.frames import MapFrame
from webapp.areas.gazetteer import Address, find_addresses
from webapp.areas.locatieserver import address_service
from webapp.areas.map_frame import place_map
from webapp.areas.queries import find_geography
from webapp.areas.rules import QUERY_LENGTH, parse_found_place, parse_query
from webapp.clock import today
from webapp.errors import BadInput, DatabaseNotReady, DomainError, NotFound
from webapp.extensions import db
from webapp.i18n import locale_code
from webapp.models import Partner, PartnerPlace
from webapp.partners.actions.relations import add_relation as note_relation
from webapp.partners.actions.relations import end_relation as note_end
from webapp.partners.actions.relations import keep_place
from webapp.partners.actions.relations import remove_place as drop_place
from webapp.partners.forms import LastDayForm, PlaceForm, RelationForm
from webapp.partners.guards import account_id, get_partner_for
from webapp.partners.queries import list_names
from webapp.partners.queries.details import Place, find_place, find_relation, list_places, list_relations
from webapp.partners.views.blueprint import PARTNER, bp
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of
from webapp.vocabulary import RelationKind

RELATION = PARTNER + "/verbanden/<int(max=2147483647):relation_id>"
PLACE = PARTNER + "/plekken/<int(max=2147483647):place_id>"


@bp.route(PARTNER + "/verbanden/nieuw", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def add_relation(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    form = RelationForm(request.form)
    form.offer([each for each in list_names(db.session, today=today()) if each.id != partner.id])
    if form.validate_on_submit():
        try:
            note_relation(
                db.session,
                partner.id,
                int(form.whole.data),
                RelationKind(form.kind.data),
                since=form.since.data,
                last_day=form.last_day.data,
                by=account_id(),
            )
            return redirect(url_for("partners.page", slug=slug, bewaard="ja"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("partners/add_relation.html", form=form, partner=partner)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(RELATION + "/beeindigen", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def end_relation(slug: str, relation_id: int) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    relation = find_relation(db.session, partner.id, relation_id)
    if relation is None:
        raise NotFound("relation_unknown")
    form = LastDayForm(request.form, data={"last_day": today()})
    if form.validate_on_submit():
        try:
            note_end(db.session, relation, form.last_day.data or today(), by=account_id())
            return redirect(url_for("partners.page", slug=slug, bewaard="ja"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    shown = next(each for each in list_relations(db.session, partner.id, today=today()) if each.id == relation_id)
    page = render_template("partners/end_relation.html", form=form, partner=partner, relation=shown)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(PARTNER + "/plekken/nieuw", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def add_place(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    form = PlaceForm(request.form)
    found = _found(form)
    if found is None and form.validate_on_submit() and _keep(partner, form):
        return redirect(url_for("partners.page", slug=slug, bewaard="ja"), SEE_OTHER)
    page = render_template("partners/add_place.html", form=form, partner=partner, frame=_frame(), found=found)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(PLACE + "/wijzigen", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def edit_place(slug: str, place_id: int) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    place, shown = _get_place(partner, place_id)
    at = {"lon": str(shown.lon), "lat": str(shown.lat)} if shown.lon is not None else {}
    form = PlaceForm(request.form, data={"label": shown.label, "address": shown.address, **at})
    found = _found(form)
    if found is None and form.validate_on_submit() and _keep(partner, form, place):
        return redirect(url_for("partners.page", slug=slug, bewaard="ja"), SEE_OTHER)
    page = render_template(
        "partners/edit_place.html", form=form, partner=partner, place=shown, frame=_frame(), found=found
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.post(PLACE + "/weg")
@requires(Permission.EDIT_PARTNER)
def remove_place(slug: str, place_id: int) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    drop_place(db.session, _get_place(partner, place_id)[0], by=account_id())
    return redirect(url_for("partners.page", slug=slug, bewaard="ja"), SEE_OTHER)


def _get_place(partner: Partner, place_id: int) -> tuple[PartnerPlace, Place]:
    """One of a partner's places, as a record and as it is shown; raises `NotFound`."""
    place = find_place(db.session, partner.id, place_id)
    if place is None:
        raise NotFound("place_unknown")
    return place, next(each for each in list_places(db.session, partner.id) if each.id == place_id)


def _keep(partner: Partner, form: PlaceForm, place: PartnerPlace | None = None) -> bool:
    """Keep what was filled in; False when that is refused, which then stands beside its field."""
    label, address = text_of(form.label), text_of(form.address)
    try:
        keep_place(db.session, partner.id, label=label, address=address, point=form.point, by=account_id(), place=place)
    except DomainError as error:
        form.refuse(error)
        return False
    return True


def _found(form: PlaceForm) -> list[Address] | None:
    """The places that are found for who has no script and asked for them; a place that was chosen sets the pin."""
    if "zoek_plek" in request.form:
        query = parse_query(text_of(form.address)[:QUERY_LENGTH])
        return list(find_addresses(db.session, query, service=address_service(current_app.extensions["settings"])))
    chosen = request.form.get("gevonden_plek")
    if chosen:
        try:
            point = parse_found_place(chosen).point
        except BadInput:
            return None
        form.lon.data, form.lat.data = str(point.lon), str(point.lat)
    return None


def _frame() -> MapFrame:
    geography = find_geography(db.session, today=today())
    if geography is None:
        raise DatabaseNotReady("not_seeded")
    settings = current_app.extensions["settings"]
    return place_map(settings, locale=locale_code(), data_url=url_for("atlas.map_geojson"), geography=geography)
