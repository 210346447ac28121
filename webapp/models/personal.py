"""What is declared about data on people: per table whose it is, per column why it is kept and what becomes of it.

A test refuses a table without `personal_table` or `no_personal_data`, and a column of a personal table without
`personal`. The register in docs/privacy.md, the export, the erasure and the rotation of keys all read this.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Sensitivity(StrEnum):
    """How much harm it does when others see it; `special` is faith and the like (GDPR, article 9)."""

    TECHNICAL = "technical"
    ORDINARY = "ordinary"
    CONFIDENTIAL = "confidential"
    SPECIAL = "special"


class Purpose(StrEnum):
    """Why something is kept."""

    SIGN_IN = "sign_in"
    SECURITY = "security"
    BE_REACHED = "be_reached"
    BE_FOUND_NEARBY = "be_found_nearby"
    CHURCH_LIFE = "church_life"
    ROLES = "roles"
    PROOF_OF_CONSENT = "proof_of_consent"
    ACCOUNTABILITY = "accountability"
    ANSWER_A_MESSAGE = "answer_a_message"
    DELIVER_MAIL = "deliver_mail"
    LIMIT_ABUSE = "limit_abuse"
    INITIATIVES = "initiatives"
    VOLUNTEERING = "volunteering"
    NEWS = "news"
    TALENTS = "talents"
    NEEDS = "needs"
    MATCHING = "matching"
    NETWORK = "network"
    REPORTS = "reports"
    SIGNALS = "signals"
    DELIVERY = "delivery"


class Retention(StrEnum):
    """How long something is kept; `webapp.privacy.rules` has the numbers."""

    ACCOUNT = "account"
    SESSION = "session"
    LINK = "link"
    ROLE_HISTORY = "role_history"
    CONSENT = "consent"
    AUDIT = "audit"
    MESSAGE = "message"
    MAIL = "mail"
    RATE = "rate"
    RECEIPT = "receipt"
    CONTACT = "contact"
    DRAFT = "draft"
    SIGNUP = "signup"
    SUBSCRIPTION = "subscription"
    LOOK = "look"
    IMPORT = "import"
    SCOUTED = "scouted"
    TALENT = "talent"
    NEED = "need"
    MATCH = "match"
    TIE = "tie"
    LAPSED_TIE = "lapsed_tie"
    FOLLOW_UP = "follow_up"
    REPORT = "report"
    SIGNAL = "signal"
    DELIVERY = "delivery"


class Erase(StrEnum):
    """What an erasure does with a column: the row goes, the value goes, or it stays since it names nobody any more."""

    WITH_ROW = "with_row"
    EMPTY = "empty"
    KEEP = "keep"


class Subject(StrEnum):
    """By what the rows of one person are found."""

    ACCOUNT = "account"
    PERSON = "person"
    EMAIL = "email"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Personal:
    """The declaration of one column."""

    purpose: str
    sensitivity: Sensitivity
    retention: str
    export: bool
    erase: Erase
    sealed: bool = False
    only_of: str | None = None
    """In a table about two people: the column of the one whom this is of, and who alone takes it along."""


@dataclass(frozen=True)
class PersonalTable:
    """Whose rows these are: `column` holds the account's id, the person's id, or an e-mail address.

    A row about two people is as much of the one in `also`. With `Subject.NOBODY` they cannot be found by person, and go
    when their time is over.
    """

    subject: Subject
    column: str | None
    also: str | None = None


def personal_table(subject: Subject, column: str | None = None, *, also: str | None = None) -> dict[str, Any]:
    """`info` of a table with data on people."""
    return {"personal": PersonalTable(subject, column, also)}


def no_personal_data(why: str) -> dict[str, Any]:
    """`info` of a table without data on people, and why that is so."""
    return {"personal": None, "why_not_personal": why}


def personal(
    purpose: Purpose,
    retention: Retention,
    sensitivity: Sensitivity = Sensitivity.ORDINARY,
    *,
    export: bool = True,
    erase: Erase = Erase.WITH_ROW,
    sealed: bool = False,
    only_of: str | None = None,
) -> dict[str, Any]:
    """`info` of a column in a personal table."""
    return {"personal": Personal(purpose, sensitivity, retention, export, erase, sealed, only_of)}
