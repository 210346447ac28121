"""What signing in keeps in this browser: the session's token, and small things between two pages."""

from datetime import UTC, datetime

from flask import Response, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.row_security import apart, look_as
from webapp.access.sessions import cookie_name, current_sign_in, send_token
from webapp.accounts.actions import start_session
from webapp.accounts.links import LinkMail, LinkMaker, count_guess, needs_digits, post_link, spend_link
from webapp.accounts.rules import browser_label, normal_email, own_path
from webapp.config import Settings
from webapp.extensions import db
from webapp.i18n import locale_code
from webapp.models import Account, EmailLink
from webapp.outbox.actions import post_mail
from webapp.statuses import SEE_OTHER
from webapp.tokens import new_token
from webapp.ui.keys import key_ring
from webapp.vocabulary import LinkPurpose, SignInStage

ASKED_BY, ASKED_FOR, DIGITS, NEXT, NEW_SECRET = "gevraagd_door", "gevraagd_voor", "cijfers", "verder", "nieuwe_app"
PATHS = {
    LinkPurpose.SIGN_IN: "/inloggen/link",
    LinkPurpose.PASSWORD_RESET: "/inloggen/herstel",
    LinkPurpose.INVITATION: "/uitnodiging",
    LinkPurpose.REGISTRATION: "/initiatieven/bevestig",
}


def asking_browser() -> str:
    """A secret of this browser, by which it is known again when the link is opened."""
    if ASKED_BY not in session:
        session[ASKED_BY] = new_token()
    return str(session[ASKED_BY])


def link_maker(purpose: LinkPurpose) -> LinkMaker:
    """What making a link of this kind takes here."""
    settings: Settings = current_app.extensions["settings"]
    return LinkMaker(key_ring().lookup_key, settings.public_url, PATHS[purpose])


def link_mail(purpose: LinkPurpose) -> LinkMail:
    """The words of the mail, in the reader's language; nothing about who asked, or whether there is an account."""
    subjects = {
        LinkPurpose.SIGN_IN: gettext("Inloggen bij Missie050"),
        LinkPurpose.PASSWORD_RESET: gettext("Nieuw wachtwoord voor Missie050"),
        LinkPurpose.INVITATION: gettext("Uitnodiging voor Missie050"),
        LinkPurpose.REGISTRATION: gettext("Bevestig je initiatief bij Missie050"),
    }
    first_lines = {
        LinkPurpose.SIGN_IN: gettext("Met deze link log je in bij Missie050. Hij werkt één keer, een half uur lang."),
        LinkPurpose.PASSWORD_RESET: gettext(
            "Met deze link kies je een nieuw wachtwoord voor Missie050. Hij werkt één keer, een half uur lang."
        ),
        LinkPurpose.INVITATION: gettext(
            "Je bent uitgenodigd voor Missie050. Met deze link maak je je account af. Hij werkt één keer, een week."
        ),
        LinkPurpose.REGISTRATION: gettext(
            "Met deze link meld je je initiatief aan bij Missie050. Hij werkt één keer, een dag lang."
        ),
    }
    last_line = gettext("Vroeg je hier niet om? Dan hoef je niets te doen.")
    return LinkMail(subjects[purpose], f"{first_lines[purpose]}\n\n{{link}}\n\n{last_line}\n")


def tell_of_change(account: Account) -> None:
    """Mail whoever's account it is that the way to sign in changed: a thief must not go unseen."""
    settings: Settings = current_app.extensions["settings"]
    words = gettext(
        "Er is iets veranderd in hoe je inlogt bij Missie050. Kijk wat het is:\n\n%(link)s\n\n"
        "Was jij dit niet? Kies meteen een nieuw wachtwoord en laat het je beheerder weten.\n",
        link=f"{settings.public_url}{url_for('accounts.security')}",
    )
    post_mail(db.session, recipient=account.email, subject=gettext("Je manier van inloggen is veranderd"), body=words)


def begin(account: Account, stage: SignInStage, *, now: datetime, to: str) -> Response:
    """Start a session in this browser in place of the one it has, and go on to a page."""
    token = start_session(
        db.session,
        account,
        stage,
        browser=browser_label(request.headers.get("User-Agent", "")),
        now=now,
        replaces=request.cookies.get(cookie_name()),
    )
    look_as(db.session, account.id)
    # what this browser kept until now can be somebody else's: forms that stand open, digits, an app half set up
    for name in ("csrf_token", ASKED_FOR, DIGITS, NEW_SECRET):
        session.pop(name, None)
    g.pop("csrf_token", None)
    response = current_app.make_response(redirect(to, SEE_OTHER))
    send_token(response, token)
    return response


def waiting_account_id() -> int | None:
    """The account whose password was given in this browser a moment ago, and whose code is still to come."""
    found = current_sign_in()
    return found.actor.account_id if found is not None and found.stage == SignInStage.PASSWORD_CHECKED else None


def remember_next() -> None:
    """Keep where somebody wanted to go, when that is a page of ours."""
    wanted = own_path(request.args.get("verder"))
    if wanted is not None:
        session[NEXT] = wanted


def wanted_page() -> str:
    """Where somebody wanted to go before they were asked to sign in; empty when nowhere."""
    return own_path(session.get(NEXT)) or ""


def next_page() -> str:
    """Where to go after signing in: where somebody wanted to go, or to one's own page."""
    return own_path(session.pop(NEXT, None)) or url_for("accounts.own_page")


def mail_link(purpose: LinkPurpose, typed: str) -> int:
    """Mail a link to whatever address, keep the digits of it for this browser only, and give the link's id."""
    session[ASKED_FOR] = (normal_email(typed), purpose)
    mailed = post_link(
        db.session,
        link_maker(purpose),
        purpose,
        normal_email(typed),
        link_mail(purpose),
        now=datetime.now(UTC),
        language=locale_code(),
        browser_token=asking_browser(),
        next_path=session.pop(NEXT, None) if purpose == LinkPurpose.SIGN_IN else None,
    )
    session[DIGITS] = mailed.digits
    return mailed.id


def send_link(purpose: LinkPurpose, typed: str) -> ResponseReturnValue:
    """Mail a link to whatever address, and go on to where the digits are."""
    mail_link(purpose, typed)
    return redirect(url_for("accounts.link_sent"), SEE_OTHER)


def spend(link: EmailLink, token: str, digits: str, now: datetime) -> None:
    """Use a link up; a guess of its digits is counted although the answer to a wrong one is an error."""
    asked_by, link_id = session.get(ASKED_BY), link.id
    if needs_digits(link, asked_by):
        apart(lambda own: count_guess(own, link_id))
    key = key_ring().lookup_key
    spend_link(db.session, link, now=now, key=key, token=token, browser_token=asked_by, digits=digits)
