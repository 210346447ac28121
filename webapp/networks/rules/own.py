"""Whether somebody stands in the network of neighbours, as they are told it themselves."""

from enum import StrEnum


class Agreed(StrEnum):
    """How the last consent for one purpose stands; `NEVER` when there was none."""

    NEVER = "never"
    LIVE = "live"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """Whether somebody stands in the network, and if not, why."""

    IN_NETWORK = "in_network"
    NOWHERE = "nowhere"
    """They agreed to everything, and told no neighbourhood: no coordinator sees them."""
    IDLE = "idle"
    """They agreed to stand in it, but not, or not any more, to be found."""
    NEVER = "never"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


_NOT_IN = {
    Agreed.NEVER: Standing.NEVER,
    Agreed.LAPSED: Standing.EXPIRED,
    Agreed.WITHDRAWN: Standing.WITHDRAWN,
}


def standing(known: Agreed, linked: Agreed, *, is_seen: bool) -> Standing:
    """How somebody stands who agreed so to be found and to be linked; `is_seen` is whether any coordinator sees them.

    What they said of the network itself goes before what they said of being found.
    """
    if linked != Agreed.LIVE:
        return _NOT_IN[linked]
    if known != Agreed.LIVE:
        return Standing.IDLE
    return Standing.IN_NETWORK if is_seen else Standing.NOWHERE
