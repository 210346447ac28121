"""What followers are mailed, by language. Not through gettext: the worker that posts news has no site.

A mail with news names initiatives, and the neighbourhoods and themes that they are news of: all of it public. Where a
drawn area lies no mail says, nor anything of who follows it. In the subject, which a locked screen shows, stand
neighbourhoods alone.
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


@dataclass(frozen=True)
class About:
    """What a mail brings news of: the names of neighbourhoods and themes, and whether of a drawn area too."""

    places: Sequence[str] = ()
    themes: Sequence[str] = ()
    has_area: bool = False


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
_MOST_PLACES = 3
"""Neighbourhoods that a subject names; of more it names none."""

_NEWS_SUBJECT = {"nl": "Nieuws uit de buurt", "en": "News from the neighbourhood"}
_NEWS_FROM = {"nl": "Nieuws uit {places}", "en": "News from {places}"}
_NEWS_ABOUT = {
    "nl": ("Dit is nieuws {parts}.", "uit {places}", "over {themes}", "uit een gebied op de kaart", "en"),
    "en": ("This is news {parts}.", "from {places}", "about {themes}", "from an area on the map", "and"),
}
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
    session: Session,
    items: Sequence[NewsItem],
    about: About,
    *,
    email: str,
    language: str,
    site_url: str,
    stop_url: str,
) -> None:
    """Mail the news, what is new first, with one press to end it in the mail program too."""
    shown = sorted(items, key=lambda item: not item.is_new)[:MOST_TITLES]
    new, changed, rest = _NEWS_PARTS[language]
    paragraphs = [_first_line(about, language)]
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
        subject=_subject(about, language),
        body="\n\n".join(paragraphs) + "\n",
        unsubscribe_url=stop_url,
    )


def _subject(about: About, language: str) -> str:
    if not 0 < len(about.places) <= _MOST_PLACES:
        return _NEWS_SUBJECT[language]
    return _NEWS_FROM[language].format(places=_listed(about.places, _NEWS_ABOUT[language][-1]))


def _first_line(about: About, language: str) -> str:
    line, from_places, about_themes, from_area, also = _NEWS_ABOUT[language]
    parts = []
    if about.places:
        parts.append(from_places.format(places=_listed(about.places, also)))
    if about.themes:
        parts.append(about_themes.format(themes=_listed(about.themes, also)))
    if about.has_area:
        parts.append(from_area)
    return line.format(parts=_listed(parts, also))


def _listed(names: Sequence[str], also: str) -> str:
    """Names as a sentence has them: a comma between, and the word before the last."""
    *others, last = names
    return f"{', '.join(others)} {also} {last}" if others else last
