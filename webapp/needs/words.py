"""What urgencies, rhythms, states and figures are called on screen."""

from flask_babel import gettext, lazy_gettext, ngettext

from webapp.i18n import decimal, percent
from webapp.needs.rules import FIGURES
from webapp.vocabulary import EffectDirection, NeedState, NeedUrgency, Recurrence, TalentLevel
from webapp.words.matching import NEED_STATES, RECURRENCE_CHOICES, URGENCY_CHOICES, WANTED_LEVELS

_FIGURES = {
    "pct_one_person_households": lazy_gettext("Huishoudens van één persoon"),
    "pct_65plus": lazy_gettext("Inwoners van 65 jaar en ouder"),
    "pct_0_14": lazy_gettext("Kinderen tot 15 jaar"),
    "pct_households_with_children": lazy_gettext("Huishoudens met kinderen"),
    "mean_household_size": lazy_gettext("Mensen per huishouden"),
}
_SHARES = frozenset(each.code for each in FIGURES if each.is_share)


def urgency_name(urgency: NeedUrgency) -> str:
    """How soon help is needed."""
    return str(URGENCY_CHOICES[urgency])


def recurrence_name(recurrence: Recurrence) -> str:
    """How often help is needed."""
    return str(RECURRENCE_CHOICES[recurrence])


def state_name(state: NeedState) -> str:
    """How far a need has come."""
    return str(NEED_STATES[state])


def wanted_level_name(level: TalentLevel) -> str:
    """How good somebody must be at it."""
    return str(WANTED_LEVELS[level])


def figure_name(code: str) -> str:
    """What a figure counts."""
    return str(_FIGURES.get(code, code))


def figure_value(code: str, value: float) -> str:
    """A figure as it is read: 62%, or 1,7."""
    return percent(value / 100) if code in _SHARES else decimal(value)


def wanted_change(direction: EffectDirection | None, theme: str) -> str:
    """Which way a theme should go: "Minder: Eenzaamheid"."""
    if direction is None:
        return theme
    name = gettext("Meer: %(theme)s") if direction == EffectDirection.MORE else gettext("Minder: %(theme)s")
    return str(name) % {"theme": theme}


def months_name(months: int) -> str:
    """A length: "6 maanden"."""
    return str(ngettext("%(num)s maand", "%(num)s maanden", months))


def people_wanted(quantity: int) -> str:
    """How many helpers are asked at the same time."""
    return str(ngettext("%(num)s helper", "%(num)s helpers", quantity))


def matches_under_way(count: int) -> str:
    """How many matches of a need wait for an answer or go on."""
    return str(ngettext("%(num)s koppeling onderweg", "%(num)s koppelingen onderweg", count))
