"""Signing in and out."""

from datetime import UTC, datetime

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.row_security import GATE, apart, look_as
from webapp.access.sessions import cookie_name, current_actor, current_sign_in, forget_token
from webapp.accounts import limits
from webapp.accounts.actions import (
    account_for_link,
    check_second_factor,
    check_sign_in,
    end_session,
    end_sessions,
    note_failed_sign_in,
    note_wrong_code,
    renew_recovery_codes,
    require_own_password,
    set_password,
    take_up_invitation,
)
from webapp.accounts.actions import set_second_factor as keep_second_factor
from webapp.accounts.browser import (
    ASKED_BY,
    ASKED_FOR,
    DIGITS,
    NEW_SECRET,
    begin,
    next_page,
    remember_next,
    send_link,
    spend,
    tell_of_change,
    waiting_account_id,
    wanted_page,
)
from webapp.accounts.credentials import new_totp_secret, qr_svg, totp_uri
from webapp.accounts.forms import (
    ChangePasswordForm,
    CodeForm,
    ConfirmPasswordForm,
    EmailForm,
    FollowLinkForm,
    InvitationForm,
    NewAppForm,
    PasswordSignInForm,
    ResetPasswordForm,
)
from webapp.accounts.links import needs_digits, spend_other_links
from webapp.accounts.queries import (
    count_recovery_codes,
    find_account,
    find_live_link,
    find_person,
    find_wanted_task,
    get_account,
    holds_or_awaits_a_role,
    list_own_roles,
    list_sessions,
)
from webapp.accounts.rules import normal_email, own_path, task_in_path
from webapp.clock import today
from webapp.errors import DomainError
from webapp.extensions import READING, db
from webapp.i18n import error_message
from webapp.models import Account, EmailLink
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.tokens import hash_of
from webapp.ui.fields import text_of
from webapp.ui.keys import key_ring
from webapp.vocabulary import LinkPurpose, SignInStage
from webapp.written_numbers import parse_number

bp = Blueprint("accounts", __name__)


