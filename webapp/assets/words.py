"""What kinds, effects and reach of assets are called."""

from flask_babel import gettext, lazy_gettext, ngettext

from geo.walking import walking_minutes
from webapp.assets.queries.reach import BuurtReach
from webapp.assets.rules import Cover, Demand, Filters, Reached
from webapp.i18n import decimal, number
from webapp.privacy.small_count_words import told_count
from webapp.privacy.small_counts import FEWEST_TOLD
from webapp.vocabulary import AssetKind, EffectCertainty, EffectDirection

LEAST_TOLD = 0.1
"""Fewer places for each hundred than this are not told as a number: it would read as none."""

_KINDS = {
    AssetKind.INDIVIDUALS: lazy_gettext("Gaven van mensen"),
    AssetKind.ASSOCIATIONS: lazy_gettext("Verenigingen en groepen"),
    AssetKind.INSTITUTIONS: lazy_gettext("Instellingen"),
    AssetKind.PLACES: lazy_gettext("Plekken"),
    AssetKind.ECONOMY: lazy_gettext("Winkels en bedrijven"),
    AssetKind.CULTURE: lazy_gettext("Cultuur en verhalen"),
}
_CERTAINTIES = {
    EffectCertainty.CLAIMED: lazy_gettext("gezegd"),
    EffectCertainty.SEEN: lazy_gettext("gezien"),
    EffectCertainty.MEASURED: lazy_gettext("gemeten"),
}
_DIRECTIONS = {EffectDirection.MORE: lazy_gettext("meer"), EffectDirection.LESS: lazy_gettext("minder")}
_REACHED = {
    Reached.NO_NEED: lazy_gettext("hier vraagt nu niemand iets"),
    Reached.NOTHING: lazy_gettext("niets op loopafstand: een witte vlek"),
    Reached.LITTLE: lazy_gettext("minder dan de helft van het gemiddelde"),
    Reached.SOME: lazy_gettext("onder het gemiddelde"),
    Reached.WELL: lazy_gettext("gemiddeld of meer"),
}
_COVERS = {
    Cover.COVERED: lazy_gettext("er is iets wat helpt"),
    Cover.HOPED: lazy_gettext("gehoopt, nog niet gezien"),
    Cover.OPEN: lazy_gettext("nog niets"),
}


def asset_kind_name(kind: AssetKind) -> str:
    """What a kind of asset is called on screen."""
    return str(_KINDS[kind])


def certainty_name(certainty: EffectCertainty) -> str:
    """How sure an effect is, in one word."""
    return str(_CERTAINTIES[certainty])


def effect_words(direction: EffectDirection, theme: str) -> str:
    """An effect in words: "minder: eenzaamheid"; with a colon, since not every theme can stand in a sentence."""
    lowered = theme[:1].lower() + theme[1:]
    return f"{_DIRECTIONS[direction]}: {lowered}"


def direction_word(direction: EffectDirection) -> str:
    """Which way: meer or minder."""
    return str(_DIRECTIONS[direction])


def reached_name(reached: Reached, demand: Demand = Demand.NEEDS) -> str:
    """What a class on the map of reach means; where it is against inhabitants, nobody asks where nobody lives."""
    if reached == Reached.NO_NEED and demand == Demand.INHABITANTS:
        return str(gettext("hier woont niemand"))
    return str(_REACHED[reached])


def cover_name(cover: Cover) -> str:
    """How far an effect that is wanted is covered, in a word or three."""
    return str(_COVERS[cover])


def places_per_hundred(reached: float) -> str:
    """Access as people read it: places for each hundred who ask, with one decimal; what is less is told in words."""
    if 0 < reached * 100 < LEAST_TOLD:
        return str(gettext("minder dan %(least)s", least=decimal(LEAST_TOLD)))
    return decimal(reached * 100)


def average_sentence(average: float, demand: Demand) -> str:
    """How many places there are for a hundred who ask, all buurten together; empty when that says nothing."""
    if average * 100 < LEAST_TOLD:
        return ""
    told = decimal(average * 100)
    if demand == Demand.INHABITANTS:
        return str(gettext("Voor elke 100 inwoners van de stad zijn er %(average)s plekken.", average=told))
    return str(gettext("Voor elke 100 vragen in de stad zijn er %(average)s plekken.", average=told))


def asset_filters_in_words(filters: Filters, theme: str, neighbourhood: str) -> list[str]:
    """What is looked for, part by part; `theme` and `neighbourhood` are names."""
    parts = []
    if filters.words:
        parts.append(str(gettext("“%(words)s”", words=filters.words)))
    parts += [asset_kind_name(kind) for kind in filters.kinds]
    return parts + [each for each in (theme, neighbourhood) if each]


def offered_words(offered: int, *, is_exact: bool) -> str:
    """How much people in a neighbourhood offer; only coordinators are told exactly."""
    if is_exact:
        return str(ngettext("%(num)s talent", "%(num)s talenten", offered))
    return str(gettext("minstens %(number)s talenten", number=number(offered)))


def reach_sentence(row: BuurtReach, average: float, theme: str, demand: Demand) -> str:
    """What the numbers of a buurt say, in one or two plain sentences."""
    if row.asked <= 0:
        if demand == Demand.NEEDS:
            return str(gettext("Hier is nu geen vraag over %(theme)s.", theme=theme))
        return str(gettext("Hier wonen voor zover bekend geen mensen."))
    return f"{_asked_words(row, demand, theme)} {_reached_words(row, average, demand)}"


def asked_told(asked: float, *, is_rough: bool) -> str:
    """How much is asked; what holds some that are too few to tell only about: "12", "ongeveer 12", "minder dan 5"."""
    if not is_rough:
        return number(asked)
    if asked < FEWEST_TOLD:
        return told_count(None)
    return str(gettext("ongeveer %(count)s", count=number(asked)))


def _asked_words(row: BuurtReach, demand: Demand, theme: str) -> str:
    if demand == Demand.INHABITANTS:
        return str(gettext("Hier wonen %(number)s mensen.", number=number(row.asked)))
    if row.is_rough:
        told = asked_told(row.asked, is_rough=True)
        return str(gettext("Hier wordt %(number)s keer iets gevraagd over %(theme)s.", number=told, theme=theme))
    asked = decimal(row.asked, 0 if row.asked == round(row.asked) else 1)
    return str(gettext("Hier wordt %(number)s keer iets gevraagd over %(theme)s.", number=asked, theme=theme))


def _reached_words(row: BuurtReach, average: float, demand: Demand) -> str:
    if row.access <= 0:
        return str(gettext("Binnen een kwartier lopen is er niets."))
    minutes = walking_minutes(row.nearest or 0)
    near = ngettext("Het dichtstbij is %(num)s minuut lopen.", "Het dichtstbij is %(num)s minuten lopen.", minutes)
    figures = {"own": places_per_hundred(row.access), "all": places_per_hundred(average)}
    if demand == Demand.INHABITANTS:
        rest = gettext("Per 100 inwoners zijn er %(own)s plekken; gemiddeld %(all)s.", **figures)
    else:
        rest = gettext("Per 100 vragen zijn er %(own)s plekken; gemiddeld %(all)s.", **figures)
    return f"{near} {rest}"
