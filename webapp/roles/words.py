"""What the states of a role are called, and what is told after a change."""

from datetime import date

from flask_babel import gettext, lazy_gettext

from webapp.clock import CITY_TIMEZONE
from webapp.roles.queries import Grant
from webapp.roles.rules import GrantState

_STATES = {
    GrantState.WAITING: lazy_gettext("wacht op goedkeuring"),
    GrantState.RUNNING: lazy_gettext("loopt"),
    GrantState.STARTING: lazy_gettext("begint nog"),
    GrantState.ENDED: lazy_gettext("voorbij"),
}
_DONE = {
    "gegeven": lazy_gettext("De rol is gegeven. We mailen een link waarmee het verder gaat."),
    "wacht": lazy_gettext(
        "De rol staat klaar. Ze gaat in, en de mail gaat weg, als een tweede beheerder haar goedkeurt."
    ),
    "goedgekeurd": lazy_gettext("Je hebt de rol goedgekeurd. We mailen wie haar krijgt."),
    "beeindigd": lazy_gettext("De rol is beëindigd. Wie haar had is overal uitgelogd."),
    "geweigerd": lazy_gettext("De rol is geweigerd. Ze is nooit ingegaan."),
    "teruggenomen": lazy_gettext("De rol is ingetrokken. Ze is nooit ingegaan."),
    "opnieuw": lazy_gettext("De uitnodiging gaat opnieuw op weg. De vorige link werkt niet meer."),
    "ingetrokken": lazy_gettext("De uitnodiging is ingetrokken. De link werkt niet meer."),
}


def state_name(state: GrantState) -> str:
    """What a state is called on screen."""
    return str(_STATES[state])


def standing_name(grant: Grant) -> str:
    """How it stands with a role, as its holder would say it: invited until they came, refused when it never began."""
    if grant.state == GrantState.ENDED and was_refused(grant):
        return str(gettext("geweigerd"))
    if grant.state in (GrantState.RUNNING, GrantState.STARTING) and not grant.is_accepted:
        return str(gettext("uitgenodigd"))
    return state_name(grant.state)


def was_refused(grant: Grant) -> bool:
    """Whether a role ended before the second administrator approved it."""
    return grant.ended_at is not None and grant.needs_approval and grant.approved_at is None


def last_day_of(grant: Grant) -> date | None:
    """The last day of a role: the day on which it was ended, when that came before its own last day."""
    if grant.ended_at is None:
        return grant.last_day
    ended_on = grant.ended_at.astimezone(CITY_TIMEZONE).date()
    return ended_on if grant.last_day is None else min(ended_on, grant.last_day)


def done_message(code: str | None) -> str | None:
    """The sentence after something was done, by the code in the address; None for none of ours."""
    sentence = _DONE.get(code or "")
    return str(sentence) if sentence else None
