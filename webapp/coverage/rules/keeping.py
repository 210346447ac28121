"""When something that was noted may be taken back, and in how many words (docs/adr/0020-need-and-forecast.md)."""

from datetime import date

from webapp.errors import BadInput, DomainError

NOTE_LENGTH = 500
REASON_LENGTH = 500


def check_reason(reason: str) -> str:
    """Why something is taken back, without spaces around it.

    Raises `BadInput` code `correction_reason` without words, `correction_reason_long` for over 500 characters.
    """
    told = reason.strip()
    if not told:
        raise BadInput("correction_reason")
    if len(told) > REASON_LENGTH:
        raise BadInput("correction_reason_long", most=REASON_LENGTH)
    return told


def check_withdrawal(*, noted_on: date, is_running: bool, is_by_hand: bool, today: date) -> None:
    """Refuse to take back a stage that is more than a mistake of today: from tomorrow on it is history.

    Raises `DomainError` code `stage_not_by_hand`, `stage_not_last` when another one came after it, or
    `stage_not_of_today`.
    """
    if not is_by_hand:
        raise DomainError("stage_not_by_hand")
    if not is_running:
        raise DomainError("stage_not_last")
    if noted_on != today:
        raise DomainError("stage_not_of_today")
