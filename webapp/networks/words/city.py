"""What the page of the city's networks says of them, as sentences."""

from collections.abc import Sequence

from flask_babel import format_date, gettext, ngettext

from webapp.networks.rules.city import Bridge, City, CityLink, Months, Place
from webapp.networks.rules.network import FEWEST

MOST_NAMED = 6
"""More neighbourhoods in a row than these are counted instead of named."""


def city_sentences(city: City) -> list[str]:
    """What there is to say above the picture; what would tell of fewer than `FEWEST` people is not said."""
    said = []
    strongest = city.strongest
    if strongest is not None:
        said.append(_strongest(strongest))
    elif city.networks:
        said.append(gettext("Er zijn nog geen relaties tussen wijken die we kunnen laten zien."))
    if city.without_outward:
        said.append(_without_outward(city.without_outward))
    said.extend(_bridge(bridge) for bridge in city.bridges)
    return said


def month_words(months: Months) -> str:
    """The month as people say it: "november 2026"."""
    return str(format_date(months.at, "MMMM yyyy"))


def joined(names: Sequence[str]) -> str:
    """Names in a row: "Selwerd, Vinkhuizen en Beijum"."""
    *first, last = names
    return str(gettext("%(first)s en %(last)s", first=", ".join(first), last=last)) if first else last


def _strongest(link: CityLink) -> str:
    said = gettext(
        "%(one)s en %(other)s zijn het sterkst verbonden: ongeveer %(people)s mensen, met ongeveer %(ties)s relaties.",
        one=link.one.name,
        other=link.other.name,
        people=link.people,
        ties=link.ties,
    )
    return str(said)


def _without_outward(places: Sequence[Place]) -> str:
    if len(places) > MOST_NAMED:
        many = gettext(
            "Van %(count)s wijken zien we geen relaties naar buiten, of ze zijn van minder dan %(fewest)s mensen.",
            count=len(places),
            fewest=FEWEST,
        )
        return str(many)
    said = gettext(
        "Van %(names)s zien we geen relaties naar andere wijken, of ze zijn van minder dan %(fewest)s mensen.",
        names=joined([place.name for place in places]),
        fewest=FEWEST,
    )
    return str(said)


def _bridge(bridge: Bridge) -> str:
    names = {"one": bridge.alone.name, "other": bridge.toward.name}
    if bridge.shared:
        shared = ngettext(
            "%(one)s en %(other)s delen %(num)s initiatief of organisatie: daar kan een brug ontstaan.",
            "%(one)s en %(other)s delen %(num)s initiatieven en organisaties: daar kan een brug ontstaan.",
            bridge.shared,
            **names,
        )
        return str(shared)
    nearest = gettext(
        "Het netwerk dat het dichtst bij %(one)s ligt, is dat van %(other)s: daar kan een brug ontstaan.", **names
    )
    return str(nearest)
