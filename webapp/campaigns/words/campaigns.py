"""What states, lines and amounts of campaigns are called."""

from flask_babel import gettext, lazy_gettext

from webapp.campaigns.rules.campaigns import CarryOn
from webapp.campaigns.rules.figures import Figure, Pace
from webapp.campaigns.rules.grid import ShownCell, Trouble
from webapp.i18n import number
from webapp.privacy.small_counts import FEWEST_TOLD
from webapp.vocabulary import CampaignLineKind, CampaignState, CarriedOnBy

_STATES = {
    CampaignState.PREPARING: lazy_gettext("in voorbereiding"),
    CampaignState.RUNNING: lazy_gettext("loopt"),
    CampaignState.CLOSED: lazy_gettext("afgesloten"),
}
_KINDS = {
    CampaignLineKind.PARCELS: lazy_gettext("pakketten"),
    CampaignLineKind.MEALS: lazy_gettext("maaltijden"),
    CampaignLineKind.VISITS: lazy_gettext("bezoeken"),
    CampaignLineKind.VOLUNTEERS: lazy_gettext("vrijwilligers"),
}
_CARRIED_ON = {
    CarriedOnBy.NEIGHBOURS: lazy_gettext("buren"),
    CarriedOnBy.PARTNER: lazy_gettext("een partner"),
    CarriedOnBy.NOBODY: lazy_gettext("niemand"),
}
_PACES = {
    Pace.UNKNOWN: lazy_gettext("onbekend: de wijk zei nog niet wat ze vraagt"),
    Pace.QUIET: lazy_gettext("vraagt niets, of te weinig om te laten zien"),
    Pace.LACKING: lazy_gettext("minder dan de helft toegezegd"),
    Pace.PARTLY: lazy_gettext("de helft of meer toegezegd"),
    Pace.PROMISED: lazy_gettext("alles toegezegd"),
    Pace.REACHED: lazy_gettext("alles bereikt"),
}


def campaign_state_name(state: CampaignState) -> str:
    """How far a campaign is."""
    return str(_STATES[state])


def campaign_kind_name(kind: CampaignLineKind) -> str:
    """What a line brings."""
    return str(_KINDS[kind])


def carried_on_name(by: CarriedOnBy) -> str:
    """Who carries on."""
    return str(_CARRIED_ON[by])


def carry_on_words(carry_on: CarryOn | None, partner: str | None = None) -> str:
    """Who carries on, in words; `partner` is the name of the partner if the viewer is told that."""
    if carry_on is None:
        return str(gettext("nog niet gezegd"))
    return partner if partner and carry_on.by == CarriedOnBy.PARTNER else carried_on_name(carry_on.by)


def pace_name(pace: Pace) -> str:
    """How far a line is in a neighbourhood."""
    return str(_PACES[pace])


def figure_words(figure: Figure) -> str:
    """An amount: a number, `0–4` for one that is too small to tell, or a question mark when nobody said."""
    if figure.is_few:
        return f"0–{FEWEST_TOLD - 1}"
    return "?" if figure.value is None else number(figure.value)


def trouble_words(cell: ShownCell) -> str:
    """What is wrong with a cell, and how to mend it."""
    if cell.trouble == Trouble.NO_AMOUNT:
        return str(gettext("Schrijf een heel getal van 0 tot en met 100.000."))
    if cell.trouble == Trouble.BELOW_DELIVERED:
        return str(gettext("Er is al %(amount)s van bezorgd. Schrijf dat of meer.", amount=number(cell.now)))
    if cell.trouble == Trouble.TOO_MUCH:
        return str(gettext("Er is nog %(amount)s. Schrijf dat of minder.", amount=number(cell.now)))
    if cell.now is None:
        return str(gettext("Iemand anders maakte dit intussen leeg. Bewaar nog eens als dit getal klopt."))
    return str(
        gettext("Iemand anders schreef hier intussen %(amount)s. Bewaar nog eens als jouw getal klopt.",
                amount=number(cell.now))
    )  # fmt: skip
