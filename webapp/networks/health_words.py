"""What the numbers of a network mean, each in one plain sentence with a gentle hint."""

from collections.abc import Sequence
from dataclasses import dataclass

import flask_babel

from webapp.i18n import decimal, number, percent
from webapp.networks.health_rules import HealthDay, Measure

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


def measure_words(measure: Measure) -> MeasureWords:
    """The words of one measure."""
    name, meaning, hint = {
        Measure.PEOPLE: (
            gettext("Mensen"),
            gettext("Zoveel mensen staan met hun toestemming in het netwerk van deze wijk."),
            gettext("Kom je iemand tegen die erbij wil horen? Noteer het na een ja."),
        ),
        Measure.GROUPS: (
            gettext("Groepen"),
            gettext("Straten, flats en clubjes die buren samen vormen."),
            gettext("Een groep maakt het makkelijk om erbij te komen."),
        ),
        Measure.OTHERS: (
            gettext("Organisaties, initiatieven en plekken"),
            gettext("Alles wat geen mens of groep is, en in het netwerk een relatie heeft."),
            gettext("Een vaste plek houdt mensen bij elkaar, ook als iemand verhuist."),
        ),
        Measure.TIES: (
            gettext("Relaties"),
            gettext("Zoveel relaties zijn er, genoteerd of al bekend uit iets anders."),
            gettext("Noteer wie elkaar kennen. Dan zie je ook wie elkaar nog niet kennen."),
        ),
        Measure.TIES_PER_PERSON: (
            gettext("Relaties per mens"),
            gettext("Met zoveel mensen, groepen en plekken is iemand gemiddeld verbonden."),
            gettext("Twee of drie is al genoeg om niet alleen te staan."),
        ),
        Measure.DENSITY: (
            gettext("Dichtheid"),
            gettext("Van alle paren die er kunnen zijn, heeft dit deel een relatie."),
            gettext("In een groot netwerk is dit vanzelf lager. Let op hoe het verandert, niet op de hoogte."),
        ),
        Measure.REACH: (
            gettext("Bereik"),
            gettext("Dit deel van de anderen bereikt iemand in hooguit twee stappen: bekenden, en hun bekenden."),
            gettext("Wordt dit kleiner? Stel mensen uit verschillende groepen aan elkaar voor."),
        ),
        Measure.LARGEST_SHARE: (
            gettext("Hangt aan elkaar"),
            gettext("Dit deel van het netwerk is op de een of andere manier met elkaar verbonden."),
            gettext("Bij Inzichten staat wie of wat er nog los van staat."),
        ),
        Measure.RESILIENCE: (
            gettext("Veerkracht"),
            gettext("Dit deel hangt nog aan elkaar als de drie mensen met de meeste relaties verhuizen."),
            gettext("Is dit veel lager dan wat nu aan elkaar hangt? Deel taken, en maak een tweede verbinding."),
        ),
        Measure.ALONE: (
            gettext("Zonder relatie"),
            gettext("Bij zoveel mensen is nog geen enkele relatie genoteerd."),
            gettext("Ga eens langs, of stel iemand voor aan een buur."),
        ),
        Measure.STALE_TIES: (
            gettext("Lang niet nagevraagd"),
            gettext("Van zoveel relaties zei een jaar lang niemand dat ze er nog zijn."),
            gettext("Loop ze eens na. Wat voorbij is, mag eruit."),
        ),
        Measure.BEGUN_TIES: (
            gettext("Erbij in drie maanden"),
            gettext("Zoveel relaties begonnen in de drie maanden ervoor."),
            gettext("Een netwerk dat leeft, krijgt er geregeld een paar bij."),
        ),
        Measure.ENDED_TIES: (
            gettext("Eraf in drie maanden"),
            gettext("Zoveel relaties hielden op in de drie maanden ervoor."),
            gettext("Een beetje verloop hoort erbij. Gaat er meer af dan er bij komt? Vraag waarom."),
        ),
    }[measure]
    return MeasureWords(name, meaning, hint)


def measure_value(measure: Measure, value: float | None) -> str:
    """A value with its unit; "onbekend" for None."""
    if measure == Measure.DENSITY and value is not None:
        return f"{decimal(value * 100)}%"
    if measure in SHARES:
        return percent(value)
    return decimal(value) if measure == Measure.TIES_PER_PERSON else number(value)


def change_told(measure: Measure, now: float | None, then: float | None) -> str:
    """How a value compares with that of a quarter ago, in a few words; empty when one of them is not known."""
    if now is None or then is None:
        return ""
    if measure_value(measure, now) == measure_value(measure, then):
        return gettext("even veel als een kwartaal eerder")
    was = measure_value(measure, then)
    if now > then:
        return gettext("meer dan een kwartaal eerder: toen %(was)s", was=was)
    return gettext("minder dan een kwartaal eerder: toen %(was)s", was=was)


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
