"""Follow news by mail: ask, agree, change and end."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.accounts.limits import network, typed_account
from webapp.accounts.rules import normal_email
from webapp.areas.frames import MapFrame
from webapp.areas.gazetteer import Address, find_addresses
from webapp.areas.locatieserver import address_service
from webapp.areas.map_frame import place_map
from webapp.areas.queries import find_geography
from webapp.areas.rules import parse_query
from webapp.clock import today
from webapp.config import Settings
from webapp.errors import BadInput, NotFound
from webapp.extensions import csrf, db, limiter
from webapp.following.actions import Links, agree, ask, change_rhythm, end, end_own
from webapp.following.actions import follow as follow_at_once
from webapp.following.forms import RHYTHMS, FollowForm, RhythmForm
from webapp.following.links import confirm_token, read_confirm_token, read_stop_token, stop_token, with_language
from webapp.following.queries import Followed, find_own, find_subscription, list_neighbourhoods, list_own
from webapp.following.rules import Wish
from webapp.i18n import decimal, locale_code, own_language
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.themes.queries import list_themes
from webapp.ui.fields import text_of
from webapp.vocabulary import DigestRhythm, FollowKind
from webapp.written_numbers import parse_number

bp = Blueprint("following", __name__)

ASKS_PER_ADDRESS = "5 per hour"
ASKS_PER_NETWORK = "30 per hour"
GONE = 410
NUMBER = "<int(max=2147483647):subscription_id>"


def _is_asked(response: object) -> bool:
    return getattr(response, "status_code", 0) == SEE_OTHER


@bp.app_context_processor
def _words() -> dict[str, object]:
    return {"followed_name": _name_of, "digest_rhythms": RHYTHMS}


@bp.route("/volgen", methods=["GET", "POST"])
@requires(Permission.FOLLOW_NEWS)
@limiter.limit(ASKS_PER_ADDRESS, key_func=typed_account, methods=["POST"], deduct_when=_is_asked)
@limiter.limit(ASKS_PER_NETWORK, key_func=network, methods=["POST"], deduct_when=_is_asked)
def follow() -> ResponseReturnValue:
    form = FollowForm(request.form, **_first_choices())
    form.offer(list_neighbourhoods(db.session), list_themes(db.session, own_language))
    if "zoek_plek" in request.form:
        return _form_page(form, _found(form)), 200
    wish = form.checked_wish(found=request.form.get("gevonden_plek")) if form.is_submitted() else None
    if wish is None:
        return _form_page(form, _found(form) if form.seeks_place else None), UNPROCESSABLE if form.errors else 200
    try:
        return _keep(wish, form)
    except BadInput as error:
        form.refuse_area(error)
        return _form_page(form, None), UNPROCESSABLE


# the form checks its token itself, and so keeps what was typed when that is too old
csrf.exempt(follow)


@bp.get("/volgen/verstuurd")
@requires(Permission.FOLLOW_NEWS)
def sent() -> ResponseReturnValue:
    return render_template("following/sent.html")


@bp.route("/volgen/bevestig/<token>", methods=["GET", "POST"])
@requires(Permission.FOLLOW_NEWS)
def confirm(token: str) -> ResponseReturnValue:
    number = read_confirm_token(_secret(), token)
    found = find_subscription(db.session, number, own_language) if number is not None else None
    if found is None:
        return _gone()
    if request.method == "POST":
        agree(db.session, found.id, now=datetime.now(UTC))
        return redirect(url_for("following.confirm", token=token), SEE_OTHER)
    stop_url = url_for("following.unsubscribe", token=stop_token(_secret(), [found.id]))
    return render_template("following/confirm.html", found=found, token=token, stop_url=stop_url)


@bp.route("/volgen/stop/<token>", methods=["GET", "POST"])
@requires(Permission.FOLLOW_NEWS)
def unsubscribe(token: str) -> ResponseReturnValue:
    numbers = read_stop_token(_secret(), token)
    if numbers is None:
        return _gone()
    if request.method == "POST":
        only = parse_number(request.form.get("nummer"))
        end(db.session, numbers if only is None else [only] if only in numbers else [])
    still = [find_subscription(db.session, each, own_language) for each in numbers]
    return render_template("following/unsubscribe.html", followed=[each for each in still if each], token=token)


# a mail program posts here without ever having seen a page of ours (RFC 8058); the signed address is the proof
csrf.exempt(unsubscribe)


@bp.get("/mijn/volgen")
@requires(Permission.MANAGE_OWN_DATA)
def own() -> ResponseReturnValue:
    followed = list_own(db.session, current_actor().email, own_language)
    forms = {each.id: RhythmForm(formdata=None, rhythm=each.rhythm.value) for each in followed}
    return render_template("following/own.html", followed=followed, forms=forms, said=request.args.get("gedaan"))


@bp.post(f"/mijn/volgen/{NUMBER}")
@requires(Permission.MANAGE_OWN_DATA)
def change(subscription_id: int) -> ResponseReturnValue:
    found = find_own(db.session, current_actor().email, subscription_id)
    if found is None:
        raise NotFound("subscription_unknown")
    by = current_actor().account_id or 0
    if "stop" in request.form:
        end_own(db.session, found, by=by)
        return redirect(url_for("following.own", gedaan="gestopt"), SEE_OTHER)
    form = RhythmForm(request.form)
    if not form.validate():
        raise BadInput("rhythm_unknown")
    change_rhythm(db.session, found, DigestRhythm(form.rhythm.data), by=by)
    return redirect(url_for("following.own", gedaan="bewaard"), SEE_OTHER)


def _keep(wish: Wish, form: FollowForm) -> ResponseReturnValue:
    actor, email = current_actor(), normal_email(text_of(form.email))
    if form.website.data:
        return redirect(url_for("following.sent"), SEE_OTHER)
    if actor.account_id is not None and email == actor.email:
        is_new = follow_at_once(
            db.session, wish, email=email, language=locale_code(), by=actor.account_id, now=datetime.now(UTC)
        )
        return redirect(url_for("following.own", gedaan="gevolgd" if is_new else "al"), SEE_OTHER)
    ask(db.session, wish, _links(), email=email, language=locale_code())
    return redirect(url_for("following.sent"), SEE_OTHER)


def _links() -> Links:
    public, language = _settings().public_url, locale_code()

    def confirm_url(number: int) -> str:
        path = url_for("following.confirm", token=confirm_token(_secret(), number))
        return with_language(public + path, language)

    def stop_url(numbers: Sequence[int]) -> str:
        path = url_for("following.unsubscribe", token=stop_token(_secret(), numbers))
        return with_language(public + path, language)

    return Links(confirm_url, stop_url)


def _first_choices() -> dict[str, str]:
    """What an address of ours chose already: `?wijk=` or `?thema=`."""
    place, theme = request.args.get("wijk", ""), request.args.get("thema", "")
    kind = FollowKind.THEME if theme and not place else FollowKind.NEIGHBOURHOOD
    return {"kind": kind.value, "neighbourhood": place, "theme": theme, "email": current_actor().email}


def _found(form: FollowForm) -> tuple[Address, ...]:
    try:
        query = parse_query(text_of(form.address))
    except BadInput:
        return ()
    return find_addresses(db.session, query, service=address_service(_settings()), is_finished=True)


def _form_page(form: FollowForm, found: tuple[Address, ...] | None) -> str:
    chosen = request.form.get("gevonden_plek")
    return render_template("following/follow.html", form=form, frame=_frame(), found=found, chosen=chosen)


def _frame() -> MapFrame | None:
    geography = find_geography(db.session, today=today())
    if geography is None:
        return None
    return place_map(
        _settings(),
        locale=locale_code(),
        data_url=url_for("atlas.map_geojson"),
        geography=geography,
        element_id="follow_map",
    )


def _gone() -> ResponseReturnValue:
    return render_template("following/gone.html"), GONE


def _name_of(found: Followed) -> str:
    """What somebody follows, in words."""
    if found.kind == FollowKind.AREA:
        return str(gettext("een gebied op de kaart van ongeveer %(size)s km²", size=decimal(found.square_km)))
    if found.kind == FollowKind.THEME:
        return str(gettext("het thema %(name)s", name=found.name))
    return str(gettext("de wijk %(name)s", name=found.name))


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _secret() -> str:
    return _settings().secret_key