@bp.route("/inloggen", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
@limits.mail_limit
@limits.mail_network_limit
def ask_link() -> ResponseReturnValue:
    remember_next()
    if current_actor().is_signed_in and request.method in READING:
        return redirect(next_page(), SEE_OTHER)
    form = EmailForm(request.form)
    if not form.validate_on_submit():
        task = task_in_path(wanted_page())
        wish = find_wanted_task(db.session, *task) if task else None
        return render_template("accounts/ask_link.html", form=form, wish=wish), UNPROCESSABLE if form.errors else 200
    return send_link(LinkPurpose.SIGN_IN, text_of(form.email))


@bp.get("/inloggen/verstuurd")
@requires(Permission.SIGN_IN)
def link_sent() -> ResponseReturnValue:
    if ASKED_FOR not in session:
        return redirect(url_for("accounts.ask_link"), SEE_OTHER)
    email, purpose = session[ASKED_FOR]
    again = "ask_reset" if purpose == LinkPurpose.PASSWORD_RESET else "ask_link"
    again_url = url_for(f"accounts.{again}")
    return render_template("accounts/link_sent.html", digits=session.get(DIGITS), email=email, again_url=again_url)


@bp.route("/inloggen/link/<token>", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
@limits.network_limit
def follow_link(token: str) -> ResponseReturnValue:
    now, form = datetime.now(UTC), FollowLinkForm(request.form)
    link = find_live_link(db.session, hash_of(token), LinkPurpose.SIGN_IN, now=now)
    if link is None:
        return _spent_page()
    asks = needs_digits(link, session.get(ASKED_BY))
    if form.validate_on_submit():
        try:
            spend(link, token, text_of(form.digits), now)
            return _sign_in_by_link(link, now)
        except DomainError as error:
            if error.code == "link_spent":
                return _spent_page()
            form.digits.errors = [error_message(error)]
    status = UNPROCESSABLE if form.errors else 200
    page = render_template("accounts/follow_link.html", form=form, asks_digits=asks, token=token, email=link.email)
    return page, status


@bp.route("/inloggen/wachtwoord", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
@limits.password_limit
@limits.anywhere_limit
@limits.network_limit
def sign_in() -> ResponseReturnValue:
    remember_next()
    if current_actor().is_signed_in and request.method in READING:
        return redirect(next_page(), SEE_OTHER)
    form = PasswordSignInForm(request.form)
    if form.validate_on_submit():
        now, email = datetime.now(UTC), normal_email(text_of(form.email))
        try:
            account = check_sign_in(db.session, email, text_of(form.password))
        except DomainError as error:
            apart(lambda own: note_failed_sign_in(own, email))
            form.password.errors = [error_message(error)]
        else:
            step = "set_second_factor" if account.totp_confirmed_at is None else "second_factor"
            return begin(account, SignInStage.PASSWORD_CHECKED, now=now, to=url_for(f"accounts.{step}"))
    return render_template("accounts/sign_in.html", form=form), UNPROCESSABLE if form.errors else 200


@bp.route("/inloggen/code", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
@limits.code_limit
@limits.network_limit
def second_factor() -> ResponseReturnValue:
    account_id, now = waiting_account_id(), datetime.now(UTC)
    if account_id is None:
        return redirect(url_for("accounts.sign_in"), SEE_OTHER)
    form = CodeForm(request.form)
    if form.validate_on_submit():
        try:
            account, by_recovery = check_second_factor(
                db.session, account_id, text_of(form.code), ring=key_ring(), now=now
            )
            if by_recovery:
                tell_of_change(account)
            to = url_for("accounts.security", herstelcode=1) if by_recovery else next_page()
            return begin(account, SignInStage.FULL, now=now, to=to)
        except DomainError as error:
            apart(lambda own: note_wrong_code(own, account_id))
            form.code.errors = [error_message(error)]
    return render_template("accounts/second_factor.html", form=form), UNPROCESSABLE if form.errors else 200


@bp.route("/inloggen/tweestaps", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
@limits.code_limit
def set_second_factor() -> ResponseReturnValue:
    account_id, now = waiting_account_id(), datetime.now(UTC)
    if account_id is None:
        return redirect(url_for("accounts.sign_in"), SEE_OTHER)
    account = get_account(db.session, account_id)
    if account.totp_confirmed_at is not None:
        return redirect(url_for("accounts.second_factor"), SEE_OTHER)
    form, secret = CodeForm(request.form), session.setdefault(NEW_SECRET, new_totp_secret())
    if form.validate_on_submit():
        try:
            codes = keep_second_factor(db.session, account_id, secret, text_of(form.code), ring=key_ring(), now=now)
        except DomainError as error:
            form.code.errors = [error_message(error)]
        else:
            return _show_codes(account, codes, now)
    page = render_template("accounts/set_second_factor.html", form=form, secret=secret, qr=_qr(account, secret))
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/inloggen/herstel", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
@limits.mail_limit
@limits.mail_network_limit
def ask_reset() -> ResponseReturnValue:
    form = EmailForm(request.form)
    if not form.validate_on_submit():
        return render_template("accounts/ask_reset.html", form=form), UNPROCESSABLE if form.errors else 200
    return send_link(LinkPurpose.PASSWORD_RESET, text_of(form.email))


@bp.route("/inloggen/herstel/<token>", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
@limits.network_limit
def reset_password(token: str) -> ResponseReturnValue:
    now = datetime.now(UTC)
    link = find_live_link(db.session, hash_of(token), LinkPurpose.PASSWORD_RESET, now=now)
    if link is None:
        return _spent_page(LinkPurpose.PASSWORD_RESET)
    account = find_account(db.session, link.email)
    known = account is not None and account.password_hash is not None
    form = ResetPasswordForm(request.form, own_words=[link.email])
    form.asks_digits = needs_digits(link, session.get(ASKED_BY))
    if known and account is not None and form.validate_on_submit():
        try:
            spend(link, token, text_of(form.digits), now)
            spend_other_links(db.session, link.email, LinkPurpose.PASSWORD_RESET, now=now)
            tell_of_change(set_password(db.session, account.id, text_of(form.new_password)))
            return redirect(url_for("accounts.sign_in", gewijzigd=1), SEE_OTHER)
        except DomainError as error:
            if error.code == "link_spent":
                return _spent_page(LinkPurpose.PASSWORD_RESET)
            wrong = form.new_password if error.code == "password_same" else form.digits
            wrong.errors = [error_message(error)]
    invited = account is not None and not known and holds_or_awaits_a_role(db.session, account.id, today=today())
    page = render_template("accounts/reset_password.html", form=form, known=known, invited=invited)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/uitnodiging/<token>", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
@limits.network_limit
def accept_invitation(token: str) -> ResponseReturnValue:
    now = datetime.now(UTC)
    link = find_live_link(db.session, hash_of(token), LinkPurpose.INVITATION, now=now)
    account = find_account(db.session, link.email) if link is not None else None
    if link is None or account is None:
        return _spent_page(LinkPurpose.INVITATION)
    if account.password_hash is not None:
        return redirect(url_for("accounts.sign_in"), SEE_OTHER)
    form = InvitationForm(request.form, own_words=[link.email, request.form.get("name", "")[:80]])
    if form.validate_on_submit():
        try:
            spend(link, token, "", now)
        except DomainError:
            return _spent_page()
        return _take_up(account, form, now)
    page = render_template("accounts/accept_invitation.html", form=form, email=link.email)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/uitloggen", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
def sign_out() -> ResponseReturnValue:
    if request.method in READING:
        return render_template("accounts/sign_out.html")
    end_session(db.session, request.cookies.get(cookie_name(), ""), by=current_actor().account_id)
    session.clear()
    response = current_app.make_response(redirect(url_for("atlas.start"), SEE_OTHER))
    forget_token(response)
    return response


@bp.get("/mijn")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def own_page() -> ResponseReturnValue:
    account_id = current_actor().account_id or 0
    return render_template("accounts/own_page.html", roles=list_own_roles(db.session, account_id, today=today()))


@bp.route("/mijn/beveiliging", methods=["GET", "POST"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
def security() -> ResponseReturnValue:
    account_id = current_actor().account_id or 0
    if request.method == "POST":
        wanted = parse_number(request.form["sessie"]) if "sessie" in request.form else None
        if wanted is None and "sessie" in request.form:
            abort(404)
        end_sessions(db.session, account_id, by=account_id, only=wanted)
        return redirect(url_for("accounts.security", uitgelogd=1), SEE_OTHER)
    found = current_sign_in()
    return render_template(
        "accounts/security.html",
        account=get_account(db.session, account_id),
        sessions=list_sessions(db.session, account_id, now=datetime.now(UTC)),
        own_session_id=found.session_id if found else None,
        codes_left=count_recovery_codes(db.session, account_id),
    )


@bp.route("/mijn/wachtwoord", methods=["GET", "POST"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@limits.code_limit
def change_password() -> ResponseReturnValue:
    actor = current_actor()
    form = ChangePasswordForm(request.form, own_words=[actor.email, actor.name])
    if form.validate_on_submit():
        try:
            require_own_password(db.session, actor.account_id or 0, text_of(form.password))
            account = set_password(db.session, actor.account_id or 0, text_of(form.new_password))
            tell_of_change(account)
            to = url_for("accounts.security", bewaard=1)
            return begin(account, SignInStage.FULL, now=datetime.now(UTC), to=to)
        except DomainError as error:
            wrong = form.new_password if error.code == "password_same" else form.password
            wrong.errors = [error_message(error)]
    return render_template("accounts/change_password.html", form=form), UNPROCESSABLE if form.errors else 200


@bp.route("/mijn/app", methods=["GET", "POST"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@limits.code_limit
def change_app() -> ResponseReturnValue:
    account = get_account(db.session, current_actor().account_id or 0)
    form, secret = NewAppForm(request.form), session.setdefault(NEW_SECRET, new_totp_secret())
    if form.validate_on_submit():
        now = datetime.now(UTC)
        try:
            require_own_password(db.session, account.id, text_of(form.password))
            codes = keep_second_factor(db.session, account.id, secret, text_of(form.code), ring=key_ring(), now=now)
            tell_of_change(account)
            return _show_codes(account, codes, now)
        except DomainError as error:
            wrong = form.password if error.code == "password_wrong" else form.code
            wrong.errors = [error_message(error)]
    page = render_template("accounts/change_app.html", form=form, secret=secret, qr=_qr(account, secret))
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/mijn/herstelcodes", methods=["GET", "POST"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@limits.code_limit
def recovery_codes() -> ResponseReturnValue:
    account_id, codes = current_actor().account_id or 0, None
    form = ConfirmPasswordForm(request.form)
    if form.validate_on_submit():
        try:
            require_own_password(db.session, account_id, text_of(form.password))
            codes = renew_recovery_codes(db.session, account_id, ring=key_ring())
        except DomainError as error:
            form.password.errors = [error_message(error)]
    page = render_template("accounts/recovery_codes.html", form=form, codes=codes)
    return page, UNPROCESSABLE if form.errors else 200


def _spent_page(purpose: LinkPurpose = LinkPurpose.SIGN_IN) -> ResponseReturnValue:
    return render_template("accounts/link_spent.html", purpose=purpose), 410


def _sign_in_by_link(link: EmailLink, now: datetime) -> ResponseReturnValue:
    account = account_for_link(db.session, link.email, language=link.language, today=today())
    if account is None:
        return redirect(url_for("accounts.sign_in", wachtwoord=1, verder=own_path(link.next_path)), SEE_OTHER)
    to = own_path(link.next_path) or url_for("accounts.own_page")
    response = begin(account, SignInStage.FULL, now=now, to=to)
    # only now: at the gate nobody's person can be seen. Who was on the way to something goes there first.
    if own_path(link.next_path) is None and find_person(db.session, account.id) is None:
        response.location = url_for("people.profile")
    return response


def _take_up(account: Account, form: InvitationForm, now: datetime) -> ResponseReturnValue:
    # as the account itself, which alone may give its person a name; then back, to end whose session this browser had
    look_as(db.session, account.id)
    account = take_up_invitation(db.session, account.id, text_of(form.name), text_of(form.new_password))
    look_as(db.session, GATE)
    return begin(account, SignInStage.PASSWORD_CHECKED, now=now, to=url_for("accounts.set_second_factor"))


def _show_codes(account: Account, codes: list[str], now: datetime) -> ResponseReturnValue:
    """Begin a new session, the old one having ended with the new app, and show the codes this once."""
    session.pop(NEW_SECRET, None)
    response = begin(account, SignInStage.FULL, now=now, to="")
    response.status_code = 200
    del response.headers["Location"]
    form = ConfirmPasswordForm(formdata=None)
    response.set_data(render_template("accounts/recovery_codes.html", form=form, codes=codes))
    return response


def _qr(account: Account, secret: str) -> str:
    return qr_svg(totp_uri(secret, account.email))
