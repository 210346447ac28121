"""What levels, stages, reaches, papers and reasons are called on screen, and sentences on terms."""

from collections.abc import Sequence
from itertools import groupby

from babel import Locale
from flask_babel import gettext, lazy_gettext, ngettext

from geo.walking import walking_minutes
from webapp.calendar.week_words import week_words
from webapp.i18n import locale_code, number, since
from webapp.talents.rules import LanguageCode, PaperState, Silence, Terms
from webapp.themes.queries import ThemeName
from webapp.vocabulary import DevelopmentStep, Requirement, TalentLevel, TalentStage, TravelReach
from webapp.words.matching import LEVELS, OWN_LEVELS, REACHES, REQUIREMENTS, STEPS, TALENT_STAGES

_STAGE_EXPLANATIONS = {
    TalentStage.SCOUTED: lazy_gettext("Iemand vertelde het, of jij zag het."),
    TalentStage.RECOGNISED: lazy_gettext("Je sprak erover: dit kan deze buur, en anderen zien het ook."),
    TalentStage.IN_DEVELOPMENT: lazy_gettext("Er loopt een stap: een cursus, een maatje, een eerste taak."),
    TalentStage.DEPLOYED: lazy_gettext("Deze buur doet het, voor anderen."),
}
_PAPER_STATES = {
    PaperState.COUNTS: lazy_gettext("gezien, telt mee"),
    PaperState.UNSEEN: lazy_gettext("nog niet gezien, telt nog niet mee"),
    PaperState.EXPIRED: lazy_gettext("verlopen, telt niet meer mee"),
}
_SILENCES = {
    Silence.NOT_KNOWN: lazy_gettext("Je gaf nog geen toestemming om gevonden te worden. Geen coördinator ziet je."),
    Silence.NOT_ASKED: lazy_gettext("Je gaf nog geen toestemming om gevraagd te worden."),
    Silence.NOWHERE: lazy_gettext("Je koos nog geen buurt, dus we weten niet welke coördinator bij je hoort."),
    Silence.NO_TERMS: lazy_gettext("Je vertelde nog niet wanneer je kunt en hoe ver je gaat."),
    Silence.NEVER: lazy_gettext("Je koos nul keer per maand."),
    Silence.PAUSED: lazy_gettext("Je hebt pauze."),
}
_OWN_NAMES = {
    LanguageCode.GRONINGS: lazy_gettext("Gronings"),
    LanguageCode.PAPIAMENTO: lazy_gettext("Papiaments"),
    LanguageCode.SIGNS: lazy_gettext("Nederlandse Gebarentaal"),
}


def level_name(level: TalentLevel, *, own: bool = False) -> str:
    """How well somebody can do something: "kan het", or in one's own words "Ik kan het"."""
    return str((OWN_LEVELS if own else LEVELS)[level])


def talent_stage_name(stage: TalentStage) -> str:
    """How far a talent has come."""
    return str(TALENT_STAGES[stage])


def talent_stage_explanation(stage: TalentStage) -> str:
    """What a stage means, to a coordinator."""
    return str(_STAGE_EXPLANATIONS[stage])


def reach_choice(reach: TravelReach) -> str:
    """A way to tell how far one goes, as it is chosen."""
    return str(REACHES[reach])


def requirement_name(kind: Requirement) -> str:
    """What a paper is called."""
    return str(REQUIREMENTS[kind])


def paper_state_name(state: PaperState) -> str:
    """What a paper is worth."""
    return str(_PAPER_STATES[state])


def step_name(kind: DevelopmentStep) -> str:
    """What kind of step it is."""
    return str(STEPS[kind])


def silence_sentence(reason: Silence) -> str:
    """Why nobody asks somebody, said to them."""
    return str(_SILENCES[reason])


def language_name(code: str) -> str:
    """What a language is called in the reader's language: Arabisch."""
    if code in list(LanguageCode) and LanguageCode(code) in _OWN_NAMES:
        return str(_OWN_NAMES[LanguageCode(code)])
    name = Locale.parse(locale_code()).languages.get(code, code)
    return f"{name[:1].upper()}{name[1:]}"


def languages_in_words(codes: Sequence[str]) -> str:
    """Languages in a row; empty for none."""
    return ", ".join(language_name(code) for code in codes)


def reach_in_words(reach: TravelReach, metres: int | None) -> str:
    """How far somebody goes: "tot 1.500 m, ongeveer 19 minuten lopen"."""
    if reach == TravelReach.BUILDING:
        return str(gettext("alleen in het eigen gebouw"))
    if reach == TravelReach.CITY or metres is None:
        return str(gettext("in de hele stad"))
    minutes = walking_minutes(metres)
    return str(gettext("tot %(metres)s m, ongeveer %(minutes)s minuten lopen", metres=number(metres), minutes=minutes))


def a_month_in_words(times: int) -> str:
    """How often: "hooguit 2 keer per maand"."""
    if times == 0:
        return str(gettext("niet"))
    return str(ngettext("hooguit %(num)s keer per maand", "hooguit %(num)s keer per maand", times))


def beyond_in_words(terms: Terms) -> str:
    """Whether somebody also helps in another neighbourhood."""
    return str(gettext("ook in andere wijken") if terms.goes_beyond else gettext("alleen in de eigen wijk"))


def _how_far(terms: Terms) -> str:
    if terms.reach == TravelReach.CITY and not terms.goes_beyond:
        # any distance, and yet no other neighbourhood: said as one, it does not sound like two
        return str(gettext("overal in de eigen wijk"))
    return f"{reach_in_words(terms.reach, terms.reach_metres)}, {beyond_in_words(terms)}"


def terms_in_words(terms: Terms) -> list[tuple[str, str]]:
    """Somebody's terms as lines: what each is about, and what it says."""
    lines = [
        (gettext("Wanneer"), week_words(terms.weekly)),
        (gettext("Hoe vaak"), a_month_in_words(terms.a_month)),
        (gettext("Hoe ver"), _how_far(terms)),
        (gettext("Talen"), languages_in_words(terms.languages) or gettext("niet verteld")),
    ]
    if terms.paused_until is not None:
        lines.append((gettext("Pauze tot"), since(terms.paused_until)))
    return [(str(about), str(words)) for about, words in lines]


def differing_terms(kept: Terms, typed: Terms) -> list[tuple[str, str, str]]:
    """The lines in which two terms differ: what each is about, what is kept now, and what was filled in."""
    theirs, own = dict(terms_in_words(kept)), dict(terms_in_words(typed))
    return [
        (about, theirs.get(about, "-"), own.get(about, "-"))
        for about in dict.fromkeys([*theirs, *own])
        if theirs.get(about) != own.get(about)
    ]


def by_group(themes: Sequence[ThemeName]) -> list[tuple[str, list[ThemeName]]]:
    """Themes under the name of their group, in the order in which they are offered."""
    return [(group, list(within)) for group, within in groupby(themes, key=lambda theme: theme.group)]
