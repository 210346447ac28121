"""What a campaign may be: its address, its period, its lines, and from which state it goes to which."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from webapp.errors import BadInput, DomainError
from webapp.vocabulary import CampaignLineKind, CampaignState, CarriedOnBy

SLUG_LENGTH = 80
NAME_LENGTH = 80
SUMMARY_LENGTH = 300
STORY_LENGTH = 6000
HELP_LENGTH = 2000
OUTCOME_LENGTH = 4000
UNIT_LENGTH = 40
WORDS_LENGTH = 300
NOTE_LENGTH = 200
REASON_LENGTH = 500
MOST_LINES = 12
MOST = 100_000
"""As much as one cell of a campaign holds; a city asks less of anything."""

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2200, 12, 31)
LONGEST_DAYS = 400
"""An action is for a moment: what takes longer than a year and a bit is no relief any more [S4]."""

RESERVED_SLUGS = frozenset({"nieuw"})
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WHOLE = re.compile(r"[0-9]{1,9}|[0-9]{1,3}([. \u00a0][0-9]{3}){1,2}")


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What somebody fills in about a campaign; the period includes both days."""

    name: str
    starts_on: date
    ends_on: date
    summary: str = ""
    story: str = ""
    how_to_help: str = ""
    outcome: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What somebody fills in about a line, which has an end."""

    kind: CampaignLineKind
    name: str
    unit: str
    ends_on: date


@dataclass(frozen=True, slots=True)
class CarryOn:
    """Who goes on with a line; a partner is named if it is one that is known here."""

    by: CarriedOnBy
    partner_id: int | None = None
    words: str = ""


def slug_of(name: str) -> str:
    """An address made of a name: lower case letters, digits and hyphens; `actie` when nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: SLUG_LENGTH - 4].strip("-") or "actie"
    return f"{slug}-actie"[:SLUG_LENGTH] if slug in RESERVED_SLUGS else slug


def is_slug(text: str) -> bool:
    """Whether this can be the address of a campaign."""
    return len(text) <= SLUG_LENGTH and _SLUG.fullmatch(text) is not None


def require_period(starts_on: date, ends_on: date) -> None:
    """Refuse a period that cannot be.

    Raises `DomainError` with `campaign_period_reversed`, `campaign_period_far` or `campaign_period_long`.
    """
    if ends_on < starts_on:
        raise DomainError("campaign_period_reversed")
    if starts_on < FIRST_DAY or ends_on > LAST_DAY:
        raise DomainError("campaign_period_far")
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise DomainError("campaign_period_long")


def require_line_end(ends_on: date, *, starts_on: date, campaign_ends_on: date) -> None:
    """Refuse a line that ends outside its campaign: `DomainError` code `campaign_line_end`."""
    if not starts_on <= ends_on <= campaign_ends_on:
        raise DomainError("campaign_line_end")


def require_open(state: CampaignState) -> None:
    """Refuse to change what is closed: `DomainError` code `campaign_is_closed`."""
    if state == CampaignState.CLOSED:
        raise DomainError("campaign_is_closed")


def parse_amount(text: str) -> int | None:
    """An amount as somebody types it: `1200`, `1.200` or `1 200`; None for nothing.

    Raises `BadInput` code `campaign_amount_invalid` for what is no whole number from 0 to `MOST`.
    """
    bare = text.strip()
    if not bare:
        return None
    if not _WHOLE.fullmatch(bare):
        raise BadInput("campaign_amount_invalid")
    amount = int(re.sub(r"[^0-9]", "", bare))
    if amount > MOST:
        raise BadInput("campaign_amount_invalid")
    return amount
