"""What is looked for in the audit, how much of it on a page, and how it goes into a spreadsheet."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.vocabulary import AuditAction

PAGE_ROWS = 50
EXPORT_ROWS = 10_000
CHECKED_ROWS = 100_000
"""Above so many events the page leaves checking the chain to the command line, which has more time."""

SEARCH_LENGTH = 80
LARGEST_ID = 2**31 - 1

TABLES = (
    "account",
    "account_session",
    "audit_event",
    "consent",
    "contact_message",
    "email_link",
    "outbox_mail",
    "person",
    "recovery_code",
    "retention_period",
    "role_grant",
)
"""What the audit tells about."""


class Side(StrEnum):
    """Whether somebody did something, or it was about them; the values stand in addresses."""

    BOTH = ""
    BY = "door"
    ABOUT = "over"


@dataclass(frozen=True)
class AuditFilter:
    """Which events are looked for; `who` is a name, an address, or the number of an account or a person.

    `last_day` is included; `before` is the number of the event up to which was read, newest first.
    """

    who: str = ""
    side: Side = Side.BOTH
    action: AuditAction | None = None
    table: str = ""
    since: date | None = None
    last_day: date | None = None
    before: int | None = None


def parse_id(text: str) -> int | None:
    """The number of a row; None for what can be none."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_ID)) else 0
    return number if 0 < number <= LARGEST_ID else None
