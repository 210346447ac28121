"""What people are mailed about matches: that something is asked or changed, about which theme, and where to look.

Never in whose words, or of whom.

Not through gettext: a mail is in the language of who reads it, and the worker that posts many of them has no site.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from babel.dates import format_date, format_datetime
from sqlalchemy.orm import Session

from webapp.clock import CITY_TIMEZONE
from webapp.outbox.actions import post_mail


class Letter(StrEnum):
    """On what occasion somebody is mailed."""

    ASKED_TO_HELP = "asked_to_help"
    HELP_FOUND = "help_found"
    AGREED = "agreed"
    OFF = "off"
    NOT_NEEDED = "not_needed"
    GONE = "gone"
    PLANNED = "planned"
    ANSWER_SOON = "answer_soon"
    TASK_TOMORROW = "task_tomorrow"
    HOW_WAS_IT = "how_was_it"
    TOLD_YES = "told_yes"
    TOLD_NO = "told_no"
    TOLD_HOW = "told_how"
    TOLD_OTHERWISE = "told_otherwise"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    FOLLOW_UP = "follow_up"


WORDS: dict[Letter, dict[str, tuple[str, str]]] = {
    Letter.ASKED_TO_HELP: {
        "nl": (
            "Kun jij hiermee helpen?",
            (
                "Iemand zoekt hulp die past bij wat jij kunt. Kijk wat er gevraagd wordt, en zeg ja of nee. "
                "Inloggen hoeft niet, en nee is ook goed:"
            ),
        ),
        "en": (
            "Can you help with this?",
            (
                "Somebody is looking for help that fits what you can do. See what is asked, and say yes or no. "
                "There is no need to sign in, and no is fine too:"
            ),
        ),
    },
    Letter.HELP_FOUND: {
        "nl": (
            "Misschien is er hulp voor je vraag",
            "We vonden hulp die bij je vraag kan passen. Kijk wat het is, en zeg ja of nee. Inloggen hoeft niet:",
        ),
        "en": (
            "There may be help for what you asked",
            "We found help that may fit what you asked. See what it is, and say yes or no. No need to sign in:",
        ),
    },
    Letter.AGREED: {
        "nl": ("Jullie zeiden allebei ja", "De koppeling gaat door. Log in om te zien wat er nu gebeurt:"),
        "en": ("You both said yes", "The match goes ahead. Sign in to see what happens now:"),
    },
    Letter.OFF: {
        "nl": (
            "Een koppeling gaat niet door",
            "Een voorstel of afspraak gaat niet door. Je hoeft niets te doen. Log in om te zien welke het is:",
        ),
        "en": (
            "A match does not go ahead",
            "A proposal or an appointment does not go ahead. You need not do anything. Sign in to see which it is:",
        ),
    },
    Letter.NOT_NEEDED: {
        "nl": (
            "Je antwoord is niet meer nodig",
            "We vroegen je iets, maar dat is niet meer nodig. Je hoeft niets te doen. Log in om te zien wat het was:",
        ),
        "en": (
            "Your answer is no longer needed",
            "We asked you something, but it is no longer needed. There is nothing for you to do. Sign in to see it:",
        ),
    },
    Letter.GONE: {
        "nl": (
            "Een koppeling gaat niet door",
            (
                "Een voorstel of afspraak met een buur gaat niet door, en staat niet meer bij je taken. "
                "De coördinator van de wijk weet het ook. Log in om te zien wat er wel staat:"
            ),
        ),
        "en": (
            "A match does not go ahead",
            (
                "A proposal or an appointment with a neighbour does not go ahead, and is no longer among your tasks. "
                "The coordinator of the neighbourhood knows of it too. Sign in to see what is there:"
            ),
        ),
    },
    Letter.PLANNED: {
        "nl": (
            "Er is een tijd voor je afspraak",
            "De tijd van je afspraak staat nu vast, of is veranderd. Log in voor de rest:",
        ),
        "en": ("There is a time for your appointment", "The time was set, or it was changed. Sign in to see the rest:"),
    },
    Letter.ANSWER_SOON: {
        "nl": (
            "We horen nog graag je antwoord",
            "Morgen is de laatste dag om te antwoorden op een vraag aan jou. Ja of nee zeggen kan met één klik:",
        ),
        "en": (
            "We would still like to hear from you",
            "Tomorrow is the last day to answer a question that was put to you. Say yes or no with one click:",
        ),
    },
    Letter.TASK_TOMORROW: {
        "nl": ("Morgen heb je een afspraak", "Morgen is het zover. Log in om te zien hoe laat en waar:"),
        "en": ("You have an appointment tomorrow", "Tomorrow it is time. Sign in to see when and where:"),
    },
    Letter.HOW_WAS_IT: {
        "nl": ("Hoe ging het?", "Gisteren was je afspraak. Log in en vertel in een paar woorden hoe het ging:"),
        "en": ("How did it go?", "Your appointment was yesterday. Sign in and tell in a few words how it went:"),
    },
    Letter.TOLD_YES: {
        "nl": ("Een koppeling is rond", "Alle kanten zeiden ja. Spreek nu tijd en plek af:"),
        "en": ("A match is agreed", "All sides said yes. Set a time and a place now:"),
    },
    Letter.TOLD_NO: {
        "nl": ("Een voorstel is afgewezen", "Iemand zei nee tegen een koppeling. Bekijk wat nu kan:"),
        "en": ("A proposal was declined", "Somebody said no to a match. See what can be done now:"),
    },
    Letter.TOLD_HOW: {
        "nl": ("Er is verteld hoe het ging", "Iemand vertelde hoe het ging. Lees het hier:"),
        "en": ("Somebody told how it went", "Somebody told how it went. Read it here:"),
    },
    Letter.TOLD_OTHERWISE: {
        "nl": (
            "Twee kanten vertellen het anders",
            "De een zegt dat er is geholpen, de ander dat het er niet van kwam. Vraag het na, of zoek opnieuw hulp:",
        ),
        "en": (
            "Two sides tell it differently",
            "One says that help was given, the other that it never came to it. Ask, or look for help again:",
        ),
    },
    Letter.LAPSED: {
        "nl": (
            "Een voorstel gaat niet door",
            "Niet iedereen antwoordde op tijd, iemand trok zich terug, of de vraag is dicht. Kijk wat nu kan:",
        ),
        "en": (
            "A proposal does not go ahead",
            "Not everybody answered in time, somebody withdrew, or the request was closed. See what to do:",
        ),
    },
    Letter.CANCELLED: {
        "nl": ("Iemand kan toch niet", "Een koppeling die rond was gaat niet door. Bekijk wat nu kan:"),
        "en": ("Somebody cannot come after all", "A match that was agreed is off. See what can be done now:"),
    },
    Letter.FOLLOW_UP: {
        "nl": ("Vraag nog eens hoe het gaat", "Je wilde vandaag terugkomen op een koppeling:"),
        "en": ("Ask once more how things are", "You wanted to come back to a match today:"),
    },
}
"""Subject, and the sentence above the link."""


ANSWERED = frozenset({Letter.ASKED_TO_HELP, Letter.HELP_FOUND, Letter.ANSWER_SOON})
"""These ask for an answer, and say until when."""
_GREETINGS = {"nl": ("Hallo,", "Groet,"), "en": ("Hello,", "Kind regards,")}
_ABOUT = {"nl": "Het gaat over: {theme}, in {place}.", "en": "It is about: {theme}, in {place}."}
_UNTIL = {"nl": "Antwoorden kan tot en met {day}.", "en": "You can answer until {day}."}
_AT = {"nl": "De tijd is: {time}.", "en": "The time is: {time}."}
_SENDER = {"nl": "Missie050, de coördinatoren van {place}", "en": "Missie050, the coordinators of {place}"}


@dataclass(frozen=True)
class About:
    """What a match is about, as any reader of its mails may know: theme and neighbourhood, never people or words.

    `until` is the last day for an answer.
    """

    theme: str
    theme_en: str
    place: str
    until: date


def post_letter(
    session: Session,
    letter: Letter,
    *,
    email: str,
    language: str,
    link: str,
    about: About,
    at: datetime | None = None,
) -> None:
    """Mail somebody, in their language: what it is about, until when an answer is asked, and who sends it.

    `at` is when the task is: a time without a name or a place tells nobody anything.
    """
    subject, body = WORDS[letter][language]
    url = link if language == "nl" else f"{link}?taal={language}"
    hello, regards = _GREETINGS[language]
    told = _ABOUT[language].format(theme=about.theme if language == "nl" else about.theme_en, place=about.place)
    if letter in ANSWERED:
        told += " " + _UNTIL[language].format(day=format_date(about.until, "d MMMM y", locale=language))
    if at is not None:
        told += " " + _AT[language].format(time=_day_and_time(at, language))
    sender = _SENDER[language].format(place=about.place)
    parts = (hello, told, body, url, f"{regards}\n{sender}")
    post_mail(session, recipient=email, subject=subject, body="\n\n".join(parts) + "\n")


def _day_and_time(at: datetime, language: str) -> str:
    shape = "EEEE d MMMM, HH:mm"
    return format_datetime(at.astimezone(CITY_TIMEZONE), shape, locale=language)
