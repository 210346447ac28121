"""How long a consent lasts and data is kept, and what confirms an erasure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from webapp.vocabulary import ConsentPurpose, ConsentScope

MONTHS = (3, 6, 12)
"""For how long somebody can agree; never longer than a year."""

REMIND_WITHIN = timedelta(days=30)
"""How long before a consent lapses its giver is told."""

CONFIRMING_WORDS = frozenset({"wissen", "erase"})
"""What somebody types to erase everything, in either language of the site."""


@dataclass(frozen=True)
class Period:
    """How many days something is kept, and between which numbers an administrator may choose."""

    days: int
    least: int
    most: int

    @property
    def is_fixed(self) -> bool:
        """Whether there is nothing to choose."""
        return self.least == self.most


PERIODS: Mapping[str, Period] = {
    "account": Period(730, 180, 1825),
    "session": Period(1, 1, 30),
    "link": Period(1, 1, 7),
    "role_history": Period(730, 365, 2555),
    "consent": Period(730, 365, 1825),
    "audit": Period(730, 365, 2555),
    # the page for visitors promises 90 days at most
    "message": Period(90, 14, 90),
    "mail": Period(30, 7, 90),
    "rate": Period(0, 0, 0),
    "receipt": Period(1, 1, 1),
    # a contact person agreed until a day, and is gone on it
    "contact": Period(0, 0, 0),
    "draft": Period(30, 7, 90),
    "signup": Period(90, 14, 365),
    "subscription": Period(7, 1, 14),
    "look": Period(1, 1, 1),
    "import": Period(30, 7, 90),
    "scouted": Period(30, 7, 90),
    "talent": Period(730, 180, 1095),
    "need": Period(90, 30, 365),
    "match": Period(365, 90, 730),
    "tie": Period(730, 180, 1095),
    "lapsed_tie": Period(30, 7, 90),
    "follow_up": Period(365, 90, 730),
    "report": Period(30, 7, 90),
    "signal": Period(180, 30, 365),
    # the page where addresses are entered promises 14 days at most
    "delivery": Period(14, 1, 14),
}
"""By the values of `webapp.models.personal.Retention`, in days since it was last used, ended, expired or happened."""


def expiry(given_on: date, months: int) -> date:
    """The day on which a consent of `given_on` lapses; the last day of a month that is too short for the same one."""
    years, month = divmod(given_on.month - 1 + months, 12)
    first = date(given_on.year + years, month + 1, 1)
    next_first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=given_on.day - 1), next_first - timedelta(days=1))


def is_live(expires_on: date, ended_on: date | None, *, today: date) -> bool:
    """Whether a consent works today; on the day of its expiry it no longer does."""
    return ended_on is None and today < expires_on


class Standstill(StrEnum):
    """Why a consent that somebody gave has no effect yet, or less than they may think."""

    UNKNOWN = "unknown"
    NOWHERE = "nowhere"
    CITY_ONLY = "city_only"


NEED_TO_BE_KNOWN = (ConsentPurpose.BE_ASKED, ConsentPurpose.BE_LINKED)
"""What has no effect for who is not known to a coordinator."""


def standstills(known_to: ConsentScope | None, *, lives_somewhere: bool) -> Mapping[ConsentPurpose, Standstill]:
    """What stands still, by purpose; `known_to` is how far the consent of today to be found reaches, None without one.

    A coordinator of a neighbourhood finds who lives there. One of the city finds whoever agreed to that.
    """
    if known_to is None:
        return dict.fromkeys(NEED_TO_BE_KNOWN, Standstill.UNKNOWN)
    if lives_somewhere:
        return {}
    if known_to == ConsentScope.CITY:
        return {ConsentPurpose.BE_KNOWN: Standstill.CITY_ONLY}
    return {ConsentPurpose.BE_KNOWN: Standstill.NOWHERE, **dict.fromkeys(NEED_TO_BE_KNOWN, Standstill.UNKNOWN)}


def is_confirmed(typed: str) -> bool:
    """Whether somebody typed the word that erases, in whatever case."""
    return typed.strip().lower() in CONFIRMING_WORDS


def is_within_bounds(kind: str, days: int) -> bool:
    """Whether an administrator may choose this period."""
    return PERIODS[kind].least <= days <= PERIODS[kind].most
