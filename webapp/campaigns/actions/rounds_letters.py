"""What volunteers of a campaign are mailed, by language: words and a link; no address of a household, no name.

Not through gettext: a mail is in the language of who reads it.
"""

from datetime import date
from enum import StrEnum

from babel.dates import format_date
from sqlalchemy.orm import Session

from webapp.outbox.actions import post_mail


class Letter(StrEnum):
    """On what occasion somebody is mailed."""

    ROUND = "round"
    COME = "come"


WORDS: dict[Letter, dict[str, tuple[str, str]]] = {
    Letter.ROUND: {
        "nl": (
            "Je bezorgronde van {day}",
            (
                "Op {day} bezorg je een ronde. Hier staan je adressen, op volgorde:\n\n{link}\n\n"
                "Open de link op je telefoon, en tik bij elk adres aan hoe het ging. De link is alleen voor jou: er "
                "staan adressen van mensen achter. Stuur hem niet door. Hij werkt tot twee dagen na je ronde.\n\n"
                "Kun je niet? Laat het meteen weten aan wie je vroeg.\n"
            ),
        ),
        "en": (
            "Your delivery round of {day}",
            (
                "On {day} you go a delivery round. Here are your addresses, in their order:\n\n{link}\n\n"
                "Open the link on your phone, and tap at each address how it went. The link is for you alone: it leads "
                "to addresses of people. Do not pass it on. It works until two days after your round.\n\n"
                "You cannot come? Tell whoever asked you at once.\n"
            ),
        ),
    },
    Letter.COME: {
        "nl": (
            "Kun je komen helpen op {day}?",
            (
                "Je zei dat je kunt komen als je nodig bent. Op {day} zijn er nog mensen nodig:\n\n{task}\n\n"
                "Hier zie je waar en hoe laat, en geef je je op:\n\n{link}\n\n"
                "Komt het niet uit? Dan hoef je niets te doen.\n"
            ),
        ),
        "en": (
            "Can you come and help on {day}?",
            (
                "You said that you can come when you are needed. On {day} people are still needed:\n\n{task}\n\n"
                "See here where and when, and put your name down:\n\n{link}\n\n"
                "It does not suit you? Then you need not do anything.\n"
            ),
        ),
    },
}
"""Subject and body of each."""

SOME_DAY = {"nl": "een dag die je zelf kiest", "en": "a day of your own choice"}


def post_letter(
    session: Session, letter: Letter, *, email: str, language: str, link: str, on_day: date | None, task: str = ""
) -> None:
    """Mail somebody, in their language; `on_day` is when it is, None when that is theirs to choose."""
    day = SOME_DAY[language] if on_day is None else format_date(on_day, "EEEE d MMMM y", locale=language)
    subject, body = WORDS[letter][language]
    post_mail(
        session, recipient=email, subject=subject.format(day=day), body=body.format(day=day, link=link, task=task)
    )
