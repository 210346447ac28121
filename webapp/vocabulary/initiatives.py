"""Words for initiatives, helping, following and files."""

from enum import StrEnum


class InitiativeLayer(StrEnum):
    """Which side an initiative has [S2]; the missionary side is never shown to the municipality."""

    SOCIAL = "social"
    MISSIONARY = "missionary"
    BOTH = "both"


class InitiativeState(StrEnum):
    """How far an initiative has come."""

    RECEIVED = "received"
    RETURNED = "returned"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    MERGED = "merged"


class RevisionState(StrEnum):
    """What became of a version of an initiative."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Reach(StrEnum):
    """Where an initiative is: at one place, in some neighbourhoods, or in the whole city."""

    PLACE = "place"
    NEIGHBOURHOODS = "neighbourhoods"
    CITY = "city"


class EffectDirection(StrEnum):
    """Which way something moves a theme: more social cohesion, less loneliness."""

    MORE = "more"
    LESS = "less"


class SignupState(StrEnum):
    """Whether a volunteer has a task, waits for it, or gave it back."""

    TAKEN = "taken"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class FollowKind(StrEnum):
    """What somebody follows by mail."""

    NEIGHBOURHOOD = "neighbourhood"
    THEME = "theme"
    AREA = "area"


class DigestRhythm(StrEnum):
    """How often a mail with news comes at most."""

    DAILY = "daily"
    WEEKLY = "weekly"


class ImportSubject(StrEnum):
    """What a file that is imported holds."""

    INITIATIVES = "initiatives"
    PARTNERS = "partners"


class ImportState(StrEnum):
    """How far an import has come."""

    PREVIEWED = "previewed"
    APPLIED = "applied"
    UNDONE = "undone"
