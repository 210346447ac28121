"""What is mailed when two initiatives became one: that it happened, and where to look.

The words stand here in each language, as those of `webapp.initiatives.letters` do: they are in the language of who
reads them, not of who merges.
"""

from sqlalchemy.orm import Session

from webapp.initiatives.letters import EMAILS, OWN_PATH
from webapp.models import Initiative
from webapp.outbox.actions import post_mail

MERGED = {
    "nl": (
        "Twee initiatieven zijn er nu één",
        "Een coördinator zag dat een initiatief van jou er twee keer stond, en voegde ze samen. Bekijk het hier:",
    ),
    "en": (
        "Two initiatives are one now",
        "A coordinator saw that an initiative of yours stood there twice, and merged them. See it here:",
    ),
}


def post_merged(session: Session, kept: Initiative, *, public_url: str) -> int:
    """Tell who keeps what two became, so the organisers of both; gives how many mails. For who moderates it."""
    rows = session.execute(EMAILS, {"initiative": kept.id}).all()
    for row in rows:
        subject, body = MERGED[row.language]
        link = f"{public_url}{OWN_PATH}/{kept.slug}"
        post_mail(session, recipient=row.email, subject=subject, body=f"{body}\n\n{link}\n")
    return len(rows)
