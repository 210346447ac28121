"""When a mail that failed is tried again, when it is given up, and how its address is shown."""

import re
from datetime import datetime, timedelta

from webapp.clock import CITY_TIMEZONE

MAX_ATTEMPTS = 8
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)

MAIL_HOURS = range(8, 21)
"""Hours of the day, in Groningen, in which mail is posted that nobody waits for: nobody is woken by it."""


def is_daytime(now: datetime) -> bool:
    """Whether it is an hour to mail somebody who did not just ask for it."""
    return now.astimezone(CITY_TIMEZONE).hour in MAIL_HOURS


def delay_after(attempts: int) -> timedelta | None:
    """How long to wait after the given number of failed attempts (1 or more); None to give up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    delay: timedelta = FIRST_DELAY * 4 ** (attempts - 1)
    return min(LONGEST_DELAY, delay)


def masked(address: str) -> str:
    """An address as whoever looks after the mail may see it: a…@example.nl."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}" if at else "…"


def without_address(text: str, address: str) -> str:
    """A text, such as a mail server's complaint, in which the address is masked."""
    return re.sub(re.escape(address), lambda _: masked(address), text, flags=re.IGNORECASE) if address else text
