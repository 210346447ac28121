"""What people are mailed about matches: that something is asked or changed, and where to look. Never what, or of whom.

Not through gettext: a mail is in the language of who reads it, and the worker that posts many of them has no site.
"""

from enum import StrEnum

from sqlalchemy.orm import Session

from webapp.outbox.actions import post_mail


class Letter(StrEnum):
    """On what occasion somebody is mailed."""

    ASKED_TO_HELP = "asked_to_help"
    HELP_FOUND = "help_found"
    AGREED = "agreed"
    OFF = "off"
    PLANNED = "planned"
    ANSWER_SOON = "answer_soon"
    TASK_TOMORROW = "task_tomorrow"
    HOW_WAS_IT = "how_was_it"
    TOLD_YES = "told_yes"
    TOLD_NO = "told_no"
    TOLD_HOW = "told_how"
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
            "Je hoeft niets meer te doen. Dank je wel dat je wilde meedoen. Log in om te zien welke het is:",
        ),
        "en": (
            "A match does not go ahead",
            "There is nothing more for you to do. Thank you for wanting to take part. Sign in to see which it is:",
        ),
    },
    Letter.PLANNED: {
        "nl": ("Er is een tijd voor je afspraak", "Er is een tijd afgesproken, of veranderd. Log in om hem te zien:"),
        "en": ("There is a time for your appointment", "A time was set, or it was changed. Sign in to see it:"),
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
    Letter.LAPSED: {
        "nl": ("Een voorstel is verlopen", "Niet iedereen antwoordde op tijd, of de vraag is dicht. Kijk wat nu kan:"),
        "en": ("A proposal has lapsed", "Not everybody answered in time, or the request was closed. See what to do:"),
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


def post_letter(session: Session, letter: Letter, *, email: str, language: str, link: str) -> None:
    """Mail somebody, in their language."""
    subject, body = WORDS[letter][language]
    url = link if language == "nl" else f"{link}?taal={language}"
    post_mail(session, recipient=email, subject=subject, body=f"{body}\n\n{url}\n")
