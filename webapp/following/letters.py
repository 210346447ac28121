"""What followers are mailed, by language. Not through gettext: the worker that posts news has no site.

A mail with news names initiatives, which are public. None says what somebody follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.following.rules import MOST_TITLES
from webapp.outbox.actions import post_mail


@dataclass(frozen=True)
class NewsItem:
    """An initiative that was published (`is_new`), or whose words were changed since."""

    title: str
    url: str
    is_new: bool


CONFIRM = {
    "nl": (
        "Wil je nieuws uit de buurt?",
        (
            "Iemand, en waarschijnlijk jij, vroeg nieuws van Missie050 op dit adres. Druk op deze pagina op de knop, "
            "dan krijg je het:\n\n{link}\n\n"
            "Vroeg je hier niet om? Doe dan niets. We mailen je dan niet meer, en vergeten je adres.\n"
        ),
    ),
    "en": (
        "Would you like news from the neighbourhood?",
        (
            "Somebody, and probably you, asked for news of Missie050 at this address. Press the button on this page to "
            "get it:\n\n{link}\n\n"
            "You did not ask for this? Then do nothing. We will not mail you again, and forget your address.\n"
        ),
    ),
}
ALREADY = {
    "nl": (
        "Dit nieuws krijg je al",
        (
            "Je vroeg nieuws van Missie050 dat je al krijgt. Er verandert niets. Hier zie je wat je volgt, en "
            "stop je ermee:\n\n{link}\n\nVroeg je hier niet om? Dan hoef je niets te doen.\n"
        ),
    ),
    "en": (
        "You get this news already",
        (
            "You asked for news of Missie050 that you get already. Nothing changes. On this page you see what you "
            "follow, and stop it:\n\n{link}\n\nYou did not ask for this? Then you need not do anything.\n"
        ),
    ),
}
_NEWS_SUBJECT = {"nl": "Nieuws uit de buurt", "en": "News from the neighbourhood"}
_NEWS_PARTS = {
    "nl": ("Nieuw op Missie050:", "Gewijzigd:", "En nog {more}. Kijk op {site}"),
    "en": ("New on Missie050:", "Changed:", "And {more} more. See {site}"),
}
_NEWS_END = {
    "nl": "Je krijgt deze mail omdat je nieuws volgt. Bekijk wat je volgt, of stop ermee:\n{stop}",
    "en": "You get this mail because you follow news. See what you follow, or stop:\n{stop}",
}


def post_wish_letter(
    session: Session, words: dict[str, tuple[str, str]], *, email: str, language: str, link: str
) -> None:
    """Mail what somebody asked for, or that they have it already."""
    subject, body = words[language]
    post_mail(session, recipient=email, subject=subject, body=body.format(link=link))


def post_news(
    session: Session, items: Sequence[NewsItem], *, email: str, language: str, site_url: str, stop_url: str
) -> None:
    """Mail the news, what is new first, with one press to end it in the mail program too."""
    shown = sorted(items, key=lambda item: not item.is_new)[:MOST_TITLES]
    new, changed, rest = _NEWS_PARTS[language]
    paragraphs: list[str] = []
    for heading, part in (
        (new, [item for item in shown if item.is_new]),
        (changed, [item for item in shown if not item.is_new]),
    ):
        if part:
            paragraphs += [heading, *(f"{' '.join(item.title.split())}\n{item.url}" for item in part)]
    if len(items) > len(shown):
        paragraphs.append(rest.format(more=len(items) - len(shown), site=f"{site_url}/initiatieven"))
    # a signature, as mail programs know it
    paragraphs.append("-- \n" + _NEWS_END[language].format(stop=stop_url))
    post_mail(
        session,
        recipient=email,
        subject=_NEWS_SUBJECT[language],
        body="\n\n".join(paragraphs) + "\n",
        unsubscribe_url=stop_url,
    )
