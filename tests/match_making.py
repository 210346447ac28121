"""People who ask, and matches in any state with people who offer (`tests.talent_making`), past every rule."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY, key_file
from tests.factories import make_account, make_grant, make_person
from tests.talent_making import find_theme, make_offerer, make_talent
from webapp.encryption import KeyRing, read_key_ring
from webapp.models import Account, Match, Need, Neighbourhood, Person, Talent
from webapp.vocabulary import (
    MatchState,
    NeedKind,
    NeedState,
    NeedUrgency,
    Provenance,
    Recurrence,
    Requirement,
    Role,
    TalentLevel,
)

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)
"""Twelve o'clock in Groningen on the day that tests look from."""

REASONS: list[dict[str, Any]] = [{"code": "theme_exact", "part": 1.0}]
SECRET_WORDS = "De was ophangen lukt niet meer"
PLACE = "Zonnelaan 12, bij de linkerbel"

_BOTH_SAID_YES = (MatchState.ACCEPTED, MatchState.DONE)


@dataclass(frozen=True)
class Pair:
    """A match with everything it links; `asker` is None for a public need."""

    match: Match
    need: Need
    talent: Talent
    helper: Person
    asker: Person | None


def ring() -> KeyRing:
    """The keys of this run."""
    return read_key_ring(key_file())


def find_place(session: Session, slug: str = "vinkhuizen") -> int:
    """The id of a neighbourhood of the seeded city."""
    return session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()


def make_coordinator(session: Session, neighbourhood_id: int, email: str | None = None) -> Account:
    """Somebody who coordinates a neighbourhood."""
    account = make_account(session, email)
    make_grant(session, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=neighbourhood_id)
    return account


def look(session: Session, account_id: int) -> None:
    """Let the database know who looks, on the day of the tests, until the transaction ends."""
    session.execute(
        text("SELECT set_config('missie050.viewer', :viewer, true), set_config('missie050.today', :today, true)"),
        {"viewer": str(account_id), "today": TODAY.isoformat()},
    )


def make_asker(
    session: Session,
    neighbourhood_id: int,
    name: str = "Aafke Vraagt",
    *,
    email: str | None = None,
    with_account: bool = True,
) -> Person:
    """Somebody who asks, and may be known to who coordinates there."""
    account = make_account(session, email) if with_account else None
    return make_person(
        session,
        name,
        account_id=account.id if account else None,
        neighbourhood_id=neighbourhood_id,
        known_from=TODAY - timedelta(days=30),
    )


def make_need(
    session: Session,
    neighbourhood_id: int,
    person_id: int | None,
    *,
    theme: str = "formulieren",
    words: str = SECRET_WORDS,
    quantity: int = 1,
    recurrence: Recurrence = Recurrence.ONCE,
    requirements: Sequence[Requirement] = (),
    weekly: Any = None,
    created_on: date = TODAY - timedelta(days=5),
    expires_on: date = TODAY + timedelta(days=60),
    state: NeedState = NeedState.OPEN,
) -> Need:
    """A need: private with sealed words when it is a person's, else public."""
    need = Need(
        key=secrets.token_urlsafe(12),
        kind=NeedKind.PUBLIC if person_id is None else NeedKind.PRIVATE,
        person_id=person_id,
        neighbourhood_id=neighbourhood_id,
        theme_id=find_theme(session, theme),
        words=words if person_id is None else "",
        quantity=quantity,
        urgency=NeedUrgency.THIS_MONTH,
        recurrence=recurrence,
        weekly=weekly,
        level=TalentLevel.ABLE,
        requirements=list(requirements),
        state=state,
        created_on=created_on,
        expires_on=expires_on,
        closed_on=None if state == NeedState.OPEN else TODAY,
        provenance=Provenance.ENTERED,
    )
    session.add(need)
    session.flush()
    if person_id is not None:
        need.sealed_words = ring().seal(words, table="need", column="sealed_words", row=need.id)
        session.flush()
    return need


def make_match(
    session: Session,
    state: MatchState = MatchState.PROPOSED,
    *,
    neighbourhood_id: int | None = None,
    talent: Talent | None = None,
    need: Need | None = None,
    is_public: bool = False,
    helper_said: bool | None = None,
    asker_said: bool | None = None,
    task_at: datetime | None = None,
    minutes: int | None = 60,
    place: str | None = None,
    answer_until: date = TODAY + timedelta(days=7),
    proposed_at: datetime = NOON - timedelta(days=2),
    closed_at: datetime | None = None,
    follow_up_on: date | None = None,
    helper_email: str | None = None,
    asker_email: str | None = None,
    with_accounts: bool = True,
    by: int | None = None,
) -> Pair:
    """A match in `state` in Vinkhuizen or where told, between people made for it unless a talent or need is given."""
    where = neighbourhood_id or (need.neighbourhood_id if need else find_place(session))
    talent = talent or make_talent(
        session, make_offerer(session, where, email=helper_email, with_account=with_accounts).id
    )
    if need is None:
        asks = None if is_public else make_asker(session, where, email=asker_email, with_account=with_accounts)
        need = make_need(session, where, asks.id if asks else None)
    match = Match(
        key=secrets.token_urlsafe(12),
        need_id=need.id,
        talent_id=talent.id,
        helper_id=talent.person_id,
        asker_id=need.person_id,
        neighbourhood_id=need.neighbourhood_id,
        state=state,
        score=0.8,
        reasons=REASONS,
        proposed_by=by,
        proposed_at=proposed_at,
        answer_until=answer_until,
        task_at=task_at,
        minutes=minutes,
        follow_up_on=follow_up_on,
    )
    _answer(match, helper_said=helper_said, asker_said=asker_said, closed_at=closed_at)
    return _pair(session, match, need, talent, place=place)


def _answer(match: Match, *, helper_said: bool | None, asker_said: bool | None, closed_at: datetime | None) -> None:
    """What both sides said, and when it was closed, as far as that follows from its state."""
    says_yes = match.state in _BOTH_SAID_YES
    match.helper_said = True if says_yes else False if match.state == MatchState.DECLINED else helper_said
    match.asker_said = True if says_yes or match.asker_id is None else asker_said
    if match.state not in (MatchState.PROPOSED, MatchState.ACCEPTED):
        match.closed_at = closed_at or NOON - timedelta(days=1)


def _pair(session: Session, match: Match, need: Need, talent: Talent, *, place: str | None) -> Pair:
    session.add(match)
    session.flush()
    if place is not None:
        match.sealed_place = ring().seal(place, table="match", column="sealed_place", row=match.id)
        session.flush()
    asker = session.get(Person, need.person_id) if need.person_id else None
    return Pair(match, need, talent, session.get_one(Person, talent.person_id), asker)
