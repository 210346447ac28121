"""What is mailed to organisers: that something happened, and where to look. Never of whom, or why.

What it is about is told by the title alone, and only when everyone can read that already.

The words stand here in each language, since the worker that mails has no page, and so no translations.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webapp.initiatives.asking import PATH, Asking, make_token
from webapp.models import Account, Initiative, InitiativeOrganiser, InitiativeRevision, Listing, RoleGrant
from webapp.outbox.actions import post_mail
from webapp.vocabulary import RevisionState, Role

OWN_PATH = "/mijn/initiatieven"
EMAILS = text("SELECT email, language FROM organiser_emails(:initiative)")

RECEIVED = {
    "nl": (
        "We hebben je initiatief ontvangen",
        "Bedankt! Een coördinator kijkt ernaar. Hier zie je hoe het ermee staat:",
    ),
    "en": (
        "We have received your initiative",
        "Thank you! A coordinator will look at it. Here you can see how it stands:",
    ),
}
APPROVED = {
    "nl": ("Je initiatief staat op de kaart", "Een coördinator keurde goed wat je instuurde. Bekijk het hier:"),
    "en": ("Your initiative is on the map", "A coordinator approved what you sent in. See it here:"),
}
CHANGED = {
    "nl": ("Je wijziging staat op de site", "Een coördinator keurde je wijziging goed. Bekijk het hier:"),
    "en": ("Your change is on the site", "A coordinator approved your change. See it here:"),
}
RETURNED = {
    "nl": (
        "Kijk nog even naar je initiatief",
        "Een coördinator heeft een vraag over wat je instuurde. Lees haar hier, pas het aan en stuur het opnieuw in:",
    ),
    "en": (
        "Please look at your initiative again",
        "A coordinator has a question about what you sent in. Read it here, change it and send it in again:",
    ),
}
STILL_RIGHT = {
    "nl": (
        "Klopt je initiatief nog?",
        (
            "Een jaar geleden zei je dat je initiatief klopt. Is dat nog zo? Eén klik is genoeg.\n"
            "Is er iets veranderd of is het gestopt? Dat kun je daar ook zeggen.\n"
            "Zonder antwoord verdwijnt het na een tijd van de kaart."
        ),
    ),
    "en": (
        "Is your initiative still right?",
        (
            "A year ago you said that your initiative is right. Is it still? One click is enough.\n"
            "Has something changed, or has it ended? You can tell us there too.\n"
            "Without an answer it goes from the map after a while."
        ),
    ),
}


def post_received(session: Session, initiative: Initiative, *, public_url: str) -> int:
    """Tell its organisers that an initiative came in; gives how many mails. For who keeps or moderates it."""
    return _post_to_organisers(session, initiative, RECEIVED, public_url=public_url)


def post_approved(session: Session, initiative: Initiative, *, public_url: str) -> int:
    """Tell its organisers that a version is shown now, the first or a change; how many mails. For who moderates it."""
    approved = select(func.count()).where(
        InitiativeRevision.initiative_id == initiative.id, InitiativeRevision.state == RevisionState.APPROVED
    )
    words = CHANGED if (session.scalar(approved) or 0) > 1 else APPROVED
    title = session.scalar(select(Listing.title).where(Listing.initiative_id == initiative.id))
    return _post_to_organisers(session, initiative, words, public_url=public_url, title=title)


def post_returned(session: Session, initiative: Initiative, *, public_url: str) -> int:
    """Tell its organisers that a version came back, without the reason; gives how many mails."""
    return _post_to_organisers(session, initiative, RETURNED, public_url=public_url)


def post_still_right(session: Session, initiative: Initiative, *, secret_key: str, public_url: str, today: date) -> int:
    """Ask its organisers whether an initiative is still right; gives how many mails. For who sees all rows.

    Members of a partner that keeps it are asked too. Each gets an address of their own, which works without signing in.
    """
    found = keepers(session, initiative.id, today=today)
    for account_id, email, language in found:
        token = make_token(secret_key, Asking(initiative.id, account_id, today))
        _post(session, email, STILL_RIGHT[language], f"{public_url}{PATH}/{token}")
    return len(found)


def keepers(session: Session, initiative_id: int, *, today: date) -> list[tuple[int, str, str]]:
    """Account, e-mail address and language of who keeps an initiative, members of a partner included."""
    kept = select(InitiativeOrganiser).where(InitiativeOrganiser.initiative_id == initiative_id).subquery()
    members = select(RoleGrant.account_id).where(
        RoleGrant.role == Role.PARTNER_MEMBER,
        RoleGrant.in_force(today),
        RoleGrant.partner_id.in_(select(kept.c.partner_id)),
    )
    rows = session.execute(
        select(Account.id, Account.email, Account.language)
        .where(Account.id.in_(select(kept.c.account_id)) | Account.id.in_(members))
        .order_by(Account.id)
    )
    return [(account_id, email, language) for account_id, email, language in rows]


def _post_to_organisers(
    session: Session,
    initiative: Initiative,
    words: dict[str, tuple[str, str]],
    *,
    public_url: str,
    title: str | None = None,
) -> int:
    found: Iterable[tuple[str, str]] = [
        (row.email, row.language) for row in session.execute(EMAILS, {"initiative": initiative.id})
    ]
    count = 0
    for email, language in found:
        _post(session, email, words[language], f"{public_url}{OWN_PATH}/{initiative.slug}", title=title)
        count += 1
    return count


def _post(session: Session, email: str, words: tuple[str, str], link: str, *, title: str | None = None) -> None:
    """Mail it; with the title of what everyone can read already."""
    subject, body = words
    about = f"{title}\n\n" if title else ""
    post_mail(session, recipient=email, subject=subject, body=f"{about}{body}\n\n{link}\n")
