"""Consent, one's own data, and for administrators how long things are kept."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import time

from flask import Blueprint, Response, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor, forget_token
from webapp.accounts import limits
from webapp.accounts.actions import require_own_password
from webapp.audit.reading import account_for_reading
from webapp.clock import today
from webapp.config import Settings
from webapp.errors import BadInput, DomainError, EditConflict
from webapp.extensions import db
from webapp.i18n import error_message, locale_code
from webapp.models.personal import Retention
from webapp.privacy.actions import give_consent, set_retention, withdraw_consent
from webapp.privacy.consent_texts import REACHES_OTHERS, current_text, text_of
from webapp.privacy.erasure import erase_own
from webapp.privacy.export import make_zip
from webapp.privacy.forms import ConsentForm, EraseForm, RetentionForm
from webapp.privacy.journal import FILE_NAME
from webapp.privacy.labels import date_and_time, duration, look_rows, sections
from webapp.privacy.leaving import EXTENSION, Leaving
from webapp.privacy.period_words import KINDS
from webapp.privacy.queries import (
    OwnTable,
    Who,
    count_ending,
    count_past,
    find_who,
    has_password,
    is_last_administrator,
    list_consents,
    list_looks,
    list_own_tables,
    list_periods,
    lives_somewhere,
    names_of_places,
)
from webapp.privacy.rules import PERIODS, standstills
from webapp.privacy.words import SCOPES
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui import fields
from webapp.ui.keys import key_ring
from webapp.vocabulary import AuditAction, ConsentPurpose, ConsentScope

bp = Blueprint("privacy", __name__)

SHOWN_LOOKS = 100
ERASED_AT, SAID_FOR_SECONDS = "erased_at", 600


@bp.route("/mijn/toestemming", methods=["GET", "POST"])
@requires(Permission.MANAGE_OWN_DATA)
def consent() -> ResponseReturnValue:
    actor, asked = current_actor(), _purpose() if request.method == "POST" else None
    if actor.person_id is None:
        return redirect(url_for("people.profile"), SEE_OTHER)
    given = list_consents(db.session, actor.person_id, today=today())
    reach = {purpose: next((each.scope for each in of if each.end is None), None) for purpose, of in given.items()}
    forms = {purpose: _consent_form(purpose, asked, scope) for purpose, scope in reach.items()}
    if asked is not None and forms[asked].validate_on_submit():
        _give(actor.person_id, asked, forms[asked])
        return redirect(url_for("privacy.consent", gedaan="gegeven", _anchor=asked.value), SEE_OTHER)
    page = render_template(
        "privacy/consent.html",
        forms=forms,
        asked=asked,
        given=given,
        standstill=standstills(
            reach[ConsentPurpose.BE_KNOWN], lives_somewhere=lives_somewhere(db.session, actor.person_id)
        ),
        said=request.args.get("gedaan"),
        words={purpose: current_text(purpose).in_language(locale_code()) for purpose in ConsentPurpose},
        words_of=lambda each: text_of(each.purpose, each.text_version).in_language(locale_code()),
        scopes=SCOPES,
        reaches_others=REACHES_OTHERS,
    )
    return page, UNPROCESSABLE if asked is not None else 200


@bp.post("/mijn/toestemming/intrekken")
@requires(Permission.MANAGE_OWN_DATA)
def withdraw() -> ResponseReturnValue:
    actor, purpose = current_actor(), _purpose()
    if actor.person_id is not None:
        by, now = actor.account_id, datetime.now(UTC)
        withdraw_consent(db.session, actor.person_id, purpose, by=by, now=now)
        _leaving().after_withdrawal(db.session, actor.person_id, purpose, by=by, now=now)
    return redirect(url_for("privacy.consent", gedaan="ingetrokken", _anchor=purpose.value), SEE_OTHER)


@bp.get("/mijn/gegevens")
@requires(Permission.MANAGE_OWN_DATA)
def own_data() -> ResponseReturnValue:
    _, tables = _read_own(AuditAction.READ)
    return render_template(
        "privacy/own_data.html",
        sections=sections(tables, names_of_places(db.session, tables)),
        looked=look_rows(list_looks(db.session, most=SHOWN_LOOKS)),
        most=SHOWN_LOOKS,
    )


@bp.get("/mijn/gegevens.zip")
@requires(Permission.MANAGE_OWN_DATA)
def download() -> ResponseReturnValue:
    _, tables = _read_own(AuditAction.EXPORTED)
    now, found = datetime.now(UTC), sections(tables, names_of_places(db.session, tables), is_whole=True)
    page = render_template("privacy/download.html", sections=found, made_at=date_and_time(now), language=locale_code())
    response = Response(make_zip(tables, page=page, made_at=now), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"missie050-gegevens-{today()}.zip")
    return response


@bp.route("/mijn/gegevens/wissen", methods=["GET", "POST"])
@requires(Permission.MANAGE_OWN_DATA)
@limits.code_limit
def erase() -> ResponseReturnValue:
    account_id, form = current_actor().account_id or 0, EraseForm(request.form)
    if not has_password(db.session, account_id):
        del form.password
    if form.validate_on_submit():
        try:
            return _erase(account_id, form)
        except DomainError as error:
            if error.code != "password_wrong":
                raise
            form.password.errors = [error_message(error)]
    is_last = is_last_administrator(db.session, account_id, today=today())
    ending = count_ending(db.session, current_actor().person_id)
    page = render_template("privacy/erase.html", form=form, is_last=is_last, log_stays=_log_stays(), ending=ending)
    return page, UNPROCESSABLE if form.errors else 200


@bp.get("/mijn/gegevens/gewist")
@requires(Permission.VIEW_PUBLIC_PAGES)
def erased() -> ResponseReturnValue:
    if time() - session.get(ERASED_AT, 0) > SAID_FOR_SECONDS:
        return redirect(url_for("accounts.own_page"), SEE_OTHER)
    return render_template("privacy/erased.html", log_stays=_log_stays())


@bp.route("/beheer/bewaartermijnen", methods=["GET", "POST"])
@requires(Permission.SET_RETENTION)
def retention() -> ResponseReturnValue:
    periods, theirs = list_periods(db.session), list[tuple[str, int, int]]()
    shown = {kind.value: str(days) for kind, days in periods.items()}
    form = RetentionForm(request.form, data=shown | {f"seen_{kind}": days for kind, days in shown.items()})
    if form.validate_on_submit():
        done, theirs = _set_periods(form, periods)
        if not theirs:
            return redirect(url_for("privacy.retention", gedaan=done), SEE_OTHER)
    counts = count_past(db.session, periods, now=datetime.now(UTC))
    rows = {kind: sum(number for (of, _), number in counts.items() if of == kind) for kind in periods}
    page = render_template(
        "privacy/retention.html",
        form=form,
        rows=rows,
        kinds=KINDS,
        periods=periods,
        bounds=PERIODS,
        theirs=theirs,
        done=request.args.get("gedaan"),
    )
    return page, CONFLICT if theirs else UNPROCESSABLE if form.errors else 200


def _set_periods(form: RetentionForm, periods: Mapping[Retention, int]) -> tuple[str, list[tuple[str, int, int]]]:
    """Keep what was changed; gives a word for the address, and for each kind that somebody else changed: both days."""
    by, theirs, changed = current_actor().account_id or 0, [], 0
    for kind, (seen, days) in form.changes(periods).items():
        try:
            changed += set_retention(db.session, kind, days, by=by, seen=seen)
        except EditConflict as conflict:
            form.show_again(kind, conflict.version)
            theirs.append((str(KINDS[kind][0]), conflict.version, days))
    return "bewaard" if changed else "niets", theirs


def _leaving() -> Leaving:
    found: Leaving = current_app.extensions[EXTENSION]
    return found


def _log_stays() -> str:
    """How long events stay after an erasure, in words."""
    return duration(list_periods(db.session)[Retention.AUDIT])


def _purpose() -> ConsentPurpose:
    """Which consent a form is about; raises `BadInput`."""
    try:
        return ConsentPurpose(request.form.get("purpose", ""))
    except ValueError as error:
        raise BadInput("consent_purpose_unknown") from error


def _consent_form(purpose: ConsentPurpose, asked: ConsentPurpose | None, scope: ConsentScope | None) -> ConsentForm:
    form = ConsentForm(request.form if purpose == asked else None, prefix=f"{purpose.value}-", scope=scope)
    form.offer_months()
    if purpose not in REACHES_OTHERS:
        del form.scope
    return form


def _give(person_id: int, purpose: ConsentPurpose, form: ConsentForm) -> None:
    scope = ConsentScope(form.scope.data) if "scope" in form else ConsentScope.SELF
    by, now = current_actor().account_id, datetime.now(UTC)
    give_consent(db.session, person_id, purpose, months=int(form.months.data), scope=scope, by=by, now=now)


def _read_own(action: AuditAction) -> tuple[Who, list[OwnTable]]:
    """Everything about whoever asks; that it was read is noted before it is shown."""
    who = find_who(db.session, current_actor().account_id or 0)
    tables = list_own_tables(db.session, who, key_ring)
    seen = sorted({each.name for each in tables if each.rows})
    account_for_reading("account", who.account_id or 0, fields=seen, person_id=who.person_id, action=action)
    return who, tables


def _erase(account_id: int, form: EraseForm) -> ResponseReturnValue:
    if "password" in form:
        require_own_password(db.session, account_id, fields.text_of(form.password))
    settings: Settings = current_app.extensions["settings"]
    journal: Path = settings.home / FILE_NAME
    now = datetime.now(UTC)
    erase_own(db.session, account_id, today=today(), now=now, journal=journal, leaving=_leaving())
    session.clear()
    # nothing about who it was; it goes with the browser
    session[ERASED_AT] = int(time())
    response = current_app.make_response(redirect(url_for("privacy.erased"), SEE_OTHER))
    forget_token(response)
    return response
