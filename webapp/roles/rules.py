"""Who may grant, approve and end which role: plain answers, with the code of what stands in the way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from webapp.access.permissions import Permission
from webapp.access.policy import SCOPES, Actor, can
from webapp.vocabulary import PartnerKind, Role, ScopeKind

REASON_LENGTH = (3, 500)
PAGE_ROWS = 25
SEARCH_LENGTH = 80
LARGEST_ID = 2**31 - 1
LAST_DAY = date(2200, 12, 31)

GRANTABLE = tuple(role for role in Role if SCOPES[role] != ScopeKind.GROUP)
"""Roles that can be given today; those in mission groups wait for these groups."""

NEEDING_A_SECOND = frozenset({Role.CITY_COORDINATOR, Role.ADMINISTRATOR})
"""Roles that reach over the whole city's people, or over everyone's roles: two administrators answer for them."""

WITHDRAWN = "Uitnodiging ingetrokken"
"""Why a role ended whose invitation was taken back."""


class GrantState(StrEnum):
    """How it stands with a role that was granted; the values stand in addresses."""

    WAITING = "wacht"
    RUNNING = "loopt"
    STARTING = "begint"
    ENDED = "voorbij"


ALL_STATES = "alles"
"""In place of a state: those that ended too. Without any: those that did not end."""

SORTS = ("naam", "rol", "bereik", "van", "tot", "stand")
PAGE = re.compile(r"[1-9]\d{0,5}", re.ASCII)
SCOPE = re.compile(r"(stad|(wijk|partner):([a-z0-9-]{1,100}))", re.ASCII)


@dataclass(frozen=True)
class Wish:
    """What somebody is to be trusted with: where, from which day, and up to and including which (None: no end)."""

    role: Role
    since: date
    last_day: date | None = None
    neighbourhood_id: int | None = None
    partner_id: int | None = None
    partner_kind: PartnerKind | None = None


@dataclass(frozen=True)
class Standing:
    """What the rules must know of a role that was granted."""

    account_id: int
    role: Role
    state: GrantState
    granted_by: int | None


@dataclass(frozen=True)
class GrantFilter:
    """Which roles are looked for, and in what order; `sort` begins with a minus for the other way round."""

    text: str = ""
    role: Role | None = None
    scope: str = ""
    state: str = ""
    sort: str = "naam"
    page: int = 1


def refusal_of_grant(actor: Actor | None, subject_id: int | None, wish: Wish, *, today: date) -> str | None:
    """Why `actor` (None: whoever works at the command line) may not grant this to an account (None: a new one).

    Gives a code, or None when nothing stands in the way.
    """
    if actor is not None and not can(actor, Permission.MANAGE_ROLES):
        return "grant_not_allowed"
    if actor is not None and actor.account_id == subject_id:
        return "grant_to_oneself"
    if wish.role not in GRANTABLE:
        return "role_without_groups"
    return _refusal_of_scope(wish) or _refusal_of_period(wish, today=today)


def refusal_of_approval(actor: Actor, grant: Standing) -> str | None:
    """Why `actor` may not be the second administrator for this grant; a code, or None."""
    if not can(actor, Permission.MANAGE_ROLES):
        return "grant_not_allowed"
    if grant.state != GrantState.WAITING:
        return "grant_not_waiting"
    if grant.account_id == actor.account_id:
        return "approval_of_oneself"
    if grant.granted_by is not None and grant.granted_by == actor.account_id:
        return "approval_by_granter"
    return None


def refusal_of_ending(actor: Actor | None, grant: Standing, *, other_administrators: int) -> str | None:
    """Why `actor` (None: the command line) may not end, refuse or withdraw this grant; a code, or None.

    `other_administrators` counts the accounts that administer today without this grant.
    """
    if actor is not None and not can(actor, Permission.MANAGE_ROLES):
        return "grant_not_allowed"
    if grant.state == GrantState.ENDED:
        return "grant_ended"
    if actor is not None and grant.account_id == actor.account_id:
        return "end_own_role"
    if grant.role == Role.ADMINISTRATOR and grant.state == GrantState.RUNNING and other_administrators == 0:
        return "last_administrator"
    return None


def needs_second_administrator(role: Role) -> bool:
    """Whether a role counts only once a second administrator approved it."""
    return role in NEEDING_A_SECOND


def filter_of(words: Mapping[str, str]) -> GrantFilter:
    """What is looked for, by the words of an address; what makes no sense there is left out."""
    role, state, sort = words.get("rol", ""), words.get("stand", ""), words.get("sorteer", "")
    scope, page = words.get("bereik", ""), words.get("pagina", "")
    return GrantFilter(
        text=words.get("zoek", "").strip()[:SEARCH_LENGTH],
        role=Role(role) if role in set(Role) else None,
        scope=scope if parse_scope(scope) else "",
        state=state if state in {*GrantState, ALL_STATES} else "",
        sort=sort if sort.removeprefix("-") in SORTS else SORTS[0],
        page=int(page) if PAGE.fullmatch(page) else 1,
    )


def parse_scope(text: str) -> tuple[ScopeKind, str] | None:
    """The kind and the name of a scope as it stands in an address: `stad`, `wijk:selwerd`, `partner:present`."""
    found = SCOPE.fullmatch(text)
    if found is None:
        return None
    kinds = {"wijk": ScopeKind.NEIGHBOURHOOD, "partner": ScopeKind.PARTNER}
    return kinds.get(found[2] or "", ScopeKind.CITY), found[3] or ""


def day_after(last_day: date | None) -> date | None:
    """Where a period ends that runs up to and including a day."""
    return None if last_day is None else last_day + timedelta(days=1)


def _refusal_of_scope(wish: Wish) -> str | None:
    needed = SCOPES[wish.role]
    if (wish.neighbourhood_id is not None) != (needed == ScopeKind.NEIGHBOURHOOD):
        return "neighbourhood_needed" if needed == ScopeKind.NEIGHBOURHOOD else "scope_does_not_fit"
    if (wish.partner_id is not None) != (needed == ScopeKind.PARTNER):
        return "partner_needed" if needed == ScopeKind.PARTNER else "scope_does_not_fit"
    if wish.role == Role.TRACK_COUNSELLOR and wish.partner_kind != PartnerKind.CHURCH:
        return "church_needed"
    return None


def _refusal_of_period(wish: Wish, *, today: date) -> str | None:
    if not today <= wish.since <= LAST_DAY:
        return "role_starts_in_past" if wish.since < today else "role_too_far_away"
    if wish.last_day is not None and not wish.since <= wish.last_day <= LAST_DAY:
        return "role_ends_before_start" if wish.last_day < wish.since else "role_too_far_away"
    return None
