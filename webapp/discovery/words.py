"""What belongs to a discovery process, in the reader's language."""

from flask_babel import lazy_gettext

from webapp.vocabulary import DiscoveryEventKind, DiscoveryStart

_STARTS = {
    DiscoveryStart.STARTED: lazy_gettext("Wij beginnen het hier"),
    DiscoveryStart.JOINED: lazy_gettext("Wij doen mee met een ander"),
}
_EVENTS = {
    DiscoveryEventKind.GATHERING: lazy_gettext("Bijeenkomst"),
    DiscoveryEventKind.CONVERSATIONS: lazy_gettext("Gesprekken"),
    DiscoveryEventKind.RESULT: lazy_gettext("Wat ervan kwam"),
}


def discovery_start_name(start: DiscoveryStart) -> str:
    """How a process begins, on screen."""
    return str(_STARTS[start])


def discovery_event_name(kind: DiscoveryEventKind) -> str:
    """What a kind of event is called on screen."""
    return str(_EVENTS[kind])
