"""What is looked for in the audit, how much of it on a page, and how it goes into a spreadsheet."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.vocabulary import AuditAction
from webapp.written_numbers import parse_number

PAGE_ROWS = 50
EXPORT_ROWS = 10_000
CHECKED_ROWS = 100_000
"""Above so many events the page leaves checking the chain to the command line, which has more time."""

SEARCH_LENGTH = 80

TABLES = (
    "account",
    "account_session",
    "agenda_item",
    "asset",
    "audit_event",
    "bundle_step",
    "calendar_feed",
    "campaign",
    "consent",
    "contact_message",
    "coverage_target",
    "delivery_round",
    "delivery_stop",
    "discovery",
    "discovery_event",
    "email_link",
    "evidence",
    "follow_up",
    "import_run",
    "initiative",
    "initiative_draft",
    "lesson",
    "match",
    "matching_weights",
    "need",
    "neighbour_group",
    "neighbourhood_invitation",
    "network_run",
    "offering",
    "outbox_mail",
    "partner",
    "partner_activity",
    "partner_agreement",
    "partner_contact",
    "partner_place",
    "partner_relation",
    "person",
    "person_requirement",
    "presence",
    "pickup_point",
    "planning_scenario",
    "recovery_code",
    "release_request",
    "report_run",
    "reserve",
    "retention_period",
    "role_grant",
    "signal",
    "signal_bundle",
    "subscription",
    "talent",
    "talent_step",
    "task_signup",
    "theme",
    "tie",
)
"""What the audit tells about."""

NUMBERED = re.compile(r"(persoon|person|account)\s+(\S+)", re.IGNORECASE)


class Side(StrEnum):
    """Whether somebody did something, or it was about them; the values stand in addresses."""

    BOTH = ""
    BY = "door"
    ABOUT = "over"


@dataclass(frozen=True)
class AuditFilter:
    """Which events are looked for; `who` is read by `parse_who`.

    `last_day` is included; `before` is the number of the event up to which was read, newest first.
    """

    who: str = ""
    side: Side = Side.BOTH
    action: AuditAction | None = None
    table: str = ""
    since: date | None = None
    last_day: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Sought:
    """Who is looked for: a name or an address, or a number, of the table that was said (None: either)."""

    text: str = ""
    number: int | None = None
    table: str | None = None


def parse_who(text: str) -> Sought:
    """Read what was typed: `18`, `persoon 18`, `account 44`, and anything else as a name or an address."""
    number = parse_number(text)
    if number is not None:
        return Sought(number=number)
    found = NUMBERED.fullmatch(text)
    numbered = parse_number(found[2]) if found else None
    if found is None or numbered is None:
        return Sought(text=text)
    return Sought(number=numbered, table="account" if found[1].lower() == "account" else "person")
