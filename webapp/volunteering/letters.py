"""What volunteers are mailed, by language: words and a link, and nothing about who does what where.

Not through gettext: a mail is in the language of who reads it, and the worker that posts most of them has no site.
"""

from enum import StrEnum

from sqlalchemy.orm import Session

from webapp.outbox.actions import post_mail


class Letter(StrEnum):
    """On what occasion somebody is mailed."""

    REMINDER = "reminder"
    GOT_PLACE = "got_place"
    REMOVED = "removed"
    CANCELLED = "cancelled"


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


def post_letter(session: Session, letter: Letter, *, email: str, language: str, link: str) -> None:
    """Mail somebody, in their language."""
    subject, body = WORDS[letter][language]
    post_mail(session, recipient=email, subject=subject, body=body.format(link=link))
