"""The words of what is mailed about roles, in each language."""

from flask import current_app, url_for
from flask_babel import force_locale, gettext

from webapp.accounts.browser import PATHS, link_mail, link_maker
from webapp.accounts.links import LinkMail, LinkMaker
from webapp.config import Settings
from webapp.encryption import read_key_ring
from webapp.i18n import LOCALES
from webapp.roles.actions import Letters
from webapp.vocabulary import LinkPurpose

SIGN_IN_PATH, DESK_PATH = "/inloggen/wachtwoord", "/beheer"


def letters_of_site() -> Letters:
    """What a page of ours sends."""
    settings: Settings = current_app.extensions["settings"]
    public = settings.public_url
    return _letters(
        link_maker(LinkPurpose.INVITATION), public + url_for("accounts.sign_in"), public + url_for("roles.desk")
    )


def letters_of_command(settings: Settings) -> Letters:
    """What the command line sends, in Dutch; raises `BadInput` when there is no key file."""
    key = read_key_ring(settings.key_file).lookup_key
    maker = LinkMaker(key, settings.public_url, PATHS[LinkPurpose.INVITATION])
    return _letters(maker, settings.public_url + SIGN_IN_PATH, settings.public_url + DESK_PATH)


def _letters(maker: LinkMaker, sign_in_url: str, desk_url: str) -> Letters:
    invitation, notice, approval = {}, {}, {}
    for language in LOCALES:
        # in the language of who reads it, not of who sends it
        with force_locale(language):
            invitation[language] = link_mail(LinkPurpose.INVITATION)
            notice[language], approval[language] = _notice(), _approval()
    return Letters(maker, invitation, notice, approval, sign_in_url, desk_url)


def _notice() -> LinkMail:
    subject = gettext("Je account bij Missie050 is gewijzigd")
    first_line = gettext("Er is iets veranderd in je account bij Missie050. Log in om te zien wat.")
    last_line = gettext("Weet je niet waar dit over gaat? Vraag het de coördinatie van Missie050.")
    return LinkMail(subject, f"{first_line}\n\n{{link}}\n\n{last_line}\n")


def _approval() -> LinkMail:
    subject = gettext("Er wacht iets op je bij Missie050")
    first_line = gettext(
        "Een andere beheerder van Missie050 vraagt je om ergens naar te kijken. Log in om te zien wat."
    )
    last_line = gettext("Wacht er niets meer? Dan keek een andere beheerder er al naar.")
    return LinkMail(subject, f"{first_line}\n\n{{link}}\n\n{last_line}\n")
