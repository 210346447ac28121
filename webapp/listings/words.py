"""Words of initiatives on screen."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext

from webapp.i18n import long_date
from webapp.initiatives.rules import Progress
from webapp.listings.details import EffectShown
from webapp.listings.pages import Choices
from webapp.listings.queries import ListingRow
from webapp.listings.rules import Filters, Sort, When
from webapp.vocabulary import EffectDirection, Reach

_STATES = {
    Progress.APPROVED: lazy_gettext("begint nog"),
    Progress.RUNNING: lazy_gettext("loopt"),
    Progress.PAUSED: lazy_gettext("ligt even stil"),
    Progress.ENDED: lazy_gettext("afgelopen"),
}
_WHENS = {
    When.TODAY: lazy_gettext("Vandaag"),
    When.WEEK: lazy_gettext("Deze week"),
    When.WEEKEND: lazy_gettext("Dit weekend"),
    When.DAY: lazy_gettext("Op een dag"),
}
_SORTS = {
    Sort.NEXT: lazy_gettext("Wat het eerst komt"),
    Sort.NEW: lazy_gettext("Nieuwste eerst"),
    Sort.NAME: lazy_gettext("Op naam"),
}


def listing_state(progress: Progress) -> str:
    """How far an initiative has come, for who could take part; empty for what nobody sees."""
    return str(_STATES.get(progress, ""))


def when_name(when: When) -> str:
    """What a choice of days is called."""
    return str(_WHENS[when])


def sort_name(sort: Sort) -> str:
    """What an order is called."""
    return str(_SORTS[sort])


def effects_in_words(effects: Iterable[EffectShown]) -> str:
    """What an initiative hopes for: "minder eenzaamheid, meer groen"."""
    return ", ".join(_effect(each) for each in effects)


def listing_where(row: ListingRow) -> str:
    """Where an initiative is, in short: an address and its neighbourhood, some neighbourhoods, or the whole city."""
    if row.reach == Reach.CITY:
        return str(gettext("Heel Groningen"))
    names = ", ".join(row.neighbourhoods[:3])
    if len(row.neighbourhoods) > 3:  # noqa: PLR2004  (as many as fit on a line)
        names = gettext("%(names)s en meer", names=names)
    return ", ".join(each for each in (row.address, names) if each)


def filters_in_words(filters: Filters, choices: Choices) -> list[str]:
    """What is looked for, part by part."""
    theme, place = choices.theme(filters.theme), choices.neighbourhood(filters.neighbourhood)
    said = [theme.name if theme else "", place.name if place else ""]
    if filters.when is not None:
        said.append(long_date(filters.day) if filters.day else when_name(filters.when))
    if filters.needs_help:
        said.append(gettext("hulp welkom"))
    if filters.words:
        said.append(f"“{filters.words}”")
    return [each for each in said if each]


def _effect(effect: EffectShown) -> str:
    theme = effect.theme[:1].lower() + effect.theme[1:]
    if effect.direction == EffectDirection.LESS:
        return str(gettext("minder %(theme)s", theme=theme))
    return str(gettext("meer %(theme)s", theme=theme))
