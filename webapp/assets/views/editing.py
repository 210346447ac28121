"""Adding, changing, confirming and ending assets, by who coordinates there."""

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
from webapp.assets.actions import add_asset, change_asset, confirm_asset, end_asset, facts_of, place_of
from webapp.assets.forms import AssetForm, typed_of
from webapp.assets.guards import account_id, get_asset_to_edit, list_own_places, require_scope
from webapp.assets.queries.lookalikes import AssetAlike, list_alike
from webapp.assets.queries.page import find_place_and_times
from webapp.assets.views.blueprint import ASSET, bp
from webapp.clock import today
from webapp.errors import BadInput, DatabaseNotReady, DomainError, EditConflict
from webapp.extensions import db
from webapp.i18n import locale_code, own_language
from webapp.models import Asset
from webapp.partners.queries import list_names
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.themes.queries import list_themes
from webapp.ui.fields import text_of


@bp.route("/assets/nieuw", methods=["GET", "POST"])
@requires(Permission.EDIT_ASSETS)
def add() -> ResponseReturnValue:
    form = _offered(AssetForm(data={"place": _place_to_begin_with()}))
    found = _found(form)
    alike: tuple[AssetAlike, ...] = ()
    if found is None and form.validate_on_submit():
        alike = list_alike(db.session, text_of(form.name), form.point)
        try:
            made = _add(form, alike)
            return redirect(url_for("assets.page", slug=made.slug, bewaard="nieuw"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("assets/add.html", form=form, frame=_frame(), found=found, alike=alike)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(ASSET + "/wijzigen", methods=["GET", "POST"])
@requires(Permission.EDIT_ASSETS)
def edit(slug: str) -> ResponseReturnValue:
    asset = get_asset_to_edit(slug)
    facts = facts_of(db.session, asset, *find_place_and_times(db.session, asset))
    form = _offered(AssetForm(data=typed_of(facts, asset.version)), keeping=asset.partner_id)
    found, status = _found(form), 200
    if found is None and form.validate_on_submit():
        try:
            _change(asset, form)
            return redirect(url_for("assets.page", slug=slug, bewaard="ja"), SEE_OTHER)
        except EditConflict as conflict:
            form.version.data, status = str(conflict.version), CONFLICT
        except DomainError as error:
            form.refuse(error)
    is_overtaken = status == CONFLICT
    page = render_template(
        "assets/edit.html", form=form, asset=asset, frame=_frame(), found=found, is_overtaken=is_overtaken
    )
    return page, UNPROCESSABLE if form.errors else status


@bp.post(ASSET + "/klopt")
@requires(Permission.EDIT_ASSETS)
def confirm(slug: str) -> ResponseReturnValue:
    confirm_asset(db.session, get_asset_to_edit(slug), by=account_id(), today=today())
    return redirect(url_for("assets.page", slug=slug, bewaard="klopt"), SEE_OTHER)


@bp.post(ASSET + "/beeindigen")
@requires(Permission.EDIT_ASSETS)
def end(slug: str) -> ResponseReturnValue:
    is_over = request.form.get("toch") != "ja"
    end_asset(db.session, get_asset_to_edit(slug), is_over=is_over, by=account_id(), today=today())
    return redirect(url_for("assets.page", slug=slug, bewaard="einde" if is_over else "ja"), SEE_OTHER)


def _place_to_begin_with() -> str:
    """The neighbourhood that the address tells, by its number or name; else the only one of the viewer's own."""
    asked, own = request.args.get("wijk", ""), list_own_places()
    found = [each for each in own if asked in (each.slug, str(each.id))] if asked else own
    return str(found[0].id) if len(found) == 1 else ""


def _add(form: AssetForm, alike: tuple[AssetAlike, ...]) -> Asset:
    """A new asset within the viewer's scope; raises `DomainError`, also for what looks like one that is there."""
    facts = form.to_facts()
    require_scope(place_of(db.session, facts))
    if alike and not form.really_new.data:
        raise DomainError("asset_alike")
    return add_asset(db.session, facts, by=account_id(), today=today())


def _change(asset: Asset, form: AssetForm) -> None:
    facts = form.to_facts()
    require_scope(place_of(db.session, facts))
    change_asset(db.session, asset, facts, version=form.version_seen, by=account_id(), today=today())


def _offered(form: AssetForm, *, keeping: int | None = None) -> AssetForm:
    """The form with its choices; a partner that it had stays to be chosen."""
    partners = list_names(db.session, today=today())
    if keeping is not None and keeping not in {each.id for each in partners}:
        partners += list_names(db.session, today=today(), ids=[keeping])
    form.offer(list_own_places(), partners, list_themes(db.session, own_language))
    return form


def _found(form: AssetForm) -> list[Address] | None:
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
