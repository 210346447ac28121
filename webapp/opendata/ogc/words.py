"""The layers and what is wrong with a request, in the reader's language."""

from flask_babel import gettext, lazy_gettext

from webapp.i18n import error_message, stage_name
from webapp.opendata.ogc.errors import BadParameter, UnknownResource
from webapp.opendata.ogc.rules.layers import STAGES, Layer, Property
from webapp.vocabulary import Stage

_TITLES = {
    "neighbourhoods": lazy_gettext("Wijken van Missie050"),
    "initiatives": lazy_gettext("Initiatieven"),
    "places": lazy_gettext("Plekken in de wijk"),
    "areas": lazy_gettext("Officiële buurten en wijken"),
    "releases": lazy_gettext("Uitgaven"),
}
_TEXTS = {
    "neighbourhoods": lazy_gettext(
        "De wijken waarin Missie050 werkt, met hoe ver het netwerk er is. Met datetime kies je de dag waarvan de stand "
        "wordt verteld; van een periode is dat de laatste dag, en van een dag die nog komt vandaag."
    ),
    "initiatives": lazy_gettext(
        "Wat mensen samen doen in de wijken, zoals iedereen het mag zien. Wat niet op één plek is, heeft geen punt. "
        "Wie een initiatief stopt of terugtrekt, haalt het hier meteen weg. Met datetime kies je wat er in een "
        "periode was."
    ),
    "places": lazy_gettext("Plekken, clubs en voorzieningen waar een wijk iets aan heeft, als ze openbaar zijn."),
    "areas": lazy_gettext(
        "De buurten en wijken van CBS met hun cijfers en met de dekking van Missie050, uit de nieuwste uitgave. Met "
        "release kies je een andere, met datetime de nieuwste tot en met die dag."
    ),
    "releases": lazy_gettext("Hoe de stad er op een dag voor stond. Een uitgave verandert daarna niet meer."),
}
_PROPERTIES = {
    "as_of": lazy_gettext("Stand op"),
    "assets": lazy_gettext("Krachten van de wijk"),
    "buurten": lazy_gettext("Buurten"),
    "buurten_present": lazy_gettext("Buurten met Missie050"),
    "capacity": lazy_gettext("Plaats voor"),
    "confirmed_on": lazy_gettext("Bevestigd op"),
    "ends_on": lazy_gettext("Eindigt op"),
    "geography_source": lazy_gettext("Bron van de grenzen"),
    "geography_year": lazy_gettext("Jaar van de grenzen"),
    "households": lazy_gettext("Huishoudens"),
    "inhabitants": lazy_gettext("Inwoners"),
    "inhabitants_estimated": lazy_gettext("Inwoners geschat"),
    "inhabitants_present": lazy_gettext("Inwoners waar Missie050 is"),
    "inhabitants_year": lazy_gettext("Jaar van de inwoners"),
    "initiatives": lazy_gettext("Initiatieven"),
    "is_demo": lazy_gettext("Voorbeeld"),
    "is_official": lazy_gettext("Officieel"),
    "is_present": lazy_gettext("Missie050 is er"),
    "is_schematic": lazy_gettext("Schematische grenzen"),
    "is_stale": lazy_gettext("Lang niets van gehoord"),
    "kind": lazy_gettext("Soort"),
    "month": lazy_gettext("Maand"),
    "name": lazy_gettext("Naam"),
    "needs": lazy_gettext("Vragen om hulp, in tientallen"),
    "needs_help": lazy_gettext("Hulp is welkom"),
    "neighbourhood": lazy_gettext("Wijk"),
    "neighbourhoods": lazy_gettext("Wijken, als het niet op één plek is"),
    "pct_65plus": lazy_gettext("Percentage van 65 jaar en ouder"),
    "pct_one_person_households": lazy_gettext("Percentage dat alleen woont"),
    "present": lazy_gettext("Wijken met Missie050"),
    "present_fresh": lazy_gettext("Daarvan met een recent teken van leven"),
    "published_on": lazy_gettext("Openbaar sinds"),
    "reach": lazy_gettext("Waar"),
    "release": lazy_gettext("Uitgave"),
    "since": lazy_gettext("Sinds"),
    "slug": lazy_gettext("Korte naam"),
    "stage": lazy_gettext("Fase"),
    "starts_on": lazy_gettext("Begint op"),
    "state": lazy_gettext("Stand"),
    "theme": lazy_gettext("Thema"),
    "title": lazy_gettext("Titel"),
    "wijk_code": lazy_gettext("Code van de wijk"),
}
_VALUES = {
    "running": lazy_gettext("loopt"),
    "paused": lazy_gettext("ligt even stil"),
    "place": lazy_gettext("op één plek"),
    "neighbourhoods": lazy_gettext("in enkele wijken"),
    "city": lazy_gettext("in de hele stad"),
    "associations": lazy_gettext("club of groep"),
    "institutions": lazy_gettext("instelling"),
    "places": lazy_gettext("plek"),
    "economy": lazy_gettext("winkel of bedrijf"),
    "culture": lazy_gettext("cultuur en verhalen"),
    "buurt": lazy_gettext("buurt"),
    "wijk": lazy_gettext("wijk"),
}


def layer_title(layer: Layer) -> str:
    """What a layer is called."""
    return str(_TITLES[layer.id])


def layer_text(layer: Layer) -> str:
    """What a layer holds, in a few sentences."""
    return str(_TEXTS[layer.id])


def property_name(wanted: Property) -> str:
    """What a property is called."""
    return str(_PROPERTIES[wanted.name])


def value_words(wanted: Property, value: object) -> str:
    """One of the fixed values of a property in words; any other value as it is."""
    if value in STAGES and wanted.name == "stage":
        return stage_name(Stage(str(value)))
    known = _VALUES.get(str(value)) if wanted.choices else None
    return str(value) if known is None else str(known)


def problem_sentence(error: BadParameter | UnknownResource) -> str:
    """What is wrong with a request, and what can stand there instead."""
    sentence = error_message(error)
    if isinstance(error, UnknownResource):
        return sentence
    parts = [gettext("Parameter “%(name)s”:", name=error.name), sentence]
    if error.allowed:
        parts.append(gettext("Kies uit: %(values)s.", values=", ".join(error.allowed)))
    return " ".join(parts)
