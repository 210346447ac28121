"""What becomes of a match: proposing, planning, calling off, telling how it went, closing, coming back to it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql import bindparam

from webapp.audit.actions import record
from webapp.encryption import KeyRing
from webapp.errors import DomainError, EditConflict
from webapp.matching.actions.answering import COLUMNS, post_to_coordinators, post_to_sides
from webapp.matching.letters import Letter, post_letter
from webapp.matching.links import Links
from webapp.matching.queries.life import list_addresses
from webapp.matching.rules.life import (
    MAX_MINUTES,
    MIN_MINUTES,
    TASK_WITHIN,
    contradict,
    is_over,
    may_become,
    may_cancel,
    may_tell,
)
from webapp.models import Match
from webapp.vocabulary import AuditAction, MatchOutcome, MatchSide, MatchState

PROPOSE = text(
    "SELECT propose_match(:key, :need, :talent, :asset, CAST(:fit AS real), :why, :moment, :until)"
).bindparams(bindparam("why", type_=JSONB))
KEY_BYTES = 12
PROPOSED = "proposed"
LETTERS = {MatchSide.HELPER: Letter.ASKED_TO_HELP, MatchSide.ASKER: Letter.HELP_FOUND}


@dataclass(frozen=True)
class Proposal:
    """A talent or an asset for a need, with how well it fits and why, which stay as they are now."""

    need_id: int
    slug: str
    """Of the neighbourhood of the need."""
    talent_id: int | None
    asset_id: int | None
    score: float
    reasons: Sequence[Mapping[str, Any]]
    minutes: int | None = None
    """How long it will take, about; None when nobody can say."""


@dataclass(frozen=True)
class Plan:
    """When a task is, how long it takes and where; an empty place is none."""

    task_at: datetime
    minutes: int
    place: str


@dataclass(frozen=True)
class Closing:
    """How a match ended, as a coordinator heard it from each side, and when to come back to it."""

    helper: MatchOutcome | None = None
    asker: MatchOutcome | None = None
    follow_up_on: date | None = None


def propose(session: Session, proposal: Proposal, *, links: Links, by: int, until: date, now: datetime) -> str:
    """Propose a match and mail both sides; gives its key. The session looks as the coordinator `by`.

    Raises `DomainError` with why not: `need_unknown`, `need_closed`, `need_has_enough`, `helper_not_asked`,
    `helper_is_asker`, `helper_paused`, `helper_stays_near`, `helper_is_full`, `requirement_missing`, `asset_ended` or
    `already_proposed`; or `task_minutes`.
    """
    if proposal.minutes is not None and not MIN_MINUTES <= proposal.minutes <= MAX_MINUTES:
        raise DomainError("task_minutes")
    key = secrets.token_urlsafe(KEY_BYTES)
    given = {
        "key": key,
        "need": proposal.need_id,
        "talent": proposal.talent_id,
        "asset": proposal.asset_id,
        "fit": proposal.score,
        "why": [dict(each) for each in proposal.reasons],
        "moment": now,
        "until": until,
    }
    outcome = str(session.scalar(PROPOSE, given))
    if outcome != PROPOSED:
        raise DomainError(outcome)
    match = session.scalars(select(Match).where(Match.key == key)).one()
    match.minutes = proposal.minutes
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="match", row=match.id, person_id=match.helper_id)
    for each in list_addresses(session, key):
        if each.side in list(MatchSide):
            side = MatchSide(each.side)
            link = links.answer(key, side)
            post_letter(session, LETTERS[side], email=each.email, language=each.language, link=link, about=each.about)
    return key


def plan(
    session: Session, match: Match, planned: Plan, *, version: int, ring: KeyRing, links: Links, by: int, now: datetime
) -> None:
    """Set when and where; both sides are mailed the time, unless only the place is another.

    Raises `EditConflict` when somebody else changed the match meanwhile, `DomainError` code `match_step_impossible`
    unless it is accepted, `task_time_past`, `task_too_far_away` or `task_minutes`.
    """
    if match.version != version:
        raise EditConflict("changed_meanwhile", version=match.version)
    if match.state != MatchState.ACCEPTED:
        raise DomainError("match_step_impossible")
    if planned.task_at < now:
        raise DomainError("task_time_past")
    if planned.task_at > now + TASK_WITHIN:
        raise DomainError("task_too_far_away")
    if not MIN_MINUTES <= planned.minutes <= MAX_MINUTES:
        raise DomainError("task_minutes")
    is_new = (match.task_at, match.minutes) != (planned.task_at, planned.minutes)
    match.task_at, match.minutes = planned.task_at, planned.minutes
    match.sealed_place = (
        ring.seal(planned.place, table="match", column="sealed_place", row=match.id) if planned.place else None
    )
    _changed(session, match, by=by, fields=("task_at", "minutes", "sealed_place"))
    if is_new:
        everyone = list_addresses(session, match.key)
        post_to_sides(session, everyone, Letter.PLANNED, link=links.task(match.key), at=planned.task_at)


def withdraw(session: Session, match: Match, *, links: Links, by: int, now: datetime) -> None:
    """Take a match back, as a coordinator; both sides are mailed. Raises `DomainError` code `match_step_impossible`."""
    _step(match, MatchState.WITHDRAWN, now=now)
    _changed(session, match, by=by, fields=("state",))
    post_to_sides(session, list_addresses(session, match.key), Letter.OFF, link=links.task(match.key))


def cancel(session: Session, match: Match, side: MatchSide, *, slug: str, links: Links, by: int, now: datetime) -> None:
    """Say that one cannot come after all, as one of the sides; the other and the coordinators are mailed.

    Raises `DomainError` code `match_step_impossible` when it is not accepted, or has begun.
    """
    if not may_cancel(match.state, match.task_at, now=now):
        raise DomainError("match_step_impossible")
    _step(match, MatchState.WITHDRAWN, now=now)
    _changed(session, match, by=by, fields=("state",))
    everyone = list_addresses(session, match.key)
    others = [each for each in everyone if each.side != side.value]
    post_to_sides(session, others, Letter.OFF, link=links.task(match.key))
    post_to_coordinators(session, everyone, Letter.CANCELLED, link=links.follow(slug, match.key))


def call_off(
    session: Session, match: Match, leaver: MatchSide, *, slug: str, links: Links, by: int, now: datetime
) -> None:
    """End an open match, as a coordinator, of a side that said aloud that it stops; mail the other and coordinators.

    Raises `DomainError` code `match_step_impossible` when it is not open.
    """
    letter = Letter.CANCELLED if match.state == MatchState.ACCEPTED else Letter.LAPSED
    _step(match, MatchState.WITHDRAWN, now=now)
    _changed(session, match, by=by, fields=("state",))
    everyone = list_addresses(session, match.key)
    others = [each for each in everyone if each.side != leaver.value]
    post_to_sides(session, others, Letter.OFF, link=links.task(match.key))
    post_to_coordinators(session, everyone, letter, link=links.follow(slug, match.key))


def tell(
    session: Session,
    match: Match,
    side: MatchSide,
    outcome: MatchOutcome,
    words: str,
    *,
    slug: str,
    ring: KeyRing,
    links: Links,
    by: int,
    now: datetime,
) -> None:
    """Tell how it went, in one's own words if one likes; these are sealed. Coordinators are mailed that it was told.

    A match for once is done when everybody whom it concerns has told. Raises `DomainError` code
    `match_step_impossible` when it is too early or too late.
    """
    told = match.helper_outcome if side == MatchSide.HELPER else match.asker_outcome
    if not may_tell(match.state, match.task_at, match.closed_at, told=told, now=now):
        raise DomainError("match_step_impossible")
    sealed = ring.seal(words, table="match", column=COLUMNS[side], row=match.id) if words else None
    if side == MatchSide.HELPER:
        match.helper_outcome, match.helper_words = outcome, sealed
    else:
        match.asker_outcome, match.asker_words = outcome, sealed
    fields = [f"{side.value}_outcome", f"{side.value}_words"]
    if match.state == MatchState.ACCEPTED and _is_over(session, match):
        _step(match, MatchState.DONE, now=now)
        fields.append("state")
    # what one side told is not the other's to read in the audit
    _changed(session, match, by=by, fields=fields, of=match.helper_id if side == MatchSide.HELPER else match.asker_id)
    everyone = list_addresses(session, match.key)
    letter = Letter.TOLD_OTHERWISE if contradict(match.helper_outcome, match.asker_outcome) else Letter.TOLD_HOW
    post_to_coordinators(session, everyone, letter, link=links.follow(slug, match.key))


def close(session: Session, match: Match, closing: Closing, *, by: int, now: datetime) -> None:
    """Close an accepted match as done, with what a coordinator heard of it.

    What a side told itself stays. Raises `DomainError` code `match_step_impossible`.
    """
    _step(match, MatchState.DONE, now=now)
    match.helper_outcome = match.helper_outcome or closing.helper
    match.asker_outcome = match.asker_outcome or closing.asker
    match.follow_up_on = closing.follow_up_on
    _changed(session, match, by=by, fields=("state", "helper_outcome", "asker_outcome", "follow_up_on"))


def follow_up(session: Session, match: Match, on_day: date | None, *, by: int) -> None:
    """Set when to come back to an accepted or done match, or with None that it was done.

    Raises `DomainError` code `match_step_impossible`.
    """
    if match.state not in (MatchState.ACCEPTED, MatchState.DONE):
        raise DomainError("match_step_impossible")
    match.follow_up_on = on_day
    _changed(session, match, by=by, fields=("follow_up_on",))


def _step(match: Match, after: MatchState, *, now: datetime) -> None:
    if not may_become(match.state, after):
        raise DomainError("match_step_impossible")
    match.state, match.closed_at = after, now


def _is_over(session: Session, match: Match) -> bool:
    recurrence = session.execute(text("SELECT recurrence FROM find_match(:key)"), {"key": match.key}).scalar_one()
    return is_over(
        recurrence, helper=match.helper_outcome, asker=match.asker_outcome, has_asker=match.asker_id is not None
    )


def _changed(session: Session, match: Match, *, by: int, fields: Sequence[str], of: int | None = None) -> None:
    match.version += 1
    session.flush()
    person_id = of or match.helper_id
    record(session, AuditAction.CHANGED, by=by, table="match", row=match.id, person_id=person_id, fields=fields)
