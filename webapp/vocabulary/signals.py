"""Words for signals: what is seen locally, bundled, put to a body, and answered."""

from enum import StrEnum


class SignalState(StrEnum):
    """How far a signal has come; follows from its bundle, and from whether it was closed by itself."""

    RAISED = "raised"
    BUNDLED = "bundled"
    PUT = "put"
    ANSWERED = "answered"
    CLOSED = "closed"


class BundleState(StrEnum):
    """How far a bundle of signals has come; `put` lasts until a body answered, also when it is asked again."""

    BUNDLED = "bundled"
    PUT = "put"
    ANSWERED = "answered"
    CLOSED = "closed"


class BodyAnswer(StrEnum):
    """What came of a meeting: the body took it up, it did not, or it wants to be asked again."""

    ANSWERED = "answered"
    REFUSED = "refused"
    ASKED_AGAIN = "asked_again"


class BundleEventKind(StrEnum):
    """What happened to a bundle."""

    MADE = "made"
    CHANGED = "changed"
    ADDED = "added"
    TAKEN_OUT = "taken_out"
    SPLIT_OFF = "split_off"
    MERGED = "merged"
    PUT = "put"
    MEETING_MOVED = "meeting_moved"
    TAKEN_OFF = "taken_off"
    ANSWERED = "answered"
    REFUSED = "refused"
    ASKED_AGAIN = "asked_again"
    STEP_SET = "step_set"
    STEP_DONE = "step_done"
    CLOSED = "closed"
    REOPENED = "reopened"
