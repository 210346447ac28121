"""When a mail that failed is tried again, and when it is given up."""

from datetime import timedelta

MAX_ATTEMPTS = 8
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)


def delay_after(attempts: int) -> timedelta | None:
    """How long to wait after the given number of failed attempts (1 or more); None to give up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    delay: timedelta = FIRST_DELAY * 4 ** (attempts - 1)
    return min(LONGEST_DELAY, delay)
