"""What the states of a role are called, and what is told after a change."""

from flask_babel import lazy_gettext

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
    "opnieuw": lazy_gettext("De uitnodiging gaat opnieuw op weg. De vorige link werkt niet meer."),
    "ingetrokken": lazy_gettext("De uitnodiging is ingetrokken. De link werkt niet meer."),
}


def state_name(state: GrantState) -> str:
    """What a state is called on screen."""
    return str(_STATES[state])


def done_message(code: str | None) -> str | None:
    """The sentence after something was done, by the code in the address; None for none of ours."""
    sentence = _DONE.get(code or "")
    return str(sentence) if sentence else None
