"""The words of ranking on screen: why somebody fits, what each weight does, why a need stays uncovered."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from webapp.i18n import number
from webapp.matching.rules.ranking import TOLD_METRES, Middle, Reason, ReasonCode
from webapp.talents.words import language_name, requirement_name
from webapp.vocabulary import Requirement

MINUTES_AN_HOUR = 60
FULL, HALF = 0.75, 0.4

_WEIGHTS = {
    "theme": (
        lazy_gettext("Past bij de vraag"),
        lazy_gettext(
            "Hoger: eerst wie iets op hetzelfde thema aanbiedt, daarna pas wie iets op een verwant thema aanbiedt."
        ),
    ),
    "level": (
        lazy_gettext("Kan het goed genoeg"),
        lazy_gettext("Hoger: wie het nog leert komt later. Lager: ook wie leert krijgt een kans."),
    ),
    "distance": (
        lazy_gettext("Is dichtbij"),
        lazy_gettext("Hoger: eerst de naaste buren. Op 1 km telt dit voor de helft, op 2 km voor een kwart."),
    ),
    "time": (
        lazy_gettext("Kan op dezelfde tijd"),
        lazy_gettext("Hoger: eerst wie veel uren in de week kan waarop het de vrager ook uitkomt."),
    ),
    "language": (
        lazy_gettext("Spreekt de taal"),
        lazy_gettext("Hoger: eerst wie de taal spreekt waarin de hulp gevraagd wordt."),
    ),
    "capacity": (
        lazy_gettext("Heeft nog ruimte"),
        lazy_gettext("Hoger: eerst wie deze maand nog vaker kan. Zo raakt niemand vol."),
    ),
    "rest": (
        lazy_gettext("Is niet net gevraagd"),
        lazy_gettext("Hoger: wie pas nog gevraagd is, laten we langer met rust."),
    ),
    "rest_days": (
        lazy_gettext("Dagen rust"),
        lazy_gettext("Wie korter geleden gevraagd is dan dit aantal dagen, komt later aan de beurt."),
    ),
    "default_reserve": (
        lazy_gettext("Zoveel mensen houdt een wijk zelf"),
        lazy_gettext(
            "Per thema, zolang er voor een wijk niets anders staat. Pas wat daarboven is, kan een wijk uitlenen."
        ),
    ),
    "answer_days": (
        lazy_gettext("Dagen om te antwoorden"),
        lazy_gettext("Na zoveel dagen zonder antwoord vervalt een voorstel."),
    ),
}


def weight_name(name: str) -> str:
    """What a number of the weights is called."""
    return str(_WEIGHTS[name][0])


def weight_explanation(name: str) -> str:
    """What a number of the weights does."""
    return str(_WEIGHTS[name][1])


def reason_sentence(reason: Reason, theme: str = "") -> str:
    """One reason, as a coordinator reads it; `theme` is that of the offer, where the page knows it."""
    values = reason.values
    if reason.code == ReasonCode.DISTANCE:
        return _distance(values)
    if theme and reason.code in _THEMES:
        return str(_THEMES[reason.code]) % {"theme": theme}
    if reason.code in _NUMBERS:
        return _NUMBERS[reason.code](int(next(iter(values.values()))))
    if reason.code in _LANGUAGES:
        return str(_LANGUAGES[reason.code]) % {"language": language_name(str(values["language"]))}
    if reason.code == ReasonCode.PAPERS_IN_ORDER:
        kinds = [Requirement(each) for each in str(values["papers"]).split(",")]
        return str(gettext("In orde: %(papers)s", papers=papers_in_words(kinds)))
    return str(_PLAIN[reason.code])


def own_reason_sentence(reason: Reason) -> str:
    """One reason, as the one whom it is about reads it."""
    if reason.code not in _OWN:
        return reason_sentence(reason)
    if reason.code in _LANGUAGES:
        return str(_OWN[reason.code]) % {"language": language_name(str(reason.values["language"]))}
    return str(_OWN[reason.code])


def reason_sentences(kept: Iterable[Mapping[str, Any]], theme: str = "") -> list[str]:
    """The reasons of a match as they were frozen, in sentences; what is no longer known is left out.

    `theme` is that of the need: which other theme a reason was about, is not kept.
    """
    reasons = [reason for each in kept if (reason := Reason.from_json(each)) is not None]
    return [reason_sentence(each, theme if each.code == ReasonCode.THEME_EXACT else "") for each in reasons]


def reason_strength(reason: Reason) -> str:
    """How much of its weight a reason earned: `full`, `half` or `little`, for its sign."""
    return "full" if reason.part >= FULL else "half" if reason.part >= HALF else "little"


def papers_in_words(kinds: Iterable[Requirement]) -> str:
    """Papers in a row."""
    return ", ".join(requirement_name(kind) for kind in kinds)


def uncovered_sentence(code: str) -> str:
    """Why a need stays uncovered in an allocation."""
    return str(_UNCOVERED[code])


def _distance(values: Mapping[str, int | str]) -> str:
    # what was frozen before distances were told in steps is told in steps as well
    metres = round(int(values["metres"]) / TOLD_METRES) * TOLD_METRES
    middle, told = str(values.get("middle", "")), number(metres)
    if middle:
        if values.get("same"):
            return str(gettext("In dezelfde buurt"))
        if not metres:
            return str(gettext("In dezelfde wijk"))
        if middle == Middle.BUURT:
            return str(gettext("Ongeveer %(metres)s m (vanaf het midden van de buurt)", metres=told))
        return str(gettext("Ongeveer %(metres)s m (vanaf het midden van de wijk)", metres=told))
    if not metres:
        return str(gettext("Vlakbij"))
    return str(
        ngettext(
            "Ongeveer %(metres)s m, %(num)s minuut lopen",
            "Ongeveer %(metres)s m, %(num)s minuten lopen",
            int(values["minutes"]),
            metres=told,
        )
    )


def _overlap(minutes: int) -> str:
    hours = minutes // MINUTES_AN_HOUR
    if hours:
        return str(ngettext("%(num)s uur in de week tegelijk vrij", "%(num)s uren in de week tegelijk vrij", hours))
    return str(ngettext("%(num)s minuut in de week tegelijk vrij", "%(num)s minuten in de week tegelijk vrij", minutes))


def _left(times: int) -> str:
    return str(ngettext("Kan deze maand nog %(num)s keer", "Kan deze maand nog %(num)s keer", times))


def _asked(days: int) -> str:
    if days == 0:
        return str(gettext("Vandaag nog gevraagd"))
    return str(ngettext("%(num)s dag geleden nog gevraagd", "%(num)s dagen geleden nog gevraagd", days))


_NUMBERS = {
    ReasonCode.TIME_OVERLAP: _overlap,
    ReasonCode.CAPACITY_LEFT: _left,
    ReasonCode.ASKED_RECENTLY: _asked,
}
_THEMES = {
    ReasonCode.THEME_EXACT: lazy_gettext("Zelfde thema: %(theme)s"),
    ReasonCode.THEME_GROUP: lazy_gettext("Verwant thema: %(theme)s"),
}
_LANGUAGES = {
    ReasonCode.LANGUAGE_SPOKEN: lazy_gettext("Spreekt %(language)s"),
    ReasonCode.LANGUAGE_OTHER: lazy_gettext("Zei niet dat die %(language)s spreekt"),
}
_PLAIN = {
    ReasonCode.THEME_EXACT: lazy_gettext("Zelfde thema"),
    ReasonCode.THEME_GROUP: lazy_gettext("Verwant thema"),
    ReasonCode.LEVEL_ENOUGH: lazy_gettext("Kan het goed genoeg, naar eigen zeggen"),
    ReasonCode.LEVEL_LOWER: lazy_gettext("Leert het nog"),
    ReasonCode.TIME_ANY: lazy_gettext("De tijd kan in overleg"),
}
_OWN = {
    ReasonCode.LEVEL_ENOUGH: lazy_gettext("Je kunt het goed genoeg"),
    ReasonCode.LEVEL_LOWER: lazy_gettext("Je leert het nog"),
    ReasonCode.LANGUAGE_SPOKEN: lazy_gettext("Je spreekt %(language)s"),
    ReasonCode.LANGUAGE_OTHER: lazy_gettext("Je zei niet dat je %(language)s spreekt"),
    ReasonCode.CAPACITY_LEFT: lazy_gettext("Je kunt deze maand nog vaker"),
    ReasonCode.ASKED_RECENTLY: lazy_gettext("Je bent pas nog gevraagd"),
}
_UNCOVERED = {
    "nobody": lazy_gettext("Niemand in de buurt biedt dit aan, of wie dat doet kan nu niet."),
    "all_taken": lazy_gettext("Wie dit kan, helpt in dit voorstel al ergens anders."),
    "kept_by_others": lazy_gettext("Andere wijken hebben hier niemand voor over."),
}
