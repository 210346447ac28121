"""The words of matches on screen: how they stand, when they are, and why a proposal was refused."""

from datetime import datetime

from flask_babel import gettext, lazy_gettext

from webapp.calendar.week_words import week_words
from webapp.i18n import moment, number, since
from webapp.matching.life_local import LocalMatch
from webapp.matching.life_queries import Asked
from webapp.matching.rules import Reason, ReasonCode
from webapp.talents.words import language_name
from webapp.vocabulary import MatchOutcome, MatchSide, MatchState, NeedUrgency, Recurrence

_STATES = {
    MatchState.PROPOSED: lazy_gettext("wacht op antwoord"),
    MatchState.ACCEPTED: lazy_gettext("gaat door"),
    MatchState.DECLINED: lazy_gettext("afgewezen"),
    MatchState.WITHDRAWN: lazy_gettext("gaat niet door"),
    MatchState.EXPIRED: lazy_gettext("verlopen"),
    MatchState.DONE: lazy_gettext("klaar"),
}
_OUTCOMES = {
    MatchOutcome.WELL: lazy_gettext("Het ging goed"),
    MatchOutcome.PARTLY: lazy_gettext("Het lukte voor een deel"),
    MatchOutcome.NOT: lazy_gettext("Het is er niet van gekomen"),
}
_SIDES = {
    MatchSide.HELPER: lazy_gettext("wie helpt"),
    MatchSide.ASKER: lazy_gettext("wie vroeg"),
}
_URGENCIES = {
    NeedUrgency.NOW: lazy_gettext("zo snel mogelijk"),
    NeedUrgency.THIS_MONTH: lazy_gettext("deze maand"),
    NeedUrgency.WHEN_POSSIBLE: lazy_gettext("wanneer het uitkomt"),
}
_RECURRENCES = {
    Recurrence.ONCE: lazy_gettext("één keer"),
    Recurrence.WEEKLY: lazy_gettext("elke week"),
    Recurrence.FORTNIGHTLY: lazy_gettext("om de week"),
    Recurrence.MONTHLY: lazy_gettext("elke maand"),
}
_WHY_YOU = {
    ReasonCode.THEME_EXACT: lazy_gettext("Het is precies wat jij aanbiedt."),
    ReasonCode.THEME_GROUP: lazy_gettext("Het lijkt op wat jij aanbiedt."),
    ReasonCode.LEVEL_LOWER: lazy_gettext("Je hoeft het nog niet helemaal te kunnen."),
    ReasonCode.TIME_OVERLAP: lazy_gettext("De tijden passen bij wanneer jij kunt."),
    ReasonCode.TIME_ANY: lazy_gettext("De tijd spreek je samen af."),
    ReasonCode.PAPERS_IN_ORDER: lazy_gettext("Je bewijzen zijn in orde."),
}
_WHY_THIS = {
    ReasonCode.THEME_EXACT: lazy_gettext("Dit is precies wat je vroeg."),
    ReasonCode.THEME_GROUP: lazy_gettext("Dit lijkt op wat je vroeg."),
    ReasonCode.LEVEL_LOWER: lazy_gettext("Wie helpt, leert het nog."),
    ReasonCode.TIME_OVERLAP: lazy_gettext("De tijden passen bij wanneer het jou uitkomt."),
    ReasonCode.TIME_ANY: lazy_gettext("De tijd spreek je samen af."),
    ReasonCode.PAPERS_IN_ORDER: lazy_gettext("De bewijzen die nodig zijn, zijn gezien."),
}
NEAR_METRES = 250
ROUNDED_TO_METRES = 50


def match_state_name(state: MatchState) -> str:
    """How far a match has come."""
    return str(_STATES[state])


def match_outcome_name(outcome: MatchOutcome) -> str:
    """How it went, as somebody tells it."""
    return str(_OUTCOMES[outcome])


def match_side_name(side: MatchSide) -> str:
    """Who of a match somebody is."""
    return str(_SIDES[side])


def match_how_often(recurrence: Recurrence) -> str:
    """How often help is asked."""
    return str(_RECURRENCES[recurrence])


def match_how_soon(urgency: NeedUrgency) -> str:
    """How soon help is asked."""
    return str(_URGENCIES[urgency])


def match_task_time(task_at: datetime | None) -> str:
    """When a task is; empty when no time was set."""
    return moment(task_at) if task_at else ""


def match_when(asked: Asked) -> str:
    """When help would be given, as it is asked: "één keer, deze maand; het liefst maandag: ochtend"."""
    words = f"{match_how_often(asked.recurrence)}, {match_how_soon(asked.urgency)}"
    if asked.starts_on:
        words += gettext(", vanaf %(day)s", day=since(asked.starts_on))
    if asked.ends_on:
        words += gettext(", tot en met %(day)s", day=since(asked.ends_on))
    if asked.weekly:
        words += gettext("; het kan op %(times)s", times=week_words(asked.weekly))
    return str(words)


def match_reasons(asked: Asked) -> list[str]:
    """Why this was proposed, as one side is told: to who asked nothing that points to who helps."""
    kept = (Reason.from_json(each) for each in asked.reasons)
    told = (_reason(each, asked.side) for each in kept if each is not None)
    return [sentence for sentence in told if sentence]


def match_language(code: str) -> str:
    """What a language is called."""
    return language_name(code)


def _reason(reason: Reason, side: MatchSide) -> str:
    if reason.code == ReasonCode.LANGUAGE_SPOKEN:
        name = language_name(str(reason.values["language"]))
        if side == MatchSide.HELPER:
            return str(gettext("Je spreekt %(language)s.", language=name))
        return str(gettext("Wie helpt, spreekt %(language)s.", language=name))
    if reason.code == ReasonCode.DISTANCE:
        return _distance(int(reason.values["metres"])) if side == MatchSide.HELPER else ""
    words = _WHY_YOU if side == MatchSide.HELPER else _WHY_THIS
    return str(words.get(reason.code, ""))


def _distance(metres: int) -> str:
    if metres < NEAR_METRES:
        return str(gettext("Het is vlak bij je."))
    # not to the metre: it is measured from the middle of buurten
    rounded = round(metres / ROUNDED_TO_METRES) * ROUNDED_TO_METRES
    return str(gettext("Het is ongeveer %(metres)s m bij je vandaan.", metres=number(rounded)))


def match_helper_name(match: LocalMatch) -> str:
    """Who or what helps: a name, that of an asset, or that it is somebody of elsewhere."""
    return match.asset or match.helper or str(gettext("iemand uit een andere wijk"))


def match_asker_name(match: LocalMatch) -> str:
    """Who asked: a name, or the neighbourhood itself."""
    if match.asker_id is None:
        return str(gettext("de wijk"))
    return match.asker or str(gettext("een buur"))
