"""What the numbers of a network mean, each in one plain sentence with a gentle hint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import flask_babel
from flask_babel import lazy_gettext

from webapp.i18n import decimal, number, percent, since
from webapp.networks.rules.health import HealthDay, Measure

CHARTS: tuple[tuple[Measure, ...], ...] = (
    (Measure.PEOPLE, Measure.TIES),
    (Measure.TIES_PER_PERSON,),
    (Measure.DENSITY, Measure.REACH),
    (Measure.LARGEST_SHARE, Measure.RESILIENCE),
    (Measure.BEGUN_TIES, Measure.ENDED_TIES),
    (Measure.ALONE, Measure.STALE_TIES),
)
"""What stands in one picture together."""

SHARES = frozenset({Measure.DENSITY, Measure.REACH, Measure.LARGEST_SHARE, Measure.RESILIENCE})


def gettext(words: str, **values: object) -> str:
    """As that of `flask_babel`, which has no types; under its name, by which the words are found to be translated."""
    return str(flask_babel.gettext(words, **values))


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """What a measure is called, what it means, and what could be done when it is low (or high, where that is worse)."""

    name: str
    meaning: str
    hint: str


_WORDS = {
    Measure.PEOPLE: (
        lazy_gettext("Mensen"),
        lazy_gettext("Zoveel mensen staan met hun toestemming in het netwerk van deze wijk."),
        lazy_gettext("Kom je iemand tegen die erbij wil horen? Noteer het na een ja."),
    ),
    Measure.GROUPS: (
        lazy_gettext("Groepen"),
        lazy_gettext("Straten, flats en clubjes die buren samen vormen."),
        lazy_gettext("Een groep maakt het makkelijk om erbij te komen."),
    ),
    Measure.OTHERS: (
        lazy_gettext("Organisaties, initiatieven en plekken"),
        lazy_gettext("Alles wat geen mens of groep is, en in het netwerk een relatie heeft."),
        lazy_gettext("Een vaste plek houdt mensen bij elkaar, ook als iemand verhuist."),
    ),
    Measure.TIES: (
        lazy_gettext("Relaties"),
        lazy_gettext("Zoveel relaties zijn er, genoteerd of al bekend uit iets anders."),
        lazy_gettext("Noteer wie elkaar kennen. Dan zie je ook wie elkaar nog niet kennen."),
    ),
    Measure.TIES_PER_PERSON: (
        lazy_gettext("Relaties per mens"),
        lazy_gettext("Met zoveel mensen, groepen en plekken is iemand gemiddeld verbonden."),
        lazy_gettext("Twee of drie is al genoeg om niet alleen te staan."),
    ),
    Measure.DENSITY: (
        lazy_gettext("Dichtheid (hoe vol het netwerk is)"),
        lazy_gettext("Had iedereen met iedereen een relatie, dan was dit 100%."),
        lazy_gettext(
            "In een groot netwerk is dit vanzelf lager. Kijk dus niet hoe hoog het is, maar of het verandert."
        ),
    ),
    Measure.REACH: (
        lazy_gettext("Bereik (wie je snel vindt)"),
        lazy_gettext("Zo veel van de anderen kent iemand gemiddeld zelf, of via één bekende."),
        lazy_gettext("Wordt dit kleiner? Stel mensen uit verschillende groepen aan elkaar voor."),
    ),
    Measure.LARGEST_SHARE: (
        lazy_gettext("Hangt aan elkaar"),
        lazy_gettext("Zo veel van het netwerk zit aan elkaar vast: direct, of via anderen."),
        lazy_gettext("Bij Inzichten staat wie of wat er nog los van staat."),
    ),
    Measure.RESILIENCE: (
        lazy_gettext("Veerkracht (zonder de drukste drie)"),
        lazy_gettext("Zo veel hangt nog aan elkaar als de drie mensen met de meeste relaties verhuizen."),
        lazy_gettext("Is dit veel lager dan wat nu aan elkaar hangt? Deel taken, en maak een tweede verbinding."),
    ),
    Measure.ALONE: (
        lazy_gettext("Zonder relatie"),
        lazy_gettext("Bij zoveel mensen is nog geen enkele relatie genoteerd."),
        lazy_gettext("Ga eens langs, of stel iemand voor aan een buur."),
    ),
    Measure.STALE_TIES: (
        lazy_gettext("Lang niet nagevraagd"),
        lazy_gettext("Van zoveel relaties zei een jaar lang niemand dat ze er nog zijn."),
        lazy_gettext("Loop ze eens na. Wat voorbij is, mag eruit."),
    ),
    Measure.BEGUN_TIES: (
        lazy_gettext("Erbij in drie maanden"),
        lazy_gettext("Zoveel relaties begonnen in de drie maanden ervoor."),
        lazy_gettext("Een netwerk dat leeft, krijgt er geregeld een paar bij."),
    ),
    Measure.ENDED_TIES: (
        lazy_gettext("Eraf in drie maanden"),
        lazy_gettext("Zoveel relaties hielden op in de drie maanden ervoor."),
        lazy_gettext("Een beetje verloop hoort erbij. Gaat er meer af dan er bij komt? Vraag waarom."),
    ),
}
"""What each measure is called, what it means, and what could be done about it."""


def measure_words(measure: Measure) -> MeasureWords:
    """The words of one measure."""
    return MeasureWords(*(str(words) for words in _WORDS[measure]))


def measure_value(measure: Measure, value: float | None) -> str:
    """A value with its unit; "onbekend" for None."""
    if measure == Measure.DENSITY and value is not None:
        return f"{decimal(value * 100)}%"
    if measure in SHARES:
        return percent(value)
    return decimal(value) if measure == Measure.TIES_PER_PERSON else number(value)


def change_told(measure: Measure, now: float | None, then: float | None, on: date) -> str:
    """How a value compares with that of an earlier day, as a sentence; empty when one of them is not known."""
    if now is None or then is None:
        return ""
    day, was = since(on), measure_value(measure, then)
    if measure_value(measure, now) == was:
        return gettext("Dat is even veel als op %(day)s.", day=day)
    if now > then:
        return gettext("Dat is meer dan op %(day)s (%(was)s).", day=day, was=was)
    return gettext("Dat is minder dan op %(day)s (%(was)s).", day=day, was=was)


def chart_told(measures: Sequence[Measure], days: Sequence[HealthDay]) -> str:
    """A picture in words: from what each line goes to what."""
    first, last = days[0].numbers, days[-1].numbers
    told = [
        gettext(
            "%(name)s: van %(first)s naar %(last)s",
            name=measure_words(each).name,
            first=measure_value(each, first.value(each)),
            last=measure_value(each, last.value(each)),
        )
        for each in measures
    ]
    return "; ".join(told) + "."
