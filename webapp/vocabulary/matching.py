"""Words for talents, assets, needs, matches and the discovery process."""

from enum import StrEnum


class TalentLevel(StrEnum):
    """How well somebody can do something, in order."""

    LEARNING = "learning"
    ABLE = "able"
    SKILLED = "skilled"


class TalentStage(StrEnum):
    """How far a talent has come into its own, in order [S4]."""

    SCOUTED = "scouted"
    RECOGNISED = "recognised"
    IN_DEVELOPMENT = "in_development"
    DEPLOYED = "deployed"


class TravelReach(StrEnum):
    """How far somebody goes to help: in their own building, so many metres, or anywhere in the city."""

    BUILDING = "building"
    METRES = "metres"
    CITY = "city"


class Requirement(StrEnum):
    """What somebody must have shown before they help with some things."""

    VOG = "vog"
    DRIVING_LICENCE = "driving_licence"
    FIRST_AID = "first_aid"
    FOOD_HYGIENE = "food_hygiene"


class DevelopmentStep(StrEnum):
    """What helps a talent on."""

    COURSE = "course"
    BUDDY = "buddy"
    FIRST_TASK = "first_task"
    OTHER = "other"


class AssetKind(StrEnum):
    """The six kinds of asset-based community development [S4]."""

    INDIVIDUALS = "individuals"
    ASSOCIATIONS = "associations"
    INSTITUTIONS = "institutions"
    PLACES = "places"
    ECONOMY = "economy"
    CULTURE = "culture"


class EffectCertainty(StrEnum):
    """How sure an effect on a theme is, in order."""

    CLAIMED = "claimed"
    SEEN = "seen"
    MEASURED = "measured"


class NeedKind(StrEnum):
    """Whose need it is: of a household, which stays private, or of a neighbourhood."""

    PRIVATE = "private"
    PUBLIC = "public"


class NeedUrgency(StrEnum):
    """How soon help is needed."""

    NOW = "now"
    THIS_MONTH = "this_month"
    WHEN_POSSIBLE = "when_possible"


class NeedState(StrEnum):
    """How far a need has come; that somebody helps with it follows from its matches."""

    OPEN = "open"
    MET = "met"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Recurrence(StrEnum):
    """How often help is needed."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class MatchState(StrEnum):
    """How far a match has come: both sides say yes before it is accepted."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DONE = "done"


class MatchSide(StrEnum):
    """Who of a match somebody is."""

    HELPER = "helper"
    ASKER = "asker"


class MatchOutcome(StrEnum):
    """How a match went, as either side tells it."""

    WELL = "well"
    PARTLY = "partly"
    NOT = "not"


class DiscoveryStart(StrEnum):
    """Whether a discovery process was begun here, or joined where another began it [S4]."""

    STARTED = "started"
    JOINED = "joined"


class DiscoveryEventKind(StrEnum):
    """What happens in a discovery process."""

    GATHERING = "gathering"
    CONVERSATIONS = "conversations"
    RESULT = "result"
