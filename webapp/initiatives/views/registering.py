"""Register an initiative: the form, its draft, what looks like it, and the link that confirms it."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, abort, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.policy import VISITOR
from webapp.access.row_security import GATE, look_as
from webapp.access.sessions import current_actor
from webapp.accounts.actions import account_for_link
from webapp.accounts.browser import ASKED_BY, ASKED_FOR, DIGITS, begin, mail_link, spend
from webapp.accounts.forms import FollowLinkForm
from webapp.accounts.limits import network_limit
from webapp.accounts.links import needs_digits
from webapp.accounts.queries import find_account, find_live_link
from webapp.accounts.rules import normal_email
from webapp.clock import today
from webapp.errors import BadInput, DomainError
from webapp.extensions import READING, csrf, db
from webapp.i18n import error_message, own_language
from webapp.initiatives import limits
from webapp.initiatives.actions import register as take_in
from webapp.initiatives.browser import (
    DRAFT,
    SENT,
    drop_typing,
    find_own_typing,
    find_sent_typing,
    keep_typing,
    public_url,
    with_picture,
)
from webapp.initiatives.choices import judge, load_choices, load_names
from webapp.initiatives.content import Content
from webapp.initiatives.drafts import Draft, drop_own_draft, find_draft_of_link, find_own_draft, let_draft_wait
from webapp.initiatives.forms import clean
from webapp.initiatives.letters import post_received
from webapp.initiatives.lookalikes import list_lookalikes
from webapp.initiatives.pictures import find_picture
from webapp.initiatives.queries import find_newest, find_own
from webapp.initiatives.typed_content import Fields, fields_of, typed_when
from webapp.initiatives.typed_rhythm import read_rhythm
from webapp.initiatives.views.blueprint import bp
from webapp.initiatives.views.entry import BODY, Entry, asked_place, form_page, open_entry, sent_entry
from webapp.initiatives.words import error_sentence, rows_of, sentence_of
from webapp.models import EmailLink
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.tokens import hash_of
from webapp.ui.fields import text_of
from webapp.ui.uploads import takes_up_to
from webapp.vocabulary import LinkPurpose, SignInStage
from webapp.written_numbers import parse_number

PICTURE_SECONDS = 365 * 24 * 3600
LONGEST_ASKED = 1000
MOST_OFTEN = Fields({"layer": ("social",), "reach": ("place",)})
"""What is chosen already in an empty form."""


@bp.route("/initiatieven/nieuw", methods=["GET", "POST"])
@requires(Permission.REGISTER_INITIATIVE)
@takes_up_to(BODY)
@limits.picture_limit
@limits.account_limit
@limits.mail_limit
@limits.mail_network_limit
def register() -> ResponseReturnValue:
    if request.method in READING:
        return form_page(_opened())
    entry = sent_entry()
    if entry.content is None or entry.asks:
        return form_page(entry), UNPROCESSABLE
    return _register_own(entry, entry.content) if current_actor().is_signed_in else _mail_link(entry)


# the form checks its token itself, and so keeps what was typed when that is too old
csrf.exempt(register)


@bp.post("/initiatieven/nieuw/concept")
@requires(Permission.REGISTER_INITIATIVE)
@takes_up_to(BODY)
@limits.picture_limit
@limits.save_limit
def keep_draft() -> ResponseReturnValue:
    fields, wrong = with_picture(clean(request.form))
    slug, blank = fields.one("van"), fields.one("erbij")
    changed = find_own(db.session, current_actor(), slug) if slug else None
    own_draft = parse_number(fields.one("concept"))
    if fields.one("opnieuw"):
        drop_typing(changed.id if changed else None, own_draft=own_draft, email=current_actor().email)
        return redirect(_form_url(slug), SEE_OTHER)
    try:
        keep_typing(fields, changed.id if changed else None)
    except BadInput as error:
        return jsonify(error=error_sentence(error.code)), UNPROCESSABLE
    if own_draft is not None:
        # what somebody went on with in another browser is kept under this one's key now
        drop_own_draft(db.session, own_draft, email=current_actor().email)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(saved_at=datetime.now(UTC).isoformat(timespec="seconds"))
    place = {"_anchor": blank} if blank else {"bewaard": "1"}
    return redirect(_form_url(slug, erbij=blank or None, fout=wrong.get("picture"), **place), SEE_OTHER)


@bp.get("/initiatieven/lijkt-op")
@requires(Permission.REGISTER_INITIATIVE)
@limits.look_limit
def lookalikes() -> ResponseReturnValue:
    found = list_lookalikes(
        db.session,
        title=request.args.get("titel", "")[:LONGEST_ASKED],
        words=request.args.get("omschrijving", "")[:LONGEST_ASKED],
        place=asked_place(request.args.get("plek")),
        today=today(),
        but=request.args.get("behalve"),
    )
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(results=[{**vars(each), "url": url_for("listings.detail", slug=each.slug)} for each in found])
    return render_template("initiatives/lookalikes.html", found=found)


@bp.get("/initiatieven/nieuw/ritme")
@requires(Permission.REGISTER_INITIATIVE)
@limits.look_limit
def rhythm() -> ResponseReturnValue:
    fields = Fields({name: values[:10] for name, values in request.args.lists()})
    return jsonify(sentence=sentence_of(read_rhythm(typed_when(fields), today=today()), today=today()))


@bp.get("/initiatieven/nieuw/verstuurd")
@requires(Permission.REGISTER_INITIATIVE)
def sent() -> ResponseReturnValue:
    asked = session.get(ASKED_FOR)
    if asked is None or asked[1] != LinkPurpose.REGISTRATION:
        return redirect(url_for("initiatives.register"), SEE_OTHER)
    return render_template("initiatives/sent.html", digits=session.get(DIGITS), email=asked[0])


@bp.route("/initiatieven/bevestig/<token>", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
@network_limit
def confirm_registration(token: str) -> ResponseReturnValue:
    now, form = datetime.now(UTC), FollowLinkForm(request.form)
    link = find_live_link(db.session, hash_of(token), LinkPurpose.REGISTRATION, now=now)
    draft = find_draft_of_link(db.session, link.id) if link else None
    if link is None or draft is None:
        return _link_spent()
    if form.validate_on_submit():
        try:
            spend(link, token, text_of(form.digits), now)
            return _register_waiting(link, draft, now)
        except DomainError as error:
            if error.code == "link_spent":
                return _link_spent()
            form.digits.errors = [error_message(error)]
    asks = needs_digits(link, session.get(ASKED_BY))
    content = _content_of(draft)
    rows = rows_of(content, load_names(db.session, own_language, content)) if content else []
    page = render_template("initiatives/confirm_registration.html", form=form, asks_digits=asks, token=token, rows=rows)
    return page, UNPROCESSABLE if form.errors else 200


@bp.get("/initiatieven/foto/<key>")
@requires(Permission.VIEW_INITIATIVES)
def picture(key: str) -> ResponseReturnValue:
    found = find_picture(db.session, key)
    if found is None:
        abort(404)
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Cache-Control"] = f"public, max-age={PICTURE_SECONDS}, immutable"
    return response


def _form_url(slug: str, **more: Any) -> str:
    return url_for("initiatives.edit", slug=slug, **more) if slug else url_for("initiatives.register", **more)


def _opened() -> Entry:
    """The form as somebody finds it: with what they typed before, a copy, or empty."""
    actor, copied = current_actor(), request.args.get("kopie", "")
    number = parse_number(request.args.get("concept"))
    draft = find_own_draft(db.session, number, email=actor.email) if number and actor.is_signed_in else None
    if draft is not None:
        entry = open_entry(draft.fields, draft=draft)
        entry.own_draft = draft.id
    elif (source := find_own(db.session, actor, copied) if copied else None) is not None:
        entry = open_entry(_copy_of(source.id, copied))
    elif (draft := find_own_typing()) is not None:
        entry = open_entry(draft.fields, draft=draft)
    else:
        waiting = find_sent_typing() if "terug" in request.args else None
        entry = open_entry(waiting.fields if waiting else MOST_OFTEN, draft=waiting)
    wrong = request.args.get("fout", "")
    entry.form.show({"picture": wrong} if wrong.startswith("picture_") else {})
    return entry


def _copy_of(initiative_id: int, slug: str) -> Fields:
    newest = find_newest(db.session, initiative_id)
    fields = fields_of(Content.from_json(newest.content)) if newest else Fields({})
    # its tasks are other tasks, for other people to take
    texts = {
        name: values for name, values in fields.items() if not (name.startswith("tasks-") and name.endswith("-key"))
    }
    return Fields({**texts, "copied_from": (slug,)})


def _register_own(entry: Entry, content: Content) -> ResponseReturnValue:
    actor, copied = current_actor(), entry.fields.one("copied_from")
    source = find_own(db.session, actor, copied) if copied else None
    initiative = take_in(
        db.session,
        content,
        by=actor.account_id,
        today=today(),
        now=datetime.now(UTC),
        partner_ids=entry.choices.partner_ids(content),
        copied_from_id=source.id if source else None,
    )
    post_received(db.session, initiative, public_url=public_url())
    drop_typing(own_draft=entry.own_draft, email=actor.email)
    return redirect(url_for("initiatives.status", slug=initiative.slug, ontvangen=1), SEE_OTHER)


def _mail_link(entry: Entry) -> ResponseReturnValue:
    """Let what was typed wait, and mail a link to whatever address; what is done is the same for each."""
    email = normal_email(text_of(entry.form.email))
    look_as(db.session, GATE)
    link_id = mail_link(LinkPurpose.REGISTRATION, email)
    key = keep_typing(entry.fields)
    let_draft_wait(db.session, key, email=email, link_id=link_id)
    # what is typed from here on is another initiative
    session[SENT] = session.pop(DRAFT, key)
    return redirect(url_for("initiatives.sent"), SEE_OTHER)


def _link_spent() -> ResponseReturnValue:
    return render_template("initiatives/link_spent.html"), 410


def _content_of(draft: Draft) -> Content | None:
    choices = load_choices(db.session, VISITOR, own_language)
    return judge(db.session, draft.fields, choices, today=today()).content


def _register_waiting(link: EmailLink, draft: Draft, now: datetime) -> ResponseReturnValue:
    """Register what waited, for the account of this address, and sign in who needs no more than a link for that."""
    account = account_for_link(db.session, link.email, language=link.language, today=today())
    owner = account or find_account(db.session, link.email)
    assert owner is not None  # noqa: S101  (narrows: it was made, or refused since it is there)
    content, email = _content_of(draft), link.email
    look_as(db.session, owner.id)
    if content is None:
        # a day that is over meanwhile, a theme that is gone: the form tells
        to = url_for("initiatives.register", concept=draft.id)
    else:
        initiative = take_in(db.session, content, by=owner.id, today=today(), now=now)
        post_received(db.session, initiative, public_url=public_url())
        drop_own_draft(db.session, draft.id, email=email)
        to = url_for("initiatives.status", slug=initiative.slug, ontvangen=1)
    look_as(db.session, GATE)
    session.pop(SENT, None)
    if account is None:
        return redirect(url_for("accounts.sign_in", wachtwoord=1, verder=to), SEE_OTHER)
    return begin(account, SignInStage.FULL, now=now, to=to)
