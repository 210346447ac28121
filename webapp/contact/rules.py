"""How long a message is kept, and what a notice of it says."""

from datetime import date, timedelta

KEPT_DAYS = 90
NAME_LENGTH = 80
MESSAGE_LENGTH = (10, 2000)


def erase_on(today: date) -> date:
    """The day on which a message of today is erased."""
    return today + timedelta(days=KEPT_DAYS)
