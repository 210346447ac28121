"""The mail to whoever raised signals: what became of them, in one mail, with the words of the answer.

Not through gettext: the worker that posts it has no site.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from sqlalchemy.orm import Session

from webapp.outbox.actions import post_mail
from webapp.vocabulary import BodyAnswer, SignalState

SUBJECTS = {
    "nl": ("Nieuws over je signaal", "Nieuws over je signalen"),
    "en": ("News about your signal", "News about your signals"),
}
BODY = {
    "nl": """Dag,

Je zag iets in de wijk en gaf dat door. Zo staat het er nu mee:

{news}

Al je signalen staan op {url}

Vertel het ook in de wijk: wie het meemaakt, hoort graag dat er iets mee gebeurt.

Missie050
""",
    "en": """Hello,

You saw something in the neighbourhood and passed it on. This is how it stands now:

{news}

All your signals are on {url}

Do tell people in the neighbourhood: whoever lives with it likes to hear that something is being done.

Missie050
""",
}
ABOUT = {"nl": "* {theme} in {place}, van {day}", "en": "* {theme} in {place}, of {day}"}
STATES: dict[str, dict[SignalState, str]] = {
    "nl": {
        SignalState.BUNDLED: "We zien hetzelfde op meer plekken, en leggen het samen voor.",
        SignalState.PUT: "Het staat op de agenda van {body}, op {meeting}.",
        SignalState.ANSWERED: "Er is antwoord van {body}.",
        SignalState.CLOSED: "We sluiten dit af: {reason}",
    },
    "en": {
        SignalState.BUNDLED: "We see the same in more places, and take it up together.",
        SignalState.PUT: "It is on the agenda of {body}, on {meeting}.",
        SignalState.ANSWERED: "There is an answer from {body}.",
        SignalState.CLOSED: "We close this: {reason}",
    },
}
OUTCOMES: dict[str, dict[BodyAnswer, str]] = {
    "nl": {
        BodyAnswer.ANSWERED: "{body} pakt dit op:",
        BodyAnswer.REFUSED: "{body} pakt dit niet op:",
        BodyAnswer.ASKED_AGAIN: "{body} vraagt ons om terug te komen:",
    },
    "en": {
        BodyAnswer.ANSWERED: "{body} takes this up:",
        BodyAnswer.REFUSED: "{body} does not take this up:",
        BodyAnswer.ASKED_AGAIN: "{body} asks us to come back:",
    },
}


@dataclass(frozen=True)
class News:
    """How a signal stands. `body`, `meeting_on`, `outcome` and `answer` are of the agenda item that it is about."""

    theme: str
    place: str
    raised_on: date
    state: SignalState
    reason: str = ""
    body: str = ""
    meeting_on: date | None = None
    outcome: BodyAnswer | None = None
    answer: str = ""


def post_news(session: Session, news: Sequence[News], *, email: str, language: str, url: str) -> None:
    """Write one mail about all of it."""
    told = "\n\n".join(_told(each, language) for each in news)
    post_mail(
        session,
        recipient=email,
        subject=SUBJECTS[language][len(news) > 1],
        body=BODY[language].format(news=told, url=url),
    )


def _told(news: News, language: str) -> str:
    head = ABOUT[language].format(theme=news.theme, place=news.place, day=_day(news.raised_on, language))
    if news.outcome is not None:
        lines: tuple[str, ...] = (OUTCOMES[language][news.outcome].format(body=news.body), news.answer)
    else:
        meeting = _day(news.meeting_on, language) if news.meeting_on else ""
        lines = (STATES[language][news.state].format(body=news.body, meeting=meeting, reason=news.reason),)
    return "\n".join((head, *(f"  {line}" for each in lines for line in each.splitlines())))


def _day(day: date, language: str) -> str:
    return str(format_date(day, "d MMMM yyyy", locale=language))
