"""One's own initiatives: how they stand, change them, pause or end them, and say that they are still right."""

from datetime import UTC, datetime

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.row_security import look_as
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import BadInput, DomainError, NotFound
from webapp.extensions import READING, csrf, db
from webapp.i18n import own_language
from webapp.initiatives import limits
from webapp.initiatives.actions import confirm, propose, set_state
from webapp.initiatives.asking import Asking, read_token
from webapp.initiatives.browser import drop_typing, find_own_typing
from webapp.initiatives.choices import load_names
from webapp.initiatives.content import Content
from webapp.initiatives.drafts import list_own_drafts
from webapp.initiatives.pages import OwnRow
from webapp.initiatives.queries import find_newest, find_organised, find_own, list_own
from webapp.initiatives.status import find_status
from webapp.initiatives.typed_content import Fields, fields_of
from webapp.initiatives.views.blueprint import bp
from webapp.initiatives.views.entry import BODY, Entry, form_page, open_entry, sent_entry
from webapp.initiatives.words import differences
from webapp.models import Initiative
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.uploads import takes_up_to
from webapp.vocabulary import InitiativeState
from webapp.written_numbers import parse_number

OWN = "/mijn/initiatieven/<slug>"
STEPS = {
    "pauze": InitiativeState.PAUSED,
    "loopt": InitiativeState.RUNNING,
    "gestopt": InitiativeState.ENDED,
}


@bp.get("/mijn/initiatieven")
@requires(Permission.KEEP_OWN_INITIATIVES)
def own() -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "initiatives/own.html",
        rows=[OwnRow.of(each, today=today()) for each in list_own(db.session, actor)],
        drafts=list_own_drafts(db.session, actor.email),
    )


@bp.get(OWN)
@requires(Permission.KEEP_OWN_INITIATIVES)
def status(slug: str) -> ResponseReturnValue:
    found = find_status(db.session, current_actor(), slug, own_language, today=today())
    if found is None:
        raise NotFound("initiative_unknown")
    return render_template("initiatives/status.html", page=found)


@bp.get(f"{OWN}/versies")
@requires(Permission.KEEP_OWN_INITIATIVES)
def versions(slug: str) -> ResponseReturnValue:
    found = find_status(db.session, current_actor(), slug, own_language, today=today())
    if found is None:
        raise NotFound("initiative_unknown")
    return render_template("initiatives/versions.html", page=found)


@bp.route(f"{OWN}/wijzigen", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_INITIATIVES)
@takes_up_to(BODY)
@limits.picture_limit
@limits.account_limit
def edit(slug: str) -> ResponseReturnValue:
    initiative = _own(slug)
    kept = _newest(initiative)
    if request.method in READING:
        return form_page(_opened(initiative, kept))
    entry = sent_entry(slug=slug, kept=kept)
    if entry.content is None:
        return form_page(entry), UNPROCESSABLE
    try:
        return _propose(initiative, kept, entry.content, version=parse_number(entry.fields.one("version")) or 0)
    except DomainError as error:
        if error.code != "changed_meanwhile":
            raise
        return form_page(_overtaken(slug, entry, entry.content)), CONFLICT


# the form checks its token itself, and so keeps what was typed when that is too old
csrf.exempt(edit)


@bp.post(f"{OWN}/stand", endpoint="set_state")
@requires(Permission.KEEP_OWN_INITIATIVES)
def change_state(slug: str) -> ResponseReturnValue:
    initiative, wanted = _own(slug), request.form.get("stand", "")
    by, now = current_actor().account_id, datetime.now(UTC)
    if wanted == "klopt":
        confirm(db.session, initiative, by=by, today=today(), now=now)
    elif wanted in STEPS:
        set_state(db.session, initiative, STEPS[wanted], by=by, today=today(), now=now)
    else:
        raise BadInput("step_impossible")
    return redirect(url_for("initiatives.status", slug=slug, gedaan=wanted), SEE_OTHER)


@bp.get(f"{OWN}/kopie")
@requires(Permission.KEEP_OWN_INITIATIVES)
def copy(slug: str) -> ResponseReturnValue:
    return redirect(url_for("initiatives.register", kopie=_own(slug).slug), SEE_OTHER)


@bp.route("/initiatieven/klopt-nog/<token>", methods=["GET", "POST"])
@requires(Permission.VIEW_INITIATIVES)
@limits.look_limit
def still_right(token: str) -> ResponseReturnValue:
    asking = read_token(str(current_app.secret_key), token, today=today())
    initiative = _asked(asking) if asking else None
    if asking is None or initiative is None:
        return _asking_over()
    waits = initiative.asked_on == asking.asked_on
    if request.method not in READING and waits:
        confirm(db.session, initiative, by=asking.account_id, today=today(), now=datetime.now(UTC))
        return redirect(url_for("initiatives.still_right", token=token), SEE_OTHER)
    newest = _newest(initiative)
    return render_template(
        "initiatives/still_right.html", initiative=initiative, content=newest, waits=waits, token=token
    )


def _own(slug: str) -> Initiative:
    found = find_own(db.session, current_actor(), slug)
    if found is None:
        raise NotFound("initiative_unknown")
    return found


def _newest(initiative: Initiative) -> Content:
    newest = find_newest(db.session, initiative.id)
    if newest is None:
        raise NotFound("initiative_unknown")
    return Content.from_json(newest.content)


def _opened(initiative: Initiative, kept: Content) -> Entry:
    draft = find_own_typing(initiative.id)
    fields = draft.fields if draft else fields_of(kept)
    version = (str(initiative.version),)
    return open_entry(Fields({**fields, "version": version}), slug=initiative.slug, kept=kept, draft=draft)


def _propose(initiative: Initiative, kept: Content, content: Content, *, version: int) -> ResponseReturnValue:
    """Hand in a change; one that changes nothing leaves everything as it is."""
    slug, by, is_new = initiative.slug, current_actor().account_id or 0, content != kept
    if is_new or initiative.state == InitiativeState.RETURNED:
        propose(db.session, initiative, content, by=by, version=version, now=datetime.now(UTC))
    drop_typing(initiative.id)
    return redirect(url_for("initiatives.status", slug=slug, gedaan="gewijzigd" if is_new else None), SEE_OTHER)


def _overtaken(slug: str, entry: Entry, own: Content) -> Entry:
    """The same form, beside what somebody else handed in meanwhile; sent again it takes the place of that."""
    initiative = _own(slug)
    theirs = _newest(initiative)
    entry = open_entry(Fields({**entry.fields, "version": (str(initiative.version),)}), slug=slug, kept=theirs)
    entry.theirs = differences(theirs, own, load_names(db.session, own_language, theirs, own))
    return entry


def _asked(asking: Asking) -> Initiative | None:
    """The initiative that somebody was asked about, looked at as they: the link came to their own address.

    None when it is not theirs, or is not shown any more: then there is nothing to ask.
    """
    look_as(db.session, asking.account_id)
    found = find_organised(db.session, asking.initiative_id)
    return found if found and found.state in (InitiativeState.RUNNING, InitiativeState.PAUSED) else None


def _asking_over() -> ResponseReturnValue:
    return render_template("initiatives/asking_over.html"), 410
