"""Reads of the matches of a neighbourhood, as one of its coordinators; and of who only asked so far."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, false, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from webapp.access.policy import Actor
from webapp.matching.queries.life import OwnLanguage, find_names, list_addresses
from webapp.matching.rules.life import OPEN, asked_since, contradict
from webapp.models import Asset, Match, Need, Offer, Person, Talent, Theme
from webapp.people.queries import known_to
from webapp.vocabulary import MatchOutcome, MatchSide, MatchState, NeedKind, Recurrence, Role

RECIPROCITY = text("SELECT neighbourhood_id, asked, gave, did_both FROM reciprocity()")
_OFF = (MatchState.DECLINED, MatchState.WITHDRAWN, MatchState.EXPIRED)
MOST_CLOSED = 50
"""Closed matches that a list shows, the latest ones."""


@dataclass(frozen=True)
class LocalMatch:
    """A match as coordinators of the neighbourhood see it; names are None for who is not known to the viewer."""

    id: int
    key: str
    state: MatchState
    kind: NeedKind
    need_key: str
    theme: str
    helper: str | None
    helper_id: int | None
    talent: str | None
    asset: str | None
    asker: str | None
    asker_id: int | None
    recurrence: Recurrence
    helper_said: bool | None
    asker_said: bool | None
    proposed_at: datetime
    answer_until: date
    task_at: datetime | None
    minutes: int | None
    helper_outcome: MatchOutcome | None
    asker_outcome: MatchOutcome | None
    follow_up_on: date | None
    closed_at: datetime | None
    version: int
    reasons: tuple[dict[str, Any], ...]
    helper_is_known: bool = False
    asker_is_known: bool = False
    """Whether the viewer may open who that is."""
    talent_id: int | None = None

    @property
    def is_told_differently(self) -> bool:
        """Whether one side says that it came to something, and the other that it did not."""
        return contradict(self.helper_outcome, self.asker_outcome)

    asset_slug: str | None = None


@dataclass(frozen=True)
class Followed:
    """A match with what is sealed of it, for who coordinates there, and which sides can only be phoned."""

    match: LocalMatch
    need_id: int
    sealed_place: bytes | None
    helper_words: bytes | None
    asker_words: bytes | None
    by_phone: tuple[MatchSide, ...]
    """Sides that have not answered and have no address to be mailed at."""
    to_tell: tuple[MatchSide, ...]
    """Sides that were asked, did not say no, and were not mailed that it is off: they have no address."""


@dataclass(frozen=True)
class ConversationDue:
    """Somebody who asked first on `since` and has given nothing so far: time to talk about what they can [S4]."""

    person_id: int
    name: str
    since: date


@dataclass(frozen=True)
class Reciprocity:
    """How many people of a neighbourhood asked, gave, or did both; None for what is about fewer than five."""

    neighbourhood_id: int
    asked: int | None
    gave: int | None
    did_both: int | None

    @property
    def share(self) -> float | None:
        """Which part of all of them did both, from 0 to 1; None when the parts are not all told."""
        if self.asked is None or self.gave is None or self.did_both is None:
            return None
        return self.did_both / (self.asked + self.gave - self.did_both)


def coordinated_by(viewer: Actor) -> ColumnElement[bool]:
    """Which matches somebody looks after: those of their neighbourhoods, and of public needs as the city's."""
    ways: list[ColumnElement[bool]] = [Match.neighbourhood_id.in_(sorted(viewer.neighbourhood_ids))]
    if viewer.holds(Role.CITY_COORDINATOR):
        ways.append(Match.asker_id.is_(None))
    return or_(false(), *ways)


def may_read_sealed(viewer: Actor, neighbourhood_id: int) -> bool:
    """Whether somebody reads what is sealed of matches there: only who coordinates that neighbourhood."""
    return neighbourhood_id in viewer.neighbourhood_ids


def list_local(session: Session, viewer: Actor, neighbourhood_id: int, own_language: OwnLanguage) -> list[LocalMatch]:
    """The open matches of a neighbourhood, what must be answered first on top; then the latest closed ones."""
    is_open = Match.state.in_(OPEN)
    base = _rows(viewer).where(Match.neighbourhood_id == neighbourhood_id)
    rows = [
        *session.execute(base.where(is_open).order_by(_first_due(), Match.id)),
        *session.execute(base.where(~is_open).order_by(Match.closed_at.desc(), Match.id.desc()).limit(MOST_CLOSED)),
    ]
    return [_local(row, own_language) for row in rows]


def find_followed(
    session: Session, viewer: Actor, neighbourhood_id: int, key: str, own_language: OwnLanguage
) -> Followed | None:
    """One match of a neighbourhood that the viewer coordinates."""
    query = _rows(viewer).add_columns(Match.need_id, Match.sealed_place, Match.helper_words, Match.asker_words)
    row = session.execute(query.where(Match.neighbourhood_id == neighbourhood_id, Match.key == key)).one_or_none()
    if row is None:
        return None
    match, opens = _named(session, _local(row, own_language)), may_read_sealed(viewer, neighbourhood_id)
    # whom the viewer may know no longer, said nothing that the viewer may read
    reads_place = opens and (match.asker_is_known or match.asker_id is None or match.state in OPEN)
    return Followed(
        match=match,
        need_id=row.need_id,
        sealed_place=row.sealed_place if reads_place else None,
        helper_words=row.helper_words if opens and match.helper is not None else None,
        asker_words=row.asker_words if opens and match.asker is not None else None,
        by_phone=_without_address(session, match, (None,)) if match.state == MatchState.PROPOSED else (),
        to_tell=_without_address(session, match, (None, True)) if match.state in _OFF else (),
    )


