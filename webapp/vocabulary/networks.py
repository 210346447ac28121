"""Words for the networks of neighbours."""

from enum import StrEnum


class NodeKind(StrEnum):
    """What stands in a network."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    INITIATIVE = "initiative"
    PLACE = "place"


class TieKind(StrEnum):
    """How two of them are connected, as somebody noted; the first of the two does it, where direction matters."""

    KNOWS = "knows"
    HELPS = "helps"
    LEADS = "leads"
    MEMBER_OF = "member_of"
    MEETS_AT = "meets_at"
    WORKS_WITH = "works_with"


class DerivedTieKind(StrEnum):
    """How two of them are connected by what is known already and is not typed twice."""

    VOLUNTEERS_AT = "volunteers_at"
    ORGANISES = "organises"
    BELONGS_TO = "belongs_to"
    KEEPS = "keeps"
    HELD_AT = "held_at"


class TieStrength(StrEnum):
    """How close a tie is."""

    LOOSE = "loose"
    REGULAR = "regular"
    CLOSE = "close"


class TieSource(StrEnum):
    """How a tie came to be known."""

    NOTED = "noted"
    MET = "met"
    IMPORTED = "imported"


class GroupKind(StrEnum):
    """What sort of group neighbours form among themselves."""

    STREET = "street"
    ACTIVITY = "activity"
    COMMITTEE = "committee"
    CIRCLE = "circle"
    OTHER = "other"


class FollowUpKind(StrEnum):
    """What somebody is going to do about what the network shows."""

    INTRODUCE = "introduce"
    VISIT = "visit"
    SHARE_TASK = "share_task"
    CONFIRM_TIE = "confirm_tie"
    CONFIRM_PERSON = "confirm_person"


class RunState(StrEnum):
    """How far long work in the background has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
