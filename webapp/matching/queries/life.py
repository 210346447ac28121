"""Reads of one's own matches, and of one by a link; what is not the viewer's is not there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, TextClause, select, text
from sqlalchemy.dialects.postgresql import INT4MULTIRANGE
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.calendar.week_ranges import from_multirange
from webapp.calendar.week_times import WeekPart
from webapp.matching.letters import About
from webapp.matching.rules.life import OPEN, may_cancel, may_tell, place_is_told
from webapp.models import Match, Need, Offering
from webapp.people.queries import has_live_consent
from webapp.vocabulary import (
    ConsentPurpose,
    MatchOutcome,
    MatchSide,
    MatchState,
    NeedKind,
    NeedUrgency,
    Recurrence,
)

OwnLanguage = Callable[[str, str], str]

_ASKED = """
    SELECT f.*, t.name AS theme, t.name_en AS theme_en, n.name AS place, n.slug AS place_slug, a.name AS asset
    FROM find_match(:key) f
    JOIN theme t ON t.id = f.theme_id
    JOIN neighbourhood n ON n.id = f.neighbourhood_id
    LEFT JOIN asset a ON a.id = f.asset_id
"""
_OWN = """
    SELECT f.*, t.name AS theme, t.name_en AS theme_en, n.name AS place, n.slug AS place_slug, a.name AS asset,
           m.key, m.helper_id, m.asker_id, m.need_id, m.helper_outcome, m.asker_outcome, m.closed_at, m.proposed_at,
           m.sealed_place, CASE WHEN m.helper_id = :person THEN m.helper_words ELSE m.asker_words END AS told_words,
           w.what
    FROM match m
    CROSS JOIN LATERAL find_match(m.key) f
    JOIN theme t ON t.id = f.theme_id
    JOIN neighbourhood n ON n.id = f.neighbourhood_id
    LEFT JOIN asset a ON a.id = f.asset_id
    LEFT JOIN talent w ON w.id = m.talent_id AND w.person_id = :person
    WHERE (m.helper_id = :person OR m.asker_id = :person)
"""
_ORDER = """
    ORDER BY m.state NOT IN ('proposed', 'accepted'), m.state <> 'proposed', m.task_at NULLS LAST, m.proposed_at DESC,
             m.id DESC
"""
FIND_ASKED = text(_ASKED).columns(weekly=INT4MULTIRANGE)
FIND_OWN = text(_OWN + " AND m.key = :key").columns(weekly=INT4MULTIRANGE)
LIST_OWN = text(_OWN + _ORDER).columns(weekly=INT4MULTIRANGE)
NAMES = text("SELECT helper, asker FROM match_names(:match)")
EMAILS = text("""
    SELECT e.side, e.email, e.language, t.name AS theme, t.name_en AS theme_en, n.name AS place, f.answer_until
    FROM match_emails(:key) e
    CROSS JOIN find_match(:key) f
    JOIN theme t ON t.id = f.theme_id
    JOIN neighbourhood n ON n.id = f.neighbourhood_id
    ORDER BY e.side, e.email
