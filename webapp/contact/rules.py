"""How long a message is kept, and what a notice of it says."""

import re
from datetime import date, timedelta

KEPT_DAYS = 90
NAME_LENGTH = 80
MESSAGE_LENGTH = (10, 2000)


def erase_on(today: date) -> date:
    """The day on which a message of today is erased."""
    return today + timedelta(days=KEPT_DAYS)


def parse_task(text: str | None) -> int | None:
    """The number of something to do, from an address; None for what can be none."""
    return int(text) if text and re.fullmatch(r"[1-9]\d{0,8}", text, re.ASCII) else None
