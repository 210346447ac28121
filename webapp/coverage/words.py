"""What measures, figures of CBS and refusals of a forecast are called on screen."""

from flask_babel import gettext, lazy_gettext

from webapp.coverage.rules.forecast import NoForecast
from webapp.coverage.rules.need import Indicator, NeedDomain, NeedPart
from webapp.coverage.rules.series import Measure
from webapp.i18n import decimal

MEASURES = {
    Measure.NEIGHBOURHOODS: lazy_gettext("Wijken"),
    Measure.INHABITANTS: lazy_gettext("Inwoners"),
    Measure.NEED: lazy_gettext("Inwoners, naar nood"),
}

DOMAINS = {
    NeedDomain.INCOME: lazy_gettext("Inkomen"),
    NeedDomain.BENEFITS: lazy_gettext("Uitkeringen"),
    NeedDomain.LIVING_ALONE: lazy_gettext("Alleen wonen"),
    NeedDomain.AGE: lazy_gettext("Leeftijd"),
}

INDICATORS = {
    "low_income_households": lazy_gettext("Huishoudens met een laag inkomen"),
    "social_minimum_households": lazy_gettext("Huishoudens rond of onder het sociaal minimum"),
    "income_per_inhabitant": lazy_gettext("Gemiddeld inkomen per inwoner"),
    "income_support": lazy_gettext("Mensen met bijstand"),
    "disability_benefit": lazy_gettext("Mensen met een arbeidsongeschiktheidsuitkering"),
    "unemployment_benefit": lazy_gettext("Mensen met een werkloosheidsuitkering"),
    "one_person_households": lazy_gettext("Huishoudens van één persoon"),
    "over_65": lazy_gettext("Ouder dan 65 jaar"),
}

REFUSED = {
    NoForecast.TOO_FEW_STARTS: lazy_gettext(
        "Een verwachting geven we niet: er zijn minder dan drie starts. Dat is te weinig om het tempo te kennen."
    ),
    NoForecast.TOO_SHORT: lazy_gettext(
        "Een verwachting geven we niet: er is nog geen jaar voorbij. Dat is te kort om het tempo te kennen."
    ),
    NoForecast.ALL_REACHED: lazy_gettext("Er valt niets te verwachten: alle wijken zijn bereikt."),
}


def measure_name(measure: Measure) -> str:
    """What coverage is told in."""
    return str(MEASURES[measure])


def domain_name(domain: NeedDomain) -> str:
    """What some indicators have in common."""
    return str(DOMAINS[domain])


def indicator_name(indicator: Indicator) -> str:
    """What a figure of CBS is called."""
    return str(INDICATORS[indicator.code])


def indicator_value(part: NeedPart) -> str:
    """The figure with its unit."""
    value = decimal(part.value)
    if part.indicator.is_count:
        return str(gettext("%(value)s per 100 inwoners", value=value))
    if part.indicator.code == "income_per_inhabitant":
        return str(gettext("%(value)s duizend euro", value=value))
    return f"{value}%"


def refusal_words(refused: NoForecast) -> str:
    """Why there is no forecast."""
    return str(REFUSED[refused])
