"""Words for keeping presence and the target."""

from enum import StrEnum


class CorrectionSubject(StrEnum):
    """What was noted by mistake and taken back."""

    STAGE = "stage"
    EVIDENCE = "evidence"
    TARGET = "target"