def find_coordinated_row(session: Session, viewer: Actor, neighbourhood_id: int, key: str) -> Match | None:
    """The row of a match that the viewer coordinates, locked: to change it."""
    return session.scalar(
        select(Match)
        .where(Match.neighbourhood_id == neighbourhood_id, Match.key == key, coordinated_by(viewer))
        .with_for_update()
    )


def list_conversations_due(
    session: Session, viewer: Actor, neighbourhood_id: int, *, today: date
) -> list[ConversationDue]:
    """Who of a neighbourhood first asked half a year ago or longer, and neither gave nor offers anything.

    Only for coordinators of that neighbourhood, and only about people who let themselves be known to them: it is a
    reason to talk, never a label.
    """
    if neighbourhood_id not in viewer.neighbourhood_ids:
        return []
    first = func.min(Need.created_on)
    gave = exists().where(Match.helper_id == Person.id, Match.state.in_((MatchState.ACCEPTED, MatchState.DONE)))
    offers = exists().where(Talent.person_id == Person.id)
    rows = session.execute(
        select(Person.id, Person.name, first)
        .join(Need, Need.person_id == Person.id)
        .where(Person.neighbourhood_id == neighbourhood_id, known_to(viewer), ~gave, ~offers)
        .group_by(Person.id, Person.name)
        .having(first <= asked_since(today))
        .order_by(first, Person.id)
    )
    return [ConversationDue(*row) for row in rows]


def list_reciprocity(session: Session) -> dict[int, Reciprocity]:
    """By neighbourhood, how many asked, gave and did both; for coordinators, the database gives it to nobody else."""
    return {row.neighbourhood_id: Reciprocity(*row) for row in session.execute(RECIPROCITY)}


def _rows(viewer: Actor) -> Select[*tuple[Any, ...]]:
    helper, asker = aliased(Person), aliased(Person)
    return (
        select(
            Match.id,
            Match.key,
            Match.state,
            Match.neighbourhood_id,
            Match.helper_id,
            Match.asker_id,
            Match.talent_id,
            Match.helper_said,
            Match.asker_said,
            Match.proposed_at,
            Match.answer_until,
            Match.task_at,
            Match.minutes,
            Match.helper_outcome,
            Match.asker_outcome,
            Match.follow_up_on,
            Match.closed_at,
            Match.version,
            Match.reasons,
            Need.key.label("need_key"),
            Need.kind,
            Need.recurrence,
            Theme.name.label("theme"),
            Theme.name_en.label("theme_en"),
            helper.name.label("helper"),
            asker.name.label("asker"),
            Talent.what.label("talent"),
            Asset.name.label("asset"),
            Asset.slug.label("asset_slug"),
        )
        .join(Need, Need.id == Match.need_id)
        .join(Theme, Theme.id == Need.theme_id)
        .outerjoin(helper, and_(helper.id == Match.helper_id, helper.id.in_(_known(viewer))))
        .outerjoin(asker, and_(asker.id == Match.asker_id, asker.id.in_(_known(viewer))))
        .outerjoin(Talent, Talent.id == Match.talent_id)
        .outerjoin(Asset, Asset.id == Match.asset_id)
        .where(coordinated_by(viewer))
    )


def _known(viewer: Actor) -> Select[int]:
    return select(Person.id).where(known_to(viewer))


def _first_due() -> ColumnElement[Any]:
    return case((Match.state == MatchState.PROPOSED, Match.answer_until), else_=func.date(Match.task_at))


def _named(session: Session, match: LocalMatch) -> LocalMatch:
    """With who helps from another neighbourhood, whom a coordinator here does not know, once both said yes.

    The index holds the offers of those only who may be known and asked today: who took that back is nobody here too.
    """
    if match.helper is not None or match.talent_id is None:
        return match
    may_be_known = session.scalar(select(exists().where(Offer.talent_id == match.talent_id)))
    return replace(match, helper=find_names(session, match.id).helper) if may_be_known else match


def _without_address(session: Session, match: LocalMatch, answers: tuple[bool | None, ...]) -> tuple[MatchSide, ...]:
    """The sides that gave one of these answers and have no address to be mailed at."""
    reached: Sequence[str] = [each.side for each in list_addresses(session, match.key)]
    said = {MatchSide.HELPER: match.helper_said}
    if match.asker_id is not None:
        said[MatchSide.ASKER] = match.asker_said
    return tuple(side for side, answer in said.items() if answer in answers and side.value not in reached)


def _local(row: Row[Any], own_language: OwnLanguage) -> LocalMatch:
    return LocalMatch(
        id=row.id,
        key=row.key,
        state=row.state,
        kind=row.kind,
        need_key=row.need_key,
        theme=own_language(row.theme, row.theme_en),
        helper=row.helper,
        helper_id=row.helper_id,
        talent=row.talent,
        asset=row.asset,
        asker=row.asker,
        asker_id=row.asker_id,
        recurrence=row.recurrence,
        helper_said=row.helper_said,
        asker_said=row.asker_said,
        proposed_at=row.proposed_at,
        answer_until=row.answer_until,
        task_at=row.task_at,
        minutes=row.minutes,
        helper_outcome=row.helper_outcome,
        asker_outcome=row.asker_outcome,
        follow_up_on=row.follow_up_on,
        closed_at=row.closed_at,
        version=row.version,
        reasons=tuple(row.reasons),
        helper_is_known=row.helper is not None,
        asker_is_known=row.asker is not None,
        talent_id=row.talent_id,
        asset_slug=row.asset_slug,
    )
