"""Who may grant, approve and end which role: plain answers, with the code of what stands in the way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from webapp.access.permissions import Permission
from webapp.access.policy import SCOPES, Actor, can
from webapp.vocabulary import PartnerKind, Role, ScopeKind
from webapp.written_numbers import parse_number

REASON_LENGTH = (3, 500)
PAGE_ROWS = 25
SEARCH_LENGTH = 80
RESEND_AFTER = timedelta(minutes=2)
"""How long after an invitation the next one can be mailed to the same person."""

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
SCOPE = re.compile(r"(stad|(wijk|partner):([a-z0-9-]{1,100}))", re.ASCII)


class Refusal(StrEnum):
    """What stands in the way of giving, approving or ending a role."""

    GRANT_NOT_ALLOWED = "grant_not_allowed"
    GRANT_TO_ONESELF = "grant_to_oneself"
    ROLE_WITHOUT_GROUPS = "role_without_groups"
    NEIGHBOURHOOD_NEEDED = "neighbourhood_needed"
    PARTNER_NEEDED = "partner_needed"
    CHURCH_NEEDED = "church_needed"
    SCOPE_DOES_NOT_FIT = "scope_does_not_fit"
    ROLE_STARTS_IN_PAST = "role_starts_in_past"
    ROLE_ENDS_BEFORE_START = "role_ends_before_start"
    ROLE_TOO_FAR_AWAY = "role_too_far_away"
    GRANT_NOT_WAITING = "grant_not_waiting"
    APPROVAL_OF_ONESELF = "approval_of_oneself"
    APPROVAL_BY_GRANTER = "approval_by_granter"
    GRANT_ENDED = "grant_ended"
    END_OWN_ROLE = "end_own_role"
    LAST_ADMINISTRATOR = "last_administrator"
    ONE_ADMINISTRATOR_LEFT = "one_administrator_left"


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


def refusal_of_grant(actor: Actor | None, subject_id: int | None, wish: Wish, *, today: date) -> Refusal | None:
    """Why `actor` (None: whoever works at the command line) may not grant this to an account (None: a new one).

    None when nothing stands in the way.
    """
    if actor is not None and not can(actor, Permission.MANAGE_ROLES):
        return Refusal.GRANT_NOT_ALLOWED
    if actor is not None and actor.account_id == subject_id:
        return Refusal.GRANT_TO_ONESELF
    if wish.role not in GRANTABLE:
        return Refusal.ROLE_WITHOUT_GROUPS
    return refusal_of_scope(wish) or refusal_of_period(wish, today=today)


def refusal_of_approval(actor: Actor, grant: Standing) -> Refusal | None:
    """Why `actor` may not be the second administrator for this grant."""
    if not can(actor, Permission.MANAGE_ROLES):
        return Refusal.GRANT_NOT_ALLOWED
    if grant.state != GrantState.WAITING:
        return Refusal.GRANT_NOT_WAITING
    if grant.account_id == actor.account_id:
        return Refusal.APPROVAL_OF_ONESELF
    if grant.granted_by is not None and grant.granted_by == actor.account_id:
        return Refusal.APPROVAL_BY_GRANTER
    return None


def refusal_of_ending(actor: Actor | None, grant: Standing, *, other_administrators: int) -> Refusal | None:
    """Why `actor` (None: the command line) may not end, refuse or withdraw this grant.

    `other_administrators` counts the accounts that administer today without this grant.
    """
    if actor is not None and not can(actor, Permission.MANAGE_ROLES):
        return Refusal.GRANT_NOT_ALLOWED
    if grant.state == GrantState.ENDED:
        return Refusal.GRANT_ENDED
    if actor is not None and grant.account_id == actor.account_id:
        return Refusal.END_OWN_ROLE
    if grant.role == Role.ADMINISTRATOR and grant.state == GrantState.RUNNING and other_administrators == 0:
        return Refusal.LAST_ADMINISTRATOR
    return None


def leaves_one_administrator(grant: Standing, *, other_administrators: int) -> bool:
    """Whether one administrator is left when this grant ends: who then cannot give the roles that need two."""
    return grant.role == Role.ADMINISTRATOR and grant.state == GrantState.RUNNING and other_administrators == 1


def needs_second_administrator(role: Role) -> bool:
    """Whether a role counts only once a second administrator approved it."""
    return role in NEEDING_A_SECOND


def filter_of(words: Mapping[str, str]) -> GrantFilter:
    """What is looked for, by the words of an address; what makes no sense there is left out."""
    role, state, sort = words.get("rol", ""), words.get("stand", ""), words.get("sorteer", "")
    scope = words.get("bereik", "")
    return GrantFilter(
        text=words.get("zoek", "").strip()[:SEARCH_LENGTH],
        role=Role(role) if role in set(Role) else None,
        scope=scope if parse_scope(scope) else "",
        state=state if state in {*GrantState, ALL_STATES} else "",
        sort=sort if sort.removeprefix("-") in SORTS else SORTS[0],
        page=parse_number(words.get("pagina")) or 1,
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


def refusal_of_scope(wish: Wish) -> Refusal | None:
    """Why a role cannot reach over the place that was chosen, or over none."""
    needed = SCOPES[wish.role]
    if (wish.neighbourhood_id is not None) != (needed == ScopeKind.NEIGHBOURHOOD):
        return Refusal.NEIGHBOURHOOD_NEEDED if needed == ScopeKind.NEIGHBOURHOOD else Refusal.SCOPE_DOES_NOT_FIT
    if (wish.partner_id is not None) != (needed == ScopeKind.PARTNER):
        return Refusal.PARTNER_NEEDED if needed == ScopeKind.PARTNER else Refusal.SCOPE_DOES_NOT_FIT
    if wish.role == Role.TRACK_COUNSELLOR and wish.partner_kind != PartnerKind.CHURCH:
        return Refusal.CHURCH_NEEDED
    return None


def refusal_of_period(wish: Wish, *, today: date) -> Refusal | None:
    """Why a role cannot run in these days."""
    if not today <= wish.since <= LAST_DAY:
        return Refusal.ROLE_STARTS_IN_PAST if wish.since < today else Refusal.ROLE_TOO_FAR_AWAY
    if wish.last_day is not None and not wish.since <= wish.last_day <= LAST_DAY:
        return Refusal.ROLE_ENDS_BEFORE_START if wish.last_day < wish.since else Refusal.ROLE_TOO_FAR_AWAY
    return None
