"""How long links and sessions last, and what a password must be."""

import re
from datetime import datetime, timedelta

from webapp.vocabulary import LinkPurpose

LINK_LASTS = {
    LinkPurpose.SIGN_IN: timedelta(minutes=30),
    LinkPurpose.PASSWORD_RESET: timedelta(minutes=30),
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.REGISTRATION: timedelta(days=1),
}
"""How long a mailed link works, once."""

LINK_ATTEMPTS = 5
"""Wrong check digits after which a link is spent."""

LONGEST_SESSION = timedelta(hours=12)
IDLE_SESSION = timedelta(minutes=30)
"""After which a session is over; the database's `signed_in` holds to the same."""

SECOND_FACTOR_WITHIN = timedelta(minutes=10)
"""Between the password and the code."""

PASSWORD_LENGTH = (12, 200)
PASSWORD_SCORE = 3
"""zxcvbn's estimate, 0 to 4; 3 withstands 10^8 guesses."""

RECOVERY_CODES = 10
CHECK_DIGITS = 4
TOTP_SECONDS = 30
TOTP_DRIFT = 1
"""Steps of 30 seconds that a clock may be off."""

PATH_LENGTH = 500

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac", "Mac"),
    ("Linux", "Linux"),
)


def expires_at(purpose: LinkPurpose, now: datetime) -> datetime:
    """When a link that is made now stops working."""
    return now + LINK_LASTS[purpose]


def normal_email(typed: str) -> str:
    """One way to write an address: no spaces around it, lower case."""
    return typed.strip().lower()


def own_path(path: str | None) -> str | None:
    """A path on this site to go on to; None for anything that could lead elsewhere.

    Browsers read a backslash as a slash, drop tabs and newlines, and take `//` for another host.
    """
    if not path or len(path) > PATH_LENGTH or not re.fullmatch(r"/(?![/\\])[!-\[\]-~]*", path, re.ASCII):
        return None
    return path


def task_in_path(path: str) -> tuple[str, int] | None:
    """The initiative (its address) and the task (its id) that a page is about on which somebody offers to help."""
    found = re.fullmatch(r"/initiatieven/([a-z0-9-]{1,120})/taken/(\d{1,9})/meedoen", path, re.ASCII)
    return (found[1], int(found[2])) if found else None


def browser_label(user_agent: str) -> str:
    """What a browser is called in the list of one's sessions: "Firefox, Android". Nothing finer is kept."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(word for word in (browser, system) if word)
