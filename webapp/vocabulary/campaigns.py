"""Words for city-wide actions: what they bring, how far they are, and who goes on with it afterwards."""

from enum import StrEnum


class CampaignState(StrEnum):
    """How far a campaign is, in order; a closed one can be opened again, with a reason."""

    PREPARING = "preparing"
    RUNNING = "running"
    CLOSED = "closed"


class CampaignLineKind(StrEnum):
    """What a line of a campaign brings [S4]."""

    PARCELS = "parcels"
    MEALS = "meals"
    VISITS = "visits"
    VOLUNTEERS = "volunteers"


class CarriedOnBy(StrEnum):
    """Who goes on with what a line brought, once the campaign is over [S4]: nobody is an answer too."""

    NEIGHBOURS = "neighbours"
    PARTNER = "partner"
    NOBODY = "nobody"
