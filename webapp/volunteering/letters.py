"""What volunteers are mailed, by language: words and a link, and nothing about who does what.

Not through gettext: a mail is in the language of who reads it, and the worker that posts most of them has no site.
"""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy.orm import Session

from webapp.outbox.actions import post_mail


class Letter(StrEnum):
    """On what occasion somebody is mailed."""

    REMINDER = "reminder"
    GOT_PLACE = "got_place"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    SIGNED_UP = "signed_up"
    WAITS = "waits"
    GAVE_BACK = "gave_back"
    HELPERS = "helpers"


WORDS: dict[Letter, dict[str, tuple[str, str]]] = {
    Letter.REMINDER: {
        "nl": (
            "Morgen heb je een taak",
            (
                "Morgen help je mee bij een initiatief. Hier zie je waar en hoe laat:\n\n{link}\n\n"
                "Kun je niet? Geef je taak daar terug. Dan kan iemand anders hem doen.\n"
            ),
        ),
        "en": (
            "You have a task tomorrow",
            (
                "Tomorrow you help out at an initiative. See here where and when:\n\n{link}\n\n"
                "You cannot come? Give your task back there, so that somebody else can do it.\n"
            ),
        ),
    },
    Letter.GOT_PLACE: {
        "nl": (
            "Er is plek: je kunt meehelpen",
            (
                "Je stond op een wachtlijst. Er is een plek vrijgekomen, en die is nu van jou. Hier zie je welke:\n\n"
                "{link}\n\nKun je toch niet? Geef je taak daar terug.\n"
            ),
        ),
        "en": (
            "There is a place: you can help",
            (
                "You were on a waiting list. A place has become free, and it is yours now. See here which one:\n\n"
                "{link}\n\nYou cannot come after all? Give your task back there.\n"
            ),
        ),
    },
    Letter.SIGNED_UP: {
        "nl": (
            "Je helpt mee: fijn!",
            "De taak is van jou. Hier zie je welke:\n\n{link}\n\nKun je toch niet? Geef hem daar terug.\n",
        ),
        "en": (
            "You are helping: thank you!",
            "The task is yours. See here which one:\n\n{link}\n\nYou cannot come? Give it back there.\n",
        ),
    },
    Letter.WAITS: {
        "nl": (
            "Je staat op de wachtlijst",
            "Alle plekken zijn bezet. Komt er een vrij, dan mailen we je. Hier zie je waarvoor je wacht:\n\n{link}\n",
        ),
        "en": (
            "You are on the waiting list",
            "All places are taken. When one becomes free we mail you. See here what you are waiting for:\n\n{link}\n",
        ),
    },
    Letter.GAVE_BACK: {
        "nl": ("Je hebt een taak teruggegeven", "Je hoeft niet te komen. Hier zie je je taken:\n\n{link}\n"),
        "en": ("You have given a task back", "You need not come. Here are your tasks:\n\n{link}\n"),
    },
    Letter.HELPERS: {
        "nl": (
            "Er is iets veranderd bij wie er helpt",
            (
                "Iemand meldde zich aan of gaf een taak terug. Kies hier je initiatief, en dan Helpers:\n\n{link}\n\n"
                "Je krijgt deze mail hooguit één keer per dag.\n"
            ),
        ),
        "en": (
            "Something changed in who helps",
            (
                "Somebody signed up or gave a task back. Choose your initiative here, and then Helpers:\n\n{link}\n\n"
                "You get this mail once a day at most.\n"
            ),
        ),
    },
    Letter.REMOVED: {
        "nl": (
            "Je bent afgemeld voor een taak",
            "Wie het initiatief organiseert heeft je afgemeld voor een taak. Hier zie je welke:\n\n{link}\n",
        ),
        "en": (
            "You were taken off a task",
            "Whoever organises the initiative has taken you off a task. See here which one:\n\n{link}\n",
        ),
    },
    Letter.CANCELLED: {
        "nl": (
            "Een taak van je gaat niet door",
            (
                "Het initiatief waar je zou meehelpen ligt stil, is gestopt of gaat op die dag niet door. Je hoeft dus "
                "niet te komen. Hier zie je welke taak het is:\n\n{link}\n\n"
                "Begint het weer? Dan kun je je opnieuw aanmelden.\n"
            ),
        ),
        "en": (
            "A task of yours is cancelled",
            (
                "The initiative where you would help is paused, has ended, or does not take place on that day. So "
                "you need not come. See here which task it is:\n\n{link}\n\n"
                "Does it start again? Then you can sign up again.\n"
            ),
        ),
    },
}
"""Subject and body of each."""


def post_letter(
    session: Session, letter: Letter, *, email: str, language: str, link: str, titles: Sequence[str] = ()
) -> None:
    """Mail somebody, in their language; `titles` are of initiatives that everyone can read, and stand on top."""
    subject, body = WORDS[letter][language]
    about = "".join(f"{title}\n" for title in titles) + ("\n" if titles else "")
    post_mail(session, recipient=email, subject=subject, body=about + body.format(link=link))
