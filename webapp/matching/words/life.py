"""The words of matches on screen: how they stand, when they are, and why a proposal was refused."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext, lazy_gettext

from webapp.calendar.week_words import week_words
from webapp.i18n import moment, number, since
from webapp.matching.queries.life import Asked
from webapp.matching.queries.neighbourhood import LocalMatch
from webapp.matching.rules.life import Doubt
from webapp.matching.rules.ranking import TOLD_METRES, Reason, ReasonCode
from webapp.talents.words import language_name
from webapp.vocabulary import MatchOutcome, MatchSide, MatchState, NeedUrgency, Recurrence
from webapp.words.matching import MATCH_OUTCOMES, MATCH_STATES, RECURRENCES, URGENCIES

_SIDES = {
    MatchSide.HELPER: lazy_gettext("wie helpt"),
    MatchSide.ASKER: lazy_gettext("wie vroeg"),
}
_WHY_YOU = {
    ReasonCode.THEME_EXACT: lazy_gettext("Het gaat over hetzelfde thema als wat jij aanbiedt."),
    ReasonCode.THEME_GROUP: lazy_gettext("Het thema is verwant aan wat jij aanbiedt."),
    ReasonCode.LEVEL_LOWER: lazy_gettext("Je hoeft het nog niet helemaal te kunnen."),
    ReasonCode.TIME_OVERLAP: lazy_gettext("De tijden passen bij wanneer jij kunt."),
    ReasonCode.TIME_ANY: lazy_gettext("De coördinator van de wijk spreekt een tijd met jullie af."),
    ReasonCode.PAPERS_IN_ORDER: lazy_gettext("Je bewijzen zijn in orde."),
}
_WHY_THIS = {
    ReasonCode.THEME_EXACT: lazy_gettext("Het gaat over hetzelfde thema als je vraag."),
    ReasonCode.THEME_GROUP: lazy_gettext("Het thema is verwant aan je vraag."),
    ReasonCode.LEVEL_LOWER: lazy_gettext("Wie helpt, leert het nog."),
    ReasonCode.TIME_OVERLAP: lazy_gettext("De tijden passen bij wanneer het jou uitkomt."),
    ReasonCode.TIME_ANY: lazy_gettext("De coördinator van de wijk spreekt een tijd met jullie af."),
    ReasonCode.PAPERS_IN_ORDER: lazy_gettext("De bewijzen die nodig zijn, zijn gezien."),
}
_DOUBTS = {
    Doubt.NIGHT: lazy_gettext("Dit is midden in de nacht."),
    Doubt.PERIOD: lazy_gettext("Deze dag valt buiten de periode waarin hulp is gevraagd."),
    Doubt.ASKER_TIMES: lazy_gettext("Dit past niet bij de tijden van wie vroeg."),
    Doubt.HELPER_TIMES: lazy_gettext("Dit past niet bij de tijden van wie helpt."),
}
_ABOUT_TIME = frozenset({ReasonCode.TIME_ANY, ReasonCode.TIME_OVERLAP})
"""What is said of the time while none is set."""
NEAR_METRES = 250


def match_state_name(state: MatchState) -> str:
    """How far a match has come."""
    return str(MATCH_STATES[state])


def match_outcome_name(outcome: MatchOutcome) -> str:
    """How it went, as somebody tells it."""
    return str(MATCH_OUTCOMES[outcome])


def match_side_name(side: MatchSide) -> str:
    """Who of a match somebody is."""
    return str(_SIDES[side])


def match_how_often(recurrence: Recurrence) -> str:
    """How often help is asked."""
    return str(RECURRENCES[recurrence])


def match_how_soon(urgency: NeedUrgency) -> str:
    """How soon help is asked."""
    return str(URGENCIES[urgency])


def doubt_sentence(doubt: Doubt) -> str:
    """What speaks against a time, as a coordinator is told."""
    return str(_DOUBTS[doubt])


def match_task_time(task_at: datetime | None) -> str:
    """When a task is; empty when no time was set."""
    return moment(task_at) if task_at else ""


def match_when(asked: Asked) -> str:
    """When help would be given, as it is asked: "één keer, deze maand; het liefst maandag: ochtend"."""
    words = match_how_often(asked.recurrence)
    # a first day says more than how soon, and "deze maand" may be over by then
    if asked.starts_on is None:
        words += f", {match_how_soon(asked.urgency)}"
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
    if asked.task_at is not None:
        kept = (each for each in kept if each is None or each.code not in _ABOUT_TIME)
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
        return _distance(reason.values) if side == MatchSide.HELPER else ""
    words = _WHY_YOU if side == MatchSide.HELPER else _WHY_THIS
    return str(words.get(reason.code, ""))


def _distance(values: Mapping[str, int | str]) -> str:
    metres, middle = int(values["metres"]), values.get("middle")
    if values.get("same"):
        return str(gettext("Het is in dezelfde buurt."))
    if metres < NEAR_METRES:
        return str(gettext("Het is in de buurt.")) if middle else str(gettext("Het is vlak bij je."))
    # not to the metre, which would point to a front door
    told = number(round(metres / TOLD_METRES) * TOLD_METRES)
    if middle:
        return str(gettext("Het is ongeveer %(metres)s m, gerekend vanaf het midden van de buurt.", metres=told))
    return str(gettext("Het is ongeveer %(metres)s m bij je vandaan.", metres=told))


def match_helper_name(match: LocalMatch) -> str:
    """Who or what helps: a name, or that of an asset; for whom the viewer may not know, only that it is somebody."""
    return match.asset or match.helper or str(gettext("iemand"))


def match_asker_name(match: LocalMatch) -> str:
    """Who asked: a name, or the neighbourhood itself."""
    if match.asker_id is None:
        return str(gettext("de wijk"))
    return match.asker or str(gettext("een buur"))
