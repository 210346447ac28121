"""How an initiative goes on: from one state to another, how long it stays fresh, what its address is."""

import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum

from webapp.errors import DomainError
from webapp.vocabulary import InitiativeState

ASK_AFTER = timedelta(days=365)
FADE_AFTER = ASK_AFTER + timedelta(days=30)
HIDE_AFTER = ASK_AFTER + timedelta(days=90)
"""Since the last time that an organiser said it is right: asked by mail, paler on the map, no longer shown."""

EXTENDED = "extended"
"""The note of a version that only goes on longer, since an organiser said that it is still right."""

TITLE_LENGTH = 100
DESCRIPTION_LENGTH = 3000
FOR_WHOM_LENGTH = 300
ORGANISER_LENGTH = 120
ADDRESS_LENGTH = 200
SLUG_LENGTH = 60
MOST_TASKS, MOST_LINKS, MOST_THEMES, MOST_NEIGHBOURHOODS = 10, 5, 5, 60

RESERVED = frozenset({"nieuw", "lijkt-op", "bevestig", "klopt-nog", "foto", "niet-bevestigd"})
"""Addresses under `/initiatieven` that are pages of their own."""

TRANSITIONS: dict[InitiativeState, frozenset[InitiativeState]] = {
    InitiativeState.RECEIVED: frozenset(
        {InitiativeState.RUNNING, InitiativeState.RETURNED, InitiativeState.ENDED, InitiativeState.MERGED}
    ),
    InitiativeState.RETURNED: frozenset({InitiativeState.RECEIVED, InitiativeState.ENDED}),
    InitiativeState.RUNNING: frozenset({InitiativeState.PAUSED, InitiativeState.ENDED, InitiativeState.MERGED}),
    InitiativeState.PAUSED: frozenset({InitiativeState.RUNNING, InitiativeState.ENDED, InitiativeState.MERGED}),
    InitiativeState.ENDED: frozenset({InitiativeState.RUNNING, InitiativeState.MERGED}),
    InitiativeState.MERGED: frozenset(),
}
"""What may follow on what; one that ended can be taken up again, if it was ever approved."""


class Freshness(StrEnum):
    """How sure we are that an initiative is still as it says."""

    FRESH = "fresh"
    ASKED = "asked"
    FADED = "faded"
    HIDDEN = "hidden"


class Progress(StrEnum):
    """How far an initiative has come, in the words of who registered it."""

    RECEIVED = "received"
    RETURNED = "returned"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    MERGED = "merged"


def freshness(confirmed_on: date, *, today: date) -> Freshness:
    """How sure we are, by when an organiser last said that it is right."""
    age = today - confirmed_on
    if age >= HIDE_AFTER:
        return Freshness.HIDDEN
    if age >= FADE_AFTER:
        return Freshness.FADED
    return Freshness.ASKED if age >= ASK_AFTER else Freshness.FRESH


def shown_since(today: date) -> date:
    """The first day of confirmation with which an initiative is still shown."""
    return today - HIDE_AFTER + timedelta(days=1)


def fresh_since(today: date) -> date:
    """The first day of confirmation with which an initiative is not pale."""
    return today - FADE_AFTER + timedelta(days=1)


def progress(state: InitiativeState, starts_on: date | None, *, today: date) -> Progress:
    """How far it has come: what is approved and begins later does not run yet."""
    if state == InitiativeState.RUNNING and starts_on is not None and starts_on > today:
        return Progress.APPROVED
    return Progress(state.value)


def require_step(state: InitiativeState, wanted: InitiativeState, *, was_approved: bool) -> None:
    """Raise `DomainError` code `step_impossible` when this state cannot follow."""
    back_to_life = wanted == InitiativeState.RUNNING and state != InitiativeState.RECEIVED
    if wanted not in TRANSITIONS[state] or (back_to_life and not was_approved):
        raise DomainError("step_impossible", state=state.value, wanted=wanted.value)


def slug_of(title: str) -> str:
    """An address made of a title: lower case letters, digits and hyphens; `initiatief` when nothing is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-")
    return f"initiatief-{words}" if words in RESERVED else words or "initiatief"