""")


@dataclass(frozen=True)
class Asked:
    """What is asked of one side of a match: never the words of a private need, nor who it is."""

    id: int
    key: str
    side: MatchSide
    state: MatchState
    kind: NeedKind
    theme: str
    place: str
    place_slug: str
    words: str
    """Of a public need; empty for a private one."""
    urgency: NeedUrgency
    recurrence: Recurrence
    weekly: tuple[WeekPart, ...] | None
    starts_on: date | None
    ends_on: date | None
    language: str | None
    asset: str | None
    reasons: tuple[Mapping[str, Any], ...]
    said: bool | None
    """What this side said."""
    answer_until: date
    task_at: datetime | None
    minutes: int | None
    version: int


@dataclass(frozen=True)
class OwnMatch:
    """A match of the viewer's, and what they can do with it now. `talent` is what they said they can, as who helps."""

    asked: Asked
    talent: str | None
    need_id: int
    helper_id: int | None
    asker_id: int | None
    outcome: MatchOutcome | None
    sealed_told: bytes | None
    """The viewer's own words: why it was a no, or how it went."""
    closed_at: datetime | None
    sealed_place: bytes | None
    """Only once it is told to the viewer: to who helps from a day before, to who asked always."""
    has_place: bool
    """Whether a place was set, told or not."""
    may_tell: bool
    may_cancel: bool

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer, or goes ahead."""
        return self.asked.state in OPEN


@dataclass(frozen=True)
class Held:
    """What holds somebody back who is asked to help: whether they may be asked, and until when they paused."""

    may_be_asked: bool
    paused_until: date | None


@dataclass(frozen=True)
class Names:
    """What the sides of an accepted match call each other; None for an asset, or for a public need."""

    helper: str | None = None
    asker: str | None = None


@dataclass(frozen=True)
class Address:
    """Whom to mail about a match, `helper`, `asker` or `coordinator`, and what they are told that it is about."""

    side: str
    email: str
    language: str
    about: About


def find_asked(session: Session, key: str, side: MatchSide, own_language: OwnLanguage) -> Asked | None:
    """What is asked of one side, for who holds its link; no account is needed. One statement."""
    row = session.execute(FIND_ASKED, {"key": key}).one_or_none()
    return _asked(row, key, side, own_language) if row else None


def find_own(session: Session, viewer: Actor, key: str, own_language: OwnLanguage, *, now: datetime) -> OwnMatch | None:
    """A match in which the viewer helps or asked."""
    found = _own(session, viewer, FIND_OWN, {"key": key}, own_language, now=now)
    return found[0] if found else None


def list_own(session: Session, viewer: Actor, own_language: OwnLanguage, *, now: datetime) -> list[OwnMatch]:
    """All matches in which the viewer helps or asked: what waits for an answer, the next task, the rest."""
    return _own(session, viewer, LIST_OWN, {}, own_language, now=now)


def find_own_row(session: Session, viewer: Actor, key: str) -> Match | None:
    """The row of a match in which the viewer helps or asked, locked: to change it."""
    if viewer.person_id is None:
        return None
    mine = (Match.helper_id == viewer.person_id) | (Match.asker_id == viewer.person_id)
    return session.scalar(select(Match).where(Match.key == key, mine).with_for_update())


def find_held(session: Session, viewer: Actor, *, today: date) -> Held:
    """What holds the viewer back from being asked to help."""
    person_id = viewer.person_id or 0
    needed = (ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_ASKED)
    paused_until = session.scalar(select(Offering.paused_until).where(Offering.person_id == person_id))
    return Held(
        may_be_asked=all(has_live_consent(session, person_id, purpose) for purpose in needed),
        paused_until=paused_until if paused_until and paused_until > today else None,
    )


def find_helped_words(session: Session, viewer: Actor, key: str) -> bytes | None:
    """The sealed words of the need with which the viewer helps, once both said yes and until it is closed."""
    return session.scalar(
        select(Need.sealed_words)
        .join(Match, Match.need_id == Need.id)
        .where(Match.key == key, Match.helper_id == viewer.person_id, Match.state == MatchState.ACCEPTED)
    )


def find_names(session: Session, match_id: int) -> Names:
    """What the two sides call each other; for them, once both said yes."""
    row = session.execute(NAMES, {"match": match_id}).one_or_none()
    return Names(row.helper, row.asker) if row else Names()


def list_addresses(session: Session, key: str) -> list[Address]:
    """Whom to mail about a match, as far as they have an address."""
    return [
        Address(row.side, row.email, row.language, About(row.theme, row.theme_en, row.place, row.answer_until))
        for row in session.execute(EMAILS, {"key": key})
    ]


def _own(
    session: Session,
    viewer: Actor,
    query: TextClause | Any,
    given: Mapping[str, object],
    own_language: OwnLanguage,
    *,
    now: datetime,
) -> list[OwnMatch]:
    if viewer.person_id is None:
        return []
    rows: Sequence[Row[Any]] = session.execute(query, {**given, "person": viewer.person_id}).all()
    return [_own_match(row, viewer.person_id, own_language, now=now) for row in rows]


def _own_match(row: Row[Any], person_id: int, own_language: OwnLanguage, *, now: datetime) -> OwnMatch:
    side = MatchSide.HELPER if row.helper_id == person_id else MatchSide.ASKER
    asked = _asked(row, row.key, side, own_language)
    told = row.helper_outcome if side == MatchSide.HELPER else row.asker_outcome
    outcome = MatchOutcome(told) if told else None
    shows_place = (
        place_is_told(asked.state, asked.task_at, now=now)
        if side == MatchSide.HELPER
        else asked.state == MatchState.ACCEPTED
    )
    return OwnMatch(
        asked=asked,
        talent=row.what,
        need_id=row.need_id,
        helper_id=row.helper_id,
        asker_id=row.asker_id,
        outcome=outcome,
        sealed_told=row.told_words,
        closed_at=row.closed_at,
        sealed_place=row.sealed_place if shows_place else None,
        has_place=row.sealed_place is not None,
        may_tell=may_tell(asked.state, asked.task_at, row.closed_at, told=outcome, now=now),
        may_cancel=may_cancel(asked.state, asked.task_at, now=now),
    )


def _asked(row: Row[Any], key: str, side: MatchSide, own_language: OwnLanguage) -> Asked:
    return Asked(
        id=row.id,
        key=key,
        side=side,
        state=MatchState(row.state),
        kind=NeedKind(row.kind),
        theme=own_language(row.theme, row.theme_en),
        place=row.place,
        place_slug=row.place_slug,
        words=row.words,
        urgency=NeedUrgency(row.urgency),
        recurrence=Recurrence(row.recurrence),
        weekly=from_multirange(row.weekly),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        language=row.language,
        asset=row.asset,
        reasons=tuple(row.reasons),
        said=row.helper_said if side == MatchSide.HELPER else row.asker_said,
        answer_until=row.answer_until,
        task_at=row.task_at,
        minutes=row.minutes,
        version=row.version,
    )
